"""The form: labels, inputs, tables, with validation, marks, hints and print set-up."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xltool.cells import Area, a1, quote_sheet
from xltool.document import value_at
from xltool.facts import as_text
from xltool.finding import SEVERITIES, Severity
from xltool.layout import Input, SheetLayout, TableArea, heading_labels
from xltool.render import quote
from xltool.schema import Field
from xltool.text import Lang
from xltool.writer import wording
from xltool.writer.entry import Entry
from xltool.writer.helpers import MARKS, Contents, HelperSheet
from xltool.writer.marks import NOTE_AUTHOR, Marks
from xltool.writer.styles import BODY_FONT, ERROR_FILL, ERROR_INK, GOOD_INK, TONES, Styles
from xltool.writer.texts import write_text

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
_NOTE_WIDTH, _NOTE_HEIGHT = 340, 420  # pixels; no note is higher
_BLANK_ROWS = 5  # rows of an empty table that are printed


class FormSheet:
    """Draws one sheet of the form."""

    def __init__(
        self,
        sheet: Worksheet,
        layout: SheetLayout,
        contents: Contents,
        helpers: HelperSheet,
        styles: Styles,
        marks: Marks | None = None,
    ) -> None:
        self.marks = marks
        self.heights = dict(layout.heights)
        self.sheet = sheet
        self.layout = layout
        self.state = contents.state
        self.contents = contents
        self.helpers = helpers
        self.styles = styles
        self.entry = Entry(self.state.definition, layout, helpers.codes)
        self.lang: Lang = self.state.definition.template.language

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
        field = self.state.definition.schema.fields[input_.path]
        value = value_at(self.state.data, field.path)
        area = input_.area
        changes = _number_format(field, input_.cell.format) | ({"align": "center"} if input_.cell.centered else {})
        format_ = self._input_style(changes, field.path)
        if not area.is_one_cell:
            self.sheet.merge_range(area.top - 1, area.left - 1, area.bottom - 1, area.right - 1, "", format_)
        self._value(area.top, area.left, value, format_)
        self._grow(area, as_text(value) or "")
        self._validation(area, field)
        self._note(area.top, area.left, field.path)
        self._marks(area, field.path, "", {field.path: area})

    def _value(self, row: int, column: int, value: Any, format_: Any) -> None:
        """Numbers as numbers, everything else as text, also `=3个`: nothing from a document becomes a formula."""
        if isinstance(value, bool) or value is None or isinstance(value, str | list):
            text = as_text(value)
            if text is None:
                self.sheet.write_blank(row - 1, column - 1, None, format_)
            else:
                write_text(self.sheet, row - 1, column - 1, text, format_)
        elif math.isfinite(value):
            self.sheet.write_number(row - 1, column - 1, float(value), format_)
        else:
            write_text(self.sheet, row - 1, column - 1, str(value), format_)

    def _grow(self, area: Area, text: str) -> None:
        """Make a row high enough for its text, as a clerk would."""
        width = sum(self.layout.sheet.widths.get(column, 9.0) for column in range(area.left, area.right + 1))
        height = min(MAX_ROW_HEIGHT, count_lines(text, width) * LINE_HEIGHT + 6)
        if height > self.heights[area.top]:
            self.heights[area.top] = height
            self.sheet.set_row(area.top - 1, height)

    # --- tables -------------------------------------------------------------------------------------------------------

    def _table(self, table: TableArea) -> None:
        schema = self.state.definition.schema
        for label in heading_labels(table, schema):
            self._write(label.area, label.text, "heading")
        rows = value_at(self.state.data, table.path) or []
        for name, column in table.columns.items():
            field = schema.tables[table.path].column(name)
            assert field is not None  # noqa: S101 - the loader has checked the columns
            changes = _number_format(field, "")
            cells: dict[str, Area] = {}
            for index in range(table.capacity):
                value = rows[index].get(name) if index < len(rows) else None
                row, path = table.first_row + index, f"{table.path}[{index}].{name}"
                cells[path] = Area(row, column, row, column)
                self._value(row, column, value, self._input_style(changes, path))
                if isinstance(value, str):
                    self._grow(cells[path], value)
                self._note(row, column, path)
            area = table.column_area(name)
            self._validation(area, field)
            self._marks(area, field.path, f"ROW()-{table.heading_row}", cells)
        self._remarks(table)
        if table is max(self.layout.tables, key=lambda area: area.capacity):
            self.sheet.autofilter(
                table.heading_row - 1, min(table.columns.values()) - 1, table.last_row - 1, max(table.columns.values()) - 1
            )

    def _remarks(self, table: TableArea) -> None:
        if table.remark is None or f"xltool.remark.{table.path}" not in self.helpers.names:
            return
        left, right = table.remark
        self._write(Area(table.heading_row, left, table.heading_row, right), wording.REMARK_HEAD.say(self.lang), "heading")
        texts = self.helpers.remarks(table.path, self.contents)
        format_ = self.styles("remark")
        for index in range(table.capacity):
            row = table.first_row + index - 1
            if left != right:
                self.sheet.merge_range(row, left - 1, row, right - 1, "", format_)
            formula = f"=INDEX(xltool.remark.{table.path},{index + 1})"
            self.sheet.write_formula(row, left - 1, formula, format_, texts.get(index, ""))

    # --- status -------------------------------------------------------------------------------------------------------

    def _status(self, area: Area) -> None:
        """`错误 2 项，提醒 5 项 —— 不可报送`: the open problems, and whether the form can be sent."""
        formula, value = status_formula(self.lang), status_sentence(self.contents, self.lang)
        format_ = self.styles("status", font_color=GOOD_INK)
        if not area.is_one_cell:
            self.sheet.merge_range(area.top - 1, area.left - 1, area.bottom - 1, area.right - 1, "", format_)
        self.sheet.write_formula(area.top - 1, area.left - 1, formula, format_, value)
        cells = (area.top - 1, area.left - 1, area.bottom - 1, area.right - 1)
        bad = self.styles.mark(ERROR_FILL, ERROR_INK)
        self.sheet.conditional_format(*cells, {"type": "formula", "criteria": "=xltool.errors>0", "format": bad})

    # --- validation and marks -----------------------------------------------------------------------------------------

    def _marks(self, area: Area, path: str, index: str, cells: Mapping[str, Area]) -> None:
        """Colour the cell by the worst problem found there; the mark itself is on the hidden sheet.

        `cells` are the inputs of the area by concrete path. Where a finding lasts, live marks show only what is worse.
        """
        if f"mark.{path}" not in self.helpers.names:
            return
        mark = f"INDEX(mark.{path},{index})" if index else f"mark.{path}"
        for severity, areas in self._lasting(cells):
            ranges = {"multi_range": " ".join(areas)} if len(areas) > 1 else {}
            self._mark(areas[0], f"={mark}<={MARKS[severity]}", self.styles.fill(TONES[severity][0]), **ranges)
        for severity in SEVERITIES:
            self._mark(area.a1, f"={mark}={MARKS[severity]}", self.styles.mark(*TONES[severity]))

    def _mark(self, cells: str, criteria: str, format_: Format, **ranges: str) -> None:
        rule = {"type": "formula", "criteria": criteria, "format": format_, "stop_if_true": True, **ranges}
        self.sheet.conditional_format(cells, rule)

    # --- findings of a marked return ----------------------------------------------------------------------------------

    def _lasting(self, cells: Mapping[str, Area]) -> Iterator[tuple[Severity, list[str]]]:
        """The inputs that keep a colour, since the workbook itself does not watch what was found there."""
        lasting = self.marks.lasting if self.marks else {}
        for severity in SEVERITIES:
            found = [area.a1 for path, area in cells.items() if lasting.get(path) == severity]
            if found:
                yield severity, found

    def _input_style(self, changes: dict[str, Any], path: str) -> Format:
        """The format of an input; filled where a finding lasts."""
        severity = self.marks.lasting.get(path) if self.marks else None
        if severity is not None:
            changes = {**changes, "bg_color": TONES[severity][0]}
        return self.styles("input", **changes)

    def _note(self, row: int, column: int, path: str) -> None:
        """The findings at an input, as a note that opens when the pointer rests on the cell."""
        if self.marks is None or path not in self.marks.at:
            return
        text = self.marks.note(path)
        options = {
            "author": NOTE_AUTHOR,
            "width": _NOTE_WIDTH,
            "height": min(_NOTE_HEIGHT, 12 + 16 * count_lines(text, _NOTE_WIDTH / 6.5)),
            "font_name": BODY_FONT,
            "font_size": 9,
            "color": TONES[self.marks.worst(path)][0],
        }
        self.sheet.write_comment(row - 1, column - 1, text, options)

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


def status_formula(lang: Lang) -> str:
    """How many problems are open and whether the form can be sent."""
    errors, warnings, end = map(quote, _status_words(lang))
    ready, not_ready = quote(wording.READY.say(lang)), quote(wording.NOT_READY.say(lang))
    return f"={errors}&xltool.errors&{warnings}&xltool.warnings&{end}&IF(xltool.errors>0,{not_ready},{ready})"


def status_sentence(contents: Contents, lang: Lang) -> str:
    """What the formula yields."""
    n_errors, n_warnings = contents.total_of("error"), contents.total_of("warning")
    errors, warnings, end = _status_words(lang)
    verdict = wording.NOT_READY if n_errors else wording.READY
    return f"{errors}{n_errors}{warnings}{n_warnings}{end}{verdict.say(lang)}"


def _status_words(lang: Lang) -> tuple[str, str, str]:
    return ("错误 ", " 项，提醒 ", " 项 —— ") if lang == "zh" else ("Errors: ", ", warnings: ", " — ")


def _number_format(field: Field, override: str) -> dict[str, Any]:
    if override:
        return {"num_format": override}
    if field.kind == "money":
        return {"num_format": "#,##0.00####" if (field.precision or 0) > 2 else "#,##0.00", "align": "right"}  # noqa: PLR2004 - two decimals
    if field.kind == "percent":
        return {"num_format": "0.00", "align": "right"}
    if field.kind == "integer":
        return {"num_format": "0", "align": "right"}
    return {"num_format": "@"}


def count_lines(text: str, width: float) -> int:
    """Lines that a text takes in a cell of a width in characters; a Chinese character is two wide."""
    usable = max(4.0, width - 2)
    return sum(max(1, math.ceil(_display_width(line) / usable)) for line in text.split("\n")) if text else 1


def _display_width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)
