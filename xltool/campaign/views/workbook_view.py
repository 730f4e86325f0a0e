"""How a campaign stands as a workbook: one sheet lists the forms, one what came besides."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xltool.base.display import visible
from xltool.base.messages import Lang, Text
from xltool.campaign.ledger_records import Submission
from xltool.campaign.status import FormStatus, OtherFile, Status
from xltool.campaign.views.view_messages import (
    WORDS,
    dates,
    file_path,
    joined,
    local,
    remarks,
    repetition,
    totals,
)
from xltool.merging.dataset import TEXT, WHOLE, array_of
from xltool.merging.summary import Heading, ListCells, ListRows, SummaryBook, write_listing

_TONES = {"accepted": "good", "rejected": "warning", "missing": "error"}


@dataclass(frozen=True)
class _Column:
    """How a column looks; its heading is the word of its key."""

    key: str
    least: float  # width in characters
    most: float
    style: str = "text"
    is_kept: bool = True  # also when nothing stands in it


_FORM_COLUMNS = (
    _Column("state", 10, 12, "center"),
    _Column("unit_id", 8, 16),
    _Column("unit", 12, 30),
    _Column("department", 12, 24, is_kept=False),
    _Column("project", 12, 30, is_kept=False),
    _Column("received", 17, 17, "center"),
    _Column("first", 17, 17, "center", is_kept=False),
    _Column("errors", 6, 8, "count"),
    _Column("warnings", 6, 8, "count"),
    _Column("remarks", 14, 36),
    _Column("file", 14, 36),
    _Column("program", 10, 22, is_kept=False),
    _Column("email", 10, 28, is_kept=False),
)
_OTHER_COLUMNS = (
    _Column("state", 10, 14, "center"),
    _Column("file", 20, 44),
    _Column("unit", 12, 30, is_kept=False),
    _Column("received", 17, 17, "center"),
    _Column("reason", 30, 70),
    _Column("remarks", 12, 20, is_kept=False),
)


@dataclass(frozen=True)
class _Line:
    """One row of a list: column → value; `tone` colours the state."""

    tone: str
    values: Mapping[str, Any]


def status_workbook(status: Status, lang: Lang) -> bytes:
    """The bytes of the workbook."""
    book = SummaryBook(lang=lang)
    counts = "  ".join(f"{word} {number}" for _, word, number in totals(status, lang))
    note = f"{dates(status, lang)}\n{counts}"
    _list(book, status, WORDS["title"], note, _FORM_COLUMNS, [_form(form, lang) for form in status.forms])
    if status.others:
        others = [_other(other, lang) for other in status.others]
        _list(book, status, WORDS["other_files"], dates(status, lang), _OTHER_COLUMNS, others)
    content = io.BytesIO()
    book.close(f"{status.title}  {WORDS['title'].say(lang)}", content)
    return content.getvalue()


def _list(book: SummaryBook, status: Status, name: Text, note: str, columns: Sequence[_Column], lines: Sequence[_Line]) -> None:
    """One sheet; a column in which nothing stands is left out unless it is kept."""
    shown = [column for column in columns if column.is_kept or any(line.values.get(column.key) for line in lines)]
    headings = [
        Heading(key=column.key, text=book.say(WORDS[column.key]), style=column.style, least=column.least, most=column.most)
        for column in shown
    ]
    records = ListRows(iter([[_cells(column, lines) for column in shown]]), len(lines), all_in="JSON")
    title = f"{status.title}  {book.say(name)}"
    write_listing(book, book.add_sheet(name), title, note, headings, records, if_empty=WORDS["no_units"])


def _cells(column: _Column, lines: Sequence[_Line]) -> ListCells:
    values = [_shown(line.values.get(column.key)) for line in lines]
    tones = array_of([line.tone for line in lines], TEXT) if column.key == "state" else None
    return ListCells(array_of(values, WHOLE if column.style == "count" else TEXT), tones)


def _form(form: FormStatus, lang: Lang) -> _Line:
    unit = form.unit
    values: dict[str, Any] = {
        "state": form.state.text.say(lang),
        "unit_id": unit.id,
        "unit": unit.name,
        "department": unit.department if unit.department != unit.name else "",
        "project": form.project,
        "remarks": joined(remarks(form, lang), lang),
        "email": unit.email,
    }
    if form.latest is not None:
        values |= _came(form.latest)
    if form.replaced:
        values["first"] = local(form.replaced[0].received_at)
    return _Line(_TONES[form.state], values)


def _came(latest: Submission) -> dict[str, Any]:
    return {
        "received": local(latest.received_at),
        "errors": latest.n_errors,
        "warnings": latest.n_warnings,
        "file": file_path(latest.name),
        "program": latest.program,
    }


def _other(other: OtherFile, lang: Lang) -> _Line:
    item = other.submission
    values = {
        "state": item.decision.text.say(lang),
        "file": file_path(item.name),
        "unit": item.unit_name or item.unit,
        "received": local(item.received_at),
        "reason": other.reason.as_is(lang),
        "remarks": repetition(other, lang),
    }
    return _Line("error", values)


def _shown(value: Any) -> Any:
    return visible(value) if isinstance(value, str) else value
