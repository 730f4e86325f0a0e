"""Compose small pieces of formula text for the helper columns.

A formula of a table is written once for all its rows: `ROW` stands for the row at hand on the hidden sheet, `form_row` for the same
row of the form, `INDEX` for the number of the table's row, from 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from xltool.base.cells import Area, column_letters, quote_sheet
from xltool.base.formula_text import quote
from xltool.rules.to_excel import ROW

#: The first row of the blocks, beside the identity of the workbook. No table of a form begins above it: where a name refers to a row above
#: the one at hand, it does so round the end of the sheet, and LibreOffice 7.4 hears of no entry there.
FIRST_ROW = 2
INDEX = "\x01"
_FORM_ROW = re.compile("\x03(-?\\d+)\x03")
#: A cell of a column, as it stands in the formulas of tables, for a regular expression.
CELL = f"\\$[A-Z]{{1,3}}\\$?(?:\\d+|{ROW}|\x03-?\\d+\x03)"


def in_first_row(formula: str) -> str:
    """Return the formula of a table as it stands in the first row; in other rows its relative references follow."""
    return in_numbered_row(formula, FIRST_ROW)


def in_numbered_row(formula: str, row: int) -> str:
    """Return a formula as it stands in a row of the hidden sheet."""
    formula = formula.replace(INDEX, f"ROW()-{FIRST_ROW - 1}").replace(ROW, str(row))
    return _FORM_ROW.sub(lambda place: str(row + int(place[1])), formula)


def form_row(first_row: int) -> str:
    """Return what stands for the row of the form that is the row at hand, given the table's first row there."""
    return f"\x03{first_row - FIRST_ROW}\x03"


def in_row(column: int) -> str:
    """Return the cell of a column in the row at hand."""
    return f"${column_letters(column)}{ROW}"


def down_to(last_row: int, column: int) -> str:
    """Return all cells of a column: `$K$2:$K$121`."""
    return Area(FIRST_ROW, column, last_row, column).absolute


def with_values(text: str, values: Iterable[tuple[str, str]]) -> str:
    """Return formula text: a text (formula text) with values in the place of marks; both are texts."""
    for mark, value in values:
        text = f"SUBSTITUTE({text},{quote(mark)},{value})"
    return text


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
