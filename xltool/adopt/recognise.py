"""Recognise a drawn form: its fields, tables and formulas, and what to ask the officer about them."""

from __future__ import annotations

from dataclasses import replace

from xltool.adopt.adopted import Adoption, FoundColumn, FoundField, FoundTable, LeftOut
from xltool.adopt.box import Box
from xltool.adopt.find_fields import SIGNED, FieldFinder, RawField
from xltool.adopt.find_tables import RawTable, TableFinder
from xltool.adopt.form_formulas import FormulaSayer
from xltool.adopt.ids import names_of
from xltool.adopt.kind_guess import Hints, guess_kind
from xltool.adopt.office_areas import office_areas
from xltool.adopt.options_of import options_of
from xltool.adopt.page_boxes import page_of
from xltool.adopt.questions import questions_about
from xltool.adopt.roles import Roles
from xltool.adopt.sheet_roles import sheets_to_adopt
from xltool.adopt.table_cells import is_open, table_cells
from xltool.adopt.table_title import title_of
from xltool.adopt.wording import NUMBER_HEAD, label_of
from xltool.base.cells import Area, a1
from xltool.base.messages import Text
from xltool.reading.drawn_records import DrawnBook, DrawnSheet

_FORMULA = Text(zh="公式", en="a formula")
_OFFICE = Text(zh="供受理部门填写", en="for the office's own use")
_LONGEST_NUMBER_HEAD = 6  # characters
_SAMPLES = 3  # rows of a table that are looked at for the kinds of its columns


def recognise(name: str, book: DrawnBook) -> Adoption:
    """Find what a workbook asks for."""
    sheets, left_out = sheets_to_adopt(book)
    adopted = [_SheetAdoption(book, sheet) for sheet in sheets]
    fields = [field for each in adopted for field in each.fields]
    tables = [table for each in adopted for table in each.tables]
    computed = [found for each in adopted for found in each.computed]
    names = names_of([*(field.label for field in [*fields, *computed]), *map(_table_label, tables)])
    fields = [replace(field, id=name) for field, name in zip(fields, names, strict=False)]
    tables = [_named(table, name) for table, name in zip(tables, names[len(names) - len(tables) :], strict=True)]
    computed = [replace(found, id=name) for found, name in zip(computed, names[len(fields) :], strict=False)]
    by_name = {sheet.name: sheet for sheet in sheets}
    cells = [cell for table in tables for cell in table_cells(table, by_name[table.sheet])]
    places = {(cell.sheet, (cell.area.top, cell.area.left)): cell.path for cell in cells}
    places |= {(found.sheet, (found.input.top, found.input.left)): found.id for found in computed}
    sayer = FormulaSayer(fields, places, [table for table in tables if is_open(table, by_name[table.sheet])])
    return Adoption(
        name=name,
        book=book,
        fields=fields,
        tables=tables,
        computed=computed,
        table_cells=cells,
        rules=[rule for sheet in sheets for rule in sayer.rules(sheet)],
        left_out=[*left_out, *(found for each in adopted for found in each.left_out)],
        questions=list(questions_about(fields, tables)),
    )


def _table_label(table: FoundTable) -> str:
    return table.title or "table"


def _named(table: FoundTable, name: str) -> FoundTable:
    names = names_of(column.label for column in table.columns)
    columns = tuple(replace(column, id=own) for column, own in zip(table.columns, names, strict=True))
    return replace(table, id=name, columns=columns)


