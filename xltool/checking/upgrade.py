"""Upgrade a workbook that was filled in on an older version of a template to the version of today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xltool.base.cells import Location
from xltool.base.dates import number_or_date
from xltool.base.errors import UsageError
from xltool.base.files import Output, write_whole
from xltool.base.findings import Finding
from xltool.base.messages import Text
from xltool.base.output_path import refuse_input, refuse_output
from xltool.base.paths import in_row, put, value_at, without_rows
from xltool.base.short_repr import short_repr
from xltool.base.source_files import GivenFile, as_file
from xltool.base.sources import Source, name_of
from xltool.form.complete_document import as_typed, block_places, complete, moved_path
from xltool.form.fixed_rows import FixedRows
from xltool.form.given import fill_in_defaults
from xltool.form.layout import place
from xltool.form.row_keys import match_rows
from xltool.form.schema import Field, Table
from xltool.reading.book import Book, Grid
from xltool.reading.defined_names import field_areas
from xltool.reading.given_values import read_issued
from xltool.reading.guard import Limits
from xltool.reading.identity import WorkbookIdentity, read_identity
from xltool.reading.located_areas import located_areas
from xltool.reading.looks import Formatted, as_shown
from xltool.reading.open_book import open_book
from xltool.rules.compute import differences
from xltool.rules.definition import Definition
from xltool.rules.definition_files import BEFORE_VERSION, find_newest, find_version
from xltool.rules.load import load_definition
from xltool.workbook.assemble import build_workbook
from xltool.workbook.form_copy import Issue, fingerprint_of


@dataclass(frozen=True, kw_only=True)
class UnplacedValue:
    """Something in the old workbook that has no place in the new one."""

    __repr__ = short_repr

    path: str  # its path in the old version
    location: Location
    value: Any


@dataclass(frozen=True, kw_only=True)
class Upgrade:
    """What came of an upgrade."""

    __repr__ = short_repr

    path: Path  # the new workbook; of a stream what messages call it
    from_version: str | None
    to_version: str
    renamed: dict[str, str]  # old path → new path, of those that moved under another name
    leftovers: tuple[UnplacedValue, ...]  # values without a place; nothing else was lost


def upgrade(
    file: Source, output: Output, *, to: str | None = None, templates: str | Path | None = None, limits: Limits | None = None
) -> Upgrade:
    """Carry a completed workbook into another version of its template and write it: `to`, else that of today, then on to the newest.

    Both may be streams, and `file` bytes as well. Values move by their paths, which the old workbook carries as defined names; the
    template's `renamed` table says what is called otherwise now. What has no place is listed in
    `leftovers`. Raises UsageError when the file cannot be read, names no known template or has lost its names, DefinitionError when
    the template is wrong.

    >>> upgraded = xltool.upgrade("filled.xlsx", "upgraded.xlsx", to="2022.2")
    >>> upgraded.from_version, upgraded.to_version, len(upgraded.leftovers)
    ('2022.1', '2022.2', 0)
    """
    refuse_output(output, ".xlsx", Text(zh="工作簿", en="the workbook"))
    refuse_input(output, file)
    limits = limits or Limits()
    with as_file(file, limits.n_bytes) as source:
        return _upgraded(_open(source, limits), source.name, output, to, templates)


def _upgraded(book: Book, file: str, output: Output, to: str | None, templates: str | Path | None) -> Upgrade:
    identity = read_identity(book)
    if identity.template is None:
        raise UsageError(Text(zh=f"{file}：没有模板标识，无法升级", en=f"{file}: carries no template id, so it cannot be upgraded"))
    own = _own(identity.template, identity, templates)
    made_from = _made_from(identity, own)
    carrier = _Carrier(book, file, _target(own, made_from, to, templates), made_from)
    definition = carrier.definition
    data = carrier.carry()
    issue = Issue(
        unit=identity.unit or "",
        project=identity.project or "",
        campaign=identity.campaign or "",
        signature=identity.signature or "",
        fingerprint=fingerprint_of(identity.signature or ""),
    )
    entries = as_typed(definition.schema, data, carrier.typed)
    write_whole(output, build_workbook(definition, data, issue, entries=entries))
    return Upgrade(
        path=Path(name_of(output)),
        from_version=identity.version,
        to_version=definition.version,
        renamed=carrier.renamed,
        leftovers=tuple(carrier.leftovers),
    )


def _own(form: str, identity: WorkbookIdentity, templates: str | Path | None) -> Definition:
    """Return the version that the workbook says, else that of the id."""
    return load_definition(find_version(form, identity.version, templates))


def _made_from(identity: WorkbookIdentity, own: Definition) -> Definition | None:
    """Return the definition if the workbook was made from that very one."""
    return own if (own.version, own.digest) == (identity.version, identity.digest) else None


def _target(own: Definition, made_from: Definition | None, to: str | None, templates: str | Path | None) -> Definition:
    """Return the version that is asked for; else the newest for a workbook of a definition that stands there, and that of the id for any other."""
    if to:
        return load_definition(f"{own.id}{BEFORE_VERSION}{to}", templates)
    return load_definition(find_newest(own.id, templates)) if made_from else own


def carried_document(file: Path, definition: Definition, own: Definition) -> dict[str, Any]:
    """Return the document of a workbook of another version, read by `own`, by the paths of today. Raises UsageError as `upgrade` does."""
    book = _open(GivenFile(path=file, name=str(file)), Limits())
    return _Carrier(book, str(file), definition, _made_from(read_identity(book), own)).carry()


def _open(file: GivenFile, limits: Limits) -> Book:
    book = open_book(file.path, limits)
    if isinstance(book, Finding):
        reason = book.message
        raise UsageError(Text(zh=f"{file.name}：{reason.zh}", en=f"{file.name}: {reason.en}"))
    return book


class _Carrier:
    """Carries the values of a workbook into another definition; `made_from` finds them where rows moved, names alone where it is not there."""

    def __init__(self, book: Book, file: str, definition: Definition, made_from: Definition | None) -> None:
        self.book = book
        self.definition = definition
        named = field_areas(book)
        self.areas = located_areas(book, made_from) if made_from else named
        self.issued = read_issued(book, definition.schema).fields  # path → what a locked cell held when it was sent out
        self.renamed: dict[str, str] = {}
        self.leftovers: list[UnplacedValue] = []
        self.typed: dict[str, Any] = {}  # concrete path → text of the cell, where another value was read from it
        self.computed: dict[str, tuple[str, Location, Any]] = {}  # concrete path of what is computed today → old path, cell, content
        self._grids: dict[str, Grid] = {}
        if not self.areas:
            zh, en = f"{file}：字段名称已丢失，无法升级", f"{file}: its defined names are gone, so it cannot be upgraded"
            raise UsageError(Text(zh=zh, en=en))
        if lost := [path for path in named if path not in self.areas and made_from and made_from.schema.field(path)]:
            zh = f"{file}：表中行列有移动，找不到这些字段：{'、'.join(lost)}；请先恢复表样"
            en = f"{file}: parts of the form were moved, and these fields cannot be found: {', '.join(lost)}; restore the form first"
            raise UsageError(Text(zh=zh, en=en))

    def carry(self) -> dict[str, Any]:
        """Build the document of the new version."""
        schema = self.definition.schema
        data: dict[str, Any] = {}
        for path, repeat in schema.repeats.items():
            put(data, path, [{} for _ in repeat.blocks])
        columns: dict[str, dict[str, list[tuple[Location, Any]]]] = {}
        for old in self.areas:
            new = self._new_path(old)
            field = schema.field(new)
            if field is None:
                self._leave(old, self._cells(old))
            elif field.constant is not None:
                self._leave(old, self._other_than(field, self._cells(old)))
            elif field.table is None and old in self.issued:
                put(data, new, field.read(self.issued[old]).value)
            elif field.table is None:
                self._single(data, old, field)
            else:
                columns.setdefault(field.table, {})[field.name] = list(self._cells(old))
        for table, cells in columns.items():
            put(data, table, self._rows(table, cells))
        self._close_gaps(data)
        self._leave_what_is_computed_otherwise(data)
        completed = complete(schema, data)
        fill_in_defaults(schema, completed, data)  # of fields that the old form had not
        return completed

    def _close_gaps(self, data: dict[str, Any]) -> None:
        """Leave out the blocks of repeated ones that are not in use; what follows moves up."""
        schema, places = self.definition.schema, block_places(self.definition.schema, data)
        for path in schema.repeats:
            blocks = enumerate(value_at(data, path))
            put(data, path, [block for index, block in blocks if places[in_row(path, index)] is not None])
        self.typed = {now: text for path, text in self.typed.items() if (now := moved_path(schema, path, places)) is not None}
        self.computed = {now: cell for path, cell in self.computed.items() if (now := moved_path(schema, path, places)) is not None}

    def _other_than(self, field: Field, cells: Iterator[tuple[Location, Any]]) -> Iterator[tuple[Location, Any]]:
        """Yield the cells that hold something else than a constant."""
        return ((location, raw) for location, raw in cells if field.read(raw).value != field.constant)

    def _leave_what_is_computed_otherwise(self, data: dict[str, Any]) -> None:
        """List what was typed where the form of today computes another value. What a formula yielded was typed by nobody."""
        for path, _, _ in differences(self.definition, data):
            self.typed.pop(path, None)
            old, location, raw = self.computed[path]
            if location.cell not in self._formulas(location.sheet):
                self._leave(old, iter([(location, raw)]))

    def _formulas(self, sheet: str) -> frozenset[str]:
        """Return the cells of a sheet of the old workbook that hold formulas, as far as its format tells."""
        traits = self._grids[sheet].traits
        return frozenset(traits.formulas if traits else ())

    def _new_path(self, old: str) -> str:
        declared = without_rows(old)
        new = self.definition.schema.in_same_block(old, self.definition.template.renamed.get(declared, declared))
        if new != old:
            self.renamed[old] = new
        return new

    def _cells(self, path: str) -> Iterator[tuple[Location, Any]]:
        """Yield the cells of a name, blanks included."""
        sheet, area = self.areas[path]
        if sheet not in self.book.sheet_names:
            return
        grid = self._grids.get(sheet) or self.book.grid(sheet)
        self._grids[sheet] = grid
        for row, column in area.cells():
            yield Location(sheet, row, column), grid.cell(row, column)

    def _leave(self, path: str, cells: Iterator[tuple[Location, Any]]) -> None:
        for location, raw in cells:
            if raw is not None:
                self.leftovers.append(UnplacedValue(path=path, location=location, value=raw))

    def _single(self, data: dict[str, Any], old: str, field: Field) -> None:
        cells = list(self._cells(old))
        if cells:
            put(data, field.path, self._read(field, field.path, old, cells[0]))
            self._leave(old, iter(cells[1:]))

    def _read(self, field: Field, path: str, old: str, cell: tuple[Location, Any]) -> Any:
        """Read a cell; its text goes into the new workbook as it was typed."""
        location, raw = cell
        if field.is_computed:
            self.computed[path] = old, location, raw
        raw = self._content(field, raw)
        value = field.read(raw).value
        self.typed.pop(path, None)  # of a row that was left out
        if isinstance(raw, str) and raw != value:
            self.typed[path] = raw
        return value

    def _content(self, field: Field, raw: Any) -> Any:
        raw = as_shown(field.kind, raw) if isinstance(raw, Formatted) else raw
        return number_or_date(raw, date1904=self.book.date1904) if field.kind.format_tells == "days" else raw

    def _rows(self, table: str, columns: dict[str, list[tuple[Location, Any]]]) -> list[dict[str, Any]]:
        """Return the rows of a table that hold something; rows beyond the capacity of today are left over."""
        declared = self.definition.schema.tables[table]
        fields = {column.name: column for column in declared.columns}
        if declared.fixed is not None:
            return self._fixed_rows(declared, declared.fixed, columns)
        capacity = place(self.definition.template, self.definition.schema).tables[table][1].capacity
        rows: list[dict[str, Any]] = []
        for index in range(max(map(len, columns.values()), default=0)):
            cells = {name: column[index] for name, column in columns.items() if index < len(column)}
            row = {name: self._read(fields[name], in_row(table, len(rows), name), f"{table}.{name}", cell) for name, cell in cells.items()}
            if all(value is None for name, value in row.items() if not fields[name].is_computed):
                continue
            if len(rows) < capacity:
                rows.append(row)
            else:
                for name, cell in cells.items():
                    self._leave(f"{table}.{name}", iter([cell]))
        return rows

    def _fixed_rows(self, table: Table, fixed: FixedRows, columns: dict[str, list[tuple[Location, Any]]]) -> list[dict[str, Any]]:
        """Return all fixed rows of today; what stands in a row that the list has no more, or has found already, is left over."""
        key = table.column(fixed.key)
        keys = [key.read(self._content(key, raw)).value for _, raw in columns.get(fixed.key, ())] if key else []
        places = {given: wanted for wanted, given in match_rows(fixed.keys, keys).found.items()}
        rows = table.completed([])
        typed = [column for column in table.columns if not column.is_fixed and column.name in columns]
        for index in range(max(map(len, columns.values()), default=0)):
            for column in typed:
                cells = columns[column.name][index : index + 1]
                if cells and index in places:
                    path = in_row(table.path, places[index], column.name)
                    rows[places[index]][column.name] = self._read(column, path, column.path, cells[0])
                elif column.is_typed:
                    named = f" ({keys[index]})" if index < len(keys) and keys[index] else ""
                    self._leave(f"{in_row(table.path, index, column.name)}{named}", iter(cells))
        return rows
