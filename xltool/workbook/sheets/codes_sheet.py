"""Draw the hidden sheet of code lists."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from xltool.workbook.code_ranges import CodeRanges


def draw_codes(sheet: Worksheet, codes: CodeRanges) -> None:
    """Write every code list as a column below its defined name, and hide the sheet."""
    for column in codes:
        for row, value in enumerate((column.name, *column.values)):
            if isinstance(value, str):
                sheet.write_string(row, column.column - 1, value)
            else:
                sheet.write_number(row, column.column - 1, value)
    sheet.very_hidden()
