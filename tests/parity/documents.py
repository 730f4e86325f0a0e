"""The document that the reader makes of cell inputs."""

from __future__ import annotations

from typing import Any

from tests.parity.cases import Case, Cell
from xltool.base.dates import number_or_date
from xltool.form.kind import CellValue
from xltool.form.schema import Field, Schema, Table
from xltool.reading.parsing.date_styles import moment


def read_cell(field: Field, cell: Cell) -> CellValue:
    """Read a cell as the workbook sees it: it sees no formats, so a number in the cell of a date is one with a date format."""
    if field.kind.format_tells == "days" and isinstance(cell, int | float):
        return field.read(number_or_date(moment(cell, date1904=False), date1904=False))
    return field.read(cell)


def document_of(schema: Schema, case: Case) -> dict[str, Any]:
    """The data of the document that holds what was typed; rows that are wholly blank are left out, fixed ones stay."""
    data: dict[str, Any] = {}
    for path, field in schema.fields.items():
        cell = case.get(path)
        _put(data, path, read_cell(field, None if isinstance(cell, list) else cell).value)
    for table in schema.tables.values():
        rows = _rows(table, case)
        if table.fixed is not None:
            keyed = [row | cells for row, cells in zip(rows, table.fixed.cells, strict=False)]
            _put(data, table.path, table.completed(keyed))
        else:
            _put(data, table.path, [rows[index] for index in used_rows(table, case)])
    return data


def used_rows(table: Table, case: Case) -> list[int]:
    """Which rows of the sheet hold something, counted from 0: row 2 of the document stands in the third of them."""
    if table.fixed is not None:
        return list(range(len(table.fixed)))
    return [index for index, row in enumerate(_rows(table, case)) if any(value is not None for value in row.values())]


def _rows(table: Table, case: Case) -> list[dict[str, Any]]:
    height = max(len(_cells(case.get(column.path))) for column in table.typed_columns)
    return [_row(table, case, index) for index in range(height)]


def _cells(value: Cell | list[Cell]) -> list[Cell]:
    return value if isinstance(value, list) else []


def _row(table: Table, case: Case, index: int) -> dict[str, Any]:
    row: dict[str, Any] = {column.name: None for column in table.columns}
    for column in table.typed_columns:
        cells = _cells(case.get(column.path))
        row[column.name] = read_cell(column, cells[index] if index < len(cells) else None).value
    return row


def _put(data: dict[str, Any], path: str, value: Any) -> None:
    *groups, name = path.split(".")
    for group in groups:
        data = data.setdefault(group, {})
    data[name] = value
