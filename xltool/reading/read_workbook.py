"""One received file, read: the document with the origin of every value, and what was noticed on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from xltool.base.cells import Location
from xltool.base.dates import YEARS
from xltool.base.document import Document, Origins
from xltool.base.errors import UsageError
from xltool.base.findings import Finding
from xltool.base.paths import in_row, put, value_at
from xltool.base.reader_rules import READER_RULES
from xltool.form.kind import CellValue
from xltool.form.layout import SheetLayout, TableArea
from xltool.form.schema import Field, complete
from xltool.reading.book import Book
from xltool.reading.defined_names import field_areas
from xltool.reading.guard.limits import Limits
from xltool.reading.guard.refusal import Refused
from xltool.reading.guard.refusal_findings import finding_of
from xltool.reading.identity import Identity, read_identity, recognise
from xltool.reading.locate import locate
from xltool.reading.open_book import open_book
from xltool.reading.parsing.date_styles import EPOCH_1904
from xltool.reading.parsing.grid import NOT_COMPUTED, Grid
from xltool.reading.sanitise import Odd, screen
from xltool.reading.tampering.expected_form import GenuineSheet, genuine
from xltool.reading.tampering.misaligned_rows import Shifted, shift_findings, shift_of
from xltool.reading.tampering.other_sheets import other_sheets, structure_findings
from xltool.reading.tampering.package_contents import package_findings
from xltool.reading.tampering.tampering import Found
from xltool.rules.definition import Definition
from xltool.rules.load import find_definition, load_definition

#: Rows below the form that are looked at for entries beyond a table's capacity.
_MARGIN = 2_000
_NOT_COMPUTED: tuple[Odd, ...] = (("value.not-computed", {}),)
_ID = re.compile(r"[\w-]{1,80}")  # no longer than a file may be called


@dataclass(frozen=True)
class Reading:
    """A file as read: its document, and the definition by which it was read (None when it could not be)."""

    document: Document
    definition: Definition | None
    outdated: bool = False  # of another version than the definition


def read_here(path: Path, templates: Path | str | None, limits: Limits) -> Reading:
    """Read one file in this process. Whatever is wrong with it is a finding of the document; nothing is raised for it."""
    book = open_book(path, limits)
    if isinstance(book, Finding):
        return unread(book)
    try:
        return _read_book(book, templates, limits)
    except Refused as refusal:
        return unread(finding_of(refusal))


def _read_book(book: Book, templates: Path | str | None, limits: Limits) -> Reading:
    identity = read_identity(book)
    definition, findings = _definition(book, identity, templates)
    if definition is None:
        return unread(*findings, identity=identity)
    outdated = identity.version is not None and identity.version != definition.version
    reader = _Reader(book, definition, limits)
    data = reader.read()
    if not outdated:
        reader.findings.extend(structure_findings(book, definition, reader.sheets, is_issued=identity.template is not None))
    document = Document(
        data=data,
        origins=reader.origins,
        template=definition.id,
        version=identity.version or definition.version,
        unit=identity.unit,
        project=identity.project,
        campaign=identity.campaign,
        signature=identity.signature,
        program=book.program,
        misplaced=tuple(shifted.path for sheet in reader.sheets for rows in sheet.shifted.values() for shifted in rows),
        findings=(*findings, *package_findings(book), *([] if outdated else reader.findings)),
    )
    return Reading(document, definition, outdated)


def unread(*findings: Finding, identity: Identity | None = None) -> Reading:
    """The reading of a file that could not be read."""
    said = identity or Identity()
    document = Document(data={}, template=said.template, version=said.version, unit=said.unit, findings=findings)
    return Reading(document, None)


def _definition(book: Book, identity: Identity, templates: Path | str | None) -> tuple[Definition | None, list[Finding]]:
    """The definition of a workbook, with what is to be said about its version."""
    if identity.template is None:
        definition = recognise(book, templates)
        if definition is None:
            return None, [READER_RULES["template.unknown"].finding(template="—")]
        return definition, [READER_RULES["template.recognised"].finding(template=definition.id)]
    path = _find(identity.template, templates)
    if path is None:
        return None, [READER_RULES["template.unknown"].finding(template=identity.template, value=identity.template)]
    definition = load_definition(path)
    return definition, list(_version_findings(identity, definition))


def _find(template: str, templates: Path | str | None) -> Path | None:
    """The template file of an id. A path is none: it would open whatever file the sender names."""
    if not _ID.fullmatch(template):
        return None
    try:
        return find_definition(template, templates)
    except UsageError:
        return None


def _version_findings(identity: Identity, definition: Definition) -> Iterator[Finding]:
    if identity.version != definition.version:
        found = identity.version or "—"
        yield READER_RULES["template.outdated"].finding(found=found, wanted=definition.version, value=identity.version)
    elif identity.digest != definition.digest:
        yield READER_RULES["template.changed"].finding(value=identity.digest)


class _Found(NamedTuple):
    """What a field found in a cell."""

    field: Field
    row: int
    column: int
    value: CellValue
    odd: tuple[Odd, ...]  # what is to be said about it

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands there, not even a formula without its result."""
        return self.value.value is None and self.odd is not _NOT_COMPUTED


