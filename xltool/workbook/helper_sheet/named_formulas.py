"""Give the formulas of tables names, so that a row says only the name.

A name's formula is read from the cell that says it: in a file its references are those that it would have in A1 (ECMA-376 part 1,
18.2.5), so that `_xltool!$E1` is column E of the row at hand. What a name reads on the form stays where it is when somebody cuts a row
and pastes it elsewhere. LibreOffice 7.4 passes an entry on through names, and not through shared formulas that are empty when the form is
opened; and it opens a list in three fifths of the time, since it copies a shared formula for every cell before it sees that cells are alike.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from xltool.base.cells import column_letters, column_number
from xltool.form.sheet_names import HIDDEN_SHEET
from xltool.workbook.helper_sheet.formulas import CELL, INDEX, in_numbered_row
from xltool.workbook.helper_sheet.plan_records import FilledColumn

#: Texts and references to other sheets, which stay as they are, and references to the sheet itself.
PIECES = re.compile(rf"""("[^"]*"|(?:'[^']*'|[\w.]+)!{CELL}(?::{CELL})?)|(?<![\w.]){CELL}(?::{CELL})?""")
#: The letters of a column in such a reference.
COLUMN = re.compile(r"\$([A-Z]{1,3})")


def named_formulas(columns: Iterable[FilledColumn], inner: Collection[int]) -> dict[str, str]:
    """Return the names of formulas and what they stand for, as it is written in a file; the columns `inner` have no cells."""
    return {formula_name(column.column): f"={in_name(column.formula, inner)}" for column in columns if is_named(column)}


def is_named(column: FilledColumn) -> bool:
    """Return whether the rows of a column say a name: not where the number of the row is asked for, which is a list of one number there."""
    return INDEX not in column.formula


def formula_name(column: int) -> str:
    """Return the name of a column's formula."""
    return f"xltool.row.{column_letters(column)}"


def in_name(formula: str, inner: Collection[int] = ()) -> str:
    """Return the formula of a table's rows as it stands in a name: each reference with its sheet, the row at hand as row 1.

    Instead of columns that have no cells, `inner`, it says the names of their formulas.
    """

    def written(piece: re.Match[str]) -> str:
        if piece[1]:
            return piece[1]
        column = column_number(COLUMN.findall(piece[0])[0])
        return formula_name(column) if column in inner else f"{HIDDEN_SHEET}!{piece[0]}"

    return in_numbered_row(PIECES.sub(written, formula), 1)
