"""指标分布: how many rows of each category each department has."""

from __future__ import annotations

from collections.abc import Iterator

from xlsxwriter.worksheet import Worksheet

from xltool.merging.summary import summary_messages as messages
from xltool.merging.summary.figure_grid import write_grid
from xltool.merging.summary.figures import Figures
from xltool.merging.summary.sheet_records import Category, Department, Figure, FigureGrid, Listing, count_rows
from xltool.merging.summary.summary_book import SummaryBook


def write_distribution(book: SummaryBook, sheet: Worksheet, title: str, note: str, figures: Figures, rows: Listing) -> FigureGrid:
    """Fill the sheet of department × category; its figures are formulas over the list of rows."""
    return write_grid(book, sheet, title, note, figures.departments, list(_columns(book, figures, rows)))


def _columns(book: SummaryBook, figures: Figures, rows: Listing) -> Iterator[Figure]:
    for category in figures.categories:
        yield _count(figures, rows, category, category.parent or book.noun, category.value)
    if figures.n_rows(category=0):
        yield _count(figures, rows, Category(0, None, ""), " ", book.say(messages.OTHER))
    last = f"category:{figures.categories[-1].number}" if figures.categories else ""
    first = f"category:{figures.categories[0].number}" if figures.categories else ""
    if figures.n_rows(category=0):
        last = "category:0"

    def total(department: Department | None) -> int:
        return figures.n_rows(department)

    yield Figure(
        key="all", group="", text=book.say(messages.TOTAL), width=8, formula=lambda at, _: f"=SUM({at(first)}:{at(last)})", value=total
    )


def _count(figures: Figures, rows: Listing, category: Category, group: str, text: str) -> Figure:
    return Figure(
        key=f"category:{category.number}",
        group=group,
        text=text,
        width=8,
        formula=lambda _, number: count_rows(rows, number, category=str(category.number)),
        value=lambda department: figures.n_rows(department, category=category.number),
    )
