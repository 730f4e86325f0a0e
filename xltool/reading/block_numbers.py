"""Number the blocks of repeated ones as the document does: those in use, in the order of the form, gaps left out.

A block is in use when something is typed in it; the first ones of an array with `minItems` are in any case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from xltool.base.paths import in_row
from xltool.form.schema import Field, Schema, Table


@dataclass(frozen=True, kw_only=True)
class FilledCells:
    """Says of what stands on a sheet whether something is typed there."""

    field: Callable[[Field], bool]
    table: Callable[[Table], bool]


@dataclass
class BlockNumbers:
    """Where the blocks of a received form are in its document; sheets are looked at one after another."""

    schema: Schema
    _numbers: dict[str, str] = field(default_factory=dict)  # block as it stands on the form → as the document has it; "" for unused ones
    _next: dict[str, int] = field(default_factory=dict)  # path of an array → how many of its objects are taken

    def look_at(self, inputs: Mapping[str, object], tables: Mapping[str, object], filled: FilledCells) -> None:
        """Number the blocks that stand on a sheet, whose single fields and tables are given by path."""
        for repeat in self.schema.repeats.values():
            for index, block in enumerate(repeat.blocks):
                fields, own = self.schema.in_block(block)
                here = [one for one in fields if one.path in inputs], [one for one in own if one.path in tables]
                if any(here):
                    is_used = index < repeat.least or any(map(filled.field, here[0])) or any(map(filled.table, here[1]))
                    self._numbers[block] = self._take(repeat.path, index if index < repeat.least else 0) if is_used else ""

    def _take(self, path: str, least: int) -> str:
        number = max(self._next.get(path, 0), least)
        self._next[path] = number + 1
        return in_row(path, number)

    def in_document(self, path: str) -> str | None:
        """Return the path under which the document holds what stands at a path of the form; None in a block that is not in use."""
        block = self.schema.block_of(path)
        if not block:
            return path
        number = self._numbers.get(block, "")
        return number + path[len(block) :] if number else None

    def count(self, path: str) -> int:
        """Return how many objects of an array there are so far."""
        return self._next.get(path, 0)
