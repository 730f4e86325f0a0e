"""Write the rows of the helper sheet as XML: a row more is a copy of the one before.

A formula of a table is written once, in the first row, and shared by the others (ECMA-376 part 1, 18.3.1.40, `t="shared"`): its
relative references follow the row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape

from xltool.base.cells import column_letters
from xltool.workbook.cell_texts import cached_xml
from xltool.workbook.helper_sheet.formulas import FIRST_ROW, in_first_row
from xltool.workbook.helper_sheet.helper_records import HelperGrid
from xltool.workbook.helper_sheet.plan_records import FilledColumn, HelperCell

_NUMBER = "\x02"  # stands for the number of the row


def rows_xml(grid: HelperGrid) -> str:
    """Return the `<row>` elements from the first row of the blocks on."""
    return "".join(_rows(grid))


def last_row(grid: HelperGrid) -> int:
    """Return the number of the last row."""
    return max([FIRST_ROW, *(cell.row for cell in grid.cells), *(column.last_row for column in grid.filled.values())])


def _rows(grid: HelperGrid) -> Iterator[str]:
    by_row: dict[int, list[HelperCell]] = {}
    for cell in grid.cells:
        by_row.setdefault(cell.row, []).append(cell)
    columns = [grid.filled[column] for column in sorted(grid.filled)]
    ends = {column.last_row + 1 for column in columns}
    pattern = ""
    for number in range(FIRST_ROW, last_row(grid) + 1):
        if number in by_row or number == FIRST_ROW:
            yield _row(_cells(number, by_row.get(number, ()), columns)).replace(_NUMBER, str(number))
            pattern = ""
        else:
            if not pattern or number in ends:
                pattern = _row(_cells(number, (), columns))
            yield pattern.replace(_NUMBER, str(number))


def _row(cells: Iterator[str]) -> str:
    return f'<row r="{_NUMBER}">{"".join(cells)}</row>'


def _cells(number: int, single: Sequence[HelperCell], columns: Sequence[FilledColumn]) -> Iterator[str]:
    """Yield the cells of a row from left to right."""
    by_column = {cell.column: _cell(cell.column, f"<f>{escape(cell.formula)}</f>", cell.value) for cell in single}
    for column in columns:
        if number <= column.last_row:
            by_column[column.column] = _cell(column.column, _shared(column, number), column.blank)
    return (by_column[column] for column in sorted(by_column))


def _cell(column: int, formula: str, value: Any) -> str:
    kind = ' t="str"' if value and isinstance(value, str) else ""
    return f'<c r="{column_letters(column)}{_NUMBER}"{kind}>{formula}<v>{cached_xml(value)}</v></c>'


def _shared(column: FilledColumn, number: int) -> str:
    if number > FIRST_ROW:
        return f'<f t="shared" si="{column.column}"/>'
    text, letters = escape(in_first_row(column.formula)), column_letters(column.column)
    if column.last_row == FIRST_ROW:
        return f"<f>{text}</f>"
    return f'<f t="shared" ref="{letters}{FIRST_ROW}:{letters}{column.last_row}" si="{column.column}">{text}</f>'
