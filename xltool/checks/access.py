"""What checks share: the texts of the fields they are given, the rows of a table by role, and their word lists.

Documents come from outside, so any value may be anything: what is no text or number counts as blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from xltool.checks.markup import plain_text
from xltool.checks.registry import Subject
from xltool.document import Document
from xltool.quantity import Quantity, parse_quantity
from xltool.text import NUMERALS

_DIGITS = str.maketrans({wide: plain for wide, plain in NUMERALS.items() if plain.isdigit()})


@dataclass(frozen=True)
class Row:
    """One row of a table; its cells are asked for by role."""

    table: str
    index: int
    cells: Mapping[str, Any]
    columns: Mapping[str, str]  # role → name of the column

    def path(self, role: str) -> str:
        """The concrete path of a cell, `indicators[3].level1`."""
        return f"{self.table}[{self.index}].{self.columns[role]}"

    def text(self, role: str) -> str:
        """The text of a cell without HTML tags, "" when blank."""
        return plain_text(as_text(self.cells.get(self.columns[role])))

    def quantity(self, role: str) -> Quantity:
        """The cell as a quantity."""
        return parse_quantity(self.text(role))


def as_text(value: Any) -> str:
    """A value as text; "" for blanks and for what is neither text nor number."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else ""


def plain_digits(text: str) -> str:
    """The text with its full-width digits written plainly."""
    return text.translate(_DIGITS)


def texts(subject: Subject, *without: str) -> Iterator[tuple[str, str]]:
    """(concrete path, text as typed) of every field of the subject that is not blank, of every row of a column.

    Fields whose role is one of `without` are left out.
    """
    for role, field in subject.fields.items():
        if role not in without:
            for path, value in _cells(subject.document, field):
                if text := as_text(value):
                    yield path, text


def _cells(document: Document, field: str) -> list[tuple[str, Any]]:
    """(concrete path, value) of a single field, or of every row of a column."""
    table, _, column = field.rpartition(".")
    rows = document.rows(table) if table else []
    if not rows:
        return [(field, document.get(field))]
    return [
        (f"{table}[{index}].{column}", row.get(column)) for index, row in enumerate(rows) if isinstance(row, Mapping)
    ]


def text_of(subject: Subject, role: str) -> str:
    """The text of a single field without HTML tags, "" when blank."""
    return plain_text(as_text(subject.document.get(subject.fields[role])))


def table_rows(subject: Subject, *roles: str) -> list[Row]:
    """The rows of the table of which the fields with these roles are columns."""
    table = subject.fields[roles[0]].rpartition(".")[0]
    columns = {role: subject.fields[role].rpartition(".")[2] for role in roles}
    rows = enumerate(subject.document.rows(table))
    return [Row(table, index, cells, columns) for index, cells in rows if isinstance(cells, Mapping)]


def words(subject: Subject, option: str, default: tuple[str, ...]) -> tuple[str, ...]:
    """A word list from the options of the schema's entry, else the default."""
    given = subject.options.get(option, default)
    return (given,) if isinstance(given, str) else tuple(given)


@lru_cache(maxsize=256)
def any_of(alternatives: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern that finds any of the words, longer ones first; without words it finds nothing."""
    longest_first = sorted(filter(None, alternatives), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")
