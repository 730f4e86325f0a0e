"""Keep LibreOffice from printing the rows of a table that nobody has filled in.

It takes no formula as print area. Without one it prints up to the last row with content or frames, but leaves out frames below the content
from the first 84 rows on that look alike (`SC_VISATTR_STOP` in its source, sc/inc/column.hxx and sc/source/core/data/attarray.cxx). Hidden
rows below a table that ends a sheet, which look like its rows, make any number of unused ones so many. Formulas are content, also where they
show nothing: a table with computed columns is printed whole.
"""

from __future__ import annotations

from collections import Counter

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xltool.form.block import TableArea

_ROWS_ALIKE = 84


def draw_tail(sheet: Worksheet, table: TableArea, formats: dict[int, Format]) -> None:
    """Draw hidden rows below a table, with the format of each column (1-based) as it is in the table's rows.

    The look of most columns is that of the row, also right of the table, where nothing is above them: the run of blank rows there is the first.
    """
    usual = Counter(map(_seen, formats.values())).most_common(1)[0][0]
    row_format = next(format_ for format_ in formats.values() if _seen(format_) == usual)
    others = {column: format_ for column, format_ in formats.items() if _seen(format_) != usual}
    for row in range(table.last_row, table.last_row + _ROWS_ALIKE):
        sheet.set_row(row, None, row_format, {"hidden": True})
        for column, format_ in others.items():
            sheet.write_blank(row, column - 1, None, format_)


def _seen(format_: Format) -> tuple[object, ...]:
    """Return what is seen of a blank cell of a format."""
    lines = format_.left, format_.right, format_.top, format_.bottom
    return (format_.bg_color, *lines, format_.left_color, format_.right_color, format_.top_color, format_.bottom_color)
