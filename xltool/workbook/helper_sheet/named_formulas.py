"""Give the formulas of tables names, so that a row says only the name.

A name's formula is read from the cell that says it: in a file its references are those that it would have in A1 (ECMA-376 part 1,
18.2.5), so that `_xltool!$E1` is column E of the row at hand. What a name reads on the form stays where it is when somebody cuts a row
and pastes it elsewhere. LibreOffice 7.4 passes an entry on through names, and not through shared formulas that are empty when the form is
opened; and it opens a list in three fifths of the time, since it copies a shared formula for every cell before it sees that cells are alike.
"""

from __future__ import annotations

import re

from xltool.base.cells import column_letters
from xltool.form.sheet_names import HIDDEN_SHEET
from xltool.workbook.helper_sheet.formulas import CELL, INDEX, in_numbered_row
from xltool.workbook.helper_sheet.helper_records import HelperGrid
from xltool.workbook.helper_sheet.plan_records import FilledColumn

#: Texts and references to other sheets, which stay as they are, and references to the sheet itself.
_PIECES = re.compile(rf"""("[^"]*"|(?:'[^']*'|[\w.]+)!{CELL}(?::{CELL})?)|(?<![\w.]){CELL}(?::{CELL})?""")


def named_formulas(grid: HelperGrid) -> dict[str, str]:
    """Return the names of formulas and what they stand for, as it is written in a file."""
    return {formula_name(column): f"={in_name(column.formula)}" for column in grid.filled.values() if is_named(column)}


def is_named(column: FilledColumn) -> bool:
    """Return whether the rows of a column say a name: not where the number of the row is asked for, which is a list of one number there."""
    return INDEX not in column.formula


def formula_name(column: FilledColumn) -> str:
    """Return the name of a column's formula."""
    return f"xltool.row.{column_letters(column.column)}"


def in_name(formula: str) -> str:
    """Return the formula of a table's rows as it stands in a name: each reference with its sheet, the row at hand as row 1."""
    with_sheets = _PIECES.sub(lambda piece: piece[1] or f"{HIDDEN_SHEET}!{piece[0]}", formula)
    return in_numbered_row(with_sheets, 1)
