"""`xltool diff`: what changed between two completed forms, field by field and row by row.

Fields are compared by their path. Rows have no names, so those of a table are aligned first: equal rows by
`difflib.SequenceMatcher` (the longest equal stretches stay together); in what is left between two such stretches, each
row is paired with the one most like it, in order, if at least half of the two is alike. Texts, which name a row, count
somewhat more than its amounts and choices: a row all of whose amounts were corrected is still the same. What remains
was added or removed; a row that was removed here and stands unchanged elsewhere has moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeAlias

from xltool.base.cells import Location
from xltool.base.document import Document
from xltool.base.errors import UsageError
from xltool.base.messages import Text
from xltool.base.paths import in_row, steps
from xltool.form.kind import Kind
from xltool.form.schema import Schema, Table
from xltool.reading.pool import read_workbook
from xltool.reading.read_workbook import Reading
from xltool.rules.definition import Definition

FORMAT_VERSION = 1
RowKind: TypeAlias = Literal["changed", "added", "removed", "moved"]
#: Two rows are one that was changed when at least so much of them is alike.
_ALIKE = 0.5
#: What the texts of a row count for, of 1; its other cells have the rest.
_NAMES = 0.6
#: Most pairs of rows that are weighed; more of them, in one stretch, are paired as they stand.
_MOST_PAIRS = 100_000


@dataclass(frozen=True, kw_only=True)
class Change:
    """One value that differs."""

    field: str  # path: "income.total"; of a column "indicators.full_year"
    title: str  # its label, with those of the groups around it
    field_kind: Kind  # says how the values are shown
    old: Any  # None for blank
    new: Any
    old_cell: Location | None
    new_cell: Location | None


@dataclass(frozen=True, kw_only=True)
class RowChange:
    """One row of a table that differs. Rows count from 0, as in the document."""

    kind: RowKind
    table: str  # path
    title: str  # of the table
    label: str  # the first text in the row, by which people know it
    old_row: int | None  # None for a row that was added
    new_row: int | None  # None for one that was removed
    cells: tuple[Change, ...]  # what differs; all that is filled in of a row added or removed; nothing of one moved
    old_cell: Location | None
    new_cell: Location | None


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What changed from one completed form to another."""

    old: str  # what the two are called: path, or hash in a campaign
    new: str
    fields: tuple[Change, ...]
    rows: tuple[RowChange, ...]

    @property
    def is_equal(self) -> bool:
        """Whether the two say the same."""
        return not self.fields and not self.rows

    @property
    def count(self) -> int:
        """Entries: fields, and rows."""
        return len(self.fields) + len(self.rows)

    def as_json(self) -> dict[str, Any]:
        """The difference as `xltool diff --format json` prints it."""
        return {
            "format_version": FORMAT_VERSION,
            "old": self.old,
            "new": self.new,
            "equal": self.is_equal,
            "fields": [_change_json(change) for change in self.fields],
            "rows": [_row_json(row) for row in self.rows],
        }


def _change_json(change: Change) -> dict[str, Any]:
    places = {"old_cell": _place(change.old_cell), "new_cell": _place(change.new_cell)}
    return {"field": change.field, "title": change.title, "old": change.old, "new": change.new, **places}


def _row_json(row: RowChange) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "table": row.table,
        "title": row.title,
        "label": row.label,
        "old_row": row.old_row,
        "new_row": row.new_row,
        "old_cell": _place(row.old_cell),
        "new_cell": _place(row.new_cell),
        "cells": [_change_json(change) for change in row.cells],
    }


def _place(cell: Location | None) -> str | None:
    return str(cell) if cell else None


def diff(a: Path | str, b: Path | str, *, templates: Path | str | None = None) -> Difference:
    """What changed from one workbook to another, of any format, saved by any program.

    Raises UsageError when there is no such file, one of them cannot be read, or the two are different forms.
    """
    (old, definition), (new, other) = (_document(Path(path), templates) for path in (a, b))
    if definition.id != other.id:
        zh, en = f"两份表不是同一种：{definition.id}、{other.id}", f"these are two different forms, {definition.id} and {other.id}"
        raise UsageError(Text(zh=zh, en=en))
    return compare(definition.schema, old, new, names=(str(a), str(b)))


def _document(path: Path, templates: Path | str | None) -> tuple[Document, Definition]:
    if not path.is_file():
        raise UsageError(Text(zh=f"没有文件 {path}", en=f"there is no file {path}"))
    reading: Reading = read_workbook(path, templates)
    if reading.definition is None:
        reason = reading.document.findings[0].message
        raise UsageError(Text(zh=f"{path}：{reason.zh}", en=f"{path}: {reason.en}"))
    return reading.document, reading.definition


def compare(schema: Schema, old: Document, new: Document, *, names: tuple[str, str]) -> Difference:
    """What changed between two documents of one form."""
    rows = (row for table in schema.tables.values() for row in _Rows(schema, table, old, new).changes())
    return Difference(old=names[0], new=names[1], fields=tuple(_fields(schema, old, new)), rows=tuple(rows))


def full_title(schema: Schema, path: str) -> str:
    """A field's label with the titles of the groups around it: `收入 › 财政拨款 › 小计（万元）`."""
    way = steps(path)
    groups = (".".join(way[:length]) for length in range(1, len(way)))
    field = schema.field(path)
    label = field.label if field else schema.titles.get(path, path)
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
Key: TypeAlias = tuple[Any, ...]  # the values of a row
Pair: TypeAlias = tuple[int | None, int | None]  # old row, new row


