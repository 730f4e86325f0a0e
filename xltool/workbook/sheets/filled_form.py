"""Fill the values of a document into a drawn form; in a marked return also the findings at them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter.format import Format

from xltool.base.cells import Area
from xltool.base.findings import SEVERITIES, Severity
from xltool.base.normalise import as_text
from xltool.base.paths import in_row, value_at
from xltool.form.block import TableArea
from xltool.form.layout import Input
from xltool.form.schema import Field
from xltool.workbook.cell_texts import write_text
from xltool.workbook.fast.cached_book import CachedWorksheet
from xltool.workbook.form_copy import Issue
from xltool.workbook.helper_sheet.plan_records import SEVERITY_NUMBERS, TO_FILL_IN
from xltool.workbook.marks import NOTE_AUTHOR, Marks
from xltool.workbook.sheets.drawn_form import DrawnForm, colour_cells, style_of
from xltool.workbook.sheets.page_setup import write_lines
from xltool.workbook.sheets.return_notice import notice_text, write_below_title
from xltool.workbook.sheets.row_height import count_lines, label_height, row_height, text_size
from xltool.workbook.styles import BODY_FONT, TONES, Styles, font_size

_NOTE_WIDTH, _NOTE_HEIGHT = 340, 420  # pixels; no note is higher


class FilledForm:
    """Fills in one drawn sheet of the form: only what differs from a blank form is written."""

    def __init__(
        self, sheet: CachedWorksheet, form: DrawnForm, data: Mapping[str, Any], styles: Styles, issue: Issue, marks: Marks | None = None
    ) -> None:
        self.sheet = sheet
        self.form = form
        self.data = data
        self.styles = styles
        self.issue = issue
        self.marks = marks
        self.lasting: Mapping[str, Severity] = marks.lasting if marks else {}
        self.marked = {*marks.at, *marks.lasting} if marks else set()
        self.heights = dict(form.heights)
        self.closed = form.schema.closed_blocks({})  # blocks of repeated ones that are folded in a blank form

    def fill(self) -> None:
        """Write everything that a document brings."""
        self._page_lines()
        self._notice()
        for input_ in self.form.layout.inputs:
            self._input(input_)
        for table in self.form.layout.tables:
            for name in table.columns:
                self._column(table, name)
            self._show_row_messages(table)
        self._tab()
        closed = self.form.schema.closed_blocks(self.data)
        for row, height in self.heights.items():
            is_opened = self.form.folds.get(row, "") in self.closed - closed
            if height > self.form.heights[row] or is_opened:
                self.sheet.set_row(row - 1, height, None, self.form.fold_of(row, closed))

    def _tab(self) -> None:
        """Take the colour from the tab of a sheet that is in use, where a block of a repeated one has it for itself."""
        schema, block = self.form.schema, self.form.layout.own_block
        if block in schema.unused_blocks({}) - schema.unused_blocks(self.data):
            self.sheet.uncolour_tab()

    def _page_lines(self) -> None:
        """Name the unit and the campaign above or below every page, where the form does."""
        unit = as_text(value_at(self.data, self.form.unit_field)) or ""
        values = self.form.page_values(unit, self.issue)
        if any((unit, values.campaign, values.fingerprint)) and self.form.has_own_lines:
            write_lines(self.sheet, self.form.layout.sheet.setup, values)
            self.sheet.has_own_lines = True

    def _notice(self) -> None:
        """Write below the title of the first sheet what the campaign tells."""
        label = next((label for label in self.form.layout.labels if label.style == "title"), None)
        if not self.issue.notice or not self.form.bears_notice or label is None:
            return
        text = notice_text(self.issue.notice, self.form.n_later, self.form.lang)
        self.heights[label.area.top] += write_below_title(
            self.sheet, label, self.form.layout.look_of(label.area), self.form.width_of(label.area), text, self.styles
        )

    def _input(self, input_: Input) -> None:
        field, area, value = self.form.schema.fields[input_.path], input_.area, value_at(self.data, input_.path)
        if field.is_computed:
            self._annotate(area, field.path)
            return
        value = field.written(value)
        look = self.form.look_of(input_) | _size(value, self.form.width_of(area))
        if field.path not in self.lasting:
            self._value(area.top, area.left, value, self.styles(style_of(field, input_), **look))
        self._grow_input(input_, as_text(value) or "")
        self._mark(area, field.path, value, style_of(field, input_), look)
        self._lasting_colours(field, {field.path: area})

    def _column(self, table: TableArea, name: str) -> None:
        field = self.form.schema.tables[table.path].column(name)
        assert field is not None  # noqa: S101 - the loader has checked the columns
        area, look = table.column_area(name), self.form.column_look(field, table, name)
        format_, width = self.styles(style_of(field), **look), self.form.width_of(table.column_span(name))
        values = {
            row: field.written(line.get(name)) for row, line in zip(range(area.top, area.bottom + 1), self._rows(table), strict=False)
        }
        marked = self._marked_rows(table, name)
        if not field.is_typed:
            for row, path in marked.items():
                self._annotate(table.cell_area(name, row), path)
            return
        for row, value in values.items():
            if marked.get(row) not in self.lasting:
                size = _size(value, width)
                self._value(row, area.left, value, self.styles(style_of(field), **look, **size) if size else format_)
            if isinstance(value, str):
                self._grow(row, value, width)
        cells = {path: table.cell_area(name, row) for row, path in marked.items()}
        for path, cell in cells.items():
            value = values.get(cell.top)
            self._mark(cell, path, value, style_of(field), look | _size(value, width))
        self._lasting_colours(field, cells)

    def _show_row_messages(self, table: TableArea) -> None:
        """Make rows high enough for the problems that they have as they are filled in."""
        if table.remark is None:
            return
        left, right = table.remark
        for row in range(table.first_row, table.last_row + 1):
            text = self.sheet.values.get(row, {}).get(left)
            if text:
                width = self.form.width_of(Area(row, left, row, right))
                self.heights[row] = max(self.heights[row], label_height(text, width, font_size("remark")))

    def _rows(self, table: TableArea) -> Sequence[Mapping[str, Any]]:
        return value_at(self.data, table.path) or ()

    def _marked_rows(self, table: TableArea, name: str) -> dict[int, str]:
        """Return the rows with a finding in a column, with the paths of the inputs."""
        if not self.marked:
            return {}
        paths = {table.first_row + index: in_row(table.path, index, name) for index in range(table.capacity)}
        return {row: path for row, path in paths.items() if path in self.marked}

    def _value(self, row: int, column: int, value: Any, format_: Format) -> None:
        """Write numbers as numbers and everything else as text, also `=3个`: nothing from a document becomes a formula."""
        row, column = row - 1, column - 1
        if isinstance(value, bool | str | list) or value is None:
            text = as_text(value)
            if text is not None:
                write_text(self.sheet, row, column, text, format_)
        elif math.isfinite(value):
            self.sheet.write_number(row, column, float(value), format_)
        else:
            write_text(self.sheet, row, column, str(value), format_)

    def _grow_input(self, input_: Input, text: str) -> None:
        """Make the last of the rows of an input so high that its text has room in all of them; what is drawn stays as it is without a text."""
        area = input_.area
        above = sum(self.heights[row] for row in range(area.top, area.bottom))
        if text or not input_.cell.look:
            self.heights[area.bottom] = max(self.heights[area.bottom], row_height(text, self.form.width_of(area)) - above)

    def _grow(self, row: int, text: str, width: float) -> None:
        """Make a row high enough for its text."""
        self.heights[row] = max(self.heights[row], row_height(text, width))

    # --- findings of a marked return ----------------------------------------------------------------------------------

    def _mark(self, area: Area, path: str, value: Any, style: str, look: Mapping[str, Any]) -> None:
        """Fill an input where a finding lasts, and put a note on it."""
        severity = self.lasting.get(path)
        if severity is not None:
            ink = {"font_color": TONES[severity][1]} if "font_color" in look else {}  # a drawn one might not be read on the fill
            format_ = self.styles(style, **{**look, "bg_color": TONES[severity][0], **ink})
            for row, column in area.cells():
                self.sheet.write_blank(row - 1, column - 1, None, format_)
            self._value(area.top, area.left, value, format_)
        self._annotate(area, path)

    def _annotate(self, area: Area, path: str) -> None:
        if self.marks is not None and path in self.marks.at:
            self._note(area, path, self.marks)

    def _lasting_colours(self, field: Field, cells: Mapping[str, Area]) -> None:
        """Keep the colour of inputs whose finding the workbook does not check itself; live colours show only what is worse.

        `cells` are inputs of the field by concrete path.
        """
        severity_at = self.form.severity_of(field.path)
        if severity_at is None or not self.lasting:
            return
        self.sheet.dxf_priority = self.form.priorities[field.path]
        for severity in SEVERITIES:
            areas = [area.a1 for path, area in cells.items() if self.lasting.get(path) == severity]
            ranges = {"multi_range": " ".join(areas)} if len(areas) > 1 else {}
            if areas:
                fill = self.styles.fill(TONES[severity][0])
                most = TO_FILL_IN if severity == "error" else SEVERITY_NUMBERS[severity]
                colour_cells(self.sheet, areas[0], f"={severity_at}<={most}", fill, **ranges)

    def _note(self, area: Area, path: str, marks: Marks) -> None:
        """Attach the findings at an input as a note, which opens when the pointer rests on the cell."""
        self.sheet.drop_hint(area.top - 1, area.left - 1)
        text = marks.note(path)
        options = {
            "author": NOTE_AUTHOR,
            "width": _NOTE_WIDTH,
            "height": min(_NOTE_HEIGHT, 12 + 16 * count_lines(text, _NOTE_WIDTH / 6.5)),
            "font_name": BODY_FONT,
            "font_size": 9,
            "color": TONES[marks.worst(path)][0],
        }
        self.sheet.write_comment(area.top - 1, area.left - 1, text, options)


def _size(value: Any, width: float) -> dict[str, float]:
    """Return the look of a text for which the highest row has no room: it is as small as need be; that of anything else is the usual one."""
    size = text_size(value, width) if isinstance(value, str) else None
    return {} if size is None else {"font_size": size}
