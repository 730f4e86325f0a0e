"""项目明细: a row a form that counts, with its amounts; each leads to where these stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any

from xlsxwriter.worksheet import Worksheet

from xltool.base.messages import Text
from xltool.form.schema import Field
from xltool.merging.dataset.arrow_arrays import WHOLE
from xltool.merging.dataset.merged import FORMS
from xltool.merging.summary import summary_messages as messages
from xltool.merging.summary.links import Linker
from xltool.merging.summary.list_columns import ListColumns, amber, as_is, of_form
from xltool.merging.summary.live_cells import ListCells
from xltool.merging.summary.number_order import ORIGINS
from xltool.merging.summary.sheet_records import Heading, ListColumn, Listing
from xltool.merging.summary.summary_sheet import Summary, SummarySheet


def _write(summary: Summary, tabs: Mapping[str, Worksheet]) -> None:
    lists, figures = ListColumns(summary), summary.figures
    listed = figures.plan.listed if figures.plan else ()
    details = [_detail(lists, path) for path in figures.spec.details if path not in [field.path for field in listed]]
    amounts = [_listed(lists, field) for field in listed]
    links = lists.links()
    where = [*_trace(lists, summary.listings[ORIGINS], links), lists.file(20, links)]
    groups = lists.group_numbers("")
    columns = [*lists.who(14), *lists.project(18), *details, *amounts, *groups, *_row_numbers(lists), lists.state(amber), *where]
    summary.listings[FORMS] = lists.write(tabs[""], FORMS, summary.scope(), columns)


def _trace(lists: ListColumns, origins: Listing, links: Linker) -> list[ListColumn]:
    """Return the column that leads to where the amounts of a form are listed with their cells."""
    if not origins.n_records or lists.figures.spec.same_layout:  # there the numbers of a form do not stand together
        return []
    places: dict[tuple[Any, ...], int] = {}
    forms = islice(lists.figures.values(ORIGINS, "file", "unit"), origins.n_shown)
    for row, form in enumerate(forms, start=origins.first_row):
        places.setdefault(form, row)
    heading = Heading(key="trace", text=lists.book.say(messages.TRACE), style="link", least=12, most=20)
    name = partial(_row_of, lists, origins.sheet.name)
    return [(heading, lambda page: links.to_row(origins.sheet.name, of_form(page, places.get, WHOLE), name))]


def _row_of(lists: ListColumns, sheet: str, row: int) -> str:
    return lists.book.say(messages.TRACE_TO, sheet=sheet, row=row)


def _detail(lists: ListColumns, path: str) -> ListColumn:
    field = lists.figures.field(path)
    style = "share" if field is not None and field.kind.summary_style == "share" else "center"
    return Heading(key=path, text=lists.title(path), style=style, least=8, most=12), as_is(lists.figures.column(path))


def _listed(lists: ListColumns, field: Field) -> ListColumn:
    """Return the column of a field that figures are formulas over; of a number with its total where it is added up."""
    heading, cells = lists.of_field(field, lists.figures.column(field.path))
    text = f"{field.title}\n{field.unit_aside.strip()}" if field.unit else field.title
    is_added = field.is_number and field.kind.summary_style != "share"
    return replace(heading, key=field.path, text=text, total=is_added), cells


def _row_numbers(lists: ListColumns) -> Iterator[ListColumn]:
    """Yield the numbers of rows that each form has in the summarised table."""
    figures, say = lists.figures, lists.book.say
    if figures.table is None:
        return
    counts = figures.rows_by_form
    heading = Heading(key="rows", text=say(messages.N_ROWS), style="count", least=7, total=True)
    yield heading, lambda page: ListCells(of_form(page, counts.__getitem__, WHOLE))
    if figures.spec.quantity:
        heading = Heading(key="quantitative", text=say(messages.QUANTITATIVE), style="count", least=7, total=True)
        yield heading, lambda page: ListCells(of_form(page, lambda form: counts[*form, "quantitative"], WHOLE))


SHEET = SummarySheet(
    name="forms",
    usual_name=Text(zh="项目明细", en="Projects"),
    doc=Text(
        zh="每份计入的报送一行；“来源”通向其金额，“文件”通向文件",
        en="a row a form that counts; 来源 leads to its amounts, 文件 to the file",
    ),
    place=60,
    turn=30,
    tabs=lambda summary: {"": summary.book.say(messages.FORMS)},
    write=_write,
)
