"""The document that a reader makes of cell inputs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tests.parity.cases import Case, Cell
from xltool.facts import as_text
from xltool.quantity import normalise_date, normalise_quantity
from xltool.schema import Field, Schema
from xltool.text import clean_line, clean_paragraphs, number_from_text


def document_of(schema: Schema, case: Case) -> dict[str, Any]:
    """The data of the document that holds what was typed; rows that are wholly blank are left out."""
    data: dict[str, Any] = {}
    for path, field in schema.fields.items():
        _put(data, path, value_of(field, _cell(case.get(path))))
    for table in schema.tables.values():
        columns = {column: case.get(column.path) for column in table.columns}
        height = max((len(cells) for cells in columns.values() if isinstance(cells, list)), default=0)
        rows = [_row(columns, index) for index in range(height)]
        _put(data, table.path, [row for row in rows if any(value is not None for value in row.values())])
    return data


def _cell(value: Cell | list[Cell]) -> Cell:
    assert not isinstance(value, list)
    return value


def _row(columns: Mapping[Field, Cell | list[Cell]], index: int) -> dict[str, Any]:
    row = {}
    for column, cells in columns.items():
        cell = cells[index] if isinstance(cells, list) and index < len(cells) else None
        row[column.name] = value_of(column, cell)
    return row


def _put(data: dict[str, Any], path: str, value: Any) -> None:
    *groups, name = path.split(".")
    for group in groups:
        data = data.setdefault(group, {})
    data[name] = value


def value_of(field: Field, cell: Cell) -> Any:
    """What a cell holds, as a value of its field; text where it cannot be read as one."""
    if cell is None or cell == "":
        return None
    if field.is_number:
        return number(cell)
    text = as_text(date_text(cell) if field.kind == "date" else cell) or ""
    match field.kind:
        case "date":
            text = normalise_date(text)
        case "quantity":
            text = normalise_quantity(text)
        case "paragraphs":
            text = clean_paragraphs(text)
        case _:
            text = clean_line(text)
    return text or None


def number(cell: str | float) -> Any:
    """A number as int or exact Decimal of 15 digits; text stays text."""
    if isinstance(cell, str):
        found = number_from_text(cell)
        if found is None:
            return clean_line(cell) or None
    else:
        found = Decimal(f"{cell:.15g}")
    return int(found) if found == found.to_integral_value() else found


def date_text(cell: str | float) -> str | float:
    """A date cell as text: a year as it is, a serial number as the day it stands for."""
    from xltool.quantity import date_from_serial

    if isinstance(cell, str):
        return cell
    if 1900 <= cell <= 2100:
        return f"{cell:.0f}"
    try:
        return date_from_serial(int(cell)).isoformat() if cell >= 1 else "#N/A"
    except (OverflowError, ValueError):
        return "#N/A"
