"""The page set-up of a sheet, as the template says it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from xltool.base.messages import Text, listed
from xltool.form.sheet_setup import LONGEST_LINE, PLACEHOLDERS, PageLine, PageValues, SheetSetup, line_length

Report = Callable[[Text, str], None]


def read_setup(data: Mapping[str, Any], pointer: str, title: str, report: Report) -> SheetSetup:
    """Build the set-up of a sheet from its keys, which have the right shape; `title` is that of the sheet."""
    default = SheetSetup()
    freeze = data.get("freeze", 0)
    rows, columns = (freeze.get("rows", 0), freeze.get("columns", 0)) if isinstance(freeze, Mapping) else (freeze, 0)
    lines = {key: _line(data[key], f"{pointer}/{key}", title, report) for key in ("header", "footer") if key in data}
    return SheetSetup(
        landscape=data.get("landscape", False),
        paper=data.get("paper", default.paper),
        frozen_rows=rows,
        frozen_columns=columns,
        repeat_rows=_repeated(data["repeat_rows"], f"{pointer}/repeat_rows", report) if "repeat_rows" in data else None,
        **lines,
    )


def _line(data: Mapping[str, str], pointer: str, title: str, report: Report) -> PageLine:
    """Build a page header or footer; one with an unknown placeholder, or that is too long, is reported and left out."""
    unknown = [(place, name) for place, text in data.items() for name in PageLine(left=text).placeholders() if name not in PLACEHOLDERS]
    for place, name in unknown:
        known = listed([f"{{{other}}}" for other in PLACEHOLDERS])
        zh = f"页眉页脚中没有占位符“{{{name}}}”（可用：{known.zh}）"
        report(Text(zh=zh, en=f"unknown placeholder {{{name}}} (known: {known.en})"), f"{pointer}/{place}")
    if unknown:
        return PageLine()
    line = PageLine(**data)
    length = line_length(line.say(PageValues(title, "")))
    if length > LONGEST_LINE:
        zh = f"页眉或页脚有 {length} 个字符，Excel 至多接受 {LONGEST_LINE} 个，请缩短"
        report(Text(zh=zh, en=f"the line has {length} characters; Excel takes at most {LONGEST_LINE}, shorten it"), pointer)
        return PageLine()
    return line


def _repeated(data: Any, pointer: str, report: Report) -> tuple[int, int]:
    first, last = (data["from"], data["to"]) if isinstance(data, Mapping) else (1, data)
    if first > last:
        zh, en = f"起始行 {first} 在终止行 {last} 之后", f"the first row {first} is below the last row {last}"
        report(Text(zh=zh, en=en), f"{pointer}/to")
    return first, max(first, last)
