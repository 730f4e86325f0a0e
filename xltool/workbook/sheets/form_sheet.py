"""Draw the form as nobody has filled it in: labels, inputs, tables, with validation, colours, hints and print set-up."""

from __future__ import annotations

from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xltool.base.cells import Area, column_letters
from xltool.base.findings import SEVERITIES
from xltool.base.messages import Lang
from xltool.base.paths import defined_name
from xltool.form.block import TableArea
from xltool.form.layout import Input, SheetLayout
from xltool.form.schema import Field
from xltool.form.sheet_setup import PageValues
from xltool.rules.definition import Definition
from xltool.workbook import form_messages
from xltool.workbook.cell_texts import write_text
from xltool.workbook.drawn_looks import look_changes
from xltool.workbook.fixed_texts import FixedTexts
from xltool.workbook.helper_sheet.helper_records import HelperSheet
from xltool.workbook.helper_sheet.plan_records import NOT_ASKED, SEVERITY_NUMBERS, TO_FILL_IN
from xltool.workbook.sheets.drawn_form import DrawnForm, colour_cells, is_open_at_right, style_of
from xltool.workbook.sheets.page_setup import set_up_page
from xltool.workbook.sheets.picture_drawing import draw_picture
from xltool.workbook.sheets.repeats import show_repeats_pale
from xltool.workbook.sheets.row_height import label_height, lines_height, row_height
from xltool.workbook.sheets.rule_sentence import count_later, row_messages
from xltool.workbook.sheets.status_line import StatusLine
from xltool.workbook.sheets.tail_rows import draw_tail
from xltool.workbook.styles import HEAD_FILL, NOT_ASKED_FILL, NOT_ASKED_INK, TODO_FILL, TONES, UNUSED_TAB, Styles, font_size
from xltool.workbook.validation import EntryValidation

#: A column of messages so wide (in characters) shows one in a row of usual height; in a narrower one rows have room for so many lines.
_ROOMY = 24
_MOST_MESSAGE_LINES = 3
_BESIDE_HEAD = {"align": "center", "bold": True}


def draw_form(sheet: Worksheet, layout: SheetLayout, definition: Definition, helpers: HelperSheet, styles: Styles) -> DrawnForm:
    """Draw one sheet of the form."""
    return _FormDrawing(sheet, layout, definition, helpers, styles).draw()


