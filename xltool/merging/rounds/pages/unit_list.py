"""逐单位对比: a line for each unit, found again over the years, with its numbers in each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from typing import Any

import pyarrow as pa
from xlsxwriter.worksheet import Worksheet

from xltool.base.cells import a1
from xltool.base.messages import Text, listed
from xltool.merging.dataset.arrow_arrays import REAL, TEXT, WHOLE, array_of
from xltool.merging.dataset.merged import CAMPAIGNS
from xltool.merging.rounds import rounds_messages as messages
from xltool.merging.rounds.rounds_page import RoundsPage
from xltool.merging.rounds.rounds_view import Period, RoundsView, value_key
from xltool.merging.rounds.unit_lines import UnitLine
from xltool.merging.summary import summary_messages
from xltool.merging.summary.listing import write_listing
from xltool.merging.summary.live_cells import ListCells
from xltool.merging.summary.sheet_records import Heading, ListRows
from xltool.merging.summary.summary_book import decimals_of
from xltool.merging.summary_plan import Addend

_Value = Callable[[UnitLine], Any]
_Column = tuple[Heading, pa.DataType, _Value, Callable[[int], str] | None]  # the last: row → formula


def _write(view: RoundsView, sheet: Worksheet) -> None:
    columns = list(_columns(view))
    page = [
        ListCells(array_of([value(line) for line in view.lines], kind), formula=formula) if formula
        else ListCells(array_of([value(line) for line in view.lines], kind))
        for _, kind, value, formula in columns
    ]  # fmt: skip
    records = ListRows(iter([page]), len(view.lines), view.files[CAMPAIGNS])
    note, headings = view.book.say(messages.UNITS_NOTE), [heading for heading, *_ in columns]
    view.listings["units"] = write_listing(view.book, sheet, view.title(sheet.name), note, headings, records)


def _columns(view: RoundsView) -> list[_Column]:
    columns = list(_who(view))
    for addend in view.numbers:
        columns += _numbers(view, addend, len(columns) + 1)
    return columns


def _who(view: RoundsView) -> Iterator[_Column]:
    say, remarks = view.book.say, [_remarks(view, line) for line in view.lines]
    if view.are_several_places:
        yield Heading(key="place", text=say(messages.PLACE), least=10, most=26), TEXT, lambda line: view.place_name(line.place), None
    yield Heading(key="number", text=say(messages.NUMBER), style="faint", least=6, most=6), WHOLE, view.line_number, None
    yield Heading(key="department", text=say(summary_messages.DEPARTMENT), least=13, most=24), TEXT, view.department_of, None
    yield Heading(key="id", text=say(messages.UNIT_ID), least=8, most=18), TEXT, lambda line: line.latest.id, None
    yield Heading(key="unit", text=say(messages.UNIT), least=12, most=30), TEXT, lambda line: line.latest.name, None
    if any(remarks):
        yield Heading(key="remarks", text=say(messages.REMARKS), least=12, most=34), TEXT, lambda line: _remarks(view, line) or None, None


def _remarks(view: RoundsView, line: UnitLine) -> str:
    """Say what changed: since when a unit is on the roster or no more, and what it was called before."""
    parts = list[Text]()
    for at, key in enumerate(view.period_keys):
        if view.is_new(line, at):
            parts.append(messages.IS_NEW.filled(round=view.period_name(key)))
        if view.is_gone(line, at):
            parts.append(messages.IS_GONE.filled(round=view.period_name(key)))
    if line.former_names:
        parts.append(messages.WAS_CALLED.filled(names=listed(line.former_names)))
    if line.former_ids:
        parts.append(messages.HAD_ID.filled(ids=listed(line.former_ids)))
    return view.book.say(messages.AND).join(part.as_is(view.book.lang) for part in parts)


def _numbers(view: RoundsView, addend: Addend, at: int) -> Iterator[_Column]:
    """Yield a column for each period and, behind those, what the last is more than the one before; `at` is the first of them, 1-based."""
    say, label = view.book.say, addend.field.label
    style = addend.field.kind.summary_style
    look: dict[str, Any] = {"style": style, "least": 11, "decimals": decimals_of(addend.field) if style == "money" else None}
    for period in view.periods:
        heading = Heading(
            key=value_key(addend, period), text=say(messages.VALUE, label=label, period=view.period_name(period)), total=True, **look
        )
        yield heading, REAL, partial(_value, view, addend, period), None
    if len(view.periods) > 1:
        before, last = view.periods[-2:]
        names = {"earlier": view.period_name(before), "later": view.period_name(last)}
        heading = Heading(key=value_key(addend, None), text=say(messages.DIFFERENCE, label=label, **names), **look)
        first, second = at + len(view.periods) - 2, at + len(view.periods) - 1
        yield (
            heading,
            REAL,
            lambda line: _difference(view.value(addend, line, before), view.value(addend, line, last)),
            lambda row: _less(a1(row, first), a1(row, second)),
        )


def _less(earlier: str, later: str) -> str:
    return f'=IF(OR({earlier}="",{later}=""),"",ROUND({later}-{earlier},6))'


def _difference(before: Decimal | None, now: Decimal | None) -> float | None:
    return None if before is None or now is None else round(float(now) - float(before), 6)


def _value(view: RoundsView, addend: Addend, period: Period, line: UnitLine) -> float | None:
    value = view.value(addend, line, period)
    return None if value is None else float(value)


PAGE = RoundsPage(
    name="units",
    title=messages.UNITS_SHEET,
    doc=Text(
        zh="汇总几个任务时：每个单位一行，各年度的数与增减；新增、不再列入名录、改名、改编码的单位注明",
        en="where several campaigns are merged: a line for each unit, with its numbers in every year; marked where it is new, gone or renamed",
    ),
    place=37,
    turn=91,
    applies=lambda view: len(view.periods) > 1 or view.are_several_places,
    write=_write,
)
