"""Rows of the ledger as JSON, the same from every database: `["file", {"sha256": "…", "size": 1, "stored_at": "…"}]`."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Column, LargeBinary

from xltool.campaign.ledger import tables


def row_to_json(table: str, row: Mapping[str, Any]) -> str:
    """One row of a table as one line: bytes in Base64, moments in ISO 8601."""
    return json.dumps([table, {name: _plain(value) for name, value in row.items()}], ensure_ascii=False)


def row_from_json(line: str | bytes) -> tuple[str, dict[str, Any]]:
    """The table and row of `row_to_json`, of an older version perhaps with fewer columns. Raises ValueError for a line that is none."""
    said = json.loads(line)
    match said:
        case [str(name), dict(values)] if name in tables.metadata.tables:
            columns = tables.metadata.tables[name].c
        case _:
            raise ValueError(_excerpt(line))
    if not values.keys() <= set(columns.keys()):
        raise ValueError(_excerpt(line))
    return name, {column.name: _value(column, values[column.name]) for column in columns if column.name in values}


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, datetime) else value


def _value(column: Column[Any], value: Any) -> Any:
    """A value of the column's own type; SQLite would take any."""
    if value is None and column.nullable:
        return None
    is_text = isinstance(value, str)
    if isinstance(column.type, LargeBinary) and is_text:
        return base64.b64decode(value, validate=True)
    if isinstance(column.type, tables.Moment) and is_text:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is not None:
            return moment
    elif type(value) is column.type.python_type:
        return value
    raise ValueError(column.name)


def _excerpt(line: str | bytes) -> str:
    return str(line[:80])
