"""The document that the reader makes of cell inputs."""

from __future__ import annotations

from typing import Any

from tests.parity.cases import Case, Cell
from xltool.base.dates import number_or_date
from xltool.base.paths import defined_name, put, value_at
from xltool.form.complete_document import block_places
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
    for path, repeat in schema.repeats.items():
        put(data, path, [{} for _ in repeat.blocks])
    for path, field in schema.fields.items():
        cell = case.get(defined_name(path))
        put(data, path, read_cell(field, None if isinstance(cell, list) else cell).value)
    for table in schema.tables.values():
        rows = _rows(table, case)
        if table.fixed is not None:
            keyed = [row | cells for row, cells in zip(rows, table.fixed.cells, strict=False)]
            put(data, table.path, table.completed(keyed))
        else:
            put(data, table.path, [rows[index] for index in used_rows(table, case)])
    return data


def typed_over(schema: Schema, data: dict[str, Any], case: Case) -> dict[str, Any]:
    """Put what was typed into a document of the same case, in the place of what was read."""
    for path, field in schema.fields.items():
        name = defined_name(path)
        if name in case and not field.is_locked and value_at(data, path) is not None:
            put(data, path, case[name])
    for table in schema.tables.values():
        for at, row in zip(used_rows(table, case), value_at(data, table.path) or (), strict=False):
            cells = {column.name: _cells(case.get(defined_name(column.path))) for column in table.typed_columns}
            row.update({name: column[at] for name, column in cells.items() if at < len(column)})
    return data


def used_rows(table: Table, case: Case) -> list[int]:
    """Which rows of the sheet hold something, counted from 0: row 2 of the document stands in the third of them."""
    if table.fixed is not None:
        return list(range(len(table.fixed)))
    return [index for index, row in enumerate(_rows(table, case)) if any(value is not None for value in row.values())]


def _rows(table: Table, case: Case) -> list[dict[str, Any]]:
    height = max((len(_cells(case.get(defined_name(column.path)))) for column in table.typed_columns), default=0)
    return [_row(table, case, index) for index in range(height)]


def _cells(value: Cell | list[Cell]) -> list[Cell]:
    return value if isinstance(value, list) else []


def _row(table: Table, case: Case, index: int) -> dict[str, Any]:
    row: dict[str, Any] = {column.name: None for column in table.columns}
    for column in table.typed_columns:
        cells = _cells(case.get(defined_name(column.path)))
        row[column.name] = read_cell(column, cells[index] if index < len(cells) else None).value
    return row


def in_order(schema: Schema, case: Case) -> tuple[Case, dict[str, str | None]]:
    """A case whose blocks of repeated ones stand in the order of the document, and where each block went: `projects.3` to `projects.2`.

    A block that is not in use went nowhere.
    """
    places = block_places(schema, document_of(schema, case))
    moved = {defined_name(block): defined_name(now) if now else None for block, now in places.items()}
    named = {name: in_block(name, moved) for name in case}
    return {now: case[name] for name, now in named.items() if now is not None}, moved


def in_block(name: str, moved: dict[str, str | None]) -> str | None:
    """The name that the document has for what has this name on the form; None for what is in a block that is not in use."""
    mark = "mark." if name.startswith("mark.") else ""
    own = name.removeprefix(mark)
    block = next((block for block in moved if own.startswith(f"{block}.")), None)
    if block is None:
        return name
    now = moved[block]
    return None if now is None else f"{mark}{now}{own.removeprefix(block)}"
