"""指标明细: the rows of each table that is summarised, linked to where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa
from xlsxwriter.worksheet import Worksheet

from xltool.base.messages import Text
from xltool.form.row_tables import RowTable
from xltool.merging.dataset.arrow_arrays import WHOLE
from xltool.merging.dataset.arrow_columns import each, each_row
from xltool.merging.dataset.block_tables import BLOCK, BLOCK_NAME
from xltool.merging.dataset.merged import FORMS, table_name
from xltool.merging.summary import summary_messages as messages
from xltool.merging.summary.links import MAX_LINKS, Linker
from xltool.merging.summary.list_columns import ListColumns, amber, as_is, column_of, of_form
from xltool.merging.summary.live_cells import ListCells
from xltool.merging.summary.sheet_records import Heading, ListColumn
from xltool.merging.summary.summary_sheet import Summary, SummarySheet


def _tabs(summary: Summary) -> Mapping[str, str]:
    plan, book = summary.figures.plan, summary.book
    tables = plan.tables if plan else []
    title = messages.ROWS if len(tables) == 1 else messages.ROWS_OF
    return {table.path: book.say(title, noun=table.noun, table=table.title) for table in tables}


def _write(summary: Summary, tabs: Mapping[str, Worksheet]) -> None:
    for table in summary.figures.plan.tables if summary.figures.plan else ():
        lists = ListColumns(summary)
        name = table_name(table.path)
        numbers = _linked_numbers(summary, table)
        pages = _with_cells(summary, table, numbers) if numbers else None
        summary.listings[table.path] = lists.write(tabs[table.path], name, summary.scope(), _columns(lists, table, numbers), pages)


def _linked_numbers(summary: Summary, table: RowTable) -> tuple[str, ...]:
    """Return the columns of numbers that lead to their own cells: all, or none where that were too many links."""
    spool = summary.merged.cells.get(table.path)
    names = tuple(spool.schema.names) if spool else ()
    return names if summary.figures.count(table_name(table.path)) * (len(names) + 1) <= MAX_LINKS else ()


def _with_cells(summary: Summary, table: RowTable, numbers: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a table, of each number also its cell."""
    pairs = zip(summary.figures.pages(table_name(table.path)), summary.merged.cells[table.path].pieces(*numbers), strict=True)
    for page, cells in pairs:
        yield pa.record_batch([*page.columns, *cells.columns], names=[*page.schema.names, *map(_cell_of, numbers)])


def _cell_of(name: str) -> str:
    return f"cell of {name}"


def _columns(lists: ListColumns, table: RowTable, numbers: Sequence[str]) -> list[ListColumn]:
    figures, say, links = lists.figures, lists.book.say, lists.links()
    columns = [*lists.who(), *_project(lists), *_numbers(lists, table)]
    for name, field in table.columns.items():
        column = lists.of_field(field, figures.column_in(table.path, name))
        columns.append(_linked(column, name, links) if name in numbers else column)
    if figures.table is not None and table.path == figures.table.path:
        columns += [*([_kind(lists)] if figures.spec.quantity else []), *([_category(lists)] if figures.categories else [])]
    columns += lists.group_numbers(table.path)
    columns.append(lists.state(amber))
    heading = Heading(key="origin", text=say(messages.ORIGIN), style="link", most=20)
    columns.append((heading, lambda page: links.to_place(page["file"], page["origin"])))
    return columns


def _linked(column: ListColumn, name: str, links: Linker) -> ListColumn:
    """Return a column of numbers, each of which leads to its cell."""
    heading, cells = column
    return heading, lambda page: links.to_number(cells(page).values, page["file"], page[_cell_of(name)])


def _numbers(lists: ListColumns, table: RowTable) -> list[ListColumn]:
    """Return the numbers of block and row that the table has."""
    say, names = lists.book.say, lists.figures.merged.spools[table_name(table.path)].schema.names
    headings = {
        BLOCK: Heading(key=BLOCK, text=say(messages.BLOCK), style="count", least=5),
        BLOCK_NAME: Heading(key=BLOCK_NAME, text=say(messages.BLOCK_NAME), most=20),
        "row": Heading(key="row", text=say(messages.ROW), style="count", least=5),
    }
    return [(heading, as_is(name)) for name, heading in headings.items() if name in names]


def _project(lists: ListColumns) -> list[ListColumn]:
    """Return the project of the form in which a row stands."""
    path = lists.project_path
    if path is None:
        return []
    forms = lists.figures.values(FORMS, "file", "unit", lists.figures.column(path))
    names = {(file, unit): name for file, unit, name in forms}
    return [(heading, lambda page: ListCells(of_form(page, names.get))) for heading, _ in lists.project()]


def _kind(lists: ListColumns) -> ListColumn:
    heading = Heading(key="kind", text=lists.book.say(messages.KIND), style="center", least=8)
    kinds = {kind: lists.book.say(text) for kind, text in messages.KINDS.items()}
    return heading, lambda page: ListCells(each(column_of(page, lists.figures.kind_column), kinds.get))


def _category(lists: ListColumns) -> ListColumn:
    figures = lists.figures
    heading = Heading(key="category", text=lists.book.say(messages.CATEGORY_NUMBER), style="faint", least=6, most=6)
    columns = figures.category_columns
    return heading, lambda page: ListCells(each_row(figures.category_number, *(column_of(page, name) for name in columns), kind=WHOLE))


SHEET = SummarySheet(
    name="rows",
    usual_name=Text(zh="指标明细", en="Details"),
    doc=Text(zh="每张列出的表一页，每行一条", en="a sheet for each table that is listed, a row for each of its rows"),
    place=80,
    turn=40,
    tabs=_tabs,
    write=_write,
)
