"""The cells of the hidden sheet: columns are taken from left to right, formulas are put in with the values they have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from xltool.cells import a1
from xltool.writer.helpers.formulas import FIRST_ROW, at_row

#: The columns before this one hold the identity of the workbook.
FIRST_COLUMN = 4


@dataclass(frozen=True)
class HelperCell:
    """One formula of the hidden sheet with the value it has."""

    row: int
    column: int
    formula: str
    value: Any


class Grid:
    """Grows to the right, one column for each idea; a heading in row 1 names it."""

    def __init__(self) -> None:
        self.headings: dict[int, str] = {}
        self._columns: dict[int, list[HelperCell]] = {}

    def take(self, heading: str) -> int:
        """The next free column."""
        column = FIRST_COLUMN + len(self.headings)
        self.headings[column] = heading
        self._columns[column] = []
        return column

    def put(self, row: int, column: int, formula: str, value: Any) -> str:
        """One formula; gives the address of its cell."""
        self._columns[column].append(HelperCell(row, column, formula, value))
        return a1(row, column, absolute=True)

    def fill(self, column: int, last_row: int, formula: str, value: Callable[[int], Any]) -> None:
        """A formula of a table in all its rows, with values by the 0-based number of the table's row."""
        for row in range(FIRST_ROW, last_row + 1):
            self.put(row, column, at_row(formula, row), value(row - FIRST_ROW))

    def column(self, column: int) -> list[HelperCell]:
        """The cells of a column, top down."""
        return self._columns[column]

    def cells(self) -> Iterator[HelperCell]:
        """All cells, column by column."""
        return chain.from_iterable(self._columns.values())
