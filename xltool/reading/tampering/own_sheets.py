"""Tell the sheets of ours from those that somebody else has added."""

from __future__ import annotations

from collections.abc import Sequence

from xltool.form.layout import SheetLayout
from xltool.form.sheet_names import CHECK_SHEET, CODES_SHEET, FINDINGS_SHEET, GUIDE_SHEET, HIDDEN_SHEET
from xltool.reading.book import Book

#: The sheets that a workbook of ours has beside the form, in either language.
OWN_SHEETS = frozenset(
    (*(name for sheet in (CHECK_SHEET, GUIDE_SHEET, FINDINGS_SHEET) for name in (sheet.zh, sheet.en)), CODES_SHEET, HIDDEN_SHEET)
)


def other_sheets(book: Book, layouts: Sequence[SheetLayout]) -> list[str]:
    """Return the sheets that are neither the form's, by their names, nor ours beside it."""
    known = {layout.name for layout in layouts} | OWN_SHEETS
    return [name for name in book.sheet_names if name not in known]
