"""Write a formula for another cell than that for which it stands: shared formulas are written once."""

from __future__ import annotations

import re

from xltool.base.cells import MAX_COLUMNS, MAX_ROWS, column_letters, column_number

#: Texts, quoted sheet names, and what looks like a cell; names and functions are passed over whole.
_TOKEN = re.compile(r"\"[^\"]*\"|'[^']*'|(?<![\w.$])(\$?)([A-Za-z]{1,3})(\$?)(\d{1,7})(?![\w(.!])|[\w.]+", re.ASCII)


def shifted(formula: str, n_rows: int, n_columns: int) -> str:
    """Return a formula whose relative references lead so many rows down and columns to the right."""

    def moved(match: re.Match[str]) -> str:
        if match[4] is None:
            return match[0]
        row = int(match[4]) + (0 if match[3] else n_rows)
        column = column_number(match[2]) + (0 if match[1] else n_columns)
        if not (1 <= row <= MAX_ROWS and 1 <= column <= MAX_COLUMNS):
            return "#REF!"
        return f"{match[1]}{column_letters(column)}{match[3]}{row}"

    return _TOKEN.sub(moved, formula)
