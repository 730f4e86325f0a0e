"""指标分布: how many rows of each category each department has, with charts."""

from __future__ import annotations

from collections.abc import Iterator

from xlsxwriter.worksheet import Worksheet

from xltool.cells import a1
from xltool.summary import words
from xltool.summary.book import Book, write, write_formula
from xltool.summary.charts import kinds_chart, spread_chart
from xltool.summary.figures import Category, Department, Figures
from xltool.summary.grid import Figure, Grid, write_grid
from xltool.summary.listing import Listing
from xltool.summary.overview import count_rows

#: Where the names of the kinds stand, below the names of the departments.
_KINDS_COLUMN = 2


def write_distribution(
    book: Book, sheet: Worksheet, title: str, note: str, figures: Figures, rows: Listing
) -> Grid:
    """Fill the sheet of department × category; its figures are formulas over the list of rows."""
    grid = write_grid(book, sheet, title, note, figures.departments, list(_columns(book, figures, rows)))
    if figures.departments and figures.categories:
        beside = grid.pixels(_KINDS_COLUMN + 1) + 10 if figures.spec.quantity else 0
        spread_chart(book, grid, len(figures.categories), beside)
        if beside:
            kinds_chart(book, grid, _kinds(book, grid, figures, rows), beside)
    return grid


def _columns(book: Book, figures: Figures, rows: Listing) -> Iterator[Figure]:
    for category in figures.categories:
        yield _count(figures, rows, category, category.parent or book.noun, category.value)
    if figures.n_rows(category=0):
        yield _count(figures, rows, Category(0, None, ""), " ", book.say(words.OTHER))
    last = f"category:{figures.categories[-1].number}" if figures.categories else ""
    first = f"category:{figures.categories[0].number}" if figures.categories else ""
    if figures.n_rows(category=0):
        last = "category:0"

    def total(department: Department | None) -> int:
        return figures.n_rows(department)

    yield Figure(
        key="all", group="", text=book.say(words.TOTAL), width=8, formula=lambda at, _: f"=SUM({at(first)}:{at(last)})", value=total
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


def _kinds(book: Book, grid: Grid, figures: Figures, rows: Listing) -> tuple[int, int, int]:
    """A small table of rows by kind below the totals, beside the chart: (first row, last row, column), 1-based."""
    first, column = grid.total_row + 2, _KINDS_COLUMN
    write(grid.sheet, first, column, book.say(words.KIND), book.style("heading"))
    write(grid.sheet, first, column + 1, book.say(words.N_ROWS), book.style("heading"))
    for row, (kind, text) in enumerate(words.KINDS.items(), start=first + 1):
        name = book.say(text)
        write(grid.sheet, row, column, name, book.style("text"))
        formula = count_rows(rows, "", kind=a1(row, column))
        write_formula(grid.sheet, row, column + 1, formula, figures.n_rows(kind=kind), book.style("count"))
    return first + 1, first + len(words.KINDS), column
