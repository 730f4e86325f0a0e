"""Set up what all sheets for readers have in common: paper, margins, page numbers, and what their protection allows."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

#: What a protected sheet still allows: filtering, sorting and changing the size of rows and columns.
PROTECTION = {
    "select_locked_cells": True,
    "select_unlocked_cells": True,
    "autofilter": True,
    "sort": True,
    "format_rows": True,
    "format_columns": True,
}


def set_up_page(sheet: Worksheet) -> None:
    """Fit a sheet to the width of A4, with page numbers and without grid lines."""
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.set_footer("&C&P / &N")
    sheet.hide_gridlines(2)
