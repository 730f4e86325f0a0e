"""The records of a marked return: findings at the cells of the form, and values that have no room in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xltool.base.cells import Location
from xltool.base.display import visible
from xltool.base.findings import SEVERITIES, Finding, Severity
from xltool.base.messages import Lang, Text
from xltool.base.normalise import as_text
from xltool.base.paths import FieldPath
from xltool.base.states import FileState
from xltool.form.layout import Layout
from xltool.workbook.shown_ids import shown_id

#: Who “wrote” the notes: a reader knows them by it and does not take them for remarks of the sender.
NOTE_AUTHOR = "xltool"
_LONGEST_NOTE = 1_500  # characters; the list has the rest
_MORE = Text(zh="……其余见“问题清单”", en="… see the sheet “Findings” for the rest")
#: A finding that stays as it is while the form is put right.
_LATER = Text(zh="{message}（改后由收表单位核对）", en="{message} (checked on receipt, once you have corrected it)")
_HEADS = {
    "error": Text(zh="【错误】", en="ERROR "),
    "warning": Text(zh="【提醒】", en="WARNING "),
    "info": Text(zh="【参考】", en="INFO "),
}
_OLD_HEADS = ("【提示】",)  # of notes that earlier versions wrote


@dataclass(frozen=True, kw_only=True)
class Unplaced:
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
    findings: tuple[Finding, ...]  # in the order of the list: worst first; without infos, which are for those who check
    at: Mapping[str, tuple[Finding, ...]]  # concrete path of an input → its findings, worst first
    lasting: Mapping[str, Severity]  # concrete path → worst finding there that the workbook does not check itself
    later: frozenset[tuple[str, str]] = frozenset()  # rule and concrete path ("" for the file) of what the workbook cannot check itself
    unplaced: tuple[Unplaced, ...] = ()

    def is_later(self, finding: Finding) -> bool:
        """Return whether only those who receive the form can tell that this is put right."""
        return (finding.rule, finding.field or "") in self.later

    def message(self, finding: Finding) -> str:
        """Return what is wrong, as one who fills in the form reads it."""
        text = visible(finding.message.as_is(self.lang))
        return _LATER.say(self.lang, message=text) if self.is_later(finding) else text

    def note(self, path: str) -> str:
        """Return the note at an input; "" when there is none."""
        lines = [f"{_HEADS[one.severity].say(self.lang)}{self.message(one)}{_id_behind(one.rule)}" for one in self.at.get(path, ())]
        text = "\n".join(lines)
        return text if len(text) <= _LONGEST_NOTE else text[:_LONGEST_NOTE] + _MORE.say(self.lang)

    def worst(self, path: str) -> Severity:
        """Return the worst severity at an input that has findings."""
        return self.at[path][0].severity


def _id_behind(rule_id: str) -> str:
    return f" [{shown}]" if (shown := shown_id(rule_id)) else ""


def is_note(author: str, text: str) -> bool:
    """Return whether a comment is a note of a marked return. Some programs save comments without author, hence the head."""
    heads = tuple(head.as_is(lang) for head in _HEADS.values() for lang in ("zh", "en"))
    return author == NOTE_AUTHOR or text.startswith((*heads, *_OLD_HEADS))


def input_place(layout: Layout, path: str | None) -> Location | None:
    """Return the cell of an input by its concrete path; None for what is not an input or lies beyond a table's capacity."""
    if path is None or path in layout.inputs:
        return layout.location(path) if path else None
    place = FieldPath.parse(path)
    if place.row is None or place.table not in layout.tables:
        return None
    sheet, area = layout.tables[place.table]
    column = area.columns.get(place.column)
    return Location(sheet.name, area.first_row + place.row, column) if column and place.row < area.capacity else None


def worst_first(finding: Finding) -> int:
    """Return a sort key."""
    return SEVERITIES.index(finding.severity)


def shown(value: Any) -> str:
    """Return a value as a reader of a report sees it."""
    return visible(as_text(value) or "")
