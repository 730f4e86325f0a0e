"""One locked workbook from a definition and a document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from xltool.form.sheet_names import FINDINGS_SHEET
from xltool.rules.definition import Definition
from xltool.rules.evaluation import state_of
from xltool.workbook.fast.blank_form import Frame, frame_of
from xltool.workbook.fast.cached_book import Book
from xltool.workbook.marks import Marks
from xltool.workbook.sheets.filled_form import FilledForm
from xltool.workbook.sheets.findings_sheet import FindingsSheet
from xltool.workbook.sheets.form_sheet import PROTECTION
from xltool.workbook.styles import Styles


@dataclass(frozen=True, kw_only=True)
class Issue:
    """For whom a workbook is made."""

    unit: str = ""  # id of the unit in the roster
    project: str = ""  # of the unit, where the roster lists projects
    campaign: str = ""
    signature: str = ""
    password: str = ""  # of the sheets' protection; "" for none


def build_workbook(definition: Definition, data: Mapping[str, Any], issue: Issue | None = None, marks: Marks | None = None) -> bytes:
    """The bytes of a locked workbook that holds `data` (which has the shape of the form's document; blanks are None).

    With `marks` it is a marked return: findings stand as notes and fills at their cells, and on a sheet of their own.
    """
    issue = issue or Issue()
    return _Builder(definition, frame_of(definition, issue.password), issue, marks).build(data)


class _Builder:
    def __init__(self, definition: Definition, frame: Frame, issue: Issue, marks: Marks | None) -> None:
        self.definition = definition
        self.frame = frame
        self.issue = issue
        self.marks = marks
        self.book = Book(frame.texts)
        self.styles = Styles(self.book, frame.looks)

    def build(self, data: Mapping[str, Any]) -> bytes:
        contents = self.frame.helpers.contents(state_of(self.definition, data))
        for sheet, form in self.frame.add_forms(self.book, contents):
            FilledForm(sheet, form, data, self.styles, self.marks).fill()
        if self.marks is not None:
            self._findings_sheet(self.marks)
        self.frame.add_others(self.book, contents, vars(self.issue))
        for name, reference in self.frame.names.items():
            self.book.define_name(name, reference)
        self._properties()
        return self.book.packed()

    def _findings_sheet(self, marks: Marks) -> None:
        sheet = self.book.add_worksheet(FINDINGS_SHEET.say(marks.lang))
        FindingsSheet(sheet, self.definition.schema, self.frame.layout, marks, self.styles).draw()
        sheet.protect(self.issue.password, PROTECTION)

    def _properties(self) -> None:
        # a fixed day: the same form with the same values is the same file
        what = {"title": self.definition.schema.title, "comments": f"{self.definition.id} {self.definition.version}"}
        self.book.set_properties({**what, "created": datetime(2000, 1, 1)})
        self.book.set_calc_mode("auto")
