"""Facts: a document as rules see it, with what cannot be used marked as bad.

A value is bad when it is missing where the form requires it, or when it could not be read as its field's kind. The same
two conditions stand in the workbook's helper columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xltool.base.dates import PartialDate, parse_date
from xltool.base.document import as_float, value_at
from xltool.base.normalise import text_from_number
from xltool.base.quantity import Quantity, parse_quantity
from xltool.form.schema import Field, Schema

Value = float | str | None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The values that rules read. Keys are paths, with `.part` for parts of quantities and dates."""

    scalars: Mapping[str, Value]
    columns: Mapping[str, list[Value]]
    bad_fields: frozenset[str]  # paths of single fields
    bad_rows: Mapping[str, frozenset[int]]  # path of a column that is bad anywhere → in which rows, 0-based
    n_rows: Mapping[str, int]  # rows of each table


def facts_of(schema: Schema, data: Mapping[str, Any]) -> Facts:
    """The facts of a document's data."""
    scalars: dict[str, Value] = {}
    bad_fields: set[str] = set()
    for path, field in schema.fields.items():
        value = value_at(data, path)
        scalars.update((key, column[0]) for key, column in _columns(field, [value]))
        if is_bad(field, value):
            bad_fields.add(path)
    columns: dict[str, list[Value]] = {}
    bad_rows: dict[str, frozenset[int]] = {}
    n_rows: dict[str, int] = {}
    for table in schema.tables.values():
        found = value_at(data, table.path)
        rows = [row if isinstance(row, Mapping) else {} for row in found] if isinstance(found, list) else []
        n_rows[table.path] = len(rows)
        for column in table.columns:
            name = column.name
            values = [row.get(name) for row in rows]
            columns.update(_columns(column, values))
            if bad := _bad_rows(column, values):
                bad_rows[column.path] = bad
    return Facts(scalars=scalars, columns=columns, bad_fields=frozenset(bad_fields), bad_rows=bad_rows, n_rows=n_rows)


def _bad_rows(column: Field, values: list[Any]) -> frozenset[int]:
    if column.is_number or column.kind == "date" or (column.required and None in values):
        return frozenset(row for row, value in enumerate(values) if is_bad(column, value))
    return frozenset()  # whatever is there can be read as a text


def is_bad(field: Field, value: Any) -> bool:
    """Whether a value is missing where required, or not readable as its field's kind."""
    return field.required if value is None else is_unreadable(field, value)


def is_unreadable(field: Field, value: Any) -> bool:
    """Whether a value is there and is not of its field's kind."""
    if value is None:
        return False
    if field.is_number:
        number = as_float(value)
        return number is None or (field.kind == "integer" and not number.is_integer())
    return field.kind == "date" and parse_date(str(value)) is None


_QUANTITY_PARTS = ("op", "number", "unit", "kind")
_DATE_PARTS = ("year", "month", "day", "first", "last", "precision")


def _columns(field: Field, values: list[Any]) -> Iterator[tuple[str, list[Value]]]:
    """(key, values) of a field and of each of its parts."""
    if field.is_number:
        yield field.path, [as_float(value) for value in values]
        return
    texts = [as_text(value) for value in values]
    yield field.path, [*texts]
    if field.kind == "quantity":
        parts = [quantity_parts(parse_quantity(text)) for text in texts]
        yield from _by_part(field, _QUANTITY_PARTS, parts)
    elif field.kind == "date":
        parts = [date_parts(parse_date(text)) for text in texts]
        yield from _by_part(field, _DATE_PARTS, parts)


def _by_part(field: Field, names: tuple[str, ...], parts: list[list[Value]]) -> Iterator[tuple[str, list[Value]]]:
    for index, name in enumerate(names):
        yield f"{field.path}.{name}", [row[index] for row in parts]


def quantity_parts(quantity: Quantity) -> list[Value]:
    """op, number, unit, kind; a part that is not there is blank."""
    return [quantity.op or None, quantity.number, quantity.unit or None, quantity.kind]


def date_parts(date: PartialDate | None) -> list[Value]:
    """year, month, day, first, last, precision; blank where there is no date or no such part."""
    if date is None:
        return [None] * len(_DATE_PARTS)
    month, day = date.month, date.day
    numbers = [date.year, month, day, date.first, date.last]
    return [*(None if number is None else float(number) for number in numbers), date.precision]


def as_text(value: Any) -> str | None:
    """A value as the text of a text field; None when blank."""
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float | Decimal):
        return text_from_number(value)
    if isinstance(value, list):
        return "；".join(str(item) for item in value)
    return str(value)
