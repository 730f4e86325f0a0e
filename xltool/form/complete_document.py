"""Documents as a form has them: with every field and every row, and of repeated blocks with those in use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from typing import Any

from xltool.base.paths import FieldPath, in_row, name_of, parent_of, put, value_at
from xltool.form.repeated import Repeat
from xltool.form.schema import Field, Schema, Table


def as_typed(schema: Schema, data: Mapping[str, Any], typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of a document with what was typed in the place of what was read; `typed` is by concrete path, rows left out pass."""
    filled = complete(schema, data)
    for path, value in typed.items():
        parent = parent_of(path)
        holder = value_at(filled, parent) if parent else filled
        if isinstance(holder, dict):
            holder[name_of(path)] = value
    return filled


def complete(schema: Schema, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of a document with every field of the form and every fixed row, blanks as None; constants hold what they always hold.

    Of repeated blocks it has those in use, in order, and at least those that are asked for.
    """
    filled: dict[str, Any] = {}
    parts: dict[str, Field | Table] = {**schema.fields, **schema.tables}
    for path, part in parts.items():
        if not schema.block_of(path):
            put(filled, path, _whole(part, value_at(data, path)))
        elif value_at(filled, repeat := FieldPath.parse(path).table) is None:
            put(filled, repeat, _blocks(schema, schema.repeats[repeat], value_at(data, repeat)))
    return filled


def _whole(part: Field | Table, value: Any) -> Any:
    """Return what a document holds of a field, or of a table with all its columns and fixed rows."""
    if isinstance(part, Table):
        return part.completed(value or [])
    return value if part.constant is None else copy(part.constant)


def new_block(schema: Schema, repeat: Repeat) -> dict[str, Any]:
    """Return an object of a repeated block with every field, all blank."""
    first = in_row(repeat.path, 0)
    return _block(first, *schema.in_block(first), {})


def _blocks(schema: Schema, repeat: Repeat, given: Any) -> list[dict[str, Any]]:
    """Return the objects of a repeated block that are in use, each whole."""
    first = in_row(repeat.path, 0)
    fields, tables = schema.in_block(first)
    objects = [item if isinstance(item, Mapping) else {} for item in given] if isinstance(given, list) else []
    objects += [{}] * (repeat.least - len(objects))
    whole = (_block(first, fields, tables, item) for item in objects)
    return [item for index, item in enumerate(whole) if index < repeat.least or _is_in_use(first, fields, tables, item)]


def block_places(schema: Schema, data: Mapping[str, Any]) -> dict[str, str | None]:
    """Return where `complete` puts the blocks of repeated ones of a document, by where they are; None for one that is not in use."""
    places: dict[str, str | None] = {}
    for path, repeat in schema.repeats.items():
        first, number = in_row(path, 0), 0
        fields, tables = schema.in_block(first)
        for index, item in enumerate(value_at(data, path) or ()):
            is_used = index < repeat.least or _is_in_use(first, fields, tables, _block(first, fields, tables, item or {}))
            places[in_row(path, index)] = in_row(path, number) if is_used else None
            number += is_used
    return places


def moved_path(schema: Schema, path: str, places: Mapping[str, str | None]) -> str | None:
    """Return a path in the block where `places` says that it is now; None where it is in none."""
    block = schema.block_of(path)
    now = places.get(block, block) if block else ""
    return None if now is None else now + path[len(block) :]


def _block(first: str, fields: Iterable[Field], tables: Iterable[Table], given: Mapping[str, Any]) -> dict[str, Any]:
    filled: dict[str, Any] = {}
    parts: tuple[Field | Table, ...] = (*fields, *tables)
    for part in parts:
        name = part.path[len(first) + 1 :]
        put(filled, name, _whole(part, value_at(given, name)))
    return filled


def _is_in_use(first: str, fields: Iterable[Field], tables: Iterable[Table], block: Mapping[str, Any]) -> bool:
    """Return whether anything is typed in a block."""
    if any(value_at(block, single.path[len(first) + 1 :]) is not None for single in fields if single.is_typed):
        return True
    return any(_has_rows(table, value_at(block, table.path[len(first) + 1 :])) for table in tables)


def _has_rows(table: Table, rows: list[dict[str, Any]]) -> bool:
    if table.fixed is None:
        return bool(rows)
    return any(row[column.name] is not None for row in rows for column in table.typed_columns)
