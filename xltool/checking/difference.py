"""Record what differs between two completed forms, field by field and row by row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from xltool.base.cells import Location
from xltool.form.kind import Kind

#: Version of the JSON that `diff --format json` prints. 1: first.
FORMAT_VERSION = 1
RowKind: TypeAlias = Literal["changed", "added", "removed", "moved"]


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
        """Return the difference as `xltool diff --format json` prints it."""
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
