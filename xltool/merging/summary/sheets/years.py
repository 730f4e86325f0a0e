"""年度对比: the numbers of this round beside those of an earlier one, by department; and the earlier submissions, for the formulas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pyarrow as pa
from xlsxwriter.worksheet import Worksheet

from xltool.base.messages import Text
from xltool.form.measures import Cells
from xltool.merging.dataset.arrow_arrays import REAL, WHOLE
from xltool.merging.dataset.arrow_columns import each
from xltool.merging.dataset.merged import FORMS, table_name
from xltool.merging.summary import summary_messages as messages
from xltool.merging.summary.amount_figures import amount_title
from xltool.merging.summary.compared import Compared, ComparedNumber
from xltool.merging.summary.figure_grid import grid_widths, write_figures
from xltool.merging.summary.figures import Figures
from xltool.merging.summary.links import Linker
from xltool.merging.summary.list_columns import ListColumns, as_is, of_form
from xltool.merging.summary.live_cells import ListCells
from xltool.merging.summary.on_paper import pages_down, scale_of
from xltool.merging.summary.sheet_records import Department, Figure, FigureGrid, Heading, ListColumn, Listing
from xltool.merging.summary.summary_book import NOTE_ROW, decimals_of, row_height, write, write_title
from xltool.merging.summary.summary_sheet import Summary, SummarySheet

#: Keys of the tabs, and of the figures of a number.
_GRIDS, _LIST = "", "list"
_EARLIER, _LATER = "earlier", "later"
_GAP = 3
_DEFAULT_WIDTH = 8.43  # of columns for which none is set


def _tabs(summary: Summary) -> Mapping[str, str]:
    if summary.merged.earlier is None:
        return {}
    return {_GRIDS: summary.book.say(messages.YEARS_SHEET), _LIST: summary.book.say(messages.EARLIER_FORMS)}


def _write(summary: Summary, tabs: Mapping[str, Worksheet]) -> None:
    assert summary.merged.earlier is not None  # noqa: S101 - else there is no tab
    compared = Compared(summary.figures, Figures(summary.merged.earlier))
    earlier = _write_list(summary, compared, tabs[_LIST])
    _write_grids(summary, compared, earlier, tabs[_GRIDS])


# --- the earlier submissions ------------------------------------------------------------------------------------------


def _write_list(summary: Summary, compared: Compared, sheet: Worksheet) -> Listing:
    lists, say, earlier = ListColumns(summary), summary.book.say, compared.earlier
    links = Linker(summary.folder, earlier.merged.base)
    number, *who = lists.who(16)
    columns: list[ListColumn] = [
        (number[0], lambda page: ListCells(each(page["department"], compared.numbers_by_name.get, WHOLE))),
        *who,
        *(_number(summary, compared, one) for one in compared.numbers),
        lists.state(),
        (Heading(key="file", text=say(messages.FILE), style="link", most=30), lambda page: links.to_file(page["file"])),
    ]
    return lists.write(sheet, FORMS, "", columns, earlier.pages(FORMS), earlier.count(FORMS))


def _number(summary: Summary, compared: Compared, number: ComparedNumber) -> ListColumn:
    """Return the column of a number; of a column of a table what its rows come to in each form."""
    addend, figures = number.earlier, compared.earlier
    style = addend.field.kind.summary_style
    decimals = decimals_of(addend.field) if style == "money" else None
    heading = Heading(
        key=number.key, text=amount_title(summary, number.later), style=style, least=11, decimals=decimals, total=style != "share"
    )
    column = figures.column_in(addend.table, addend.name)
    if not addend.table:
        return heading, as_is(column)
    sums: dict[tuple[Any, ...], Decimal] = {}
    for file, unit, value in figures.values(table_name(addend.table), "file", "unit", column):
        sums[file, unit] = sums.get((file, unit), Decimal(0)) + (value or 0)
    return heading, lambda page: ListCells(_sums(page, sums))


def _sums(page: pa.RecordBatch, sums: Mapping[tuple[Any, ...], Decimal]) -> pa.Array:
    return of_form(page, lambda form: float(sums.get(form, 0)), REAL)


# --- both by department -----------------------------------------------------------------------------------------------


def _write_grids(summary: Summary, compared: Compared, earlier: Listing, sheet: Worksheet) -> None:
    book = summary.book
    names = {_EARLIER: _year(compared.earlier) or book.say(messages.EARLIER), _LATER: _year(compared.later) or book.say(messages.LATER)}
    if names[_EARLIER] == names[_LATER]:
        names = {_EARLIER: book.say(messages.EARLIER), _LATER: book.say(messages.LATER)}
    tables = [(number, list(_figures(summary, compared, number, earlier, names))) for number in compared.numbers]
    widths = [grid_widths(compared.departments, figures) for _, figures in tables] or [[5.0, 16.0]]
    together = [max(own[at] for own in widths) for at in range(len(widths[0]))]
    for column, width in enumerate(together):
        sheet.set_column(column, column, width)
    note = book.say(messages.YEARS_NOTE, **names, sheet=earlier.sheet.name)
    write_title(book, sheet, summary.title(sheet.name), note, [*together, *[_DEFAULT_WIDTH] * (6 - len(together))])
    sheet.freeze_panes(NOTE_ROW, 0)
    sheet.repeat_rows(0, NOTE_ROW - 1)
    row = NOTE_ROW + 1
    for number, figures in tables:
        write(sheet, row, 1, amount_title(summary, number.later), book.style("section"))
        sheet.set_row(row - 1, row_height(1) + 6)
        grid = FigureGrid(sheet, compared.departments, figures, together, row + 1)
        write_figures(book, grid, book.say(messages.DEPARTMENT))
        row = grid.total_row + _GAP
    book.may_print(sheet, rank=25, n_pages=pages_down(row * row_height(1), scale_of(together)))


def _year(figures: Figures) -> str:
    """Return the year of the campaign, else the one that all forms name; "" where they name none, or several."""
    return figures.merged.year or (figures.years[0] if len(figures.years) == 1 else "")


def _figures(summary: Summary, compared: Compared, number: ComparedNumber, earlier: Listing, names: Mapping[str, str]) -> Iterator[Figure]:
    """Yield both values of a number, their difference, and its share of the earlier one."""
    field, measure, say = number.later.field, number.later.measure, summary.book.say
    style = field.kind.summary_style
    look: dict[str, Any] = {"style": style, "width": 12.0, "decimals": decimals_of(field) if style == "money" else None}

    def value(department: Department | None, *, is_earlier: bool) -> float | str:
        return measure.value(compared.tally(number, department, is_earlier=is_earlier), compared.tally(number, None, is_earlier=is_earlier))

    def difference(department: Department | None) -> float | str:
        now, before = value(department, is_earlier=False), value(department, is_earlier=True)
        return round(now - before, 6) if isinstance(now, float | int) and isinstance(before, float | int) else ""

    def change(department: Department | None) -> float | str:
        before, more = value(department, is_earlier=True), difference(department)
        return more / before if isinstance(before, float | int) and isinstance(more, float | int) and before else ""

    yield Figure(
        key=_EARLIER, group=field.label, text=names[_EARLIER], adds_up=measure.adds_up, **look,
        formula=lambda _, cell: _over(earlier, number.key, number, cell, is_rows=False), value=lambda line: value(line, is_earlier=True),
    )  # fmt: skip
    later = summary.listings.get(number.later.table or FORMS)
    key = compared.later.column_in(number.later.table, number.later.name) if number.later.table else number.later.name
    yield Figure(
        key=_LATER, group=field.label, text=names[_LATER], adds_up=measure.adds_up, **look,
        formula=lambda _, cell: _over(later, key, number, cell, is_rows=True), value=lambda line: value(line, is_earlier=False),
    )  # fmt: skip
    both = 'IF(OR({0}="",{1}=""),"",ROUND({1}-{0},6))'  # two sums or means that are all but equal do not differ
    yield Figure(
        key="difference", group=field.label, text=say(messages.DIFFERENCE), adds_up=False, **look,
        formula=lambda at, _: f"={both.format(at(_EARLIER), at(_LATER))}", value=difference,
    )  # fmt: skip
    of_earlier = 'IF(OR(N({0})=0,NOT(ISNUMBER({1}))),"",{1}/{0})'
    yield Figure(
        key="change", group=field.label, text=say(messages.CHANGE), style="share", width=9.0, adds_up=False,
        formula=lambda at, _: f"={of_earlier.format(at(_EARLIER), at('difference'))}", value=change,
    )  # fmt: skip


def _over(listing: Listing | None, key: str, number: ComparedNumber, cell: str, *, is_rows: bool) -> str | None:
    """Return the formula of a number over a list; the earlier list holds a figure for each form also of the columns of tables."""
    values, numbers = (listing.range(key), listing.range("number")) if listing else (None, None)
    if values is None or (not is_rows and number.later.table and not number.later.measure.adds_up):
        return None  # the mean of rows is none of forms
    return f"={number.later.measure.formula(Cells(values=values, tests=f'{numbers},{cell}' if cell else ''))}"


SHEET = SummarySheet(
    name="years",
    usual_name=Text(zh="年度对比、上期项目明细", en="Year on year, Earlier projects"),
    doc=Text(
        zh="汇总两个任务时：每个数逐部门的两个年度（不分年度时称上期、本期）、增减、变动率；上期各份报送",
        en="where two campaigns are merged: every number by department in both years, the difference and the change; and the earlier submissions",
    ),
    place=35,
    turn=80,
    tabs=_tabs,
    write=_write,
)
