"""Write a definition as a design workbook."""

from __future__ import annotations

import io
from typing import Any

from xltool.base.cells import column_letters
from xltool.base.messages import Lang
from xltool.designing.definition_source import DefinitionSource
from xltool.designing.design_sheets_out import (
    TableWriter,
    write_choices,
    write_fields,
    write_rules,
    write_settings,
    write_summary,
)
from xltool.designing.guesses import Guesses
from xltool.designing.paint_sheet import paint_sheet
from xltool.form.blocks import BLOCKS
from xltool.form.look import SIDES, DrawnLook
from xltool.rules.design_language import (
    ANYTHING,
    END,
    NOT_DRAWN,
    SHEETS,
    USUAL_FILLS,
    USUAL_FONT,
    USUAL_LINES,
    USUAL_SIZE,
    Drawing,
    DrawnCell,
    block_keywords,
    block_shapes_of,
    names_of,
    schema_rows,
    value_word,
)
from xltool.workbook.drawn_looks import look_changes
from xltool.workbook.own_looks import own_format

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_FONT = {"font_name": USUAL_FONT, "font_size": USUAL_SIZE}
#: Columns of the margin that are there in any case.
_MARGIN = ("block", "capacity", "of", "most")


def design_workbook(source: DefinitionSource, lang: Lang, guesses: Guesses | None = None) -> bytes:
    """Return the design workbook of a definition: the same, in sheets; what a program has guessed is coloured by how sure it is."""
    from xlsxwriter import Workbook

    layouts = [_layout_name(index, lang) for index in range(len(source.template["sheets"]))]
    file = io.BytesIO()
    with Workbook(file, {**_OPTIONS, "default_format_properties": _FONT}) as book:
        writer = TableWriter(book, lang)
        pages = {key: book.add_worksheet(SHEETS[key].as_is(lang)) for key in ("settings",)}
        drawn = [book.add_worksheet(name) for name in layouts]
        pages |= {key: book.add_worksheet(SHEETS[key].as_is(lang)) for key in ("fields", "tables", "choices", "rules", "summary")}
        names = names_of(source.schema)
        _, rows = schema_rows(source.schema)
        write_settings(writer, pages["settings"], source, layouts)
        for sheet, entry in zip(drawn, source.template["sheets"], strict=True):
            LayoutWriter(writer, sheet, guesses).write(paint_sheet(entry, names, lang))
        write_fields(writer, pages["fields"], [row for row in rows if not row.in_table], layouts)
        write_fields(writer, pages["tables"], [row for row in rows if row.in_table], layouts)
        write_choices(writer, pages["choices"], source.codes)
        write_rules(writer, pages["rules"], source.schema)
        write_summary(writer, pages["summary"], source.template.get("summary", {}))
        if guesses is not None:
            guesses.colour_paths(book, pages["fields"], [row.path for row in rows if not row.in_table])
            guesses.colour_paths(book, pages["tables"], [row.path for row in rows if row.in_table])
            guesses.write_questions(book, writer)
        for sheet in book.worksheets():
            sheet.set_landscape()
            sheet.set_paper(9)
            sheet.fit_to_pages(1, 0)
        (drawn[0] if drawn else pages["settings"]).activate()
    return file.getvalue()


def _line_colours(drawn: DrawnLook) -> dict[str, Any]:
    """Return black for lines that are drawn on purpose: in the colour of others they would say nothing."""
    return {f"{side}_color": "#000000" for side in SIDES if getattr(drawn, side) is not None and drawn.border_color is None}


def _layout_name(index: int, lang: Lang) -> str:
    return SHEETS["layout"].as_is(lang) + (str(index + 1) if index else "")


