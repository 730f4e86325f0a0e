"""One locked workbook from a definition and a document."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from xltool.cells import a1, quote_sheet
from xltool.layout import Layout, place
from xltool.sheets import CHECK_SHEET, CODES_SHEET, FINDINGS_SHEET, GUIDE_SHEET, HIDDEN_SHEET
from xltool.state import State, state_of
from xltool.template import Definition
from xltool.writer.check_sheet import CheckSheet
from xltool.writer.codes_sheet import CodeRanges
from xltool.writer.findings_sheet import FindingsSheet
from xltool.writer.form_sheet import PROTECTION, FormSheet
from xltool.writer.guide_sheet import GuideSheet
from xltool.writer.helpers import HelperSheet, lay_out
from xltool.writer.marks import Marks
from xltool.writer.styles import Styles
from xltool.writer.texts import cached, write_text

#: Version of the hidden sheet's own layout, for readers of later days.
FORMAT_VERSION = "1"


@dataclass(frozen=True, kw_only=True)
class Issue:
    """For whom a workbook is made."""

    unit: str = ""  # id of the unit in the roster
    project: str = ""  # of the unit, where the roster lists projects
    campaign: str = ""
    signature: str = ""
    password: str = ""  # of the sheets' protection; "" for none


def build_workbook(
    definition: Definition, data: Mapping[str, Any], issue: Issue | None = None, marks: Marks | None = None
) -> bytes:
    """The bytes of a locked workbook that holds `data` (which has the shape of the form's document; blanks are None).

    With `marks` it is a marked return: findings stand as notes and fills at their cells, and on a sheet of their own.
    """
    return _Builder(definition, data, issue or Issue(), marks).build()


class _PlainFormulas(Worksheet):  # type: ignore[misc]  # xlsxwriter publishes no types
    """A sheet of thousands of formulas without format, none with a function newer than Excel 2010: each written in one step."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002, FBT001, FBT002 - xlsxwriter's signature
        return formula.removeprefix("=")

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        if type(cell).__name__ != "Formula":
            super()._write_cell(row, col, cell)
            return
        value = cell.value
        kind = ' t="str"' if isinstance(value, str) and value else ""
        formula, shown = escape(cell.formula), escape(str(value))
        self.fh.write(f'<c r="{a1(row + 1, col + 1)}"{kind}><f>{formula}</f><v>{shown}</v></c>')


class _Builder:
    def __init__(self, definition: Definition, data: Mapping[str, Any], issue: Issue, marks: Marks | None) -> None:
        self.definition = definition
        self.issue = issue
        self.marks = marks
        self.state: State = state_of(definition, data)
        self.layout: Layout = place(definition.template, definition.schema)
        self.buffer = io.BytesIO()
        self.workbook = xlsxwriter.Workbook(
            self.buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        self.styles = Styles(self.workbook)

    def build(self) -> bytes:
        lang = self.definition.template.language
        codes = CodeRanges(self.definition.schema)
        helpers = lay_out(self.layout, codes, self.state)
        forms = [
            FormSheet(self.workbook.add_worksheet(sheet.name), sheet, self.state, helpers, self.styles, self.marks)
            for sheet in self.layout.sheets
        ]
        self._findings_sheet()
        checks = CheckSheet(self.workbook.add_worksheet(CHECK_SHEET.say(lang)), self.state, helpers, self.styles)
        guide = GuideSheet(self.workbook.add_worksheet(GUIDE_SHEET.say(lang)), self.state, self.styles)
        for form in forms:
            form.draw()
            self._print_area(form)
        checks.draw()
        guide.draw()
        self._codes_sheet(codes)
        self._hidden_sheet(helpers)
        self._names(helpers, codes, checks)
        self._properties()
        self._protect()
        self.workbook.close()
        return self.buffer.getvalue()

    def _print_area(self, form: FormSheet) -> None:
        """A calculated area has a name of its own: ExcelJS opens no workbook whose print area is itself a formula."""
        area, table = form.print_area()
        if table is not None:
            name = f"xltool.print.{table}"
            self.workbook.define_name(name, area)
            area = f"={name}"
        self.workbook.define_name(f"{quote_sheet(form.layout.name)}!_xlnm.Print_Area", area)

    def _protect(self) -> None:
        """Lock every sheet; filters, sorting and sizes of rows stay free where people work."""
        for sheet in self.workbook.worksheets():
            sheet.protect(self.issue.password, None if sheet.get_name() in (CODES_SHEET, HIDDEN_SHEET) else PROTECTION)

    def _findings_sheet(self) -> None:
        if self.marks is not None:
            sheet = self.workbook.add_worksheet(FINDINGS_SHEET.say(self.marks.lang))
            FindingsSheet(sheet, self.definition.schema, self.layout, self.marks, self.styles).draw()

    def _codes_sheet(self, codes: CodeRanges) -> None:
        sheet = self.workbook.add_worksheet(CODES_SHEET)
        for column in codes:
            sheet.write_string(0, column.column - 1, column.name)
            for row, value in enumerate(column.values, start=1):
                sheet.write_string(row, column.column - 1, value)
        sheet.very_hidden()

    def _hidden_sheet(self, helpers: HelperSheet) -> None:
        sheet = self.workbook.add_worksheet(HIDDEN_SHEET, _PlainFormulas)
        for row, (key, value) in enumerate(self._identity().items()):
            sheet.write_string(row, 0, key)
            write_text(sheet, row, 1, value)
            self.workbook.define_name(f"xltool.{key}", f"={HIDDEN_SHEET}!{a1(row + 1, 2, absolute=True)}")
        for column, heading in helpers.headings.items():
            sheet.write_string(0, column - 1, heading)
        for cell in helpers.cells():
            sheet.write_formula(cell.row - 1, cell.column - 1, f"={cell.formula}", None, cached(cell.value))
        sheet.very_hidden()

    def _identity(self) -> dict[str, str]:
        return {
            "format": FORMAT_VERSION,
            "template": self.definition.id,
            "version": self.definition.version,
            "digest": self.definition.digest,
            "campaign": self.issue.campaign,
            "unit": self.issue.unit,
            "project": self.issue.project,
            "signature": self.issue.signature,
        }

    def _names(self, helpers: HelperSheet, codes: CodeRanges, checks: CheckSheet) -> None:
        for sheet in self.layout.sheets:
            prefix = quote_sheet(sheet.name)
            for input_ in sheet.inputs:
                cell = a1(input_.area.top, input_.area.left, absolute=True)
                self.workbook.define_name(input_.path, f"={prefix}!{cell}")
            for table in sheet.tables:
                for name in table.columns:
                    self.workbook.define_name(f"{table.path}.{name}", f"={prefix}!{table.column_area(name).absolute}")
        for column in codes:
            self.workbook.define_name(column.name, f"={column.reference}")
        for name, reference in helpers.names.items():
            self.workbook.define_name(name, f"={HIDDEN_SHEET}!{reference}")
        for name, reference in checks.names.items():
            self.workbook.define_name(name, reference)

    def _properties(self) -> None:
        # a fixed day: the same form with the same values is the same file
        what = {"title": self.definition.schema.title, "comments": f"{self.definition.id} {self.definition.version}"}
        self.workbook.set_properties({**what, "created": datetime(2000, 1, 1)})
        self.workbook.set_calc_mode("auto")
