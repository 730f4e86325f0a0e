"""Write a sheet with one line a department, figures in grouped columns, and a line of totals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from xlsxwriter.worksheet import Worksheet

from xltool.base.cells import a1
from xltool.merging.summary import summary_messages as messages
from xltool.merging.summary.sheet_records import (
    FIRST_FIGURE,
    FIRST_ROW,
    HEAD_ROW,
    NAME_COLUMN,
    NUMBER_CELL,
    NUMBER_COLUMN,
    Department,
    Figure,
    FigureGrid,
)
from xltool.merging.summary.summary_book import SummaryBook, line_count, row_height, text_width, write, write_formula, write_title

_NAME_WIDTH = (16, 30)


def write_grid(
    book: SummaryBook, sheet: Worksheet, title: str, note: str, departments: Sequence[Department], figures: Sequence[Figure]
) -> FigureGrid:
    """Fill a sheet with figures by department."""
    names = [department.name or "" for department in departments]
    name_width = min(max([_NAME_WIDTH[0], *(text_width(name) + 2 for name in names)]), _NAME_WIDTH[1])
    widths = [5, name_width, *map(_width, figures)]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    grid = FigureGrid(sheet, departments, figures, widths)
    write_title(book, sheet, title, note, len(widths))
    _headings(book, grid)
    for row, department in enumerate(departments, start=FIRST_ROW):
        _line(book, grid, row, department)
        sheet.set_row(row - 1, row_height(line_count(department.name or "", name_width)))
    if not departments:
        sheet.merge_range(FIRST_ROW - 1, 0, FIRST_ROW - 1, len(widths) - 1, book.say(messages.EMPTY), book.style("text"))
    _total(book, grid)
    sheet.set_row(grid.total_row - 1, row_height(1))
    sheet.freeze_panes(FIRST_ROW - 1, NAME_COLUMN)
    sheet.repeat_rows(HEAD_ROW - 1, FIRST_ROW - 2)
    return grid


def _width(figure: Figure) -> float:
    """Return a width that holds the total and every word of the heading."""
    total = figure.value(None)
    spelled = "" if isinstance(total, str) or figure.style == "percent" else f"{total:,.2f}" if figure.style == "money" else f"{total:,}"
    latin = re.findall(r"[A-Za-z]+", figure.text)
    return max(figure.width, len(spelled) + 3, *(len(word) + 2 for word in latin))


def _headings(book: SummaryBook, grid: FigureGrid) -> None:
    style = book.style("heading")
    top, below = HEAD_ROW, HEAD_ROW + 1
    for column, text in ((NUMBER_COLUMN, messages.NUMBER), (NAME_COLUMN, messages.DEPARTMENT)):
        grid.sheet.merge_range(top - 1, column - 1, below - 1, column - 1, book.say(text), style)
    column = FIRST_FIGURE
    for group, members in groupby(grid.figures, key=lambda figure: figure.group):
        group_figures = list(members)
        _group(grid.sheet, group, column, len(group_figures), style)
        for figure in group_figures:
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


def _line(book: SummaryBook, grid: FigureGrid, row: int, department: Department) -> None:
    write(grid.sheet, row, NUMBER_COLUMN, department.number, book.style("center"))
    write(grid.sheet, row, NAME_COLUMN, department.name or book.say(messages.UNKNOWN), book.style("text"))
    for column, figure in enumerate(grid.figures, start=FIRST_FIGURE):
        formula = figure.formula(lambda key: a1(row, grid.column(key)), NUMBER_CELL.format(row=row))
        write_formula(grid.sheet, row, column, formula, figure.value(department), book.style(figure.style))


def _total(book: SummaryBook, grid: FigureGrid) -> None:
    row = grid.total_row
    label = book.style("center", total=True)
    grid.sheet.merge_range(row - 1, 0, row - 1, NAME_COLUMN - 1, book.say(messages.TOTAL), label)
    for column, figure in enumerate(grid.figures, start=FIRST_FIGURE):
        formula = _total_formula(grid, figure, row, column)
        style = book.style(figure.style, total=True)
        write_formula(grid.sheet, row, column, formula, figure.value(None), style)


def _total_formula(grid: FigureGrid, figure: Figure, row: int, column: int) -> str | None:
    if not grid.departments:
        return None
    if not figure.adds_up:
        return figure.formula(lambda key: a1(row, grid.column(key)), "")
    return f"=SUM({a1(FIRST_ROW, column)}:{a1(row - 1, column)})"
