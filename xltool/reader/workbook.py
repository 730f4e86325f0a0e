"""One received file, read: the document with the origin of every value, and what was noticed on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xltool.catalogue import READER_RULES
from xltool.cells import Location
from xltool.document import Document, complete, put
from xltool.errors import UsageError
from xltool.finding import Finding
from xltool.layout import Layout, SheetLayout, TableArea, place
from xltool.load import find_definition, load_definition
from xltool.reader.book import Book, Grid, open_book
from xltool.reader.guard import Limits, guard
from xltool.reader.identity import Identity, read_identity, recognise
from xltool.reader.locate import locate
from xltool.reader.values import Value, read_value
from xltool.schema import Field
from xltool.template import Definition

#: Rows below the form that are looked at for entries beyond a table's capacity.
_MARGIN = 2_000


@dataclass(frozen=True)
class Reading:
    """A file as read: its document, and the definition by which it was read (None when it could not be)."""

    document: Document
    definition: Definition | None
    outdated: bool = False  # of another version than the definition


def read_workbook(path: Path, templates: Path | str | None = None, limits: Limits | None = None) -> Reading:
    """Read one file. Whatever is wrong with it is a finding of the document; nothing is raised for it."""
    refused = guard(path, limits or Limits())
    if refused is not None:
        return _unread(refused)
    book = open_book(path)
    if isinstance(book, Finding):
        return _unread(book)
    identity = read_identity(book)
    definition, findings = _definition(book, identity, templates)
    if definition is None:
        return _unread(*findings, identity=identity)
    outdated = identity.version is not None and identity.version != definition.version
    reader = _Reader(book, definition)
    data = reader.read()
    document = Document(
        data=data,
        origins=reader.origins,
        template=definition.id,
        version=identity.version or definition.version,
        unit=identity.unit,
        campaign=identity.campaign,
        signature=identity.signature,
        findings=(*findings, *([] if outdated else reader.findings)),
    )
    return Reading(document, definition, outdated)


def _unread(*findings: Finding, identity: Identity | None = None) -> Reading:
    said = identity or Identity()
    document = Document(data={}, template=said.template, version=said.version, unit=said.unit, findings=findings)
    return Reading(document, None)


def _definition(
    book: Book, identity: Identity, templates: Path | str | None
) -> tuple[Definition | None, list[Finding]]:
    """The definition of a workbook, with what is to be said about its version."""
    if identity.template is None:
        definition = recognise(book, templates)
        if definition is None:
            return None, [READER_RULES["template.unknown"].finding(template="—")]
        return definition, [READER_RULES["template.recognised"].finding(template=definition.id)]
    try:
        find_definition(identity.template, templates)
    except UsageError:
        return None, [READER_RULES["template.unknown"].finding(template=identity.template, value=identity.template)]
    definition = load_definition(identity.template, templates)
    return definition, list(_version_findings(identity, definition))


def _version_findings(identity: Identity, definition: Definition) -> Iterator[Finding]:
    if identity.version != definition.version:
        found = identity.version or "—"
        yield READER_RULES["template.outdated"].finding(found=found, wanted=definition.version, value=identity.version)
    elif identity.digest != definition.digest:
        yield READER_RULES["template.changed"].finding(value=identity.digest)


class _Reader:
    def __init__(self, book: Book, definition: Definition) -> None:
        self.book = book
        self.definition = definition
        self.layout: Layout = place(definition.template, definition.schema)
        self.origins: dict[str, Location] = {}
        self.findings: list[Finding] = []

    def read(self) -> dict[str, Any]:
        """The data of the document, every field present, blanks as None, tables as lists of used rows."""
        data = complete(self.definition.schema, {})
        for sheet in self.layout.sheets:
            grid = self._grid(sheet)
            if grid is None:
                self.findings.append(READER_RULES["sheet.missing"].finding(sheet=sheet.name, value=sheet.name))
                continue
            located = locate(sheet, self.definition.schema, grid)
            self.findings.extend(located.findings)
            for path, (row, column) in located.inputs.items():
                field = self.definition.schema.fields[path]
                put(data, path, self._value(field, path, grid, row, column))
            for path, table in located.tables.items():
                put(data, path, self._rows(path, table, grid, sheet))
        return data

    def _grid(self, sheet: SheetLayout) -> Grid | None:
        """The sheet by its name, else the one visible sheet that holds its labels."""
        names = self.book.sheet_names
        limit = sheet.last_row + _MARGIN
        if sheet.name in names:
            return self.book.grid(sheet.name, limit)
        wanted = {label.text for label in sheet.labels if label.style == "label"}
        grids = [self.book.grid(name, limit) for name in names if not name.startswith("_")]
        best = max(grids, key=lambda grid: len(wanted & grid.places().keys()), default=None)
        return best if best is not None and len(wanted & best.places().keys()) * 2 > len(wanted) else None

    def _value(self, field: Field, path: str, grid: Grid, row: int, column: int) -> Any:
        location = Location(grid.name, row, column)
        self.origins[path] = location
        value = read_value(field, grid.cell(row, column))
        self._note(value, path, location)
        return value.value

    def _note(self, value: Value, path: str, location: Location) -> None:
        if value.before is not None:
            after = str(value.value)
            finding = READER_RULES["R63"].finding(
                field=path, location=location, value=value.value, before=value.before.strip()[:40], after=after[:40]
            )
            self.findings.append(finding)

    def _rows(self, path: str, table: TableArea, grid: Grid, sheet: SheetLayout) -> list[dict[str, Any]]:
        """The rows that hold something, gaps left out; entries beyond the capacity are read and reported."""
        self.origins[path] = Location(grid.name, table.heading_row, min(table.columns.values()))
        columns = {column.name: column for column in self.definition.schema.tables[path].columns}
        ends_sheet = table.path == sheet.tables[-1].path and sheet.tables[-1].last_row == sheet.last_row
        last = grid.n_rows if ends_sheet else min(table.last_row, grid.n_rows)
        rows: list[dict[str, Any]] = []
        for row in range(table.first_row, last + 1):
            cells = {name: grid.cell(row, table.columns[name]) for name in columns}
            if not any(read_value(columns[name], raw).value is not None for name, raw in cells.items()):
                continue
            if row > table.last_row:
                self._overflow(table, grid, row)
            prefix = f"{path}[{len(rows)}]"
            rows.append(
                {
                    name: self._value(field, f"{prefix}.{name}", grid, row, table.columns[name])
                    for name, field in columns.items()
                }
            )
        return rows

    def _overflow(self, table: TableArea, grid: Grid, row: int) -> None:
        if any(finding.rule == "table.overflow" and finding.field == table.path for finding in self.findings):
            return
        location = Location(grid.name, row, min(table.columns.values()))
        title = self.definition.schema.tables[table.path].title
        self.findings.append(
            READER_RULES["table.overflow"].finding(
                field=table.path, location=location, table=title, capacity=table.capacity, row=row
            )
        )
