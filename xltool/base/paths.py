"""Address values in a document by path: `income.total`, or `indicators[3].level1` in a row of a table.

JSON, the ledger and defined names hold paths as text; `FieldPath` is the one place that knows how such a text is built. Rows
are 0-based, as in the JSON document. A table may stand in a row of another one: the table of `projects[0].items[2].amount`
is `projects[0].items`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

#: An object of JSON; `dict`, which it nearly always is, is recognised faster than any other mapping.
OBJECT = (dict, Mapping)
#: The number of a block in a defined name, from 1.
_NUMBERED = re.compile(r"\.([1-9]\d*)(?=\.)")
#: Paths remembered in parsed form: a form has some hundreds, and every file of a run asks for the same ones.
_REMEMBERED = 16_384


@dataclass(frozen=True, slots=True)
class FieldPath:
    """One path, split where the last row number stands."""

    table: str  # path of the table, itself concrete; "" for a path without row numbers
    row: int | None  # 0-based; None for a path without row numbers
    column: str  # what stands behind the row: path within it, "" for the row as a whole; without a row the whole path

    @staticmethod
    @lru_cache(maxsize=_REMEMBERED)
    def parse(text: str) -> FieldPath:
        """Parse a path; the inverse of `str`."""
        table, bracket, rest = text.rpartition("[")
        row, _, column = rest.partition("]")
        return FieldPath(table, int(row), column.removeprefix(".")) if bracket and row.isdecimal() else FieldPath("", None, text)

    def __str__(self) -> str:
        return self.column if self.row is None else in_row(self.table, self.row, self.column)

    @property
    def field(self) -> str:
        """The path as the schema declares it, without row numbers: `indicators.level1`."""
        return without_rows(str(self))

    @property
    def row_path(self) -> str:
        """The path of the innermost row, `indicators[3]`; "" outside tables."""
        return "" if self.row is None else f"{self.table}[{self.row}]"

    @property
    def pointer(self) -> str:
        """The JSON pointer (RFC 6901): `/indicators/3/level1`."""
        return pointer(str(self))

    @property
    def parent(self) -> FieldPath | None:
        """The object, row or table that holds the value; None at the top of the document."""
        above = parent_of(str(self))
        return FieldPath.parse(above) if above else None

    @property
    def name(self) -> str:
        """The last step: a name, or the number of a row."""
        return steps(str(self))[-1]


def in_row(table: str, row: int, column: str = "") -> str:
    """Return the path of a column in a row of a table, or of the row as a whole."""
    return f"{table}[{row}].{column}" if column else f"{table}[{row}]"


@lru_cache(maxsize=_REMEMBERED)
def steps(path: str) -> tuple[str, ...]:
    """Split a path into names and row numbers, from the top of the document."""
    return tuple(path.replace("[", ".").replace("]", "").split("."))


@lru_cache(maxsize=_REMEMBERED)
def without_rows(path: str) -> str:
    """Drop the row numbers: `indicators[3].level1` → `indicators.level1`, the path that the schema declares."""
    return ".".join(step for step in steps(path) if not step.isdecimal()) if "[" in path else path


def without_last_row(path: str) -> str:
    """Drop the innermost row number: `projects[0].items[2].amount` → `projects[0].items.amount`."""
    place = FieldPath.parse(path)
    return path if place.row is None else join(place.table, place.column) if place.column else place.table


def defined_name(path: str) -> str:
    """Return a path as a defined name of the workbook, where blocks count from 1: `projects[0].items.amount` → `projects.1.items.amount`."""
    if "[" not in path:
        return path
    return ".".join(str(int(step) + 1) if step.isdecimal() else step for step in steps(path))


def path_of_name(name: str) -> str:
    """Return the path of a defined name; the inverse of `defined_name`."""
    return _NUMBERED.sub(lambda number: f"[{int(number[1]) - 1}]", name)


def parent_of(path: str) -> str:
    """Drop the last step: `indicators[3].level1` → `indicators[3]` → `indicators` → ""."""
    return path[: max(path.rfind("."), path.rfind("["), 0)]


def name_of(path: str) -> str:
    """Return what stands behind the last dot: the name of a field within its table or object."""
    return path.rpartition(".")[2]


def split_name(path: str) -> tuple[str, str]:
    """Split a path at its last dot: `indicators.level1` → (`indicators`, `level1`), `title` → ("", `title`)."""
    parent, _, name = path.rpartition(".")
    return parent, name


def join(parent: str, name: str) -> str:
    """Return the path of a name within an object or row; `parent` is "" at the top of the document."""
    return f"{parent}.{name}" if parent else name


def pointer(path: str) -> str:
    """Return the JSON pointer (RFC 6901) of a path: `indicators[3].level1` → `/indicators/3/level1`."""
    return "/" + "/".join(steps(path))


def value_at(data: Any, path: str) -> Any:
    """Return the value at a concrete field path in a JSON value; None when there is none."""
    for step in steps(path):
        if isinstance(data, OBJECT):
            data = data.get(step)
        elif isinstance(data, list) and step.isdigit() and int(step) < len(data):
            data = data[int(step)]
        else:
            return None
    return data


def put(data: dict[str, Any], path: str, value: Any) -> None:
    """Set the value at a field path, making the objects on the way; rows are there already."""
    *parents, name = steps(path)
    holder: Any = data
    for parent in parents:
        holder = holder[int(parent)] if isinstance(holder, list) else holder.setdefault(parent, {})
    holder[name] = value


def pointer_token(key: str) -> str:
    """Escape a key as a token of a JSON pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")