class _FormDrawing:
    def __init__(self, sheet: Worksheet, layout: SheetLayout, definition: Definition, helpers: HelperSheet, styles: Styles) -> None:
        self.heights = dict(layout.heights)
        self.priorities: dict[str, int] = {}
        self.sheet = sheet
        self.layout = layout
        self.definition = definition
        self.schema = definition.schema
        self.helpers = helpers
        self.styles = styles
        self.entry = EntryValidation(definition, layout, helpers.codes)
        self.lang: Lang = definition.template.language
        self.form = DrawnForm(
            sheet=sheet,
            layout=layout,
            schema=definition.schema,
            lang=self.lang,
            unit_field=definition.template.identity.unit,
            helpers=helpers,
            status=StatusLine(lang=self.lang, n_later=count_later(definition), waiting=helpers.waiting),
            heights=self.heights,
            n_later=count_later(definition),
            bears_notice=layout.name == definition.template.sheets[0].name,
            priorities=self.priorities,
        )

        closed = self.schema.closed_blocks({})
        self.texts = FixedTexts(sheet, layout, self.schema, styles, self.heights, lambda row: self.form.fold_of(row, closed), stars=True)

    def draw(self) -> DrawnForm:
        self.texts.set_sizes()
        if self.form.folds:
            self.sheet.outline_settings(symbols_below=False)
        self.texts.write_labels()
        for input_ in self.layout.inputs:
            self._input(input_)
        for table in self.layout.tables:
            self._table(table)
        if self.layout.status_parts is not None:
            parts = self.layout.status_parts
            self.form.status.draw(self.sheet, parts, self.styles)
            self.texts.set_height(parts.words.top, self.form.status.height(self.form.width_of(parts.words)))
        self.texts.make_room()
        self._tail()
        draw_picture(self.sheet, self.layout, self.heights)
        self._say_if_unused()
        self._accept_digits_in_texts()
        self._print_setup()
        return self.form

    def _say_if_unused(self) -> None:
        """Grey the tab of a sheet that one block has, if it may be left blank, and say behind its first text while it is not in use."""
        block = self.layout.own_block
        if block not in self.schema.unused_blocks({}):
            return
        first = min(self.layout.labels, key=lambda label: (label.area.top, label.area.left), default=None)
        if first is not None:
            format_ = self.styles.suffix(form_messages.NOT_IN_USE.as_is(self.lang), NOT_ASKED_INK)
            criteria = f"={self.helpers.block_use(block)}=0"
            self.sheet.conditional_format(first.area.a1, {"type": "formula", "criteria": criteria, "format": format_})
        self.sheet.set_tab_color(UNUSED_TAB)

    # --- single fields ------------------------------------------------------------------------------------------------

    def _input(self, input_: Input) -> None:
        field, area = self.schema.fields[input_.path], input_.area
        format_ = self.styles(style_of(field, input_), **self.form.look_of(input_))
        self.texts.merge(area, format_)
        self._content(area.top, area.left, field, format_)
        if not input_.cell.look:  # what somebody has drawn is as high as it was drawn
            self.texts.set_height(area.top, row_height(field.blank_text, self.form.width_of(area)))
        self._validation(area, field)
        self._colours(area, field.path)

    def _content(self, row: int, column: int, field: Field, format_: Format, index: int = 0) -> None:
        """Write a blank input; for a computed field the formula that shows its value, of the row `index` of a table (from 0)."""
        if field.is_computed:
            self.sheet.write_formula(row - 1, column - 1, f"={self.helpers.computed_cell(field, index)}", format_, "")
        elif field.blank_text:
            write_text(self.sheet, row - 1, column - 1, field.blank_text, format_)
        else:
            self.sheet.write_blank(row - 1, column - 1, None, format_)

    # --- tables -------------------------------------------------------------------------------------------------------

    def _table(self, table: TableArea) -> None:
        self.texts.write_headings(table)
        for name, column in table.columns.items():
            field = self.schema.tables[table.path].column(name)
            assert field is not None  # noqa: S101 - the loader has checked the columns
            format_ = self.styles(style_of(field), **self.form.column_look(field, table, name))
            for index in range(table.capacity):
                if not field.is_fixed:
                    self.texts.merge(table.cell_area(name, table.first_row + index), format_)
                    self._content(table.first_row + index, column, field, format_, index)
            self._validation(table.column_area(name), field)
            self._colours(table.column_span(name), field.path)
            if is_open_at_right(table, name):
                self._colour_edge(table, field.path)
        self._edge(table)
        self.texts.write_fixed_rows(table)
        show_repeats_pale(self.sheet, table, self.styles)
        self._row_messages(table)
        if table is max(self.layout.tables, key=lambda area: area.capacity):
            left, right = min(table.columns.values()), max(map(table.last_column, table.columns))
            self.sheet.autofilter(table.first_row - 2, left - 1, table.last_row - 1, right - 1)
            self.sheet.without_button = self._beside_hidden(table)

    def _beside_hidden(self, table: TableArea) -> frozenset[int]:
        """Return the columns in which values are shown that stand in a hidden column: a filter would find them blank."""
        hidden = {name for name, column in table.columns.items() if self.layout.is_hidden(column)}
        return frozenset(column for name in hidden for column in range(table.columns[name], table.last_column(name) + 1))

    def _row_messages(self, table: TableArea) -> None:
        if table.remark is None or defined_name(f"xltool.remark.{table.path}") not in self.helpers.names:
            return
        is_beside = self.layout.hidden_column is not None
        self._remark_head(table, is_beside=is_beside)
        left, right = table.remark
        format_ = self.styles("beside" if is_beside else "remark")
        height = self._message_height(table, Area(table.first_row, left, table.first_row, right))
        for index in range(table.capacity):
            row = table.first_row + index
            self.texts.set_height(row, height)
            self.texts.merge(Area(row, left, row, right), format_)
            formula = f"=INDEX({defined_name(f'xltool.remark.{table.path}')},{index + 1})"
            self.sheet.write_formula(row - 1, left - 1, formula, format_, "")

    def _remark_head(self, table: TableArea, *, is_beside: bool) -> None:
        """Write the heading of the messages. Beside the form frames and fills are conditional ones: what has them is printed by LibreOffice."""
        area = table.heading_area("")
        self.texts.write(area, form_messages.REMARK_HEAD.say(self.lang), "plain" if is_beside else "heading", **_BESIDE_HEAD)
        if is_beside:
            rows = Area(table.first_row, area.left, table.last_row, area.right)
            colour_cells(self.sheet, area.a1, "=TRUE", self.styles.framed(HEAD_FILL))
            colour_cells(self.sheet, rows.a1, f'=${column_letters(rows.left)}{rows.top}<>""', self.styles.framed(""))

    def _edge(self, table: TableArea) -> None:
        """Draw what is right of the last column as part of it."""
        last = next(rows.last_row for rows in self.layout.lists if rows.first_row <= table.heading_row <= rows.last_row)
        self.texts.write_edge(table, last)

    def _tail(self) -> None:
        """Draw what keeps unused rows from being printed, and the rest of the label of a group that they are in."""
        table = self.layout.open_table
        if table is None:
            return
        formats = self.texts.edge_formats(table, table.last_row)
        for name, first in table.columns.items():
            field = self.schema.tables[table.path].column(name)
            assert field is not None  # noqa: S101 - the loader has checked the columns
            format_ = self.styles(style_of(field), **self.form.column_look(field, table, name))
            formats |= dict.fromkeys(range(first, table.last_column(name) + 1), format_)
        groups = self._open_groups(table)
        for row in range(table.first_row + 1, table.last_row + 1):
            for column, format_ in groups.items():
                self.sheet.write_blank(row - 1, column - 1, None, format_)
        draw_tail(self.sheet, table, formats | groups)

    def _open_groups(self, table: TableArea) -> dict[int, Format]:
        """Return the format of each column in which a group's label stands beside the first rows of a table and is open below."""
        columns = [label.area for label in self.layout.labels if label.style == "group" and label.area.bottom == table.first_row]
        return {
            column: self.styles(
                "group",
                **{**self._drawn(area), "top": 0, "bottom": 0, "left": int(column == area.left), "right": int(column == area.right)},
            )
            for area in columns
            for column in range(area.left, area.right + 1)
        }

    def _drawn(self, area: Area) -> dict[str, Any]:
        return look_changes(self.layout.look_of(area)) if self.layout.looks else {}

    def _message_height(self, table: TableArea, area: Area) -> float:
        """Return the height of rows whose message stands in few characters, where it wraps: room for the longest, up to some lines; else 0."""
        width = self.form.width_of(area)
        if width >= _ROOMY:
            return 0.0
        size = font_size("remark")
        messages = row_messages(self.definition, table.path)
        return min(max((label_height(text, width, size) for text in messages), default=0.0), lines_height(_MOST_MESSAGE_LINES, size))

    def _accept_digits_in_texts(self) -> None:
        """Keep Excel from marking a phone number, a year or a number of a row, which would invite people to convert it."""
        texts = [label.area for label in self.layout.labels if label.style == "text" or label.text.isdigit()]
        texts += [input_.area for input_ in self.layout.inputs if not self.schema.fields[input_.path].is_number]
        for table in self.layout.tables:
            texts += (table.column_area(column.name) for column in self.schema.tables[table.path].columns if not column.is_number)
        if texts:
            self.sheet.ignore_errors({"number_stored_as_text": " ".join(area.a1 for area in texts)})

    # --- validation and colours ---------------------------------------------------------------------------------------

    def _colours(self, area: Area, path: str) -> None:
        """Colour the cells by the worst problem found there, or as still to be filled in; the number is on the helper sheet."""
        severity_at = self.form.severity_of(path)
        if severity_at is None:
            return
        self.priorities[path] = self.sheet.dxf_priority
        self.sheet.dxf_priority += len(SEVERITIES)
        for severity in SEVERITIES:
            format_ = self.styles.severity(severity)
            colour_cells(self.sheet, area.a1, f"={severity_at}={SEVERITY_NUMBERS[severity]}", format_)
        colour_cells(self.sheet, area.a1, f"={severity_at}={TO_FILL_IN}", self.styles.fill(TODO_FILL))
        field = self.form.schema.field(path)
        if field is not None and field.is_conditional:
            colour_cells(self.sheet, area.a1, f"={severity_at}={NOT_ASKED}", self.styles.mark(NOT_ASKED_FILL, NOT_ASKED_INK))

    def _colour_edge(self, table: TableArea, path: str) -> None:
        """Fill what is drawn as part of the last column as it is filled; the frame stays around the cell itself."""
        severity_at, area = self.form.severity_of(path), table.edge_area(table.last_row)
        if severity_at is None or area is None:
            return
        rows = Area(table.first_row, area.left, table.last_row, area.right)
        for severity in SEVERITIES:
            colour_cells(self.sheet, rows.a1, f"={severity_at}={SEVERITY_NUMBERS[severity]}", self.styles.fill(TONES[severity][0]))
        colour_cells(self.sheet, rows.a1, f"={severity_at}={TO_FILL_IN}", self.styles.fill(TODO_FILL))

    def _validation(self, area: Area, field: Field) -> None:
        if not field.is_locked:
            self.sheet.data_validation(*_zero_based(area), self.entry.options(area, field))

    # --- printing -----------------------------------------------------------------------------------------------------

    def _print_setup(self) -> None:
        setup = self.layout.sheet.setup
        if setup.landscape:
            self.sheet.set_landscape()
        else:
            self.sheet.set_portrait()
        set_up_page(self.sheet, setup, PageValues(self.form.title, ""))
        self.sheet.print_black_and_white()  # without fills
        self.sheet.growing = self.layout.growing_rows
        self.sheet.set_h_pagebreaks([row - 1 for row in sorted(self.layout.breaks)])
        self.sheet.center_horizontally()
        self.sheet.freeze_panes(setup.frozen_rows, setup.frozen_columns)
        first = self.layout.inputs[0].area if self.layout.inputs else Area(1, 1, 1, 1)
        self.sheet.set_selection(first.top - 1, first.left - 1, first.top - 1, first.left - 1)


def _zero_based(area: Area) -> tuple[int, int, int, int]:
    return area.top - 1, area.left - 1, area.bottom - 1, area.right - 1
