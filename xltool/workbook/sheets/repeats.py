"""Show values pale where they repeat those of the row above, by conditional formats: the cells keep their values.

No spreadsheet program has a format for paper alone: what is pale on the screen is as pale when it is printed.
"""

from __future__ import annotations

from collections.abc import Iterator

from xlsxwriter.worksheet import Worksheet

from xltool.base.cells import Area, a1, column_letters
from xltool.form.block import TableArea
from xltool.workbook.styles import PALE_INK, Styles


def show_repeats_pale(sheet: Worksheet, table: TableArea, styles: Styles) -> None:
    """Add the conditional formats of a table's `show_once`; colours of problems, which are added before, go first."""
    if table.capacity == 1:
        return
    for index, name in enumerate(table.show_once):
        span = table.column_span(name)
        cells = Area(span.top + 1, span.left, span.bottom, span.right)
        criteria = f"=AND({','.join(_conditions(table, table.show_once[: index + 1]))})"
        sheet.conditional_format(cells.a1, {"type": "formula", "criteria": criteria, "format": styles.ink(PALE_INK)})


def _conditions(table: TableArea, names: tuple[str, ...]) -> Iterator[str]:
    """Yield what must hold in the second row: the same in all the columns, and the row above is not filtered away."""
    above, row = table.first_row, table.first_row + 1
    cell = f"${column_letters(table.columns[names[-1]])}"
    yield f'{cell}{row}<>""'
    yield f"SUBTOTAL(103,{cell}{above})=1"
    for name in names:
        column = table.columns[name]
        yield f"EXACT(${a1(row, column)},${a1(above, column)})"
