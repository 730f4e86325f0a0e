"""The form as nobody has filled it in: labels, inputs, tables, with validation, marks, hints and print set-up."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xltool.base.cells import Area, a1, quote_sheet
from xltool.base.findings import SEVERITIES
from xltool.base.formula_text import quote
from xltool.base.messages import Lang
from xltool.base.paths import parent_of
from xltool.form.layout import Input, SheetLayout, TableArea, heading_labels
from xltool.form.schema import Field
from xltool.rules.definition import Definition
from xltool.workbook import form_messages
from xltool.workbook.helper_sheet.plan_records import SEVERITY_NUMBERS
from xltool.workbook.helper_sheet.records import Contents, HelperSheet
from xltool.workbook.styles import ERROR_FILL, ERROR_INK, GOOD_INK, TONES, Styles
from xltool.workbook.validation import EntryValidation

MAX_ROW_HEIGHT = 409.0  # points, Excel's limit
LINE_HEIGHT = 15.0  # points of a line of 11-point text
#: What a protected form still allows: filtering, sorting and making rows higher.
PROTECTION = {
    "select_locked_cells": True,
    "select_unlocked_cells": True,
    "autofilter": True,
    "sort": True,
    "format_rows": True,
    "format_columns": True,
}
_BLANK_ROWS = 5  # rows of an empty table that are printed


class FormSheet:
    """Draws one sheet of the form, and says what its formulas yield for a document."""

    def __init__(self, sheet: Worksheet, layout: SheetLayout, definition: Definition, helpers: HelperSheet, styles: Styles) -> None:
        self.heights = dict(layout.heights)  # of rows, in points
        self.priorities: dict[str, int] = {}  # path → the first of the priorities that are kept free above its live marks
        self.sheet = sheet
        self.layout = layout
        self.schema = definition.schema
        self.helpers = helpers
        self.styles = styles
        self.entry = EntryValidation(definition, layout, helpers.codes)
        self.lang: Lang = definition.template.language

    def draw(self) -> None:
        """Everything on the sheet."""
        self._columns_and_rows()
        for label in self.layout.labels:
            self._write(label.area, label.text, label.style)
        for input_ in self.layout.inputs:
            self._input(input_)
        for table in self.layout.tables:
            self._table(table)
        if self.layout.status is not None:
            self._status(self.layout.status)
        self._print_setup()

    def _columns_and_rows(self) -> None:
        for column, width in self.layout.sheet.widths.items():
            self.sheet.set_column(column - 1, column - 1, width)
        for row, height in self.layout.heights.items():
            self.sheet.set_row(row - 1, height)

    def _write(self, area: Area, text: str, style: str, **changes: Any) -> None:
        format_ = self.styles(style, **changes)
        if not area.is_one_cell:
            self.sheet.merge_range(area.top - 1, area.left - 1, area.bottom - 1, area.right - 1, "", format_)
        self.sheet.write_string(area.top - 1, area.left - 1, text, format_)

    # --- single fields ------------------------------------------------------------------------------------------------

    def _input(self, input_: Input) -> None:
        field, area = self.schema.fields[input_.path], input_.area
        format_ = self.styles("input", **input_look(field, input_))
        if not area.is_one_cell:
            self.sheet.merge_range(area.top - 1, area.left - 1, area.bottom - 1, area.right - 1, "", format_)
        self.sheet.write_blank(area.top - 1, area.left - 1, None, format_)
        self._set_height(area.top, height_of("", self.width_of(area)))
        self._validation(area, field)
        self._marks(area, field.path)

    def width_of(self, area: Area) -> float:
        """The width of some cells, in characters."""
        return sum(self.layout.sheet.widths.get(column, 9.0) for column in range(area.left, area.right + 1))

    def _set_height(self, row: int, height: float) -> None:
        if height > self.heights[row]:
            self.heights[row] = height
            self.sheet.set_row(row - 1, height)

    # --- tables -------------------------------------------------------------------------------------------------------

    def _table(self, table: TableArea) -> None:
        for label in heading_labels(table, self.schema):
            self._write(label.area, label.text, "heading")
        for name, column in table.columns.items():
            field = self.schema.tables[table.path].column(name)
            assert field is not None  # noqa: S101 - the loader has checked the columns
            format_ = self.styles("input", **input_look(field))
            for row in range(table.first_row, table.last_row + 1):
                self.sheet.write_blank(row - 1, column - 1, None, format_)
            area = table.column_area(name)
            self._validation(area, field)
            self._marks(area, field.path)
        self._remarks(table)
        if table is max(self.layout.tables, key=lambda area: area.capacity):
            self.sheet.autofilter(
                table.heading_row - 1, min(table.columns.values()) - 1, table.last_row - 1, max(table.columns.values()) - 1
            )

    def _remarks(self, table: TableArea) -> None:
        if table.remark is None or f"xltool.remark.{table.path}" not in self.helpers.names:
            return
        left, right = table.remark
        self._write(Area(table.heading_row, left, table.heading_row, right), form_messages.REMARK_HEAD.say(self.lang), "heading")
        format_ = self.styles("remark")
        for index in range(table.capacity):
            row = table.first_row + index - 1
            if left != right:
                self.sheet.merge_range(row, left - 1, row, right - 1, "", format_)
            formula = f"=INDEX(xltool.remark.{table.path},{index + 1})"
            self.sheet.write_formula(row, left - 1, formula, format_, "")

    # --- status -------------------------------------------------------------------------------------------------------

    def _status(self, area: Area) -> None:
        """`错误 2 项，提醒 5 项 —— 不可报送`: the open problems, and whether the form can be sent."""
        format_ = self.styles("status", font_color=GOOD_INK)
        if not area.is_one_cell:
            self.sheet.merge_range(area.top - 1, area.left - 1, area.bottom - 1, area.right - 1, "", format_)
        self.sheet.write_formula(area.top - 1, area.left - 1, status_formula(self.lang), format_, "")
        cells = (area.top - 1, area.left - 1, area.bottom - 1, area.right - 1)
        bad = self.styles.mark(ERROR_FILL, ERROR_INK)
        self.sheet.conditional_format(*cells, {"type": "formula", "criteria": "=xltool.errors>0", "format": bad})

    # --- validation and marks -----------------------------------------------------------------------------------------

    def _marks(self, area: Area, path: str) -> None:
        """Colour the cells by the worst problem found there; the mark itself is on the hidden sheet."""
        mark = self.mark_of(path)
        if mark is None:
            return
        self.priorities[path] = self.sheet.dxf_priority
        self.sheet.dxf_priority += len(SEVERITIES)
        for severity in SEVERITIES:
            mark_cells(self.sheet, area.a1, f"={mark}={SEVERITY_NUMBERS[severity]}", self.styles.mark(*TONES[severity]))

    def mark_of(self, path: str) -> str | None:
        """Formula text: the mark of an input, in the row at hand; None where no rule points."""
        if f"mark.{path}" not in self.helpers.names:
            return None
        table = next((table for table in self.layout.tables if table.path == parent_of(path)), None)
        return f"mark.{path}" if table is None else f"INDEX(mark.{path},ROW()-{table.heading_row})"

    def _validation(self, area: Area, field: Field) -> None:
        cells = (area.top - 1, area.left - 1, area.bottom - 1, area.right - 1)
        self.sheet.data_validation(*cells, self.entry.options(area, field))

    # --- printing -----------------------------------------------------------------------------------------------------

    def _print_setup(self) -> None:
        sheet = self.sheet
        if self.layout.sheet.landscape:
            sheet.set_landscape()
        else:
            sheet.set_portrait()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.center_horizontally()
        sheet.set_footer("&C&P / &N")
        sheet.freeze_panes(self.layout.sheet.freeze, 0)
        sheet.hide_gridlines(2)
        sheet.set_selection(*self._first_input(), *self._first_input())

    def _first_input(self) -> tuple[int, int]:
        first = self.layout.inputs[0].area if self.layout.inputs else Area(1, 1, 1, 1)
        return first.top - 1, first.left - 1

    def print_area(self) -> tuple[str, str | None]:
        """The area to print: up to the last used row of a table that ends the sheet, so that blank rows stay off the paper.

        With it comes the path of that table; None when the whole sheet is printed.
        """
        last_column = max(area.right for area, _, _ in self.layout.areas())
        sheet = quote_sheet(self.layout.name)
        last = self.layout.tables[-1] if self.layout.tables else None
        if last is None or last.last_row < self.layout.last_row:
            return f"={sheet}!{Area(1, 1, self.layout.last_row, last_column).absolute}", None
        used = self.helpers.used_range(last.path)
        rows = f"{last.heading_row}+MAX({_BLANK_ROWS},SUMPRODUCT(MAX({used}*(ROW({used})-1))))"
        corner = f"{a1(1, last_column, absolute=True)}:{a1(last.last_row, last_column, absolute=True)}"
        return f"={sheet}!$A$1:INDEX({sheet}!{corner},{rows})", last.path

    # --- values -------------------------------------------------------------------------------------------------------

    def values(self, contents: Contents) -> Iterator[tuple[int, int, Any]]:
        """Row, column and value of the formulas that yield something."""
        if self.layout.status is not None:
            yield self.layout.status.top, self.layout.status.left, status_sentence(contents, self.lang)
        for table in self.layout.tables:
            if table.remark is not None and f"xltool.remark.{table.path}" in self.helpers.names:
                for index, text in self.helpers.messages(table.path, contents).items():
                    if index < table.capacity:
                        yield table.first_row + index, table.remark[0], text


def mark_cells(sheet: Worksheet, cells: str, criteria: str, format_: Format, **ranges: str) -> None:
    """A conditional format that ends the search for others."""
    rule = {"type": "formula", "criteria": criteria, "format": format_, "stop_if_true": True, **ranges}
    sheet.conditional_format(cells, rule)


def status_formula(lang: Lang) -> str:
    """How many problems are open and whether the form can be sent."""
    errors, warnings, end = map(quote, _status_words(lang))
    ready, not_ready = quote(form_messages.READY.say(lang)), quote(form_messages.NOT_READY.say(lang))
    return f"={errors}&xltool.errors&{warnings}&xltool.warnings&{end}&IF(xltool.errors>0,{not_ready},{ready})"


def status_sentence(contents: Contents, lang: Lang) -> str:
    """What the formula yields."""
    n_errors, n_warnings = contents.total_of("error"), contents.total_of("warning")
    errors, warnings, end = _status_words(lang)
    verdict = form_messages.NOT_READY if n_errors else form_messages.READY
    return f"{errors}{n_errors}{warnings}{n_warnings}{end}{verdict.say(lang)}"


def _status_words(lang: Lang) -> tuple[str, str, str]:
    return ("错误 ", " 项，提醒 ", " 项 —— ") if lang == "zh" else ("Errors: ", ", warnings: ", " — ")


def input_look(field: Field, input_: Input | None = None) -> dict[str, Any]:
    """How the cell of an input differs from other inputs; without `input_` it stands in a table."""
    centered = {"align": "center"} if input_ and input_.cell.centered else {}
    return _number_format(field, input_.cell.format if input_ else "") | centered


def _number_format(field: Field, override: str) -> dict[str, Any]:
    if override:
        return {"num_format": override}
    look = {"num_format": field.kind.number_format(field.precision)}
    return look | {"align": field.kind.align} if field.kind.align else look


def height_of(text: str, width: float) -> float:
    """The height of a row that shows a whole text, in points; a clerk would make it so."""
    return min(MAX_ROW_HEIGHT, count_lines(text, width) * LINE_HEIGHT + 6)


def count_lines(text: str, width: float) -> int:
    """Lines that a text takes in a cell of a width in characters; a Chinese character is two wide."""
    usable = max(4.0, width - 2)
    return sum(_lines_of(line, usable) for line in text.split("\n"))


def _lines_of(line: str, usable: float) -> int:
    return 1 if 2 * len(line) <= usable else math.ceil(_display_width(line) / usable)


def _display_width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)
