"""Set up what all sheets for readers have in common: paper, margins, page numbers, and what their protection allows."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from xltool.form.sheet_setup import PAPERS, PageValues, SheetSetup

_NOBODY = PageValues("", "")

#: What a protected sheet still allows: filtering, sorting and changing the size of rows and columns.
PROTECTION = {
    "select_locked_cells": True,
    "select_unlocked_cells": True,
    "autofilter": True,
    "sort": True,
    "format_rows": True,
    "format_columns": True,
}


def set_up_page(sheet: Worksheet, setup: SheetSetup, values: PageValues = _NOBODY) -> None:
    """Fit a sheet to the width of its paper, with page header and footer and without grid lines.

    Without `values` it is a sheet beside the form, whose pages are counted for themselves.
    """
    if values is _NOBODY:
        sheet.set_start_page(1)
    sheet.set_paper(PAPERS[setup.paper])
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    write_lines(sheet, setup, values)
    sheet.hide_gridlines(2)


def write_lines(sheet: Worksheet, setup: SheetSetup, values: PageValues) -> None:
    """Write the page header and footer."""
    if header := setup.header.say(values):
        sheet.set_header(header)
    if footer := setup.footer.say(values):
        sheet.set_footer(footer)
