"""Describe the sheets of the summary: lists with their columns, grids of figures by department, and where both stand.

What writes a sheet returns such a record, and the formulas of other sheets are built from it: no writer needs another one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import pyarrow as pa
from xlsxwriter.worksheet import Worksheet

from xltool.base.cells import Area, a1, quote_sheet
from xltool.merging.summary.live_cells import ListCells

# --- what is counted --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Department:
    """One department, as a line of the summary."""

    number: int  # 1-based, in the order of the roster
    name: str | None  # None gathers what names no department
    n_units: int


@dataclass(frozen=True)
class Category:
    """One value of the column by which rows are counted."""

    number: int  # 1-based, in the order of the code list
    parent: str | None
    value: str


# --- lists ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Heading:
    """One column of a list."""

    key: str
    text: str
    style: str = "text"
    least: float = 6  # width in characters
    most: float = 22
    total: bool = False  # whether its numbers are added up above the headings
    decimals: int | None = None  # of amounts


#: Rows of a table → the cells of one column of a list; such a column with its heading.
ListCellsOf = Callable[[pa.RecordBatch], ListCells]
ListColumn = tuple[Heading, ListCellsOf]


@dataclass(frozen=True)
class ListRows:
    """What a list lists, some rows at a time: of each column its cells."""

    found: Iterator[Sequence[ListCells]]  # as they are asked for: there may be too many for memory
    number: int
    all_in: str  # the file that holds every record when the sheet cannot


@dataclass(frozen=True)
class Listing:
    """Where a list stands."""

    sheet: Worksheet
    headings: Sequence[Heading]
    first_row: int
    n_shown: int
    n_records: int

    @property
    def is_whole(self) -> bool:
        """Whether every record is on the sheet."""
        return self.n_shown == self.n_records

    def range(self, key: str) -> str | None:
        """Return the cells of a column for a formula; None when there are none, or not all, on the sheet."""
        return self._ranges[key] if self.n_shown and self.is_whole else None

    def rows_of(self, key: str, first: int, last: int) -> tuple[str, str]:
        """Return the cells of a column in some rows (from 0) for a formula, and the rows for a link."""
        sheet, top, bottom = quote_sheet(self.sheet.name), self.first_row + first, self.first_row + last
        column = next(number for number, heading in enumerate(self.headings, start=1) if heading.key == key)
        cells = Area(top, column, bottom, column).absolute
        return f"{sheet}!{cells}", f"{sheet}!{Area(top, 1, bottom, len(self.headings)).a1}"

    @cached_property
    def _ranges(self) -> Mapping[str, str]:
        first, last, sheet = self.first_row, self.first_row + self.n_shown - 1, quote_sheet(self.sheet.name)
        return {
            heading.key: f"{sheet}!{a1(first, column, absolute=True)}:{a1(last, column, absolute=True)}"
            for column, heading in enumerate(self.headings, start=1)
        }


def count_rows(rows: Listing, number: str, **criteria: str) -> str | None:
    """Return a formula that counts listed rows of one department (all when `number` is blank) by further columns."""
    tests = ({"number": number} if number else {}) | criteria
    if rows.range("number") is None:
        return None
    return "=COUNTIFS(" + ",".join(f"{rows.range(key)},{test}" for key, test in tests.items()) + ")"


def countifs(listing: Listing, tests: Mapping[str, str]) -> str | None:
    """Return a formula that counts rows by columns of a list (key → criterion); None when the list does not hold all rows."""
    if listing.range("number") is None:
        return None
    return "=COUNTIFS(" + ",".join(f"{listing.range(key)},{test}" for key, test in tests.items()) + ")"


# --- figures by department --------------------------------------------------------------------------------------------

HEAD_ROW = 3  # of the group headings, where a grid has a sheet of its own; the headings themselves are below
NUMBER_COLUMN, NAME_COLUMN, FIRST_FIGURE = 1, 2, 3
NUMBER_CELL = "$A{row}"  # where a line's number stands

#: key of a figure → its cell in the line at hand
At = Callable[[str], str]


class GridLine(Protocol):
    """What a line of figures is of: a department, or a group of forms or rows."""

    @property
    def number(self) -> int:
        """Its number, which lists carry for it."""

    @property
    def name(self) -> str | None:
        """What it is called; None where that is not known."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One column of figures."""

    key: str
    group: str  # heading that it shares with its neighbours; "" for none
    text: str
    style: str = "count"
    width: float = 7
    decimals: int | None = None  # of amounts
    formula: Callable[[At, str], str | None]  # (cells of the line, cell of its number) → formula, None for none
    value: Callable[[Any], float | str]  # of one line; None: of all
    adds_up: bool = True  # whether the line of totals is the sum of those above; otherwise it has the same formula


@dataclass(frozen=True)
class FigureGrid:
    """Where the figures stand."""

    sheet: Worksheet
    lines: Sequence[GridLine]
    figures: Sequence[Figure]
    widths: Sequence[float]  # of all columns, in characters
    head_row: int = HEAD_ROW
    page_starts: tuple[int, ...] = ()  # columns with which further pages begin, 1-based
    has_totals_above: bool = False  # whether the line of totals stands above the lines too

    @property
    def first_row(self) -> int:
        """The first line."""
        return self.head_row + 2 + self.has_totals_above

    @property
    def total_row(self) -> int:
        """The line of totals."""
        return self.first_row + max(len(self.lines), 1)

    def column(self, key: str) -> int:
        """Return the sheet column of a figure, 1-based."""
        return FIRST_FIGURE + next(index for index, figure in enumerate(self.figures) if figure.key == key)