class _SheetAdoption:
    def __init__(self, book: DrawnBook, sheet: DrawnSheet) -> None:
        self._book = book
        self._sheet = sheet
        page = page_of(sheet)
        self._page = page
        roles = Roles(page)
        office = list(office_areas(page))
        raw_tables = [table for table in TableFinder(page, roles).tables() if not any(area.overlaps(table.taken[0]) for _, area in office)]
        taken = [area for table in raw_tables for area in table.taken] + [area for _, area in office]
        finder = FieldFinder(page, roles, taken)
        self.fields = [self._field(raw) for raw in finder.fields()]
        self.tables = [self._table(raw, roles) for raw in raw_tables]
        self.computed = [self._computed(box, label) for box, label in finder.computed()]
        self.left_out = [
            *(LeftOut(sheet=sheet.name, cell=a1(*box.at), reason=_OFFICE) for box, _ in office),
            *(LeftOut(sheet=sheet.name, cell=a1(*box.at), reason=SIGNED) for box in finder.signed),
        ]

    def _field(self, raw: RawField) -> FoundField:
        first = raw.boxes[0] if raw.boxes else None
        lines = self._page.lines(raw.input, first.look.size) if first else 1.0
        hints = Hints(
            label=raw.label,
            cells=tuple(box.cell for box in raw.boxes) if raw.blank is None else (),
            validation=next((box.validation for box in raw.boxes if box.validation), None),
            options=raw.blank.options if raw.blank else options_of(self._book, self._sheet, first),
            unit=raw.blank.unit if raw.blank else "",
            lines=lines if raw.blank is None else 1.0,
            width=self._page.width(raw.input),
        )
        guess = guess_kind(hints)
        kind = raw.blank.kind if raw.blank and raw.blank.kind else guess.kind
        return FoundField(
            sheet=self._sheet.name,
            label=raw.label,
            label_cell=a1(*raw.label_box.at) if raw.label_box else "",
            input=raw.input,
            kind=kind,
            inline=raw.inline,
            confidence=round(min(raw.confidence, guess.confidence if guess.kind != "text" else raw.confidence), 2),
            reason=Text(zh=f"{raw.reason.zh}；{guess.reason.zh}", en=f"{raw.reason.en}; {guess.reason.en}"),
            given=guess.given,
        )

    def _computed(self, box: Box, label: Box) -> FoundField:
        guess = guess_kind(Hints(label=label_of(label.text), cells=(box.cell,), width=self._page.width(box.area)))
        return FoundField(
            sheet=self._sheet.name,
            label=label_of(label.text),
            label_cell=a1(*label.at),
            input=box.area,
            kind=guess.kind,
            inline=False,
            confidence=0.9,
            reason=_FORMULA,
            given=guess.given,
        )

    def _table(self, raw: RawTable, roles: Roles) -> FoundTable:
        columns = [self._column(raw, head) for head in raw.heads if not raw.is_label_column(head) or _is_number_column(head)]
        confidence = 0.9 - (0.2 if raw.is_filled else 0) - (0.2 if not raw.is_drawn else 0)
        return FoundTable(
            sheet=self._sheet.name,
            heading_rows=raw.heading_rows,
            first_row=raw.rows[0],
            last_row=raw.last_row,
            columns=tuple(columns),
            confidence=round(confidence, 2),
            reason=Text(zh=f"{len(raw.rows)} 行的画法相同", en=f"{len(raw.rows)} rows are drawn alike"),
            rows=raw.rows,
            row_labels=raw.row_labels,
            heads=tuple((box.area, box.text) for box in raw.upper),
            is_filled=raw.is_filled,
            total_rows=raw.total_rows,
            title=title_of(self._page, roles, raw),
        )

    def _column(self, raw: RawTable, head: Box) -> FoundColumn:
        boxes = [box for row in raw.rows if (box := self._page.at(row, head.area.left)) is not None]
        first = boxes[0] if boxes else None
        above = tuple(box.text for box in raw.upper if box.area.left <= head.area.left <= box.area.right)
        hints = Hints(
            label=label_of(head.text),
            cells=tuple(box.cell for box in boxes[:_SAMPLES]),
            validation=next((box.validation for box in boxes if box.validation), None),
            options=options_of(self._book, self._sheet, first),
            width=self._page.width(head.area),
            context=above,
        )
        guess = guess_kind(hints)
        right = max(head.area.left, min(head.area.right, first.area.right if first else head.area.right))
        return FoundColumn(
            label=label_of(head.text) if head.text else str(int(head.cell.value or 0)),  # a year
            kind="integer" if _is_number_column(head) else guess.kind,
            range=Area(raw.rows[0], head.area.left, raw.last_row, right),
            is_computed=bool(boxes) and all(box.cell.has_formula for box in boxes),
            given=guess.given,
        )


def _is_number_column(head: Box) -> bool:
    return bool(NUMBER_HEAD.search(head.text)) and len(head.text) <= _LONGEST_NUMBER_HEAD
