"""Read the sheets of a form: the data of the document, where each value comes from, what was noticed on the way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from xltool.base.cells import Area, Location
from xltool.base.dates import number_or_date
from xltool.base.document import Origins
from xltool.base.findings import Finding
from xltool.base.paths import in_row, name_of, parent_of, put, value_at, without_rows
from xltool.base.reader_rules import DAY_NUMBER, READER_RULES, UNREADABLE
from xltool.form.block import TableArea
from xltool.form.kind import CellValue, Kind
from xltool.form.layout import SheetLayout
from xltool.form.schema import Field, complete
from xltool.reading.book import Book
from xltool.reading.computed_cells import ComputedCell, overwritten_values
from xltool.reading.day_numbers import day_number_oddity
from xltool.reading.defined_names import field_areas
from xltool.reading.form_copies import FormSheets, given_fields
from xltool.reading.guard.limits import Limits
from xltool.reading.locate import locate
from xltool.reading.looks import as_shown, digits_oddity, look_oddity
from xltool.reading.parsing.formatted import Formatted, plain
from xltool.reading.parsing.grid import NOT_COMPUTED, Grid, Place
from xltool.reading.sanitise import Oddity, sanitise
from xltool.reading.tampering.expected_form import ExpectedSheet, ReceivedSheet, expected_form
from xltool.reading.tampering.misaligned_rows import MisalignedRow, misaligned_findings, misalignment
from xltool.reading.tampering.own_sheets import OWN_SHEETS, other_sheets
from xltool.rules.compute import compute
from xltool.rules.definition import Definition

#: Rows below the form that are looked at for entries beyond a table's capacity.
_MARGIN = 2_000
#: Other sheets that are looked at as copies of the form.
_MOST_COPIES = 20
_OF_VALUE = ("value.error", "value.type")
_NOT_COMPUTED: tuple[Oddity, ...] = (("value.not-computed", {}),)


class _CellReading(NamedTuple):
    """What a field makes of the content of a cell."""

    value: CellValue
    odd: tuple[Oddity, ...]  # to be reported
    typed: str | float | None  # what stands there, where it is not what was read: a text that was normalised, a number that became a text

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands there, not even something of which no value can be made."""
        return self.value.value is None and not any(rule in UNREADABLE for rule, _ in self.odd)

    @property
    def is_noted(self) -> bool:
        """Whether there is anything to note beside the value."""
        return bool(self.odd) or self.typed is not None or self.value.before is not None


_BLANK = _CellReading(CellValue(None), (), None)


def _typed(raw: Any, value: Any) -> str | float | None:
    """Return what stands in a cell, None where it is what was read."""
    if isinstance(raw, str):
        return None if raw == value else raw
    is_number = isinstance(raw, int | float) and not isinstance(raw, bool)
    return raw if is_number and isinstance(value, str | list) else None


def _cell_findings(path: str, location: Location, field: Field, reading: _CellReading) -> Iterator[Finding]:
    """Report what is odd about a cell, and how it was written before that was put right."""
    value, before = reading.value
    for rule, words in reading.odd:
        of_value = value if rule in _OF_VALUE else None
        finding = READER_RULES[rule].finding(field=path, location=location, value=of_value, label=field.title, **words)
        yield finding if rule != "value.type" else replace(finding, message=DAY_NUMBER.filled(label=field.title, value=value, **words))
    if before is not None:
        yield READER_RULES["R63"].finding(
            field=path, location=location, value=value, before=before.strip()[:40], after=field.kind.show(value)[:40]
        )


