"""What a marked return shows beside the sender's values: findings at their cells, and what did not fit into the form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xltool.base.cells import Location
from xltool.base.display import visible
from xltool.base.findings import SEVERITIES, SEVERITY_NAMES, Finding, Severity
from xltool.base.messages import Lang, Text
from xltool.base.normalise import as_text
from xltool.base.paths import FieldPath
from xltool.base.states import FileState
from xltool.form.layout import Layout

#: Who “wrote” the notes: a reader knows them by it and does not take them for remarks of the sender.
NOTE_AUTHOR = "xltool"
_LONGEST_NOTE = 1_500  # characters; the list has the rest
_MORE = Text(zh="……其余见“问题清单”", en="… see the sheet “Findings” for the rest")
_HEADS = {
    "error": Text(zh="【错误】", en="ERROR "),
    "warning": Text(zh="【提醒】", en="WARNING "),
    "info": Text(zh="【提示】", en="INFO "),
}


@dataclass(frozen=True, kw_only=True)
class Leftover:
    """Values that have no room in the form: rows beyond a table's capacity, the rest of a text too long for a cell."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]  # one text for each head
    paths: tuple[str, ...]  # what each row held, "indicators[120]"; "" when nothing points there


@dataclass(frozen=True, kw_only=True)
class Marks:
    """The findings of one file as its marked return shows them."""

    lang: Lang
    source: str  # name of the received file
    status: FileState
    findings: tuple[Finding, ...]  # in the order of the list: worst first
    at: Mapping[str, tuple[Finding, ...]]  # concrete path of an input → its findings, worst first
    lasting: Mapping[str, Severity]  # concrete path → worst finding there that the workbook does not watch itself
    leftovers: tuple[Leftover, ...] = ()

    def note(self, path: str) -> str:
        """The note at an input; "" when there is none."""
        lines = [_line(finding, self.lang) for finding in self.at.get(path, ())]
        text = "\n".join(lines)
        return text if len(text) <= _LONGEST_NOTE else text[:_LONGEST_NOTE] + _MORE.say(self.lang)

    def worst(self, path: str) -> Severity:
        """The worst severity at an input that has findings."""
        return self.at[path][0].severity


def _line(finding: Finding, lang: Lang) -> str:
    return visible(f"{_HEADS[finding.severity].say(lang)}{finding.rule} {finding.message.as_is(lang)}")


def is_note(author: str, text: str) -> bool:
    """Whether a comment is a note of a marked return. Some programs save comments without their author; the head tells too."""
    heads = tuple(head.as_is(lang) for head in _HEADS.values() for lang in ("zh", "en"))
    return author == NOTE_AUTHOR or text.startswith(heads)


def input_place(layout: Layout, path: str | None) -> Location | None:
    """The cell of an input by its concrete path, also in a table; None for what is no input or beyond a table's capacity."""
    if path is None or path in layout.inputs:
        return layout.location(path) if path else None
    place = FieldPath.parse(path)
    if place.row is None or place.table not in layout.tables:
        return None
    sheet, area = layout.tables[place.table]
    column = area.columns.get(place.column)
    return Location(sheet.name, area.first_row + place.row, column) if column and place.row < area.capacity else None


def worst_first(finding: Finding) -> int:
    """Sort key."""
    return SEVERITIES.index(finding.severity)


def counts(findings: tuple[Finding, ...], lang: Lang) -> str:
    """`错误 2，提醒 39`: how many there are of each severity."""
    numbers: dict[str, int] = dict.fromkeys(SEVERITIES, 0)
    for finding in findings:
        numbers[finding.severity] += 1
    said = [f"{SEVERITY_NAMES[severity].say(lang)} {count}" for severity, count in numbers.items() if count]
    return ("，" if lang == "zh" else ", ").join(said)


def shown(value: Any) -> str:
    """A value as a reader of a report sees it."""
    return visible(as_text(value) or "")