def _told(path: str, location: Location, found: _Found) -> Iterator[Finding]:
    """What is to be said about a cell: what is odd about it, and how it was written before that was put right."""
    value, before = found.value
    for rule, words in found.odd:
        shown = value if rule == "value.error" else None
        yield READER_RULES[rule].finding(field=path, location=location, value=shown, label=found.field.title, **words)
    if before is not None:
        yield READER_RULES["R63"].finding(
            field=path, location=location, value=value, before=before.strip()[:40], after=found.field.kind.show(value)[:40]
        )


class _Reader:
    def __init__(self, book: Book, definition: Definition, limits: Limits) -> None:
        self.book = book
        self.limits = limits
        self.definition = definition
        self.form = genuine(definition)
        self.areas = field_areas(book)
        self.origins = Origins()
        self.findings: list[Finding] = []
        self.sheets: list[Found] = []  # of the form, as received

    def read(self) -> dict[str, Any]:
        """The data of the document, every field present, blanks as None, tables as lists of used rows."""
        data = complete(self.definition.schema, {})
        for sheet in self.form.sheets.values():
            grid = self._grid(sheet)
            if grid is None:
                name = sheet.layout.name
                self.findings.append(READER_RULES["sheet.missing"].finding(sheet=name, value=name))
                continue
            self._far(grid)
            self._read_sheet(data, sheet, grid)
        return data

    def _read_sheet(self, data: dict[str, Any], sheet: GenuineSheet, grid: Grid) -> None:
        names = {path: area for path, (name, area) in self.areas.items() if name == grid.name}
        located = locate(sheet.layout, self.definition.schema, grid, names, sheet.located)
        self.findings.extend(located.findings)
        for path, (row, column) in located.inputs.items():
            put(data, path, self._take(path, grid, self._look(self.definition.schema.fields[path], grid, row, column)))
        shifted: dict[str, list[Shifted]] = {}
        for path, table in located.tables.items():
            put(data, path, self._rows(path, table, grid, sheet.layout))
            shifted[path] = self._shifted(path, table, grid, data)
            self.findings.extend(shift_findings(table, grid.name, shifted[path]))
        self.sheets.append(Found(genuine=sheet, grid=grid, located=located, shifted=shifted))

    def _grid(self, sheet: GenuineSheet) -> Grid | None:
        """The sheet by its name; if that one does not show the form, the one that shows most of its labels."""
        layout = sheet.layout
        limit = min(layout.last_row + _MARGIN, self.limits.n_rows)
        own = self.book.grid(layout.name, limit) if layout.name in self.book.sheet_names else None
        labels = sheet.located.labels
        if own is not None and sum(own.text(*place) == label.text for label, place in labels.items()) * 2 > len(labels):
            return own
        wanted = {label.text for label in layout.labels if label.style == "label"}
        others = other_sheets(self.book, self.form.layout.sheets)
        grids = [*([own] if own is not None else []), *(self.book.grid(name, limit) for name in others)]
        best = max(grids, key=lambda grid: len(wanted & grid.places().keys()), default=None)
        if best is not None and len(wanted & best.places().keys()) * 2 > len(wanted):
            return best
        return own if own is not None and self._is_named(own) else None

    def _is_named(self, grid: Grid) -> bool:
        """Whether anything leads to a sheet: names, or what stands on it."""
        return any(name == grid.name for name, _ in self.areas.values())

    def _far(self, grid: Grid) -> None:
        if grid.far is not None:
            location = Location(grid.name, *grid.far)
            self.findings.append(READER_RULES["sheet.far-cell"].finding(location=location, cell=location.cell))

    def _look(self, field: Field, grid: Grid, row: int, column: int) -> _Found:
        """What a field finds in a cell."""
        content = grid.content(row, column)
        is_computed = content is not NOT_COMPUTED
        raw, odd = screen(self._in_1900(field, content) if is_computed else None, self.limits.n_characters)
        return _Found(field, row, column, field.read(raw), odd if is_computed else _NOT_COMPUTED)

    def _take(self, path: str, grid: Grid, found: _Found) -> Any:
        """The value for the document; where it comes from, and what is odd about it, is kept."""
        self.origins.put(path, grid.name, found.row, found.column)
        if found.odd or found.value.before is not None:
            self.findings.extend(_told(path, Location(grid.name, found.row, found.column), found))
        return found.value.value

    def _in_1900(self, field: Field, raw: Any) -> Any:
        """A day number of a workbook that counts from 1904, as one that counts from 1900; a bare year is none."""
        is_serial = self.book.date1904 and field.kind.has_day_numbers and isinstance(raw, float) and raw not in YEARS
        return raw + EPOCH_1904 if is_serial else raw

    def _rows(self, path: str, table: TableArea, grid: Grid, sheet: SheetLayout) -> list[dict[str, Any]]:
        """The rows that hold something, gaps left out; entries beyond the capacity are read and reported."""
        self.origins.put(path, grid.name, table.heading_row, min(table.columns.values()))
        fields = self.definition.schema.tables[path].columns
        placed = [(field, table.columns[field.name]) for field in fields if field.name in table.columns]
        left, right = min(table.columns.values()), max(table.columns.values())
        ends_sheet = table.path == sheet.tables[-1].path and sheet.tables[-1].last_row == sheet.last_row
        last = grid.n_rows if ends_sheet else min(table.last_row, grid.n_rows)
        rows: list[dict[str, Any]] = []
        for row in range(table.first_row, last + 1):
            if grid.is_blank(row, left, right):
                continue
            found = [self._look(field, grid, row, column) for field, column in placed]
            if all(one.is_blank for one in found):
                continue
            if row > table.last_row:
                self._overflow(table, grid, row)
            prefix = in_row(path, len(rows))
            values = {one.field.name: self._take(f"{prefix}.{one.field.name}", grid, one) for one in found}
            rows.append({field.name: values.get(field.name) for field in fields})
        return rows

    def _shifted(self, path: str, area: TableArea, grid: Grid, data: dict[str, Any]) -> list[Shifted]:
        """The rows whose values stand in other columns. A row of good codes is not looked at closer."""
        table = self.definition.schema.tables[path]
        coded = [column for column in table.columns if column.choices and column.name in area.columns]
        found: list[Shifted] = []
        for index, values in enumerate(value_at(data, path)):
            if any(values[column.name] not in column.choices for column in coded):
                row = self.origins[in_row(path, index, coded[0].name)].row
                offset = shift_of(table, area, grid, row)
                if offset:
                    found.append(Shifted(in_row(path, index), row, offset))
        return found

    def _overflow(self, table: TableArea, grid: Grid, row: int) -> None:
        if any(finding.rule == "table.overflow" and finding.field == table.path for finding in self.findings):
            return
        location = Location(grid.name, row, min(table.columns.values()))
        title = self.definition.schema.tables[table.path].title
        self.findings.append(
            READER_RULES["table.overflow"].finding(field=table.path, location=location, table=title, capacity=table.capacity, row=row)
        )
