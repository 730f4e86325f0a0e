"""Words that we do not write, in code, documents and messages, and what to write instead; messages that say the same in both languages."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import xltool

ROOT = Path(__file__).parent.parent
PACKAGE = Path(xltool.__file__).parent

#: Pattern of what is rejected → what to write instead.
REJECTED = {
    # words that only we used: the field has one
    r"\bke(?:ep|eps|pt|eping) (?:\w+ )?in mind\b": "cache, remember",
    r"\b(?:for|of) circles\b": "garbage collection; cycles",
    r"\b(?:take|takes|taken|taking|took) (?:it |them )?apart\b": "parse, split",
    r"\b(?:is|are|was|were|be|been) told\b": "get, receive, be named",
    r"\bgenuine\b": "expected form",
    r"\bsurroundings\b": "other sheets",
    r"\bbystanders?\b": "independent fields",
    r"\bchores?\b": "task",
    r"\bparcels?\b": "department zip; pickled task",
    r"\bmoot\b": "skipped",
    r"\bcatalogues?\b": "reader rules",
    r"\bdrawn once\b|\bframes? of forms?\b": "blank form, cached sheet",
    r"\bthe press\b|\bplates?\b": "template cache, slot",
    # turns of phrase
    r"(?<!\bthere )\b(?:is|are) no (?!longer\b|more\b|less\b|better\b|worse\b|reason\b|use\b)": "is not a …, is not …",
    r"\b1 (?:errors|warnings|files|units|forms|workbooks)\b": "1 error",
    r"\bcame besides\b": "other files received",
    r"\bheld against\b": "compared with",
    r"\bwho stands how\b|\bhow (?:a campaign|it) stands\b": "the status of …",
    r"\blook(?:ed|s|ing)? through\b": "check, verify",
    # Chinese
    r"存盘": "保存",
    r"填错了": "填写有误",
    r"另外收到": "其他来件",
    # what existed only before the nine houses
    r"(?-i:\bxltool[./](?:annotating|building|catalogue|dataset|demonstration|difference|document|evaluate|facts|finding|formula|layout|load|loader|"
    r"reader|render|reports|ruleset|schema|sheets|state|summary|template|text|translate|upgrading|validate|writer)\b)": "today's module",
    r"`(?:reader|writer|formula|load|executor|summary|dataset)\.(?!xlsx|overwritten|entered)\w+`": "today's module",
    # what is not of the project
    r"/work/|\.\./shared|\bissue \d+\b": "nothing: the project speaks of itself alone",
}

SUFFIXES = {".py", ".md", ".json", ".j2", ".js", ".css", ".yaml", ".toml"}
#: Text that is not ours, or that must hold such words: files of earlier versions, forms as filled in, this list.
SKIPPED = (
    "tests/fixtures/v0.1.0", "tests/definitions", "tests/test_prose.py", "tests/data", "tests/referees/node", "tests/snapshots", "rules/", "xltool/builtin/", "docs/rules.md",
)  # fmt: skip


def files() -> list[Path]:
    folders = [PACKAGE, *(ROOT / name for name in ("docs", "tests", "benchmarks", "templates", "rules"))]
    found = [
        path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix in SUFFIXES and "node_modules" not in path.parts
    ]
    return [path for path in (*sorted(ROOT.glob("*.md")), *found) if not _name(path).startswith(SKIPPED)]


def _name(path: Path) -> str:
    inside = path.is_relative_to(PACKAGE)
    return f"xltool/{path.relative_to(PACKAGE)}" if inside else str(path.relative_to(ROOT))


TEXTS = {_name(path): path.read_text(encoding="utf-8") for path in files()}


@pytest.mark.parametrize("rejected", REJECTED)
def test_rejected_words_are_not_written(rejected: str) -> None:
    pattern = re.compile(rejected, re.IGNORECASE)
    written = [
        f"{name}:{number}: {line.strip()[:160]}"
        for name, text in TEXTS.items()
        if pattern.search(text)
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]
    assert not written, "\n".join([f"write instead: {REJECTED[rejected]}", *written])


# --- messages ---------------------------------------------------------------------------------------------------------


def messages() -> Iterator[tuple[str, str, str]]:
    """Yield every message that is written as two plain strings, with its place."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text":
                words = [*node.args, *(keyword.value for keyword in node.keywords)]
                if len(words) == 2 and all(isinstance(word, ast.Constant) and isinstance(word.value, str) for word in words):
                    zh, en = (word.value for word in words if isinstance(word, ast.Constant))
                    yield f"{_name(path)}:{node.lineno}", str(zh), str(en)


def test_messages_have_the_same_placeholders_in_both_languages() -> None:
    places = re.compile(r"\{(?!noun\})(\w+)\}")  # the summary's noun for rows has no English
    different = [f"{place}: {zh} | {en}" for place, zh, en in messages() if set(places.findall(zh)) != set(places.findall(en))]
    assert not different, "\n".join(different)


def definition_messages() -> Iterator[tuple[str, str, str]]:
    """Yield every message of the definitions of this project, with its place."""
    root = ROOT
    for path in [*sorted(root.glob("rules/*.schema.json")), *sorted((root / "tests" / "definitions").glob("[cf]*/*/rules/*.schema.json"))]:
        if "faulty" not in path.parts:
            schema = json.loads(path.read_text(encoding="utf-8"))
            entries = [*schema.get("x-rules", []), *schema.get("x-checks", []), *schema.get("x-constraints", {}).values()]
            for entry in [*entries, *(case for rule in entries for case in rule.get("cases", []))]:
                if "message" in entry:
                    yield f"{path.name}: {entry.get('id', '')}", entry["message"].get("zh", ""), entry["message"].get("en", "")


def test_messages_of_definitions_name_the_same_values_in_both_languages() -> None:
    words = re.compile(r"\{(\w+)\}")
    written = list(definition_messages())
    assert len(written) > 100
    different = [f"{place}: {zh} | {en}" for place, zh, en in written if zh and en and set(words.findall(zh)) != set(words.findall(en))]
    assert not different, "\n".join(different)


def test_messages_have_both_languages() -> None:
    blank = [place for place, zh, en in messages() if bool(zh.strip()) != bool(en.strip())]
    assert not blank


def test_no_message_is_chosen_by_comparing_the_language() -> None:
    """A `Text` says itself in each language; what compares `lang` with one of them would fall back on the other in silence."""
    allowed = {"xltool/rules/load.py", "xltool/rules/loading/schema_file.py"}  # the language of a form, which reads `$`
    compared = re.compile(r"""[!=]= "(zh|en)"|\{"zh": .*\}\[""")
    assert {_name(path) for path in PACKAGE.rglob("*.py") if compared.search(path.read_text(encoding="utf-8"))} <= allowed
