"""各任务: a line for each campaign, with its submissions by state, the units that are new or gone, and its totals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pyarrow as pa
from xlsxwriter.worksheet import Worksheet

from xltool.base.messages import Text, listed
from xltool.base.states import SubmissionState
from xltool.merging.dataset.arrow_arrays import REAL, TEXT, WHOLE, array_of
from xltool.merging.dataset.merged import CAMPAIGNS, FORMS, Merged
from xltool.merging.rounds import rounds_messages as messages
from xltool.merging.rounds.round_record import Round
from xltool.merging.rounds.rounds_page import RoundsPage
from xltool.merging.rounds.rounds_view import DUE, RoundsView
from xltool.merging.summary.listing import write_listing
from xltool.merging.summary.live_cells import ListCells
from xltool.merging.summary.sheet_records import Heading, ListRows
from xltool.merging.summary.summary_book import decimals_of

#: Campaigns of which a page has room.
_ROWS_ON_A_PAGE = 15
_Value = Callable[[int, Round], Any]  # number of a round, from 0, and the round → what stands in its cell
_Column = tuple[Heading, pa.DataType, _Value]


def _write(view: RoundsView, sheet: Worksheet) -> None:
    book = view.book
    columns = list(_columns(view))
    page = [ListCells(array_of([value(at, one) for at, one in enumerate(view.rounds)], kind)) for _, kind, value in columns]
    note = book.say(messages.CAMPAIGNS_NOTE, counted=messages.COUNTED[view.dataset.include_rejected], apart=_apart(view))
    records = ListRows(iter([page]), len(view.rounds), view.files[CAMPAIGNS])
    write_listing(book, sheet, view.title(sheet.name), note, [heading for heading, _, _ in columns], records)
    book.may_print(sheet, rank=12, n_pages=1 + len(view.rounds) // _ROWS_ON_A_PAGE)


def _apart(view: RoundsView) -> str:
    """Name the numbers that have columns of their own for an earlier version."""
    names = [name for name in view.dataset.spools[FORMS].schema.names if "@" in name]
    return view.book.say(messages.APART, names=listed(names)) if names else ""


def _columns(view: RoundsView) -> Iterator[_Column]:
    say = view.book.say
    if view.are_several_places:
        yield Heading(key="place", text=say(messages.PLACE), least=10, most=30), TEXT, lambda _, one: one.place_name
    yield Heading(key="year", text=say(messages.YEAR), style="center", least=8), TEXT, lambda at, _: _period(view, at)
    yield Heading(key="title", text=say(messages.CAMPAIGN), least=14, most=36), TEXT, lambda _, one: one.title
    yield Heading(key="version", text=say(messages.VERSION), style="center", least=9), TEXT, lambda _, one: _version(one.merged)
    yield from _counts(view)
    yield from _amounts(view)


def _period(view: RoundsView, at: int) -> str:
    return view.period_name(view.period_keys[at])


def _version(merged: Merged) -> str | None:
    return merged.definition.version if merged.definition else None


def _counts(view: RoundsView) -> Iterator[_Column]:
    """Yield the columns of numbers of units and forms; over places they are added up, over years they are not."""
    lines, several = view.lines, view.are_several_places

    def count(key: str, text: Text, value: _Value) -> _Column:
        said = view.book.say(text)
        least = max(7, *(len(word) + 4 for word in said.split() if word.isascii()), 0)
        return Heading(key=key, text=said, style="count", least=least, total=several), WHOLE, value

    def states(one: Round, *names: SubmissionState) -> int:
        return sum(view.states[one.campaign, name] for name in names)

    yield count("units", messages.UNITS, lambda _, one: len(one.merged.roster.units) if one.merged.roster else None)
    yield count("new", messages.NEW_UNITS, lambda at, _: sum(view.is_new(line, at) for line in lines))
    yield count("gone", messages.GONE_UNITS, lambda at, _: sum(view.is_gone(line, at) for line in lines))
    yield count("due", messages.DUE, lambda _, one: states(one, *DUE))
    yield count("sent", messages.SENT, lambda _, one: states(one, *DUE) - states(one, SubmissionState.MISSING))
    for state in (SubmissionState.ACCEPTED, SubmissionState.REJECTED, SubmissionState.MISSING):
        yield count(state, state.heading, partial(lambda own, _, one: states(one, own), state))
    rate = Heading(key="rate", text=view.book.say(messages.RATE), style="share", least=10)
    yield rate, REAL, lambda _, one: states(one, SubmissionState.ACCEPTED) / due if (due := states(one, *DUE)) else None


def _amounts(view: RoundsView) -> Iterator[_Column]:
    for addend in view.numbers:
        is_money = addend.field.kind.summary_style == "money"
        heading = Heading(
            key=f"{addend.table}:{addend.name}", text=addend.field.label, style=addend.field.kind.summary_style, least=11,
            total=view.are_several_places, decimals=decimals_of(addend.field) if is_money else None,
        )  # fmt: skip
        yield heading, REAL, partial(lambda own, _, one: float(view.total(own, one)), addend)


PAGE = RoundsPage(
    name="campaigns",
    title=messages.CAMPAIGNS_SHEET,
    doc=Text(
        zh="汇总几个任务时：每个任务一行，单位数、新增与减少、各状态份数、通过率与合计",
        en="where several campaigns are merged: a line for each: units, new and gone, submissions by state, the rate of those accepted, totals",
    ),
    place=2,
    turn=90,
    applies=lambda _: True,
    write=_write,
)