class LayoutWriter:
    """Writes a drawing, with its margin to the right of it."""

    def __init__(self, writer: TableWriter, sheet: Any, guesses: Guesses | None = None) -> None:
        self.writer, self.sheet, self.lang, self.guesses = writer, sheet, writer.lang, guesses
        self._formats: dict[tuple[Any, ...], Any] = {}

    def write(self, drawing: Drawing) -> None:
        """Write cells, measures and the lines of the margin."""
        for column, width in drawing.widths.items():
            self.sheet.set_column(column - 1, column - 1, width, None, {} if width else {"hidden": True})
        for row, height in drawing.heights.items():
            self.sheet.set_row(row - 1, height)
        for cell in (*drawing.cells.values(), *drawing.boxes.values()):
            self._write_cell(cell)
            if self.guesses is not None and cell.field:
                self.guesses.colour_input(self.writer.book, self.sheet, cell)
        edge = max((cell.last_column for cell in (*drawing.cells.values(), *drawing.boxes.values())), default=1)
        margin = max([edge, *drawing.widths]) + 1  # a blank column between, 0-based
        self._write_margin(drawing, margin)
        self._mark_unknown(edge)
        self.sheet.freeze_panes(1, 0)

    def _format(self, cell: DrawnCell) -> Any:
        key = (cell.look, cell.format, cell.centered, cell.drawn, cell.own_look)
        if key not in self._formats:
            look: dict[str, Any] = {**_FONT, "valign": "vcenter"}
            look |= own_format(cell.own_look) or self._usual(cell)
            look |= {"num_format": cell.format} if cell.format else {}
            look |= {"align": "center"} if cell.centered else {}
            look |= {"bold": True} if cell.look == "heading" else {}
            self._formats[key] = self.writer.book.add_format(look)
        return self._formats[key]

    @staticmethod
    def _usual(cell: DrawnCell) -> dict[str, Any]:
        """Return how a cell looks that keeps nothing but what is not as usual."""
        look: dict[str, Any] = {"text_wrap": True, "border": 1, "border_color": USUAL_LINES[cell.look]}
        look |= {"bg_color": fill} if (fill := USUAL_FILLS[cell.look]) else {}
        return look | look_changes(cell.drawn) | _line_colours(cell.drawn)

    def _write_cell(self, cell: DrawnCell) -> None:
        first = (cell.row - 1, cell.column - 1)
        if (cell.last_row, cell.last_column) != (cell.row, cell.column):
            self.sheet.merge_range(*first, cell.last_row - 1, cell.last_column - 1, "", self._format(cell))
        if cell.text:
            self.sheet.write_string(*first, cell.text, self._format(cell))
        else:
            self.sheet.write_blank(*first, None, self._format(cell))

    def _write_margin(self, drawing: Drawing, first: int) -> None:
        shapes = block_keywords()
        used = {name for line in drawing.lines.values() for name in line.keywords}
        names = [*_MARGIN, *(name for name in shapes if name in used and name not in _MARGIN)]
        for column, name in enumerate(names, start=first):
            self.writer.head(self.sheet, 0, column, name, shapes.get(name, ANYTHING))
            self.sheet.set_column(column, column, 12)
        self._offer_blocks(first)
        for line in drawing.lines.values():
            self.sheet.write_string(line.row - 1, first, value_word(line.block, self.lang), self.writer.styles.text)
            for name, value in line.keywords.items():
                column, shape = first + names.index(name), block_shapes_of(line.block)[name]
                if value is None:
                    self.sheet.write_string(line.row - 1, column, NOT_DRAWN, self.writer.styles.text)
                else:
                    self.writer.cell(self.sheet, line.row - 1, column, value, shape)

    def _offer_blocks(self, column: int) -> None:
        words = [value_word(name, self.lang) for name in (*BLOCKS, END)]
        self.writer.offer(self.sheet, (1, column, 400, column), words)

    def _mark_unknown(self, edge: int) -> None:
        """Colour inputs whose field does not exist."""
        fields, tables = (SHEETS[key].as_is(self.lang) for key in ("fields", "tables"))
        name = "MID(A2,2,LEN(A2)-2)"
        known = f"COUNTIF('{fields}'!$A:$A,{name})+COUNTIF('{tables}'!$A:$A,{name})"
        faulty = self.writer.book.add_format({"bg_color": "#F8CBAD", "font_color": "#C00000"})
        formula = f'=AND(LEFT(A2,1)="{{",MID(A2,2,1)<>"#",{known}=0)'
        area = f"A2:{column_letters(edge)}400"
        self.sheet.conditional_format(area, {"type": "formula", "criteria": formula, "format": faulty, "stop_if_true": True})
        inputs = self.writer.book.add_format({"bg_color": "#FFF9E5"})
        self.sheet.conditional_format(area, {"type": "formula", "criteria": '=LEFT(A2,1)="{"', "format": inputs})
