"""Choose the columns of tables that have no cells: what reads such a column says the name of its formula and so evaluates it anew.

A cell in every row costs bytes, and time whenever the form is opened; evaluating a short formula again costs next to nothing. So a step
of reading has no cells where few formulas read it, all of them in its own row and under names themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from xltool.base.cells import column_number
from xltool.form.sheet_names import HIDDEN_SHEET
from xltool.rules.to_excel import ROW
from xltool.workbook.helper_sheet.helper_records import HelperGrid
from xltool.workbook.helper_sheet.named_formulas import COLUMN, PIECES, is_named

_OWN = f"{HIDDEN_SHEET}!"
#: Characters of formulas that may be evaluated once more, and of a formula, with all that stands for the names in it: LibreOffice 7.4
#: writes names out before it calculates, and gives Err:512 for a formula of 8,192 tokens.
_MOST_AGAIN, _LONGEST = 1_500, 5_000


def inner_columns(grid: HelperGrid, names: Iterable[str]) -> frozenset[int]:
    """Return the columns without cells; `names` are the formulas that the workbook's names stand for."""
    named = {number: column.formula for number, column in grid.filled.items() if is_named(column)}
    others = [column.formula for column in grid.filled.values() if not is_named(column)]
    needed = {column for formula in (*others, *names, *(cell.formula for cell in grid.cells)) for column in _all_columns(formula)}
    needed |= {column for formula in named.values() for column in _all_columns(formula, but_beside=True)}
    read = {number: list(_beside(formula)) for number, formula in named.items()}
    n_readers = Counter(column for columns in read.values() for column in columns)
    lengths: dict[int, int] = {}  # of columns without cells, with all that stands for the names in their formulas
    for number in sorted(named):  # a step reads those before it
        length = len(named[number]) + sum(lengths.get(column, 0) for column in read[number])
        if grid.filled[number].is_step and number not in needed and (n_readers[number] - 1) * length <= _MOST_AGAIN:
            lengths[number] = length
    for number, formula in named.items():
        if len(formula) + sum(lengths.get(column, 0) for column in read[number]) > _LONGEST:
            for column in read[number]:
                lengths.pop(column, None)
    return frozenset(lengths)


def _beside(formula: str) -> Iterator[int]:
    """Yield the columns of single cells in the row at hand, as often as they are read."""
    for piece in PIECES.finditer(formula):
        if not piece[1] and ":" not in piece[0] and piece[0].endswith(ROW):
            yield column_number(COLUMN.findall(piece[0])[0])


def _all_columns(formula: str, *, but_beside: bool = False) -> Iterator[int]:
    """Yield all columns that a formula reads, those within a range too; on wish without those of single cells in the row at hand."""
    for piece in PIECES.finditer(formula):
        columns = [column_number(letters) for letters in COLUMN.findall(piece[0])] if not piece[1] or _OWN in piece[1] else []
        if columns and not (but_beside and ":" not in piece[0] and piece[0].endswith(ROW)):
            yield from range(min(columns), max(columns) + 1)
