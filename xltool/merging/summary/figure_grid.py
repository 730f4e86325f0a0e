"""Write figures: one line a department or group, columns under shared headings, and a line of totals."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import groupby, pairwise

from xlsxwriter.worksheet import Worksheet

from xltool.base.cells import a1
from xltool.merging.summary import summary_messages as messages
from xltool.merging.summary.sheet_records import (
    FIRST_FIGURE,
    NAME_COLUMN,
    NUMBER_CELL,
    NUMBER_COLUMN,
    Figure,
    FigureGrid,
    GridLine,
)
from xltool.merging.summary.summary_book import (
    PAGE_PIXELS,
    TITLE_ROW,
    SummaryBook,
    line_count,
    pixels,
    row_height,
    text_width,
    write,
    write_formula,
    write_note,
    write_title,
)

_NAME_WIDTH = (16, 30)


def write_grid(
    book: SummaryBook,
    sheet: Worksheet,
    title: str,
    note: str,
    lines: Sequence[GridLine],
    figures: Sequence[Figure],
    page_width: float | None = None,
) -> FigureGrid:
    """Fill a sheet with figures by department.

    Where `page_width` is given, in characters, columns beyond it go to further pages, each with numbers and names on its left.
    """
    widths = grid_widths(lines, figures)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    pages = page_starts(figures, widths, page_width) if page_width else ()
    grid = FigureGrid(sheet, lines, figures, widths, page_starts=pages, has_totals_above=bool(lines))
    if pages:
        _write_titles(book, grid, title, note)
    else:
        write_title(book, sheet, title, note, widths)
    write_figures(book, grid, book.say(messages.DEPARTMENT))
    sheet.freeze_panes(grid.first_row - 1, NAME_COLUMN)
    sheet.repeat_rows(grid.head_row - 1, grid.head_row)
    return grid


def page_starts(figures: Sequence[Figure], widths: Sequence[float], page_width: float) -> tuple[int, ...]:
    """Return the columns, 1-based, with which further pages begin: with a group where one that has room on a page would be cut."""
    room = page_width - sum(widths[:NAME_COLUMN])
    starts, used, column = list[int](), 0.0, FIRST_FIGURE
    for _, members in groupby(figures, key=lambda figure: figure.group):
        own = widths[column - 1 : column - 1 + len(list(members))]
        if used and used + sum(own) > room >= sum(own):
            starts.append(column)
            used = 0
        for width in own:
            if used and used + width > room:
                starts.append(column)
                used = 0
            used += width
            column += 1
    return tuple(starts)


def _write_titles(book: SummaryBook, grid: FigureGrid, title: str, note: str) -> None:
    """Write title and note over the columns of the first page alone, right of those that all pages repeat; the title on the others too."""
    sheet, first = grid.sheet, grid.page_starts[0]
    for column in (FIRST_FIGURE, *grid.page_starts):
        write(sheet, TITLE_ROW, column, title, book.style("title"))
    write_note(book, sheet, note, FIRST_FIGURE, grid.widths[FIRST_FIGURE - 1 : first - 1])
    edges = (FIRST_FIGURE, *grid.page_starts, len(grid.widths) + 1)
    left = grid.widths[:NAME_COLUMN]
    widest = max(sum(map(pixels, (*left, *grid.widths[start - 1 : end - 1]))) for start, end in pairwise(edges))
    sheet.set_print_scale(max(10, min(100, int(PAGE_PIXELS * 100 / widest))))
    sheet.set_v_pagebreaks([start - 1 for start in grid.page_starts])
    sheet.repeat_columns(0, NAME_COLUMN - 1)


def grid_widths(lines: Sequence[GridLine], figures: Sequence[Figure]) -> list[float]:
    """Return the widths of the columns of a grid, in characters."""
    names = [line.name or "" for line in lines]
    return [5, min(max([_NAME_WIDTH[0], *(text_width(name) + 2 for name in names)]), _NAME_WIDTH[1]), *map(_width, figures)]


def write_figures(book: SummaryBook, grid: FigureGrid, lines_heading: str) -> None:
    """Write headings, lines and totals of a grid where it says that they stand."""
    sheet = grid.sheet
    _headings(book, grid, lines_heading)
    for row, line in enumerate(grid.lines, start=grid.first_row):
        _line(book, grid, row, line)
        sheet.set_row(row - 1, row_height(line_count(line.name or "", grid.widths[1])))
    if not grid.lines:
        sheet.merge_range(grid.first_row - 1, 0, grid.first_row - 1, len(grid.widths) - 1, book.say(messages.EMPTY), book.style("text"))
    _total(book, grid, grid.total_row)
    if grid.has_totals_above:
        _total(book, grid, grid.first_row - 1)


def _width(figure: Figure) -> float:
    """Return a width that holds the total and every word of the heading."""
    total = figure.value(None)
    spelled = (
        ""
        if isinstance(total, str) or figure.style in ("percent", "share")
        else f"{total:,.2f}"
        if figure.style == "money"
        else f"{total:,}"
    )
    latin = re.findall(r"[A-Za-z]+", figure.text)
    return max(figure.width, len(spelled) + 3, *(len(word) + 2 for word in latin))


def _headings(book: SummaryBook, grid: FigureGrid, lines_heading: str) -> None:
    style = book.style("heading")
    top, below = grid.head_row, grid.head_row + 1
    for column, text in ((NUMBER_COLUMN, book.say(messages.NUMBER)), (NAME_COLUMN, lines_heading)):
        grid.sheet.merge_range(top - 1, column - 1, below - 1, column - 1, text, style)
    column, group_lines = FIRST_FIGURE, 1
    pages = [bisect_right(grid.page_starts, place) for place in range(FIRST_FIGURE, FIRST_FIGURE + len(grid.figures))]
    for (group, _), members in groupby(zip(grid.figures, pages, strict=True), key=lambda pair: (pair[0].group, pair[1])):
        group_figures = [figure for figure, _ in members]
        room = sum(grid.widths[column - 1 : column - 1 + len(group_figures)])
        group_lines = max(group_lines, line_count(group, room - 1))
        _group(grid.sheet, top, group, column, len(group_figures), style)
        for figure in group_figures:
            write(grid.sheet, below, column, figure.text, style)
            column += 1
    widths = grid.widths[FIRST_FIGURE - 1 :]
    lines = max(line_count(figure.text, width - 1) for figure, width in zip(grid.figures, widths, strict=True))
    grid.sheet.set_row(top - 1, row_height(group_lines))
    grid.sheet.set_row(below - 1, row_height(max(lines, 2)))


def _group(sheet: Worksheet, row: int, group: str, column: int, n_columns: int, style: object) -> None:
    if n_columns == 1:
        write(sheet, row, column, group, style)
    else:
        sheet.merge_range(row - 1, column - 1, row - 1, column + n_columns - 2, group, style)


def _line(book: SummaryBook, grid: FigureGrid, row: int, line: GridLine) -> None:
    write(grid.sheet, row, NUMBER_COLUMN, line.number, book.style("center"))
    write(grid.sheet, row, NAME_COLUMN, line.name or book.say(messages.UNKNOWN), book.style("text"))
    for column, figure in enumerate(grid.figures, start=FIRST_FIGURE):
        formula = figure.formula(lambda key: a1(row, grid.column(key)), NUMBER_CELL.format(row=row))
        write_formula(grid.sheet, row, column, formula, figure.value(line), book.style(figure.style, decimals=figure.decimals))


def _total(book: SummaryBook, grid: FigureGrid, row: int) -> None:
    """Write a line of totals: the one below the lines, or the one above, which says the same."""
    grid.sheet.set_row(row - 1, row_height(1))
    label = book.style("center", total=True)
    grid.sheet.merge_range(row - 1, 0, row - 1, NAME_COLUMN - 1, book.say(messages.TOTAL), label)
    for column, figure in enumerate(grid.figures, start=FIRST_FIGURE):
        formula = _total_formula(grid, figure, row, column)
        style = book.style(figure.style, total=True, decimals=figure.decimals)
        write_formula(grid.sheet, row, column, formula, figure.value(None), style)


def _total_formula(grid: FigureGrid, figure: Figure, row: int, column: int) -> str | None:
    if not grid.lines:
        return None
    if row < grid.first_row:
        return f"={a1(grid.total_row, column)}"
    if not figure.adds_up:
        return figure.formula(lambda key: a1(row, grid.column(key)), "")
    return f"=SUM({a1(grid.first_row, column)}:{a1(row - 1, column)})"
