"""A sheet with one line a department, figures in grouped columns, and a line of totals."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from xlsxwriter.worksheet import Worksheet

from xltool.base.cells import a1
from xltool.merging.summary import summary_messages as words
from xltool.merging.summary.figures import Department
from xltool.merging.summary.listing import write_title
from xltool.merging.summary.summary_book import Book, display_width, line_count, row_height, write, write_formula

HEAD_ROW = 3  # of the group headings; the headings themselves are below
FIRST_ROW = HEAD_ROW + 2
NUMBER_COLUMN, NAME_COLUMN, FIRST_FIGURE = 1, 2, 3
NUMBER_CELL = "$A{row}"  # where a line's department number stands
_NAME_WIDTH = (16, 30)

#: key of a figure → its cell in the line at hand
At = Callable[[str], str]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One column of figures."""

    key: str
    group: str  # heading that it shares with its neighbours; "" for none
    text: str
    style: str = "count"
    width: float = 7
    formula: Callable[[At, str], str | None]  # (cells of the line, cell of the department's number) → formula, None for none
    value: Callable[[Department | None], float | str]  # of one department; None: of all
    adds_up: bool = True  # whether the line of totals is the sum of those above; otherwise it has the same formula


@dataclass(frozen=True)
class Grid:
    """Where the figures stand."""

    sheet: Worksheet
    departments: Sequence[Department]
    figures: Sequence[Figure]
    widths: Sequence[float]  # of all columns, in characters

    @property
    def total_row(self) -> int:
        """The line of totals."""
        return FIRST_ROW + max(len(self.departments), 1)

    def column(self, key: str) -> int:
        """The sheet column of a figure, 1-based."""
        return FIRST_FIGURE + next(index for index, figure in enumerate(self.figures) if figure.key == key)


def write_grid(book: Book, sheet: Worksheet, title: str, note: str, departments: Sequence[Department], figures: Sequence[Figure]) -> Grid:
    """Fill a sheet with figures by department."""
    names = [department.name or "" for department in departments]
    name_width = min(max([_NAME_WIDTH[0], *(display_width(name) + 2 for name in names)]), _NAME_WIDTH[1])
    widths = [5, name_width, *map(_width, figures)]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    grid = Grid(sheet, departments, figures, widths)
    write_title(book, sheet, title, note, len(widths))
    _headings(book, grid)
    for row, department in enumerate(departments, start=FIRST_ROW):
        _line(book, grid, row, department)
        sheet.set_row(row - 1, row_height(line_count(department.name or "", name_width)))
    if not departments:
        sheet.merge_range(FIRST_ROW - 1, 0, FIRST_ROW - 1, len(widths) - 1, book.say(words.EMPTY), book.style("text"))
    _total(book, grid)
    sheet.set_row(grid.total_row - 1, row_height(1))
    sheet.freeze_panes(FIRST_ROW - 1, NAME_COLUMN)
    sheet.repeat_rows(HEAD_ROW - 1, FIRST_ROW - 2)
    return grid


def _width(figure: Figure) -> float:
    """Wide enough for the total and for every word of the heading."""
    total = figure.value(None)
    spelled = "" if isinstance(total, str) or figure.style == "percent" else f"{total:,.2f}" if figure.style == "money" else f"{total:,}"
    latin = re.findall(r"[A-Za-z]+", figure.text)
    return max(figure.width, len(spelled) + 3, *(len(word) + 2 for word in latin))


def _headings(book: Book, grid: Grid) -> None:
    style = book.style("heading")
    top, below = HEAD_ROW, HEAD_ROW + 1
    for column, text in ((NUMBER_COLUMN, words.NUMBER), (NAME_COLUMN, words.DEPARTMENT)):
        grid.sheet.merge_range(top - 1, column - 1, below - 1, column - 1, book.say(text), style)
    column = FIRST_FIGURE
    for group, members in groupby(grid.figures, key=lambda figure: figure.group):
        found = list(members)
        _group(grid.sheet, group, column, len(found), style)
        for figure in found:
            write(grid.sheet, below, column, figure.text, style)
            column += 1
    widths = grid.widths[FIRST_FIGURE - 1 :]
    lines = max(line_count(figure.text, width - 1) for figure, width in zip(grid.figures, widths, strict=True))
    grid.sheet.set_row(top - 1, row_height(1))
    grid.sheet.set_row(below - 1, row_height(max(lines, 2)))


def _group(sheet: Worksheet, group: str, column: int, n_columns: int, style: object) -> None:
    if n_columns == 1:
        write(sheet, HEAD_ROW, column, group, style)
    else:
        sheet.merge_range(HEAD_ROW - 1, column - 1, HEAD_ROW - 1, column + n_columns - 2, group, style)


def _line(book: Book, grid: Grid, row: int, department: Department) -> None:
    write(grid.sheet, row, NUMBER_COLUMN, department.number, book.style("center"))
    write(grid.sheet, row, NAME_COLUMN, department.name or book.say(words.UNKNOWN), book.style("text"))
    for column, figure in enumerate(grid.figures, start=FIRST_FIGURE):
        formula = figure.formula(lambda key: a1(row, grid.column(key)), NUMBER_CELL.format(row=row))
        write_formula(grid.sheet, row, column, formula, figure.value(department), book.style(figure.style))


def _total(book: Book, grid: Grid) -> None:
    row = grid.total_row
    label = book.style("center", total=True)
    grid.sheet.merge_range(row - 1, 0, row - 1, NAME_COLUMN - 1, book.say(words.TOTAL), label)
    for column, figure in enumerate(grid.figures, start=FIRST_FIGURE):
        formula = _total_formula(grid, figure, row, column)
        style = book.style(figure.style, total=True)
        write_formula(grid.sheet, row, column, formula, figure.value(None), style)


def _total_formula(grid: Grid, figure: Figure, row: int, column: int) -> str | None:
    if not grid.departments:
        return None
    if not figure.adds_up:
        return figure.formula(lambda key: a1(row, grid.column(key)), "")
    return f"=SUM({a1(FIRST_ROW, column)}:{a1(row - 1, column)})"
