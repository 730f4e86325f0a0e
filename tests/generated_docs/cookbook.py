"""The pages of the cookbook: each shows the files of its pattern, their picture, and what xltool says of the wrong filling."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

from tests.cookbook.patterns import COOKBOOK, LANGS, SUFFIXES, WRONG, Pattern, check, names, patterns
from tests.generated_docs import generated
from xltool.base.messages import Lang, Text
from xltool.checking.reports.text_report import text_report

_FENCES = {".yaml": "yaml", ".json": "json", ".csv": "csv", ".py": "python"}
_WIDTH = 110
_ALT = Text(zh="填写有误的表", en="The form, filled in wrongly")
_SAYS = Text(
    zh="这样填写（[wrong.json]({path}/wrong.json)），xltool 报告：",
    en="Filled in like this ([wrong.json]({path}/wrong.json)), xltool says:",
)
_SAYS_TYPED = Text(
    zh="这样填写（[wrong.json]({path}/wrong.json)），再在锁定的单元格中改写（[typed.json]({path}/typed.json)），xltool 报告：",
    en="Filled in like this ([wrong.json]({path}/wrong.json)), with locked cells typed over ([typed.json]({path}/typed.json)), xltool says:",
)
_RIGHT = Text(zh="填写正确的内容：[right.json]({path}/right.json)。", en="A right filling: [right.json]({path}/right.json).")


def page(pattern: Pattern) -> str:
    """Write what a page shows of its pattern."""
    says = (_SAYS_TYPED if pattern.typed.is_file() else _SAYS).say(pattern.lang, path=_below(pattern.folder))
    return "\n\n".join(
        [
            f"![{_ALT.say(pattern.lang)}]({_below(pattern.picture)})",
            *(_shown(path) for path in pattern.shown_files),
            says,
            f"```\n{findings(pattern)}\n```",
            _RIGHT.say(pattern.lang, path=_below(pattern.folder)),
        ]
    )


def findings(pattern: Pattern) -> str:
    """Write what `xltool check` prints of the wrong filling, under the file's name alone."""
    report = check(pattern, WRONG)
    (file,) = report.files
    lines = "\n".join(line.text.rstrip() for line in text_report(report, pattern.lang, _WIDTH))
    return lines.replace(file.path, f"{WRONG}.xlsx").rpartition("\n\n")[0]


def _shown(path: Path) -> str:
    text = path.read_text(encoding="utf-8").strip()
    return f"[{path.name}]({_below(path)})\n\n```{_FENCES[path.suffix]}\n{text}\n```"


def _below(path: Path) -> str:
    return path.relative_to(COOKBOOK).as_posix()


def index(lang: Lang) -> str:
    """Write a line for each page: its title and its first sentences."""
    lines = []
    for name in names():
        text = Pattern(name=name, lang=lang).page.read_text(encoding="utf-8")
        title, what = text.split("\n\n")[:2]
        sentences = re.sub(r"\n", " " if lang == "en" else "", what.rpartition("\n")[0])  # its last line leads to the other language
        lines.append(f"- [{title.removeprefix('# ')}]({name}{SUFFIXES[lang]}): {sentences}")
    return "\n".join(lines)


for pattern in patterns():
    generated(f"cookbook-{pattern.name}" + ("-zh" if pattern.lang == "zh" else ""))(partial(page, pattern))
for lang in LANGS:
    generated("cookbook" + ("-zh" if lang == "zh" else ""))(partial(index, lang))
