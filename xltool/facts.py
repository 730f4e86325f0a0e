"""Facts: a document as rules see it, with what cannot be used marked as bad.

A value is bad when it is missing where the form requires it, or when it could not be read as its field's kind. The same
two conditions stand in the workbook's helper columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xltool.document import as_float, value_at
from xltool.quantity import PartialDate, Quantity, parse_date, parse_quantity
from xltool.schema import Field, Schema
from xltool.text import text_from_number

Value = float | str | None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The values that rules read. Keys are paths, with `.part` for parts of quantities and dates."""

    scalars: Mapping[str, Value]
    columns: Mapping[str, list[Value]]
    bad_scalars: Mapping[str, bool]
    bad_columns: Mapping[str, list[bool]]
    n_rows: Mapping[str, int]  # rows of each table


def facts_of(schema: Schema, data: Mapping[str, Any]) -> Facts:
    """The facts of a document's data."""
    scalars: dict[str, Value] = {}
    bad_scalars: dict[str, bool] = {}
    for path, field in schema.fields.items():
        value = value_at(data, path)
        bad_scalars[path] = is_bad(field, value)
        scalars.update(zip(_keys(field), _values(field, value), strict=True))
    columns: dict[str, list[Value]] = {}
    bad_columns: dict[str, list[bool]] = {}
    n_rows: dict[str, int] = {}
    for table in schema.tables.values():
        found = value_at(data, table.path)
        rows = found if isinstance(found, list) else []
        n_rows[table.path] = len(rows)
        for column in table.columns:
            values = [row.get(column.name) if isinstance(row, Mapping) else None for row in rows]
            bad_columns[column.path] = [is_bad(column, value) for value in values]
            columns.update(zip(_keys(column), _transpose(column, values), strict=True))
    return Facts(
        scalars=scalars, columns=columns, bad_scalars=bad_scalars, bad_columns=bad_columns, n_rows=n_rows
    )


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


def _keys(field: Field) -> list[str]:
    parts: Iterable[str] = ()
    if field.kind == "quantity":
        parts = _QUANTITY_PARTS
    elif field.kind == "date":
        parts = _DATE_PARTS
    return [field.path, *(f"{field.path}.{part}" for part in parts)]


def _values(field: Field, value: Any) -> list[Value]:
    if field.is_number:
        return [as_float(value)]
    text = as_text(value)
    if field.kind == "quantity":
        quantity = parse_quantity(text)
        return [text, *quantity_parts(quantity)]
    if field.kind == "date":
        return [text, *date_parts(parse_date(text))]
    return [text]


def _transpose(field: Field, values: list[Any]) -> list[list[Value]]:
    rows = [_values(field, value) for value in values]
    return [[row[index] for row in rows] for index in range(len(_keys(field)))]


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
