"""Rows of last year's table in the table of this year: by key where rows have keys, else one below the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from xltool.base.paths import in_row
from xltool.form.row_keys import match_rows, row_key
from xltool.form.schema import Table


@dataclass(frozen=True, kw_only=True)
class EarlierRows:
    """The rows of one table of this year's form, gathered from last year's document."""

    table: Table
    carried: dict[int, dict[str, Any]] = field(default_factory=dict)  # row of last year → what is carried, by column
    known: dict[int, dict[str, Any]] = field(default_factory=dict)  # row of last year → all that it holds

    def note(self, row: int, column: str, value: Any, *, is_carried: bool) -> None:
        """Note a cell of last year's row."""
        self.known.setdefault(row, {})[column] = value
        if is_carried:
            self.carried.setdefault(row, {})[column] = value

    def placed(self) -> tuple[list[dict[str, Any]], list[str]]:
        """Return the rows of this year's table, and the paths of last year's that have no place there, each with its key."""
        rows = sorted(self.carried)
        if self.table.fixed is not None:
            keys = [row_key(self.known[row].get(self.table.fixed.key)) for row in rows]
            found = match_rows(self.table.fixed.keys, keys).found
            placed = [{**self.carried[rows[given]], self.table.fixed.key: self.table.fixed.keys[wanted]} for wanted, given in found.items()]
            return placed, self._left(rows, keys, set(found.values()))
        if self.table.key:
            keys = [self._key(row) for row in rows]
            first = {key: given for given, key in reversed(list(enumerate(keys))) if key}
            kept = set(first.values())
            return [self.carried[row] for given, row in enumerate(rows) if given in kept], self._left(rows, keys, kept)
        return [self.carried[row] for row in rows], []

    def _key(self, row: int) -> str:
        """Return the key of a row; "" where a part of it is blank."""
        parts = [row_key(self.known[row].get(name)) for name in self.table.key]
        return " ".join(parts) if all(parts) else ""

    def _left(self, rows: Sequence[int], keys: Sequence[str], kept: set[int]) -> list[str]:
        return [f"{in_row(self.table.path, row)} ({keys[given]})" for given, row in enumerate(rows) if given not in kept]
