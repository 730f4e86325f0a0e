"""Refuse rows of data that are none of a form's fixed rows: nobody knows where they belong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from xltool.base.messages import Text
from xltool.base.paths import in_row, pointer, value_at
from xltool.form.row_keys import match_rows
from xltool.form.schema import Schema


def misfit_rows(schema: Schema, data: Mapping[str, Any]) -> Iterator[tuple[str, Text]]:
    """Yield the JSON pointers of rows that have no key, one that the list has not, or one that another row has; and what is wrong."""
    for path, table in schema.tables.items():
        rows = value_at(data, path)
        if table.fixed is None or not isinstance(rows, list):
            continue
        fixed, keys = table.fixed, [row.get(table.fixed.key) if isinstance(row, Mapping) else None for row in rows]
        match = match_rows(fixed.keys, keys)
        for row in match.unkeyed:
            zh, en = f"缺少“{fixed.key}”，不知是哪一行", f"no {fixed.key!r}: nothing says which row it is"
            yield pointer(in_row(path, row)), Text(zh=zh, en=en)
        for row in match.unknown:
            zh, en = f"代码表 {fixed.list_name} 中没有“{keys[row]}”", f"the list {fixed.list_name} has no {keys[row]!r}"
            yield pointer(in_row(path, row, fixed.key)), Text(zh=zh, en=en)
        for row in match.repeated:
            yield pointer(in_row(path, row, fixed.key)), Text(zh=f"“{keys[row]}”不止一行", en=f"more than one row has {keys[row]!r}")