class _Rows:
    """One table of two documents."""

    def __init__(self, schema: Schema, table: Table, old: Document, new: Document) -> None:
        self.schema = schema
        self.table = table
        self.documents = (old, new)
        self.rows = (old.rows(table.path), new.rows(table.path))

    def changes(self) -> Iterator[RowChange]:
        before, after = ([self._key(row) for row in rows] for rows in self.rows)
        naming = [column.kind.prose != "none" for column in self.table.columns]
        for kind, (old_row, new_row) in _with_kinds(align(before, after, naming), before, after):
            if kind is not None:
                yield self._change(kind, old_row, new_row)

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
        names = (self._value(side, row, column.name) for column in self.table.columns if column.kind.prose != "none")
        return next((str(name) for name in names if name is not None), "")

    def _first_cell(self, side: int, row: int | None) -> Location | None:
        return self._cell(side, row, self.table.columns[0].name)


def _with_kinds(pairs: Iterable[Pair], before: Sequence[Key], after: Sequence[Key]) -> Iterator[tuple[RowKind | None, Pair]]:
    """What became of each row; None for one that is as it was. Rows removed and added alike have moved."""
    found = list(pairs)
    added = {new: after[new] for old, new in found if old is None and new is not None}
    moved: dict[int, int] = {}
    for old, new in found:
        if old is not None and new is None:
            target = next((row for row, key in added.items() if key == before[old]), None)
            if target is not None:
                moved[target] = old
                del added[target]
    gone = set(moved.values())
    for old, new in found:
        if old is None:
            assert new is not None  # noqa: S101 - a pair has at least one side
            yield ("moved", (moved[new], new)) if new in moved else ("added", (None, new))
        elif new is None:
            if old not in gone:
                yield "removed", (old, None)
        else:
            yield (None if before[old] == after[new] else "changed"), (old, new)


def align(before: Sequence[Key], after: Sequence[Key], naming: Sequence[bool]) -> Iterator[Pair]:
    """Pairs of rows that belong together, in order; None where a row has no counterpart. `naming` tells texts that name a row."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, low, high, new_low, new_high in matcher.get_opcodes():
        if kind == "equal":
            yield from zip(range(low, high), range(new_low, new_high), strict=True)
        else:
            for old, new in _pair_alike(before[low:high], after[new_low:new_high], naming):
                yield None if old is None else low + old, None if new is None else new_low + new


def _pair_alike(before: Sequence[Key], after: Sequence[Key], naming: Sequence[bool]) -> Iterator[Pair]:
    """The pairs, in order, with the greatest likeness in all; a row that is like none stands alone."""
    if len(before) * len(after) > _MOST_PAIRS:
        yield from _as_they_stand(len(before), len(after))
        return
    likeness = [[_likeness(old, new, naming) for new in after] for old in before]
    best = _best(likeness, len(after))
    old = new = 0
    while old < len(before) and new < len(after):
        here = likeness[old][new]
        if here >= _ALIKE and best[old][new] == here + best[old + 1][new + 1]:
            yield old, new
            old, new = old + 1, new + 1
        elif best[old][new] == best[old + 1][new]:
            yield old, None
            old += 1
        else:
            yield None, new
            new += 1
    yield from ((row, None) for row in range(old, len(before)))
    yield from ((None, row) for row in range(new, len(after)))


def _best(likeness: Sequence[Sequence[float]], width: int) -> list[list[float]]:
    """The greatest likeness that the rows from each place on can have in all."""
    best = [[0.0] * (width + 1) for _ in range(len(likeness) + 1)]
    for old in range(len(likeness) - 1, -1, -1):
        for new in range(width - 1, -1, -1):
            here = likeness[old][new]
            together = here + best[old + 1][new + 1] if here >= _ALIKE else 0.0
            best[old][new] = max(best[old + 1][new], best[old][new + 1], together)
    return best


def _as_they_stand(n_old: int, n_new: int) -> Iterator[Pair]:
    for row in range(max(n_old, n_new)):
        yield row if row < n_old else None, row if row < n_new else None


def _likeness(old: Key, new: Key, naming: Sequence[bool]) -> float:
    """How much of two rows is alike, 0 to 1, over the cells that one of them fills."""
    names: list[float] = []
    others: list[float] = []
    for before, after, is_name in zip(old, new, naming, strict=True):
        if before is not None or after is not None:
            (names if is_name else others).append(_cell_likeness(before, after))
    if not names or not others:
        return _mean(names or others)
    return _NAMES * _mean(names) + (1 - _NAMES) * _mean(others)


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers) if numbers else 1.0


def _cell_likeness(old: Any, new: Any) -> float:
    """Texts by the pairs of neighbouring characters that they share (Dice); anything else is equal or not."""
    if old == new:
        return 1.0
    if not isinstance(old, str) or not isinstance(new, str):
        return 0.0
    before, after = _neighbours(old), _neighbours(new)
    return 2 * len(before & after) / (len(before) + len(after))


@lru_cache(maxsize=16_384)
def _neighbours(text: str) -> frozenset[str]:
    return frozenset({text[index : index + 2] for index in range(max(len(text) - 1, 1))})
