"""Read the sheets of a form: the data of the document, where each value comes from, what was noticed on the way."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from xltool.base.cells import Area, Location
from xltool.base.document import Origins
from xltool.base.findings import Finding
from xltool.base.paths import FieldPath, in_row, name_of, parent_of, put, value_at
from xltool.base.reader_rules import READER_RULES
from xltool.form.block import TableArea
from xltool.form.complete_document import complete, new_block
from xltool.form.layout import SheetLayout
from xltool.form.schema import Field, Table
from xltool.form.sheet_names import CHECK_SHEET
from xltool.reading.block_numbers import BlockNumbers, FilledCells
from xltool.reading.book import Book, Feature
from xltool.reading.cell_reading import BLANK, CellReader, CellReading, cell_findings
from xltool.reading.computed_cells import ComputedCell, overwritten_values
from xltool.reading.defined_names import field_areas
from xltool.reading.filled_originals import with_blanks_divided
from xltool.reading.form_copies import FormSheets, given_fields, told_once
from xltool.reading.given_values import GivenValues, read_issued
from xltool.reading.guard.limits import Limits
from xltool.reading.keyed_rows import keyed_rows
from xltool.reading.locate import Located, locate
from xltool.reading.missing_fields import MissingFields
from xltool.reading.parsing.grid import Grid, Place
from xltool.reading.table_columns import TableColumns
from xltool.reading.tampering.expected_form import ExpectedSheet, ReceivedSheet, expected_form
from xltool.reading.tampering.misaligned_rows import MisalignedRow, misaligned_findings, misalignment
from xltool.reading.tampering.own_sheets import OWN_SHEETS, other_sheets
from xltool.rules.compute import compute
from xltool.rules.definition import Definition

#: Rows below the form that are looked at for entries beyond a table's capacity.
_MARGIN = 2_000
#: Other sheets that are looked at as copies of the form.
_MOST_COPIES = 20


class BookReader:
    """Reads the sheets of a form in an open workbook."""

    def __init__(self, book: Book, definition: Definition, limits: Limits, *, is_original: bool = False) -> None:
        self.book = book
        self.is_original = is_original  # somebody has drawn it: labels and what is filled in may share a cell
        self.limits = limits
        self.cells = CellReader(book, limits)
        self.definition = definition
        self.form = expected_form(definition)
        self.areas = field_areas(book)
        self.blocks = BlockNumbers(definition.schema)
        self.origins = Origins()
        self.typed: dict[str, Any] = {}  # concrete path → content of the cell, where another value was read
        self.data: dict[str, Any] = {}
        self.missing = MissingFields(definition.schema, self.blocks)
        self.missing_rows: list[str] = []  # paths of fixed rows that were not found
        self.findings: list[Finding] = []
        self.causes: dict[tuple[str, str], Hashable] = {}  # rule id and concrete path in a table → the cause of that finding
        self.computed_cells: list[ComputedCell] = []  # that hold a value and no formula
        self._formulas: dict[str, frozenset[str]] = {}  # sheet → the cells that hold formulas, "F21"
        self.sheets: list[ReceivedSheet] = []  # of the form, as received
        self.copies: set[str] = set()  # sheets that findings tell of as copies of the form

    def read(self) -> dict[str, Any]:
        """Read the data of the document, every field present, blanks as None, tables as lists of used rows."""
        data = self.data = complete(self.definition.schema, {})
        grids = {name: self._grid(sheet) for name, sheet in self.form.sheets.items()}
        in_use = {grid.name for grid in grids.values() if grid is not None}
        for name, sheet in self.form.sheets.items():
            own = grids[name]
            if own is None:
                self.findings.append(READER_RULES["sheet.missing"].finding(sheet=name, value=name))
                self.missing.of_sheet(sheet.layout)
                continue
            grid = self._chosen(sheet, own, in_use)
            if self.is_original:
                grid = with_blanks_divided(grid, sheet.layout, self.definition.schema)
            self._far(grid)
            self._read_sheet(data, sheet, grid)
        self.findings = told_once(self.findings)
        self._restore_given(data)
        completed = dict(compute(self.definition, data).data)
        for finding in overwritten_values(self._without_formulas(), completed):
            self._report(finding, READER_RULES[finding.rule].cause if FieldPath.parse(finding.field or "").row is not None else None)
        return completed

    def _without_formulas(self) -> Iterator[ComputedCell]:
        """Yield the cells of computed fields that somebody has overwritten.

        Where the whole workbook holds no formula any more, a program has dropped them all, and left results of before. Where the format
        does not tell, what a blank form shows may be such a result, and a row that is not in use may show the 0 of a blank.
        """
        if Feature.FORMULAS not in self.book.tells:
            yield from self._unlike_blank_form()
        elif any(self._formulas.values()) or self._has_checks():
            yield from self.computed_cells

    def _unlike_blank_form(self) -> Iterator[ComputedCell]:
        blank = compute(self.definition, {}).data if self.computed_cells else {}
        yield from (cell for cell in self.computed_cells if cell.path is not None and cell.found != value_at(blank, cell.path))

    def _has_checks(self) -> bool:
        """Return whether the check sheet holds formulas."""
        name = CHECK_SHEET.say(self.definition.template.language)
        return name in self.book.sheet_names and self.book.n_formulas(name) > 0

    def _restore_given(self, data: dict[str, Any]) -> None:
        """Put given values in their places; what was found at a cell that was changed gives way to that finding."""
        first_rows = {path: table.first_row for sheet in self.sheets for path, table in sheet.located.tables.items()}
        given = GivenValues(self.definition, read_issued(self.book, self.definition.schema))
        changed = list(given.restore(data, self.typed, self.origins, first_rows))
        places = {finding.field for finding in changed} - self.definition.schema.tables.keys()
        self.findings = [finding for finding in self.findings if finding.field not in places] + changed

    def _chosen(self, sheet: ExpectedSheet, own: Grid, in_use: set[str]) -> Grid:
        """Choose between a sheet and its copies; the sheets `in_use` are those of the form."""
        others = [name for name in self.book.sheet_names if name not in in_use | OWN_SHEETS]
        if not others and own.name not in self.book.hidden_sheets:
            return own
        sheets = FormSheets(
            layout=sheet.layout,
            schema=self.definition.schema,
            expected=sheet.located,
            given=given_fields(self.definition.template),
            hidden=self.book.hidden_sheets,
            names=self._names_on(own),
        )
        chosen = sheets.choose(own, (self.book.grid(name, self._n_rows(sheet)) for name in others[:_MOST_COPIES]))
        self.findings.extend(chosen.findings)
        self.copies |= chosen.named
        return chosen.grid

    def _names_on(self, grid: Grid) -> dict[str, Area]:
        return {path: area for path, (name, area) in self.areas.items() if name == grid.name}

    def _n_rows(self, sheet: ExpectedSheet) -> int:
        return min(sheet.layout.last_row + _MARGIN, self.limits.n_rows)

    def paths(self) -> dict[str, dict[Place, str]]:
        """Return the concrete paths of what was read, by sheet and cell."""
        return {sheet: {place: path for path, place in places.items()} for sheet, places in self.origins.places().items()}

    def read_again(self, texts: Mapping[str, str]) -> None:
        """Read other texts at some paths than stand in their cells; what was found there is taken back."""
        self.findings = [finding for finding in self.findings if finding.field not in texts]
        for path, text in texts.items():
            field = self.definition.schema.field(self.definition.schema.declared(path))
            if field is not None:
                place = self.origins[path]
                value, parent = field.read(text), parent_of(path)
                (value_at(self.data, parent) if parent else self.data)[name_of(path)] = value.value
                self._note(path, place, field, CellReading(value, (), text))

    def misaligned_paths(self) -> tuple[str, ...]:
        """Return the paths of rows whose values stand in other columns than their own."""
        return tuple(row.path for sheet in self.sheets for rows in sheet.misaligned.values() for row in rows)

    def _read_sheet(self, data: dict[str, Any], sheet: ExpectedSheet, grid: Grid) -> None:
        located = locate(sheet.layout, self.definition.schema, grid, self._names_on(grid), sheet.located)
        self._number_blocks(data, located, grid)
        self.missing.of_lost_blocks(sheet.layout, located)
        self.findings.extend(self._in_document(finding) for finding in located.findings)
        for path, (row, column) in located.inputs.items():
            field, target = self.definition.schema.fields[path], self.blocks.in_document(path)
            if field.is_computed:
                if target is not None:
                    self.origins.put(target, grid.name, row, column)
                self._note_computed(target, grid, field, row, column)
            elif target is not None:
                put(data, target, self._single(target, field, grid, row, column))
        misaligned: dict[str, list[MisalignedRow]] = {}
        for path, table in located.tables.items():
            target = self.blocks.in_document(path)
            if target is not None:
                put(data, target, self._rows(target, table, grid, sheet.layout))
            misaligned[path] = self._misaligned(target, table, grid, data) if target is not None else []
            self.findings.extend(misaligned_findings(table, grid.name, misaligned[path]))
        self.sheets.append(ReceivedSheet(expected=sheet, grid=grid, located=located, misaligned=misaligned))

    def _number_blocks(self, data: dict[str, Any], located: Located, grid: Grid) -> None:
        """Find out which blocks of a sheet are in use, and make room for them in the document."""
        schema = self.definition.schema
        if not schema.repeats:
            return

        def is_filled(field: Field) -> bool:
            return field.is_typed and self.cells.look(field, grid.content(*located.inputs[field.path])).value.value is not None

        def has_rows(table: Table) -> bool:
            columns = TableColumns.of(table, located.tables[table.path])
            rows = (row for row in columns.area.rows if row <= grid.n_rows)
            readings = (reading for row in rows for reading in columns.readings(self.cells, grid, row))
            return any(reading is not BLANK and not reading.is_blank for reading in readings)

        self.blocks.look_at(located.inputs, located.tables, FilledCells(field=is_filled, table=has_rows))
        for path, repeat in schema.repeats.items():
            objects = value_at(data, path)
            objects += (new_block(schema, repeat) for _ in range(self.blocks.count(path) - len(objects)))

    def _in_document(self, finding: Finding) -> Finding:
        """Return a finding at a field of the form with the path under which the document holds it; none in a block that is not in use."""
        return replace(finding, field=self.blocks.in_document(finding.field)) if finding.field else finding

    def _grid(self, sheet: ExpectedSheet) -> Grid | None:
        """Find the sheet by its name; if that one does not show the form, the one that shows most of its labels."""
        layout = sheet.layout
        limit = self._n_rows(sheet)
        own = self.book.grid(layout.name, limit) if layout.name in self.book.sheet_names else None
        if own is not None and self.is_original:
            return own
        labels = sheet.located.labels
        if own is not None and sum(own.label(*place) == label.line for label, place in labels.items()) * 2 > len(labels):
            return own
        expected = {label.line for label in layout.labels if label.style == "label"}
        others = other_sheets(self.book, self.form.layout.sheets)
        grids = [*([own] if own is not None else []), *(self.book.grid(name, limit) for name in others)]
        best = max(grids, key=lambda grid: len(expected & grid.places().keys()), default=None)
        if best is not None and len(expected & best.places().keys()) * 2 > len(expected):
            return best
        return own if own is not None and self._is_named(own) else None

    def _is_named(self, grid: Grid) -> bool:
        """Return whether anything leads to a sheet: names, or what stands on it."""
        return any(name == grid.name for name, _ in self.areas.values())

    def _far(self, grid: Grid) -> None:
        if grid.far is not None:
            location = Location(grid.name, *grid.far)
            self.findings.append(READER_RULES["sheet.far-cell"].finding(location=location, cell=location.cell))

    def _single(self, path: str, field: Field, grid: Grid, row: int, column: int) -> Any:
        """Return the value of a single field that the document holds at `path`; record where it comes from and what is odd about it."""
        reading = self.cells.look(field, grid.content(row, column))
        self.origins.put(path, grid.name, row, column)
        if reading.is_noted:
            self._note(path, Location(grid.name, row, column), field, reading)
        return reading.value.value

    def _note(self, path: str, location: Location, field: Field, reading: CellReading) -> None:
        for finding, cause in cell_findings(path, location, field, reading):
            self._report(finding, cause if field.table else None)
        if reading.typed is not None:
            self.typed[path] = reading.typed

    def _report(self, finding: Finding, cause: Hashable) -> None:
        """Take a finding; what has a cause is joined with its like in the column (see `one_cause`)."""
        self.findings.append(finding)
        if cause is not None and finding.field is not None:
            self.causes[finding.rule, finding.field] = cause

    def _note_computed(self, path: str | None, grid: Grid, field: Field, row: int, column: int) -> None:
        """Record what a computed field was overwritten with, to be compared once all others are read; None is a row not in use."""
        if grid.traits is None or not (grid.traits.is_whole or grid.traits.formulas):
            return  # the format does not tell a formula that nobody calculated from a value that somebody typed
        found = self.cells.look(field, grid.content(row, column)).value.value
        location = Location(grid.name, row, column)
        if found is not None and not self._holds_formula(grid, location.cell):
            self.computed_cells.append(ComputedCell(field=field, path=path, location=location, found=found))

    def _holds_formula(self, grid: Grid, cell: str) -> bool:
        if grid.name not in self._formulas:
            self._formulas[grid.name] = frozenset(grid.traits.formulas if grid.traits else ())
        return cell in self._formulas[grid.name]

    def _rows(self, path: str, area: TableArea, grid: Grid, sheet: SheetLayout) -> list[dict[str, Any]]:
        """Read the rows that hold something, gaps left out; entries beyond the capacity are read and reported. Fixed rows are all read.

        `path` is that of the table in the document, which of repeated blocks holds those in use.
        """
        self.origins.put(path, grid.name, area.heading_row, min(area.columns.values()))
        table = self.definition.schema.tables[area.path]
        columns = TableColumns.of(table, area)
        left, right = min(area.columns.values()), max(area.columns.values())
        ends_sheet = area.path == sheet.tables[-1].path and sheet.tables[-1].last_row == sheet.last_row
        last = grid.n_rows if ends_sheet else min(area.last_row, grid.n_rows)
        filled = (row for row in range(area.first_row, last + 1) if not grid.is_blank(row, left, right))
        if table.fixed is not None:
            return self._fixed_rows(path, table, columns, grid, filled)
        rows: list[dict[str, Any]] = []
        for row in filled:
            readings = columns.readings(self.cells, grid, row)
            if all(reading is BLANK or reading.is_blank for reading in readings):
                for field, column in columns.computed:
                    self._note_computed(None, grid, field, row, column)
                continue
            if row > area.last_row:
                self._overflow(path, area, grid, row)
            rows.append(self._row(in_row(path, len(rows)), columns, grid, row, readings))
        return rows

    def _fixed_rows(self, path: str, table: Table, columns: TableColumns, grid: Grid, filled: Iterable[int]) -> list[dict[str, Any]]:
        """Read the rows that a code list gives, each where its key stands; one that is nowhere is blank."""
        assert table.fixed is not None  # noqa: S101 - the caller has looked
        places = columns.area.columns
        own = [places[column.name] for column in table.columns if not column.is_computed and column.name in places]
        rows = [row for row in filled if any(content not in (None, "") for content in grid.contents(row, own))]
        found = keyed_rows(
            table,
            table.fixed,
            columns.area,
            grid.name,
            rows,
            lambda field, row: self.cells.look(field, grid.content(row, places[field.name])).value.value,
        )
        for finding in found.findings:
            self._report(self._in_document(finding), found.cause(finding))
        self.missing_rows += (in_row(path, index) for index in found.missing)
        read = table.completed([])
        for index, row in found.rows.items():
            readings = columns.readings(self.cells, grid, row)
            read[index] = self._row(in_row(path, index), columns, grid, row, readings) | table.fixed.cells[index]
        return read

    def _row(self, path: str, columns: TableColumns, grid: Grid, row: int, readings: Sequence[CellReading]) -> dict[str, Any]:
        """Return the values of a row of a table; record where they come from and what is odd about them."""
        self.origins.put_row(path, grid.name, row, columns.area.columns)
        values: dict[str, Any] = dict(columns.blank)
        for (field, column), reading in zip(columns.typed, readings, strict=True):
            values[field.name] = reading.value.value
            if reading.is_noted:
                self._note(f"{path}.{field.name}", Location(grid.name, row, column), field, reading)
        for field, column in columns.computed:
            self._note_computed(f"{path}.{field.name}", grid, field, row, column)
        return values

    def _misaligned(self, path: str, area: TableArea, grid: Grid, data: dict[str, Any]) -> list[MisalignedRow]:
        """Find the rows whose values stand in other columns. A row of good codes is not looked at closer."""
        table = self.definition.schema.tables[area.path]
        coded = [column for column in table.columns if column.choices and column.name in area.columns]
        rows: list[MisalignedRow] = []
        for index, values in enumerate(value_at(data, path)):
            if any(values[column.name] not in column.choices for column in coded):
                place = self.origins.get(in_row(path, index, coded[0].name))  # None for a fixed row that was not found
                offset = misalignment(table, area, grid, place.row) if place else 0
                if place and offset:
                    rows.append(MisalignedRow(in_row(path, index), place.row, offset))
        return rows

    def _overflow(self, path: str, table: TableArea, grid: Grid, row: int) -> None:
        if any(finding.rule == "table.overflow" and finding.field == path for finding in self.findings):
            return
        location = Location(grid.name, row, min(table.columns.values()))
        title = self.definition.schema.tables[table.path].title
        self.findings.append(
            READER_RULES["table.overflow"].finding(field=path, location=location, table=title, capacity=table.capacity, row=row)
        )
