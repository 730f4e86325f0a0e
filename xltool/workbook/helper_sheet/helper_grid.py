"""The cells of the hidden sheet: columns are taken from left to right, formulas are put in with how their values are found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from xltool.base.cells import a1
from xltool.rules.evaluation import State
from xltool.workbook.helper_sheet.contents import Contents, Rows
from xltool.workbook.helper_sheet.formulas import FIRST_ROW, at_row

#: The columns before this one hold the identity of the workbook.
FIRST_COLUMN = 4


@dataclass(frozen=True)
class HelperCell:
    """One formula of the hidden sheet, with the value it has unless a document gives it another."""

    row: int
    column: int
    formula: str
    value: Any


class Grid:
    """Grows to the right, one column for each idea; a heading in row 1 names it."""

    def __init__(self) -> None:
        self.headings: dict[int, str] = {}
        self._cells: dict[int, list[HelperCell]] = {}  # by column
        self._values: list[tuple[HelperCell, Callable[[Contents], Any]]] = []  # of single cells
        self._rows: dict[int, Callable[[Contents], Rows]] = {}  # of the columns of tables

    def take(self, heading: str) -> int:
        """The next free column."""
        column = FIRST_COLUMN + len(self.headings)
        self.headings[column] = heading
        self._cells[column] = []
        return column

    def put(self, row: int, column: int, formula: str, value: Callable[[Contents], Any] | None = None, mostly: Any = 0) -> str:
        """One formula; gives the address of its cell. `mostly` is what it yields in most forms; without `value` in all."""
        cell = HelperCell(row, column, formula, mostly)
        self._cells[column].append(cell)
        if value is not None:
            self._values.append((cell, value))
        return a1(row, column, absolute=True)

    def fill(self, column: int, last_row: int, formula: str, rows: Callable[[Contents], Rows], blank: Any = 0) -> None:
        """A formula of a table in all its rows; `blank` is what it yields in a blank row."""
        self._rows[column] = rows
        self._cells[column] += (HelperCell(row, column, at_row(formula, row), blank) for row in range(FIRST_ROW, last_row + 1))

    def cells(self) -> Iterator[HelperCell]:
        """All cells, column by column."""
        return chain.from_iterable(self._cells.values())

    def contents(self, state: State) -> Contents:
        """What the columns hold for a document."""
        return Contents(state, self._rows)

    def values(self, contents: Contents) -> Iterator[tuple[int, int, Any]]:
        """Row, column and value of all cells that hold something else than they mostly do."""
        for cell, find in self._values:
            value = find(contents)
            if value != cell.value:
                yield cell.row, cell.column, value
        for column in self._rows:
            capacity = len(self._cells[column])
            for index, value in contents.column(column).items():
                if index < capacity:
                    yield FIRST_ROW + index, column, value
