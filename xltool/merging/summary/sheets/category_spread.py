"""指标分布: how many rows of each category each department has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xlsxwriter.worksheet import Worksheet

from xltool.base.messages import Text
from xltool.merging.summary import summary_messages as messages
from xltool.merging.summary.figure_grid import write_grid
from xltool.merging.summary.figures import Figures
from xltool.merging.summary.sheet_records import At, Category, Department, Figure, Listing, count_rows
from xltool.merging.summary.summary_book import SummaryBook
from xltool.merging.summary.summary_sheet import Summary, SummarySheet


def _tabs(summary: Summary) -> Mapping[str, str]:
    figures = summary.figures
    is_there = figures.table is not None and figures.spec.category is not None
    return {"": summary.book.say(messages.SPREAD)} if is_there else {}


def _write(summary: Summary, tabs: Mapping[str, Worksheet]) -> None:
    book, figures, sheet = summary.book, summary.figures, tabs[""]
    assert figures.table is not None  # noqa: S101 - else there is no tab
    columns = list(_columns(book, figures, summary.listings[figures.table.path]))
    note = summary.scope() + book.say(messages.NOT_PRINTED)
    summary.grids["spread"] = write_grid(book, sheet, summary.title(sheet.name), note, figures.departments, columns)


def _columns(book: SummaryBook, figures: Figures, rows: Listing) -> Iterator[Figure]:
    counts = [_count(figures, rows, category, category.parent or book.words["noun"], category.value) for category in figures.categories]
    if figures.n_rows(category=0):
        counts.append(_count(figures, rows, Category(0, None, ""), " ", book.say(messages.OTHER)))
    yield from counts

    def total(department: Department | None) -> int:
        return figures.n_rows(department)

    def added(at: At, _: str) -> str | None:
        return f"=SUM({at(counts[0].key)}:{at(counts[-1].key)})" if counts else None

    yield Figure(key="all", group="", text=book.say(messages.TOTAL), width=8, formula=added, value=total)


def _count(figures: Figures, rows: Listing, category: Category, group: str, text: str) -> Figure:
    return Figure(
        key=f"category:{category.number}",
        group=group,
        text=text,
        width=8,
        formula=lambda _, number: count_rows(rows, number, category=str(category.number)),
        value=lambda department: figures.n_rows(department, category=category.number),
    )


SHEET = SummarySheet(
    name="spread",
    usual_name=Text(zh="指标分布", en="Distribution"),
    doc=Text(zh="表中各类各有几行，按部门", en="how many rows of each category each department has"),
    place=90,
    turn=70,
    tabs=_tabs,
    write=_write,
)
