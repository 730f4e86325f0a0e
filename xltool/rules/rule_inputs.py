"""Rule inputs: a document as rules read it, with what cannot be used marked as bad.

A value is bad when it is missing where the form requires it, or when it could not be read as its field's kind. The same
two conditions stand in the workbook's helper columns. What a file did not say, such as the result of a formula, is bad too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from xltool.base.paths import in_row, join, value_at
from xltool.base.value_types import RuleValue
from xltool.form.kind import Kind
from xltool.form.schema import Field, Schema, kind_failed

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class RuleInputs:
    """The values that rules read. Keys are paths, with `.part` for parts of quantities and dates."""

    scalars: Mapping[str, RuleValue]
    columns: Mapping[str, list[RuleValue]]
    bad_fields: frozenset[str]  # paths of single fields
    bad_rows: Mapping[str, frozenset[int]]  # path of a column that is bad anywhere → in which rows, 0-based
    n_rows: Mapping[str, int]  # rows of each table
    unused: frozenset[str] = frozenset()  # paths of the blocks of repeated ones that are not in use: nothing is asked for there


def collect_inputs(schema: Schema, data: Mapping[str, Any], unread: frozenset[str] = frozenset()) -> RuleInputs:
    """Collect what rules read of a document; what stands at the concrete paths `unread` is bad whatever it is."""
    scalars: dict[str, RuleValue] = {}
    bad_fields: set[str] = set()
    unused = schema.unused_blocks(data)
    for path, field in schema.fields.items():
        value = value_at(data, path)
        scalars.update((key, column[0]) for key, column in column_inputs(field, [value]))
        if (is_bad(field, value) or path in unread) and schema.block_of(path) not in unused:
            bad_fields.add(path)
    columns: dict[str, list[RuleValue]] = {}
    bad_rows: dict[str, frozenset[int]] = {}
    n_rows: dict[str, int] = {}
    for table in schema.tables.values():
        listed = value_at(data, table.path)
        rows = [row if isinstance(row, Mapping) else {} for row in listed] if isinstance(listed, list) else []
        n_rows[table.path] = len(rows)
        for column in table.columns:
            name = column.name
            values = [row.get(name) for row in rows]
            columns.update(column_inputs(column, values))
            bad = _bad_rows(column, values) | _unread_rows(table.path, name, len(rows), unread)
            if bad or column.path in unread:  # a column that is missing is bad though it has no rows
                bad_rows[column.path] = bad
    return RuleInputs(scalars=scalars, columns=columns, bad_fields=frozenset(bad_fields), bad_rows=bad_rows, n_rows=n_rows, unused=unused)


def _bad_rows(column: Field, values: list[Any]) -> frozenset[int]:
    if column.kind.can_be_unreadable or (column.required and None in values):
        return frozenset(row for row, value in enumerate(values) if is_bad(column, value))
    return frozenset()


def _unread_rows(table: str, name: str, n_rows: int, unread: frozenset[str]) -> frozenset[int]:
    """Return the rows of a column that were not read; a column that was not found is so in every row."""
    if not unread:
        return frozenset()
    return frozenset(row for row in range(n_rows) if join(table, name) in unread or in_row(table, row, name) in unread)


def is_bad(field: Field, value: Any) -> bool:
    """Return whether a value is missing where required, or not readable as its field's kind."""
    if value is None:
        return field.required
    try:
        return field.kind.is_unreadable(value)
    except MemoryError:
        raise
    except Exception as error:
        raise kind_failed(field.kind, value, error) from error


def column_inputs(field: Field, values: list[Any]) -> Iterator[tuple[str, list[RuleValue]]]:
    """Yield (key, values) of a field and of each of its parts."""
    kind = field.kind
    whole = _each(kind, kind.rule_value, values)
    yield field.path, whole
    if kind.parts:
        split = _each(kind, kind.split, whole)
        for index, part in enumerate(kind.parts):
            yield f"{field.path}.{part.name}", [parts[index] for parts in split]


def _each(kind: Kind, function: Callable[[Any], T], values: list[Any]) -> list[T]:
    """Return what a function of a kind makes of values. Raises UsageError where it fails."""
    made: list[T] = []
    try:
        for value in values:
            made.append(function(value))  # noqa: PERF401 - what is made so far says which value failed
    except MemoryError:
        raise
    except Exception as error:
        raise kind_failed(kind, values[len(made)], error) from error
    return made