class BookReader:
    """Reads the sheets of a form in an open workbook."""

    def __init__(self, book: Book, definition: Definition, limits: Limits) -> None:
        self.book = book
        self.limits = limits
        self.definition = definition
        self.form = expected_form(definition)
        self.areas = field_areas(book)
        self.origins = Origins()
        self.typed: dict[str, Any] = {}  # concrete path → content of the cell, where another value was read
        self.data: dict[str, Any] = {}
        self.findings: list[Finding] = []
        self.computed_cells: list[ComputedCell] = []  # that hold a value and no formula
        self._formulas: dict[str, frozenset[str]] = {}  # sheet → the cells that hold formulas, "F21"
        self.sheets: list[ReceivedSheet] = []  # of the form, as received
        self.copies: set[str] = set()  # sheets that findings tell of as copies of the form
        #: Kind, or field with spellings or options of its own → content → what it makes of that: lists repeat themselves.
        self._known: defaultdict[Kind | str, dict[Any, _CellReading]] = defaultdict(dict)

    def read(self) -> dict[str, Any]:
        """Read the data of the document, every field present, blanks as None, tables as lists of used rows."""
        data = self.data = complete(self.definition.schema, {})
        grids = {name: self._grid(sheet) for name, sheet in self.form.sheets.items()}
        in_use = {grid.name for grid in grids.values() if grid is not None}
        for name, sheet in self.form.sheets.items():
            own = grids[name]
            if own is None:
                self.findings.append(READER_RULES["sheet.missing"].finding(sheet=name, value=name))
                continue
            grid = self._chosen(sheet, own, in_use)
            self._far(grid)
            self._read_sheet(data, sheet, grid)
        completed = dict(compute(self.definition, data).data)
        self.findings.extend(overwritten_values(self.computed_cells, completed))
        return completed

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
            field = self.definition.schema.field(without_rows(path))
            if field is not None:
                place = self.origins[path]
                value, parent = field.read(text), parent_of(path)
                (value_at(self.data, parent) if parent else self.data)[name_of(path)] = value.value
                self._note(path, place, field, _CellReading(value, (), text))

    def misaligned_paths(self) -> tuple[str, ...]:
        """Return the paths of rows whose values stand in other columns than their own."""
        return tuple(row.path for sheet in self.sheets for rows in sheet.misaligned.values() for row in rows)

    def _read_sheet(self, data: dict[str, Any], sheet: ExpectedSheet, grid: Grid) -> None:
        located = locate(sheet.layout, self.definition.schema, grid, self._names_on(grid), sheet.located)
        self.findings.extend(located.findings)
        for path, (row, column) in located.inputs.items():
            field = self.definition.schema.fields[path]
            if field.is_computed:
                self.origins.put(path, grid.name, row, column)
                self._note_computed(path, grid, field, row, column)
            else:
                put(data, path, self._single(field, grid, row, column))
        misaligned: dict[str, list[MisalignedRow]] = {}
        for path, table in located.tables.items():
            put(data, path, self._rows(path, table, grid, sheet.layout))
            misaligned[path] = self._misaligned(path, table, grid, data)
            self.findings.extend(misaligned_findings(table, grid.name, misaligned[path]))
        self.sheets.append(ReceivedSheet(expected=sheet, grid=grid, located=located, misaligned=misaligned))

    def _grid(self, sheet: ExpectedSheet) -> Grid | None:
        """Find the sheet by its name; if that one does not show the form, the one that shows most of its labels."""
        layout = sheet.layout
        limit = self._n_rows(sheet)
        own = self.book.grid(layout.name, limit) if layout.name in self.book.sheet_names else None
        labels = sheet.located.labels
        if own is not None and sum(own.text(*place) == label.line for label, place in labels.items()) * 2 > len(labels):
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

    def _single(self, field: Field, grid: Grid, row: int, column: int) -> Any:
        """Return the value of a single field; record where it comes from and what is odd about it."""
        path = field.path
        reading = self._look(field, grid.content(row, column))
        self.origins.put(path, grid.name, row, column)
        if reading.is_noted:
            self._note(path, Location(grid.name, row, column), field, reading)
        return reading.value.value

    def _note(self, path: str, location: Location, field: Field, reading: _CellReading) -> None:
        self.findings.extend(_cell_findings(path, location, field, reading))
        if reading.typed is not None:
            self.typed[path] = reading.typed

    def _look(self, field: Field, content: Any) -> _CellReading:
        """Read the content of a cell for a field; texts and numbers that its kind has read in this workbook are not read again."""
        if content is None or content == "":
            return _BLANK
        if not (type(content) is str or (type(content) is float and content)):  # a zero has a sign that equality does not see
            return self._read(field, content)
        known = self._known[field.path if field.spellings or field.choices else field.kind]
        reading = known.get(content)
        if reading is None:
            reading = self._read(field, content)
            if not isinstance(reading.value.value, list):  # two rows must not share one
                known[content] = reading
        return reading

    def _read(self, field: Field, content: Any) -> _CellReading:
        """Read the content of a cell for a field. Only the kind, the spellings and the options of the field matter, see `Field.read`."""
        if content is NOT_COMPUTED:
            return _CellReading(CellValue(None), _NOT_COMPUTED, None)
        if isinstance(content, Formatted):
            return self._formatted(field, content)
        raw, odd = sanitise(content, self.limits.n_characters)
        if field.kind.format_tells == "days":
            raw = number_or_date(raw, date1904=self.book.date1904)
            doubtful = day_number_oddity(raw, date1904=self.book.date1904)
            if doubtful:  # as a number it would be a day to a marked return, which sees no formats; as a text it is what was read
                return _CellReading(field.read(raw), odd + doubtful, None)
        if isinstance(raw, str) and len(raw) == self.book.cut_at:
            odd = (*odd, ("value.cut", {"count": len(raw)}))
        value = field.read(raw)
        return _CellReading(value, odd + digits_oddity(field.kind, raw), _typed(raw, value.value))

    def _formatted(self, field: Field, content: Formatted) -> _CellReading:
        """Read the content of a cell that may look otherwise than it is; of a number only the kinds of texts ask how it looks."""
        stored = plain(content)
        if field.kind.column != "text":
            return self._look(field, stored)
        raw = as_shown(field.kind, content)
        reading = self._read(field, raw)
        different = () if reading.odd else look_oddity(field.kind, content, reading.value.value)
        return reading._replace(odd=reading.odd + different)

    def _note_computed(self, path: str | None, grid: Grid, field: Field, row: int, column: int) -> None:
        """Record what a computed field was overwritten with, to be compared once all others are read; None is a row not in use."""
        found = self._look(field, grid.content(row, column)).value.value
        location = Location(grid.name, row, column)
        if found is not None and not self._holds_formula(grid, location.cell):
            self.computed_cells.append(ComputedCell(field=field, path=path, location=location, found=found))

    def _holds_formula(self, grid: Grid, cell: str) -> bool:
        if grid.name not in self._formulas:
            self._formulas[grid.name] = frozenset(grid.traits.formulas if grid.traits else ())
        return cell in self._formulas[grid.name]

    def _rows(self, path: str, table: TableArea, grid: Grid, sheet: SheetLayout) -> list[dict[str, Any]]:
        """Read the rows that hold something, gaps left out; entries beyond the capacity are read and reported."""
        self.origins.put(path, grid.name, table.heading_row, min(table.columns.values()))
        fields = self.definition.schema.tables[path].columns
        placed = [(field, table.columns[field.name]) for field in fields if field.name in table.columns]
        typed = [(field, column) for field, column in placed if not field.is_computed]
        computed = [(field, column) for field, column in placed if field.is_computed]
        typed_fields, columns = [field for field, _ in typed], [column for _, column in typed]
        blank = dict.fromkeys(field.name for field in fields)
        left, right = min(table.columns.values()), max(table.columns.values())
        ends_sheet = table.path == sheet.tables[-1].path and sheet.tables[-1].last_row == sheet.last_row
        last = grid.n_rows if ends_sheet else min(table.last_row, grid.n_rows)
        rows: list[dict[str, Any]] = []
        for row in range(table.first_row, last + 1):
            if grid.is_blank(row, left, right):
                continue
            readings = list(map(self._look, typed_fields, grid.contents(row, columns)))
            if all(reading is _BLANK or reading.is_blank for reading in readings):
                for field, column in computed:
                    self._note_computed(None, grid, field, row, column)
                continue
            if row > table.last_row:
                self._overflow(table, grid, row)
            prefix = in_row(path, len(rows))
            self.origins.put_row(prefix, grid.name, row, table.columns)
            values = blank.copy()
            for (field, column), reading in zip(typed, readings, strict=True):
                values[field.name] = reading.value.value
                if reading.is_noted:
                    self._note(f"{prefix}.{field.name}", Location(grid.name, row, column), field, reading)
            for field, column in computed:
                self._note_computed(f"{prefix}.{field.name}", grid, field, row, column)
            rows.append(values)
        return rows

    def _misaligned(self, path: str, area: TableArea, grid: Grid, data: dict[str, Any]) -> list[MisalignedRow]:
        """Find the rows whose values stand in other columns. A row of good codes is not looked at closer."""
        table = self.definition.schema.tables[path]
        coded = [column for column in table.columns if column.choices and column.name in area.columns]
        rows: list[MisalignedRow] = []
        for index, values in enumerate(value_at(data, path)):
            if any(values[column.name] not in column.choices for column in coded):
                row = self.origins[in_row(path, index, coded[0].name)].row
                offset = misalignment(table, area, grid, row)
                if offset:
                    rows.append(MisalignedRow(in_row(path, index), row, offset))
        return rows

    def _overflow(self, table: TableArea, grid: Grid, row: int) -> None:
        if any(finding.rule == "table.overflow" and finding.field == table.path for finding in self.findings):
            return
        location = Location(grid.name, row, min(table.columns.values()))
        title = self.definition.schema.tables[table.path].title
        self.findings.append(
            READER_RULES["table.overflow"].finding(field=table.path, location=location, table=title, capacity=table.capacity, row=row)
        )
