"""Draw the hidden sheet: the identity of the form and of the copy, and the messages that rows show (see `row_messages`)."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from xltool.base.cells import a1
from xltool.form.sheet_names import HIDDEN_SHEET
from xltool.rules.definition import Definition
from xltool.workbook.cell_texts import write_text
from xltool.workbook.form_copy import Issue
from xltool.workbook.helper_sheet.helper_records import HelperSheet
from xltool.workbook.helper_sheet.named_formulas import named_formulas

#: Version of the hidden sheet's own layout, for readers of later days.
FORMAT_VERSION = "1"
#: What the hidden sheet holds of the workbook, from its first row on: of the form, then of the copy.
FORM_KEYS, ISSUE_KEYS = ("format", "template", "version", "digest"), ("campaign", "unit", "project", "signature")


def draw_hidden(sheet: Worksheet, definition: Definition, helpers: HelperSheet) -> None:
    """Write the identity of the form and the messages; the formulas come in rows below (see `helper_rows`)."""
    for row, key in enumerate((*FORM_KEYS, *ISSUE_KEYS)):
        sheet.write_string(row, 0, key)
    for row, text in enumerate((FORMAT_VERSION, definition.id, definition.version, definition.digest)):
        write_text(sheet, row, 1, text)
    for flag in (flag for flags in helpers.plan.tables.values() for flag in flags):
        sheet.write_string(0, flag.column - 1, helpers.grid.headings[flag.column])
    sheet.very_hidden()


def write_issue(sheet: Worksheet, issue: Issue) -> None:
    """Write for whom a copy is made, below the identity of the form."""
    for row, key in enumerate(ISSUE_KEYS, start=len(FORM_KEYS)):
        write_text(sheet, row, 1, getattr(issue, key))


def hidden_names(helpers: HelperSheet) -> dict[str, str]:
    """Return the defined names of the identity, of what other sheets read and of formulas."""
    keys = enumerate((*FORM_KEYS, *ISSUE_KEYS), start=1)
    names = {f"xltool.{key}": f"={HIDDEN_SHEET}!{a1(row, 2, absolute=True)}" for row, key in keys}
    read = {name: f"={HIDDEN_SHEET}!{reference}" for name, reference in helpers.names.items()}
    return names | read | named_formulas(helpers.grid.filled.values(), helpers.grid.inner)
