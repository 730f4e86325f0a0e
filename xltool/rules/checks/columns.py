"""Columns: the texts of one field of a document as checks look at them.

Documents come from outside, so any value may be anything: anything but a text or number counts as blank.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from xltool.base.document import Document
from xltool.base.paths import OBJECT, in_row, split_name
from xltool.base.quantity import Quantity, parse_quantity
from xltool.rules.checks.markup import plain_texts, unquoted_texts


@dataclass(frozen=True)
class Column:
    """The texts of a column of a table, one for each row, or the one text of a single field. A blank is ""."""

    table: str | None  # path of the table; None for a single field
    name: str  # name of the column, or path of the single field
    typed: tuple[str, ...]  # as they were typed

    @cached_property
    def plain(self) -> tuple[str, ...]:
        """The texts without HTML tags."""
        return plain_texts(self.typed)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The texts as names are compared: without HTML tags, quotation marks and spaces."""
        return unquoted_texts(self.plain)

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """The texts as quantities."""
        return tuple(map(parse_quantity, self.plain))

    @cached_property
    def all_typed(self) -> str:
        """All texts in one, for a quick look at whether any of them holds something."""
        return "\n".join(self.typed)

    @cached_property
    def all_plain(self) -> str:
        """The same of the texts without HTML tags."""
        return "\n".join(self.plain)

    def path(self, row: int) -> str:
        """Return the concrete path of a text, `indicators[3].level1`; rows are 0-based."""
        return self.name if self.table is None else in_row(self.table, row, self.name)


def column_of(document: Document, field: str) -> Column:
    """Return the texts at a field path, of every row of its table."""
    table, name = split_name(field)
    rows = document.rows(table) if table else []
    if not rows:
        return Column(None, field, (as_text(document.get(field)),))
    values = [row.get(name) if isinstance(row, OBJECT) else None for row in rows]
    return Column(table, name, tuple(map(as_text, values)))


def as_text(value: Any) -> str:
    """Return a value as text; "" for blanks and for what is neither text nor number."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else ""
