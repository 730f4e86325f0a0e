"""What stands in a form before anybody fills it in: defaults, where nothing is known better."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from typing import Any

from xltool.base.paths import in_row, name_of, put, steps, value_at
from xltool.form.schema import Field, Schema

_NOTHING: Mapping[str, Any] = {}


def fill_in_defaults(schema: Schema, data: dict[str, Any], written: Mapping[str, Any] = _NOTHING) -> None:
    """Put defaults into a document where it is blank, into every row that it has.

    `written` is the document as somebody wrote it: where it says itself that a field is blank, the field stays so, unless it is locked.
    """
    for path, field in schema.fields.items():
        if field.default is not None and value_at(data, path) is None and _takes(field, written):
            put(data, path, copy(field.default))
    for table in schema.tables.values():
        columns = [column for column in table.columns if column.default is not None]
        if columns:
            said = table.in_order([row or _NOTHING for row in value_at(written, table.path) or ()])
            for index, row in enumerate(value_at(data, table.path) or ()):
                _fill_in_row(columns, row, said[index] if index < len(said) else _NOTHING)


def _fill_in_row(columns: list[Field], row: dict[str, Any], written: Mapping[str, Any] | None) -> None:
    for column in columns:
        is_said = written is not None and column.name in written and not column.is_read_only
        if row.get(column.name) is None and not is_said:
            row[column.name] = copy(column.default)


def _takes(field: Field, written: Mapping[str, Any]) -> bool:
    return field.is_read_only or not _names(written, field.path)


def _names(written: Mapping[str, Any], path: str) -> bool:
    """Return whether a document has a key for a path, whatever stands there."""
    holder: Any = written
    for step in steps(path):
        if not isinstance(holder, Mapping) or step not in holder:
            return False
        holder = holder[step]
    return True


def other_constants(schema: Schema, written: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Yield concrete path, value and constant of every constant for which a document has another value."""
    for path, field in schema.fields.items():
        yield from _other(path, field, value_at(written, path))
    for table in schema.tables.values():
        constants = [column for column in table.columns if column.constant is not None]
        for index, row in enumerate((value_at(written, table.path) or ()) if constants else ()):
            for column in constants:
                yield from _other(in_row(table.path, index, name_of(column.path)), column, (row or {}).get(column.name))


def _other(path: str, field: Field, value: Any) -> Iterator[tuple[str, Any, Any]]:
    if field.constant is not None and value not in (None, "", field.constant):
        yield path, value, field.constant
