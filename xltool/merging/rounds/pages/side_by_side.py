"""历年对比: number by number, a line for each place or department and a column for each year."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xlsxwriter.worksheet import Worksheet

from xltool.base.messages import Text
from xltool.merging.rounds import rounds_messages as messages
from xltool.merging.rounds.rounds_page import RoundsPage
from xltool.merging.rounds.rounds_view import GroupOfUnits, Period, RoundsView, value_key
from xltool.merging.summary import summary_messages
from xltool.merging.summary.figure_grid import grid_widths, write_figures
from xltool.merging.summary.on_paper import pages_down, scale_of
from xltool.merging.summary.sheet_records import Figure, FigureGrid
from xltool.merging.summary.summary_book import NOTE_ROW, decimals_of, row_height, write, write_title
from xltool.merging.summary_plan import Addend

_GAP = 3
_DEFAULT_WIDTH = 8.43  # of columns for which none is set


def _write(view: RoundsView, sheet: Worksheet) -> None:
    book, groups = view.book, view.groups
    tables = [(addend, list(_figures(view, addend))) for addend in view.numbers]
    widths = [grid_widths(groups, figures) for _, figures in tables] or [[5.0, 16.0]]
    together = [max(own[at] for own in widths) for at in range(len(widths[0]))]
    for column, width in enumerate(together):
        sheet.set_column(column, column, width)
    by = messages.BY_PLACE if view.are_several_places else messages.BY_DEPARTMENT
    note = book.say(messages.SIDE_NOTE, sheet=view.listings["units"].sheet.name, lines=by)
    write_title(book, sheet, view.title(sheet.name), note, [*together, *[_DEFAULT_WIDTH] * (6 - len(together))])
    sheet.freeze_panes(NOTE_ROW, 0)
    sheet.repeat_rows(0, NOTE_ROW - 1)
    row = NOTE_ROW + 1
    for addend, figures in tables:
        write(sheet, row, 1, addend.field.label, book.style("section"))
        sheet.set_row(row - 1, row_height(1) + 6)
        grid = FigureGrid(sheet, groups, figures, together, row + 1)
        write_figures(book, grid, book.say(messages.PLACE if view.are_several_places else summary_messages.DEPARTMENT))
        row = grid.total_row + _GAP
    book.may_print(sheet, rank=15, n_pages=pages_down(row * row_height(1), scale_of(together)))


def _figures(view: RoundsView, addend: Addend) -> Iterator[Figure]:
    """Yield a number in every year, the difference of the last two, and its share of the earlier one."""
    style = addend.field.kind.summary_style
    look: dict[str, Any] = {"style": style, "width": 12.0, "decimals": decimals_of(addend.field) if style == "money" else None}
    yield from (_of_period(view, addend, period, look) for period in view.periods)
    before, last = view.periods[-2:]

    def difference(group: GroupOfUnits | None) -> float:
        return round(float(view.group_total(addend, last, group) - view.group_total(addend, before, group)), 6)

    def change(group: GroupOfUnits | None) -> float | str:
        base = float(view.group_total(addend, before, group))
        return difference(group) / base if base else ""

    first, second = str(before), str(last)
    yield Figure(
        key="difference", group=addend.field.label, text=view.book.say(summary_messages.DIFFERENCE), adds_up=False, **look,
        formula=lambda at, _: f"=ROUND({at(second)}-{at(first)},6)", value=difference,
    )  # fmt: skip
    yield Figure(
        key="change", group=addend.field.label, text=view.book.say(summary_messages.CHANGE), style="share", width=9.0, adds_up=False,
        formula=lambda at, _: f'=IF(N({at(first)})=0,"",{at("difference")}/{at(first)})', value=change,
    )  # fmt: skip


def _of_period(view: RoundsView, addend: Addend, period: Period, look: dict[str, Any]) -> Figure:
    return Figure(
        key=str(period), group=addend.field.label, text=view.period_name(period), **look,
        formula=lambda _, number: _sum(view, addend, period, number),
        value=lambda group: float(view.group_total(addend, period, group)),
    )  # fmt: skip


def _sum(view: RoundsView, addend: Addend, period: Period, number: str) -> str | None:
    units = view.listings["units"]
    values, numbers = units.range(value_key(addend, period)), units.range("number")
    return None if values is None else f"=SUMIFS({values},{numbers},{number})" if number else f"=SUM({values})"


PAGE = RoundsPage(
    name="side-by-side",
    title=messages.SIDE_BY_SIDE,
    doc=Text(
        zh="汇总三个以上年度或几个地区时：每个数逐地区（一个地区时逐部门）的各年度数、增减、变动率",
        en="where three years or several areas are merged: every number by area (of one area by department) in every year, and what changed",
    ),
    place=36,
    turn=92,
    applies=lambda view: len(view.periods) > (1 if view.are_several_places else 2),
    write=_write,
)
