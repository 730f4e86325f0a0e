"""What a chart shows, as a record: a small table of names and figures, and how the largest of many names are chosen.

A chart of hundreds of bars says nothing: the largest have a bar each, the others are taken together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from xltool.base.cells import a1, quote_sheet
from xltool.merging.summary.charts import Stacking
from xltool.merging.summary.live_cells import LiveCell
from xltool.merging.summary.sheet_records import FigureGrid

#: Bars with a name of their own.
MOST_BARS = 20
#: The columns of the table behind a chart.
NAME_COLUMN, FIRST_COLUMN = 1, 2

Item = TypeVar("Item")


def largest(items: Sequence[Item], weight: Callable[[Item], Decimal | float]) -> list[Item]:
    """Choose the items with a bar of their own, in their order: all, or the largest when they are too many."""
    if len(items) <= MOST_BARS:
        return list(items)
    chosen = sorted(range(len(items)), key=lambda place: (-weight(items[place]), place))[:MOST_BARS]
    return [items[place] for place in sorted(chosen)]


@dataclass(frozen=True, kw_only=True)
class ChartBar:
    """One row of the table behind a chart: a name and a cell for each series."""

    name: str
    cells: Sequence[LiveCell]
    tone: str = ""


@dataclass(frozen=True, kw_only=True)
class ChartTable:
    """The table behind a chart, and what the chart says."""

    title: str
    names_title: str
    values_title: str
    series: Sequence[str]
    bars: Sequence[ChartBar]
    rest: ChartBar | None = None  # what has no bar of its own, below the table and not in the chart
    style: str = "count"
    stacked: Stacking = ""
    labelled: bool = False
    upright: bool = False

    @property
    def from_zero(self) -> bool:
        """Whether all figures are at least 0, so that the bars begin there; shares of a hundred do by themselves."""
        values = [cell.value for bar in self.bars for cell in bar.cells]
        return self.stacked != "percent_stacked" and all(value >= 0 for value in values if isinstance(value, float | int))

    @property
    def n_rows(self) -> int:
        """How many bars lie one below the other."""
        return 0 if self.upright else len(self.bars)


def cell_of(grid: FigureGrid, key: str, row: int) -> Callable[[int], str]:
    """Return a formula that shows a figure of another sheet."""
    formula = f"={quote_sheet(grid.sheet.name)}!{a1(row, grid.column(key))}"
    return lambda _: formula


def left_of(total: str | None, column: int, n_shown: int, shape: str) -> Callable[[int], str]:
    """Return a formula for what the bars above leave of a total; without a total cell, of the bar above those."""

    def formula(row: int) -> str:
        first, last = a1(row - n_shown, column), a1(row - 1, column)
        return shape.format(f"{total or a1(row - n_shown - 1, column)}-SUM({first}:{last})")

    return formula
