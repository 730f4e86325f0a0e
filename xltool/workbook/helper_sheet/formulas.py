"""Compose small pieces of formula text for the helper columns.

A formula of a table is written once and shared by all its rows: `ROW` stands for the row at hand on the hidden sheet, `INDEX` for
the number of the table's row, from 1.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from xltool.base.cells import Area, column_letters, quote_sheet
from xltool.base.formula_text import quote
from xltool.rules.to_excel import ROW

#: The first row of the blocks. Those between it and the headings hold the identity alone, so that a reader who wants only
#: that meets no formula.
FIRST_ROW = 14
INDEX = "\x01"
#: Rows that are read from the same range of the form.
BLOCK = 25
#: As the value of a column in blank rows: the row at hand in its block, from 1.
ROW_IN_BLOCK = "\x04"
_START = "\x03"  # around the first row of a table
_STARTS = re.compile(f"{_START}(\\d+){_START}")


def in_first_row(formula: str) -> str:
    """Return the formula of a table as it stands in the first row; in other rows its relative references follow."""
    return in_numbered_row(formula, FIRST_ROW)


def in_numbered_row(formula: str, row: int) -> str:
    """Return a formula as it stands in a row of the hidden sheet."""
    formula = formula.replace(INDEX, f"ROW()-{FIRST_ROW - 1}")
    start = (row - FIRST_ROW) // BLOCK * BLOCK
    return _STARTS.sub(lambda place: str(int(place[1]) + start), formula.replace(ROW, str(row)))


def block_start(first_row: int) -> str:
    """Return what stands for the row of the form where the block of the row at hand begins, given the table's first row."""
    return f"{_START}{first_row}{_START}"


def is_in_blocks(formula: str) -> bool:
    """Return whether a formula is shared by the rows of a block only, and not by all of a table."""
    return _START in formula


def blank_in_row(blank: Any, row: int) -> Any:
    """Return the value of a column in a blank row of the hidden sheet."""
    return (row - FIRST_ROW) % BLOCK + 1 if blank == ROW_IN_BLOCK else blank


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
