"""Assemble one locked workbook from a blank form and a document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from xltool.form.sheet_names import FINDINGS_SHEET
from xltool.rules.definition import Definition
from xltool.rules.evaluate import evaluate
from xltool.workbook.blank_form import BlankForm, cached_blank_form
from xltool.workbook.fast.cached_book import CachedBook
from xltool.workbook.form_copy import Issue
from xltool.workbook.marks import Marks
from xltool.workbook.sheets.filled_form import FilledForm
from xltool.workbook.sheets.findings_sheet import FindingsSheet
from xltool.workbook.sheets.page_setup import PROTECTION
from xltool.workbook.styles import Styles


def build_workbook(
    definition: Definition,
    data: Mapping[str, Any],
    issue: Issue | None = None,
    marks: Marks | None = None,
    entries: Mapping[str, Any] | None = None,
) -> bytes:
    """Return the bytes of a locked workbook that holds `data` (which has the shape of the form's document; blanks are None).

    With `marks` it is a marked return: findings stand as notes and fills at their cells, and on a sheet of their own. `entries`,
    of the same shape, is what the input cells are to hold where `data` was read from other writings: verdicts are those of `data`.
    """
    issue = issue or Issue()
    return _Builder(definition, cached_blank_form(definition, issue.password), issue, marks).build(
        data, data if entries is None else entries
    )


class _Builder:
    def __init__(self, definition: Definition, blank: BlankForm, issue: Issue, marks: Marks | None) -> None:
        self.definition = definition
        self.blank = blank
        self.issue = issue
        self.marks = marks
        self.book = CachedBook(blank.shared_strings)
        self.styles = Styles(self.book, blank.looks)

    def build(self, data: Mapping[str, Any], entries: Mapping[str, Any]) -> bytes:
        contents = self.blank.helpers.grid.contents(evaluate(self.definition, data), entries)
        for sheet, form in self.blank.add_forms(self.book, contents):
            FilledForm(sheet, form, entries, self.styles, self.issue, self.marks).fill()
        if self.marks is not None:
            self._findings_sheet(self.marks)
        self.blank.add_others(self.book, contents, self.issue, self.styles)
        for name, reference in self.blank.names.items():
            self.book.define_name(name, reference)
        self.book.lock_structure(self.issue.password)
        self._properties()
        return self.book.pack()

    def _findings_sheet(self, marks: Marks) -> None:
        sheet = self.book.add_worksheet(FINDINGS_SHEET.say(marks.lang))
        FindingsSheet(sheet, self.definition.schema, self.blank.layout, marks, self.styles).draw()
        sheet.protect(self.issue.password, PROTECTION)

    def _properties(self) -> None:
        # a fixed day: the same form with the same values is the same file
        properties = {"title": self.definition.schema.title, "comments": f"{self.definition.id} {self.definition.version}"}
        self.book.set_properties({**properties, "created": datetime(2000, 1, 1)})
        self.book.set_calc_mode("auto")
