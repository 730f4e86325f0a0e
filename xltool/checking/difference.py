"""Record what differs between two completed forms, field by field and row by row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from xltool.base.cells import Location
from xltool.base.frames import frame_of
from xltool.base.messages import Text
from xltool.base.notebook import html_block, html_table
from xltool.base.short_repr import short_repr
from xltool.form.kind import Kind

if TYPE_CHECKING:
    import pandas as pd

#: Version of the JSON that `diff --format json` prints. 1: first.
FORMAT_VERSION = 1
_FRAME = ("kind", "field", "title", "old", "new", "old_cell", "new_cell")
_HEADS = (Text(zh="栏目", en="field"), Text(zh="原内容", en="old"), Text(zh="新内容", en="new"), Text(zh="单元格", en="cell"))
RowKind: TypeAlias = Literal["changed", "added", "removed", "moved"]


@dataclass(frozen=True, kw_only=True)
class Change:
    """One value that differs."""

    __repr__ = short_repr

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

    __repr__ = short_repr

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

    __repr__ = short_repr

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

    def to_frame(self) -> pd.DataFrame:
        """Return the changes as a pandas frame, one row for each value that differs, and one for each row that has moved.

        Columns: `kind` ("changed"; of rows also "added", "removed", "moved"), `field` (path; of columns without the row), `title`,
        `old` and `new` (None for blank), `old_cell` and `new_cell` as `sheet!A1`.
        """
        return frame_of(_FRAME, ((kind, *_change_row(change)) for kind, change in self._changes()))

    def _changes(self) -> Iterator[tuple[RowKind, Change | RowChange]]:
        for change in self.fields:
            yield "changed", change
        for row in self.rows:
            yield from ((row.kind, change) for change in row.cells or (row,))

    def _repr_html_(self) -> str:
        """Show the changes in a notebook."""
        rows = (_change_row(change) for _, change in self._changes())
        shown = ((title, old, new, new_cell or old_cell) for _, title, old, new, old_cell, new_cell in rows)
        return html_block(f"{self.old} → {self.new}", html_table(_HEADS, shown))

    def as_json(self) -> dict[str, Any]:
        """Return the difference as `xltool diff --format json` prints it."""
        return {
            "format_version": FORMAT_VERSION,
            "old": self.old,
            "new": self.new,
            "equal": self.is_equal,
            "fields": [_change_json(change) for change in self.fields],
            "rows": [_row_json(row) for row in self.rows],
        }


def _change_row(change: Change | RowChange) -> tuple[Any, ...]:
    places = _place(change.old_cell), _place(change.new_cell)
    if isinstance(change, RowChange):
        return change.table, f"{change.title} {change.label}".strip(), None, None, *places
    return change.field, change.title, change.old, change.new, *places


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
