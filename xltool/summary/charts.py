"""The native charts of the summary; they draw from cells, so they follow when figures are edited."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xltool.summary import words
from xltool.summary.book import Book
from xltool.summary.grid import FIRST_ROW, HEAD_ROW, NAME_COLUMN, Grid
from xltool.text import Text
from xltool.writer.styles import BODY_FONT

#: Colours that stay apart in print and for colour-blind eyes.
COLOURS = ("#4472C4", "#ED7D31", "#A5A5A5", "#FFC000", "#5B9BD5", "#70AD47", "#264478", "#9E480E", "#636363", "#997300")
STATE_COLOURS = ("#A9D18E", "#FFD966", "#F4968C")
#: Departments beyond which bars lie, and beyond which a chart no longer shows them all.
UPRIGHT, MOST_BARS = 8, 60
#: Shares of the sheet's width.
MONEY_SHARE, KINDS_SHARE = 0.66, 0.34
_HEIGHT, _BAR_HEIGHT, _GAP = 330, 24, 10  # pixels
_FONT: dict[str, Any] = {"name": BODY_FONT, "size": 9}
_TITLE: dict[str, Any] = {"name": BODY_FONT, "size": 12, "bold": True}


def money_chart(book: Book, grid: Grid, sources: Sequence[str], unit: str) -> None:
    """Money by department, stacked by source."""
    if not sources:
        return
    n_shown = min(len(grid.departments), MOST_BARS)
    upright = n_shown <= UPRIGHT
    chart = book.workbook.add_chart({"type": "column" if upright else "bar", "subtype": "stacked"})
    last = FIRST_ROW + n_shown - 2
    for index, key in enumerate(sources):
        column = grid.column(key) - 1
        chart.add_series({
            "name": [grid.sheet.name, HEAD_ROW, column],
            "categories": [grid.sheet.name, FIRST_ROW - 1, NAME_COLUMN - 1, last, NAME_COLUMN - 1],
            "values": [grid.sheet.name, FIRST_ROW - 1, column, last, column],
            "fill": {"color": COLOURS[index % len(COLOURS)]},
            "gap": 60,
        })  # fmt: skip
    title = book.say(words.CHART_MONEY, unit=unit)
    if n_shown < len(grid.departments):
        title += book.say(words.CHART_FIRST, n=n_shown)
    _dress(chart, title)
    _axes(chart, upright=upright, form="#,##0")
    whole = grid.pixels()
    _place(grid, chart, 0, int(whole * MONEY_SHARE) - _GAP, _HEIGHT if upright else max(_HEIGHT, 90 + _BAR_HEIGHT * n_shown))


def states_chart(book: Book, grid: Grid, *, has_money: bool) -> None:
    """How many submissions are accepted, to correct, missing."""
    first, last = grid.column("accepted") - 1, grid.column("missing") - 1
    row = grid.total_row - 1
    chart = _doughnut(book, grid, words.CHART_STATES, (HEAD_ROW, first, HEAD_ROW, last), (row, first, row, last), STATE_COLOURS)
    whole = grid.pixels()
    left = int(whole * MONEY_SHARE) if has_money else 0
    _place(grid, chart, left, whole - left - _GAP if has_money else int(whole * (1 - MONEY_SHARE)))


def spread_chart(book: Book, grid: Grid, n_categories: int, beside: int) -> None:
    """How many rows each category has; `beside` is where the chart to its left begins, 0 for none."""
    first = grid.column("category:1") - 1
    last = first + n_categories - 1
    chart = book.workbook.add_chart({"type": "column"})
    chart.add_series({
        "name": book.say(words.N_ROWS),
        "categories": [grid.sheet.name, HEAD_ROW, first, HEAD_ROW, last],
        "values": [grid.sheet.name, grid.total_row - 1, first, grid.total_row - 1, last],
        "fill": {"color": COLOURS[0]},
        "gap": 60,
        "data_labels": {"value": True, "font": _FONT},
    })  # fmt: skip
    _dress(chart, book.say(words.CHART_SPREAD), legend=False)
    _axes(chart, upright=True, form="0")
    left = beside + int((grid.pixels() - beside) * KINDS_SHARE) if beside else 0
    _place(grid, chart, left, grid.pixels() - left - _GAP)


def kinds_chart(book: Book, grid: Grid, cells: tuple[int, int, int], beside: int) -> None:
    """How many rows are quantitative, qualitative and so on; `cells` as (first row, last row, column of names).

    `beside` is where the chart begins, in pixels from the edge.
    """
    first, last, column = cells
    names, values = (first - 1, column - 1, last - 1, column - 1), (first - 1, column, last - 1, column)
    chart = _doughnut(book, grid, words.CHART_KINDS, names, values, COLOURS)
    _place(grid, chart, beside, int((grid.pixels() - beside) * KINDS_SHARE) - _GAP)


Cells = tuple[int, int, int, int]


def _doughnut(book: Book, grid: Grid, title: Text, names: Cells, values: Cells, colours: Sequence[str]) -> Any:
    chart = book.workbook.add_chart({"type": "doughnut"})
    n_points = max(names[2] - names[0], names[3] - names[1]) + 1
    chart.add_series({
        "name": book.say(title),
        "categories": [grid.sheet.name, *names],
        "values": [grid.sheet.name, *values],
        "points": [{"fill": {"color": colours[index % len(colours)]}} for index in range(n_points)],
        "data_labels": {"value": True, "num_format": "0;;", "font": {**_FONT, "bold": True}},
    })  # fmt: skip
    chart.set_hole_size(55)
    _dress(chart, book.say(title))
    return chart


def _dress(chart: Any, title: str, *, legend: bool = True) -> None:
    chart.set_title({"name": title, "name_font": _TITLE, "overlay": False})
    chart.set_legend({"position": "bottom", "font": _FONT} if legend else {"none": True})
    chart.set_chartarea({"border": {"color": "#BFBFBF"}})


def _axes(chart: Any, *, upright: bool, form: str) -> None:
    names: dict[str, Any] = {"num_font": _FONT, "line": {"color": "#7F7F7F"}, "major_tick_mark": "none"}
    values: dict[str, Any] = {
        "num_font": _FONT, "num_format": form, "line": {"none": True}, "major_gridlines": {"visible": True, "line": {"color": "#E0E0E0"}},
    }  # fmt: skip
    if upright:
        chart.set_x_axis(names)
        chart.set_y_axis(values)
    else:  # bars lie: the names are on the y axis, from the top; the numbers stay below
        chart.set_y_axis({**names, "reverse": True, "interval_unit": 1})
        chart.set_x_axis({**values, "label_position": "high"})


def _place(grid: Grid, chart: Any, left: int, width: int, height: int = _HEIGHT) -> None:
    """Put a chart below the figures, `left` pixels from the edge."""
    chart.set_size({"width": width, "height": height})
    grid.sheet.insert_chart(grid.total_row + 1, 0, chart, {"x_offset": left, "y_offset": 4, "object_position": 2})
