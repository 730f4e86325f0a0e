"""Write the rows of the helper sheet as XML: a row more is a copy of the one before.

The rows of a table say the names of their formulas (see `named_formulas`). A formula that has no name is written once, in the first
row, and shared by the others (ECMA-376 part 1, 18.3.1.40, `t="shared"`): its relative references follow the row. So do single fields
one below the other that are read alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count, groupby
from typing import Any
from xml.sax.saxutils import escape

from xltool.base.cells import column_letters
from xltool.rules.to_excel import ROW
from xltool.workbook.cell_texts import cached_xml
from xltool.workbook.helper_sheet.formulas import FIRST_ROW, in_numbered_row
from xltool.workbook.helper_sheet.helper_records import HelperGrid
from xltool.workbook.helper_sheet.named_formulas import formula_name, is_named
from xltool.workbook.helper_sheet.plan_records import FilledColumn, HelperCell

_NUMBER = "\x02"  # stands for the number of the row


def helper_rows(grid: HelperGrid) -> Iterator[tuple[int, str, tuple[tuple[str, str], ...]]]:
    """Yield the rows from the first of the blocks on: the number, the `<row>` element with placeholders, what is filled in for these."""
    for number, pattern in _patterns(grid):
        yield number, pattern, ((_NUMBER, str(number)),)


def last_row(grid: HelperGrid) -> int:
    """Return the number of the last row."""
    return max([FIRST_ROW, *(cell.row for cell in grid.cells), *(column.last_row for column in grid.filled.values())])


def _patterns(grid: HelperGrid) -> Iterator[tuple[int, str]]:
    """Yield the number of each row and its element; rows that are alike have the same."""
    numbers = count()
    columns = [_Column(grid.filled[number], numbers) for number in sorted(grid.filled.keys() - grid.inner)]
    by_row = _single_cells(grid, numbers)
    ends = {column.last_row + 1 for column in columns}
    pattern = ""
    for number in range(FIRST_ROW, last_row(grid) + 1):
        if number in by_row or number == FIRST_ROW:
            yield number, _row(_cells(number, by_row.get(number, {}), columns))
            pattern = ""
        else:
            if not pattern or number in ends:
                pattern = _row(_cells(number, {}, columns))
            yield number, pattern


def _row(cells: Iterator[str]) -> str:
    return f'<row r="{_NUMBER}">{"".join(cells)}</row>'


def _cells(number: int, single: Mapping[int, str], columns: Sequence[_Column]) -> Iterator[str]:
    """Yield the cells of a row from left to right."""
    by_column = dict(single)
    for column in columns:
        if number <= column.last_row:
            by_column[column.column] = _cell(column.column, column.formula(number), column.blank)
    return (by_column[column] for column in sorted(by_column))


def _cell(column: int, formula: str, value: Any) -> str:
    kind = ' t="str"' if value and isinstance(value, str) else ""
    return f'<c r="{column_letters(column)}{_NUMBER}"{kind}>{formula}<v>{cached_xml(value)}</v></c>'


# --- formulas ---------------------------------------------------------------------------------------------------------


class _Column:
    """The column of a table: its rows say the name of a formula, or share one that the first row holds."""

    def __init__(self, filled: FilledColumn, numbers: Iterator[int]) -> None:
        self.column = filled.column
        self.last_row = filled.last_row
        self.blank = filled.blank
        if is_named(filled):
            self._first = self._further = f"<f>{formula_name(filled.column)}</f>"
        else:
            number = next(numbers)
            self._first = _leader(in_numbered_row(filled.formula, FIRST_ROW), self.column, FIRST_ROW, self.last_row, number)
            self._further = _follower(number)

    def formula(self, row: int) -> str:
        """Return the formula of one row."""
        return self._first if row == FIRST_ROW else self._further


def _single_cells(grid: HelperGrid, numbers: Iterator[int]) -> dict[int, dict[int, str]]:
    """Return the single cells by row and column."""
    by_row: dict[int, dict[int, str]] = {}
    in_order = sorted(grid.cells, key=lambda cell: (cell.column, cell.row))
    for _, alike in groupby(in_order, key=lambda cell: (cell.column, cell.formula)):
        run = list(alike)
        for cell, formula in zip(run, _shared(run, numbers), strict=True):
            by_row.setdefault(cell.row, {})[cell.column] = _cell(cell.column, formula, cell.value)
    return by_row


def _shared(run: Sequence[HelperCell], numbers: Iterator[int]) -> Iterator[str]:
    """Yield the formulas of cells of a column that are alike, with no other between them.

    Those that yield "" in a blank form are written out: LibreOffice 7.4 takes a shared formula with an empty value for one whose
    dependents know already that it is to be calculated, and leaves them as they were after an entry.
    """
    first = run[0]
    if len(run) == 1 or ROW not in first.formula or first.value == "":
        yield from (f"<f>{escape(in_numbered_row(cell.formula, cell.row))}</f>" for cell in run)
        return
    number = next(numbers)
    yield _leader(in_numbered_row(first.formula, first.row), first.column, first.row, run[-1].row, number)
    yield from (_follower(number) for _ in run[1:])


def _leader(formula: str, column: int, first_row: int, last: int, number: int) -> str:
    letters = column_letters(column)
    shared = f' t="shared" ref="{letters}{first_row}:{letters}{last}" si="{number}"' if last > first_row else ""
    return f"<f{shared}>{escape(formula)}</f>"


def _follower(number: int) -> str:
    return f'<f t="shared" si="{number}"/>'
