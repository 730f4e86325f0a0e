"""The native charts of the summary: bars that draw from a small table of cells, so they follow when figures change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from xlsxwriter.worksheet import Worksheet

from xltool.merging.summary.summary_book import SummaryBook
from xltool.workbook.styles import BODY_FONT

Stacking = Literal["", "stacked", "percent_stacked"]
#: Fill and ink of the series. Neighbours differ in brightness, so that they stay apart when printed in grey.
COLOURS = (
    ("#1F4E79", "#FFFFFF"), ("#F4B183", "#000000"), ("#548235", "#FFFFFF"), ("#FFE699", "#000000"), ("#843C0C", "#FFFFFF"),
    ("#9DC3E6", "#000000"), ("#595959", "#FFFFFF"), ("#C5E0B4", "#000000"), ("#7030A0", "#FFFFFF"), ("#D9D9D9", "#000000"),
)  # fmt: skip
#: Pixels: the least height of a chart, that of one bar with its gap, that of title, axis and legend.
_LEAST_HEIGHT, _BAR_HEIGHT, _FRAME_HEIGHT = 260, 23, 110
#: Pixels of a bar without its gap at most, and the gaps between bars in percent of a bar (Excel takes 0 to 500).
_THICKEST, _GAPS = 20, (40, 500)
_FONT: dict[str, Any] = {"name": BODY_FONT, "size": 9}
_TITLE: dict[str, Any] = {"name": BODY_FONT, "size": 12, "bold": True}


@dataclass(frozen=True, kw_only=True)
class Plot:
    """What a chart shows and where its figures stand. Rows and columns are 1-based."""

    sheet: Worksheet
    title: str
    names_title: str  # of the axis of names
    values_title: str  # of the axis of figures, with their unit
    heading_row: int  # the names of the series
    first_row: int
    last_row: int
    name_column: int
    first_column: int
    n_series: int
    stacked: Stacking = ""
    labelled: bool = False  # whether each bar shows its figure
    tones: Sequence[str] = ()  # colour of each bar of a single series
    from_zero: bool = False  # whether the axis of figures begins with 0 whatever they are
    upright: bool = False  # whether the bars stand side by side, as months follow each other


def chart_height(n_bars: int) -> int:
    """Return the height of a chart in pixels: it grows with the bars."""
    return max(_LEAST_HEIGHT, _FRAME_HEIGHT + _BAR_HEIGHT * n_bars)


def draw(book: SummaryBook, plot: Plot, width: int, height: int) -> Any:
    """Draw the chart in its size, to be inserted into a sheet."""
    chart = book.workbook.add_chart({"type": "column" if plot.upright else "bar", **({"subtype": plot.stacked} if plot.stacked else {})})
    gap = _GAPS[0] if plot.upright else _gap(plot, height)
    for index in range(plot.n_series):
        chart.add_series({**_series(plot, index), "gap": gap})
    chart.set_title({"name": plot.title, "name_font": _TITLE, "overlay": False})
    chart.set_legend({"position": "bottom", "font": _FONT} if plot.n_series > 1 else {"none": True})
    chart.set_chartarea({"border": {"color": "#BFBFBF"}})
    _axes(chart, plot)
    chart.set_size({"width": width, "height": height})
    return chart


def _gap(plot: Plot, height: int) -> int:
    """Return the gap between bars that keeps few bars in a high chart thin."""
    room = (height - _FRAME_HEIGHT) / (plot.last_row - plot.first_row + 1)
    return round(min(max(100 * (room / _THICKEST - 1), _GAPS[0]), _GAPS[1]))


def _series(plot: Plot, index: int) -> dict[str, Any]:
    fill, ink = COLOURS[index % len(COLOURS)]
    sheet, column = plot.sheet.name, plot.first_column - 1 + index
    rows = (plot.first_row - 1, plot.last_row - 1)
    series: dict[str, Any] = {
        "name": [sheet, plot.heading_row - 1, column],
        "categories": [sheet, rows[0], plot.name_column - 1, rows[1], plot.name_column - 1],
        "values": [sheet, rows[0], column, rows[1], column],
        "fill": {"color": fill},
        "border": {"color": "#FFFFFF", "width": 0.75},
    }
    if plot.tones:
        series["points"] = [{"fill": {"color": tone}, "border": {"color": "#7F7F7F"}} for tone in plot.tones]
    if plot.labelled:
        colour = ink if plot.stacked else "#000000"
        position = {"position": "center"} if plot.stacked else {}
        series["data_labels"] = {"value": True, "num_format": "#,##0;;" if plot.stacked else "#,##0",
                                 "font": {**_FONT, "color": colour}, **position}  # fmt: skip
    return series


def _axes(chart: Any, plot: Plot) -> None:
    """Set up the axes: of lying bars names on the y axis, from the top, and figures below; of upright ones names below, from the left."""
    names: dict[str, Any] = {
        "num_font": _FONT,
        "line": {"color": "#7F7F7F"},
        "major_tick_mark": "none",
        "name": plot.names_title,
        "name_font": _FONT,
    }
    figures: dict[str, Any] = {
        "name": plot.values_title, "name_font": _FONT, "num_font": _FONT, "line": {"none": True},
        "major_gridlines": {"visible": True, "line": {"color": "#E0E0E0"}},
        "num_format": "0%" if plot.stacked == "percent_stacked" else "#,##0", "min": 0 if plot.from_zero else None,
    }  # fmt: skip
    if plot.upright:
        chart.set_x_axis(names)
        chart.set_y_axis(figures)
        return
    chart.set_y_axis({**names, "reverse": True, "interval_unit": 1, "crossing": "max"})
    chart.set_x_axis(figures)
