"""Compose small pieces of formula text for the helper columns.

A formula of a table is written once and shared by all its rows: `ROW` stands for the row at hand on the hidden sheet, `INDEX` for
the number of the table's row, from 1.
"""

from __future__ import annotations

from collections.abc import Mapping

from xltool.base.cells import Area, column_letters, quote_sheet
from xltool.base.formula_text import quote
from xltool.rules.to_excel import ROW

#: The first row of the blocks. Those between it and the headings hold the identity alone, so that a reader who wants only
#: that meets no formula.
FIRST_ROW = 14
INDEX = "\x01"


def in_first_row(formula: str) -> str:
    """Return the formula of a table as it stands in the first row; in other rows its relative references follow."""
    return formula.replace(ROW, str(FIRST_ROW)).replace(INDEX, f"ROW()-{FIRST_ROW - 1}")


def in_row(column: int) -> str:
    """Return the cell of a column in the row at hand."""
    return f"${column_letters(column)}{ROW}"


def down_to(last_row: int, column: int) -> str:
    """Return all cells of a column: `$K$2:$K$121`."""
    return Area(FIRST_ROW, column, last_row, column).absolute


def row_of(cells: str) -> str:
    """Return the cell of a column range in the row at hand: `$K$2:$K$121` → `$K` and `ROW`."""
    return cells.partition(":")[0].rstrip("0123456789").rstrip("$") + ROW


def filled_in(formula: str, cells: Mapping[str, str]) -> str:
    """Return the formula of a reading step, with cells in the place of `[names]`."""
    for name, cell in cells.items():
        formula = formula.replace(f"[{name}]", cell)
    return formula


def address_of(sheet: str, cell: str) -> str:
    """Return formula text: the place of a named cell, as `'sheet'!A1`, also after the cell was moved."""
    return f"{quote(quote_sheet(sheet) + '!')}&ADDRESS(ROW({cell}),COLUMN({cell}),4)"
