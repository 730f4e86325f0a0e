"""Compare two completed forms (`xltool diff`): single fields by their path, fixed rows by their key, others after they have been aligned.

A row that was removed in one place and stands unchanged in another has moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from xltool.base.cells import Location
from xltool.base.document import Document
from xltool.base.errors import UsageError, not_found
from xltool.base.messages import Text
from xltool.base.paths import in_row, parent_of
from xltool.base.source_files import as_file
from xltool.base.sources import Source, name_of
from xltool.checking.difference import Change, Difference, RowChange, RowKind
from xltool.checking.row_alignment import Key, Pair, align
from xltool.form.row_keys import match_rows
from xltool.form.schema import Schema, Table
from xltool.reading.guard import Limits
from xltool.reading.read_workbook import read_workbook
from xltool.reading.reading_record import Reading
from xltool.rules.definition import Definition


def diff(a: Source, b: Source, *, templates: Path | str | None = None, limits: Limits | None = None) -> Difference:
    """Compare two workbooks (paths, bytes or streams) of any format, saved by any program.

    Raises UsageError when there is no such file, one of them cannot be read, or the two are different forms.

    >>> difference = xltool.diff("filled.xlsx", "corrected.xlsx")
    >>> difference.is_equal, str(difference.rows[0].cells[0].old_cell)
    (False, '绩效目标表!C21')
    """
    (old, definition), (new, other) = (_document(source, templates, limits or Limits()) for source in (a, b))
    if definition.id != other.id:
        zh, en = f"两份表不是同一种：{definition.id}、{other.id}", f"these are two different forms, {definition.id} and {other.id}"
        raise UsageError(Text(zh=zh, en=en))
    return compare(definition.schema, old, new, names=(name_of(a), name_of(b)))


def _document(source: Source, templates: Path | str | None, limits: Limits) -> tuple[Document, Definition]:
    with as_file(source, limits.n_bytes) as file:
        if not file.path.is_file():
            raise not_found(file.name)
        reading: Reading = read_workbook(file.path, templates, limits)
    if reading.definition is None:
        reason = reading.document.findings[0].message
        raise UsageError(Text(zh=f"{file.name}：{reason.zh}", en=f"{file.name}: {reason.en}"))
    return reading.document, reading.definition


def compare(schema: Schema, old: Document, new: Document, *, names: tuple[str, str]) -> Difference:
    """Compare two documents of one form."""
    rows = (row for table in schema.tables.values() for row in _Rows(schema, table, old, new).changes())
    return Difference(old=names[0], new=names[1], fields=tuple(_fields(schema, old, new)), rows=tuple(rows))


def full_title(schema: Schema, path: str) -> str:
    """Return a field's label with the titles of the groups around it: `收入 › 财政拨款 › 小计（万元）`."""
    groups: list[str] = []
    while path_above := parent_of(groups[0] if groups else path):
        groups.insert(0, path_above)
    field = schema.field(path)
    label = field.heading if field else schema.titles.get(path, path)
    return " › ".join([*(schema.titles[group] for group in groups if group in schema.titles), label])


def _fields(schema: Schema, old: Document, new: Document) -> Iterator[Change]:
    for path, field in schema.fields.items():
        before, after = old.get(path), new.get(path)
        if before != after:
            yield Change(
                field=path,
                title=full_title(schema, path),
                field_kind=field.kind,
                old=before,
                new=after,
                old_cell=old.location(path),
                new_cell=new.location(path),
            )


# --- rows -------------------------------------------------------------------------------------------------------------

Row: TypeAlias = Mapping[str, Any]


class _Rows:
    """One table of two documents."""

    def __init__(self, schema: Schema, table: Table, old: Document, new: Document) -> None:
        self.schema = schema
        self.table = table
        self.documents = (old, new)
        self.rows = (old.rows(table.path), new.rows(table.path))

    def changes(self) -> Iterator[RowChange]:
        before, after = ([self._key(row) for row in rows] for rows in self.rows)
        for kind, (old_row, new_row) in _with_kinds(self._pairs(before, after), before, after):
            if kind is not None:
                yield self._change(kind, old_row, new_row)

    def _pairs(self, before: Sequence[Key], after: Sequence[Key]) -> Iterator[Pair]:
        """Pair the rows that are the same: fixed rows by their keys, others by what is alike in them."""
        if self.table.fixed is None:
            yield from align(before, after, [column.kind.prose != "none" for column in self.table.columns])
            return
        keys = [[row.get(self.table.fixed.key) for row in rows] for rows in self.rows]
        match = match_rows(*keys)
        yield from match.found.items()
        yield from ((row, None) for row in match.missing)
        yield from ((None, row) for row in sorted([*match.unknown, *match.unkeyed, *match.repeated]))

    def _key(self, row: Row) -> Key:
        values = (row.get(column.name) for column in self.table.columns)
        return tuple(tuple(value) if isinstance(value, list) else value for value in values)

    def _change(self, kind: RowKind, old_row: int | None, new_row: int | None) -> RowChange:
        return RowChange(
            kind=kind,
            table=self.table.path,
            title=full_title(self.schema, self.table.path),
            label=self._label(1, new_row) or self._label(0, old_row),
            old_row=old_row,
            new_row=new_row,
            cells=tuple(self._cells(old_row, new_row)),
            old_cell=self._first_cell(0, old_row),
            new_cell=self._first_cell(1, new_row),
        )

    def _cells(self, old_row: int | None, new_row: int | None) -> Iterator[Change]:
        for column in self.table.columns:
            before, after = self._value(0, old_row, column.name), self._value(1, new_row, column.name)
            if before != after:
                yield Change(
                    field=column.path,
                    title=column.label,
                    field_kind=column.kind,
                    old=before,
                    new=after,
                    old_cell=self._cell(0, old_row, column.name),
                    new_cell=self._cell(1, new_row, column.name),
                )

    def _value(self, side: int, row: int | None, column: str) -> Any:
        return None if row is None else self.rows[side][row].get(column)

    def _cell(self, side: int, row: int | None, column: str) -> Location | None:
        return None if row is None else self.documents[side].location(in_row(self.table.path, row, column))

    def _label(self, side: int, row: int | None) -> str:
        if self.table.fixed is not None:
            return str(self._value(side, row, self.table.fixed.name or self.table.fixed.key) or "")
        names = (self._value(side, row, column.name) for column in self.table.columns if column.kind.prose != "none")
        return next((str(name) for name in names if name is not None), "")

    def _first_cell(self, side: int, row: int | None) -> Location | None:
        return self._cell(side, row, self.table.columns[0].name)


def _with_kinds(pairs: Iterable[Pair], before: Sequence[Key], after: Sequence[Key]) -> Iterator[tuple[RowKind | None, Pair]]:
    """Yield what became of each row; None for one that is as it was. Rows removed and added alike have moved."""
    aligned = list(pairs)
    added = {new: after[new] for old, new in aligned if old is None and new is not None}
    moved: dict[int, int] = {}
    for old, new in aligned:
        if old is not None and new is None:
            target = next((row for row, key in added.items() if key == before[old]), None)
            if target is not None:
                moved[target] = old
                del added[target]
    gone = set(moved.values())
    for old, new in aligned:
        if old is None:
            assert new is not None  # noqa: S101 - a pair has at least one side
            yield ("moved", (moved[new], new)) if new in moved else ("added", (None, new))
        elif new is None:
            if old not in gone:
                yield "removed", (old, None)
        else:
            yield (None if before[old] == after[new] else "changed"), (old, new)
