"""Read every input: first the tables, a row for each of their rows, then the single fields, a row for each.

Inputs are reached through their defined names (`INDEX(indicators.level1, 5)`), so that cutting and pasting on the form does
not bend the formulas. Each step of a field's reading becomes one column.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from xltool.base.cells import a1, quote_sheet
from xltool.base.formula_text import quote
from xltool.form.layout import Layout
from xltool.form.schema import Field, Schema, Table
from xltool.workbook.helper_sheet.formulas import FIRST_ROW, INDEX, address_of, filled_in
from xltool.workbook.helper_sheet.helper_records import Contents, HelperGrid, InputColumns, Rows


def read_inputs(grid: HelperGrid, layout: Layout, schema: Schema) -> InputColumns:
    """Write the columns of all tables and single fields."""
    inputs = InputColumns(grid, list(schema.fields))
    for table in schema.tables.values():
        _, area = layout.tables[table.path]
        inputs.add_table(table.path, area.capacity)
        _read_table(inputs, table)
    _read_fields(grid, inputs, layout, schema)
    return inputs


# --- tables -----------------------------------------------------------------------------------------------------------


def _read_table(inputs: InputColumns, table: Table) -> None:
    for column in table.columns:
        _read_column(inputs, column)
    filled = "+".join(f'({inputs.row(column.path)}<>"")' for column in table.columns)
    inputs.add(table.path, f"{table.path}#used", f"IF({filled}>0,1,0)", _used(table))
    for column in table.columns:
        if column.required:
            _missing_in_used_rows(inputs, table.path, column)


def _read_column(inputs: InputColumns, column: Field) -> None:
    cells, blank = {"x": f"INDEX({column.path},{INDEX})"}, column.step_values(None)
    for step in column.steps:
        key = _key(column, step.name)
        formula = filled_in(step.formula, cells)
        inputs.add(column.table or "", key, formula, _step_of_rows(column, step.name, blank[step.name]), blank[step.name])
        cells[step.name] = inputs.row(key)


def _missing_in_used_rows(inputs: InputColumns, table: str, column: Field) -> None:
    """Add a column that is 1 where a blank is missing: in a table only in a row that holds something."""
    formula = f"{inputs.row(f'{column.path}.missing')}*{inputs.in_use(table)}"
    inputs.add(table, f"{column.path}.lacking", formula, _lacking(column))


# --- single fields ----------------------------------------------------------------------------------------------------


def _read_fields(grid: HelperGrid, inputs: InputColumns, layout: Layout, schema: Schema) -> None:
    """Write a row for each field; steps of the same name share a column."""
    path_column, inputs.address_column = grid.take("path"), grid.take("address")
    columns: dict[str, int] = {}
    for row, (path, field) in enumerate(schema.fields.items(), start=FIRST_ROW):
        sheet, place = layout.inputs[path]
        address = f"{quote_sheet(sheet.name)}!{a1(place.area.top, place.area.left)}"
        grid.put(row, path_column, quote(path), mostly=path)
        grid.put(row, inputs.address_column, address_of(sheet.name, path), mostly=address)
        _read_field(grid, inputs, field, columns)


def _read_field(grid: HelperGrid, inputs: InputColumns, field: Field, columns: dict[str, int]) -> None:
    cells, blank = {"x": field.path}, field.step_values(None)
    for step in field.steps:
        if step.name not in columns:
            columns[step.name] = grid.take(step.name)
        formula, row = filled_in(step.formula, cells), inputs.field_row(field.path)
        cells[step.name] = grid.put(row, columns[step.name], formula, _step(field, step.name), mostly=blank[step.name])
        inputs.add_field(_key(field, step.name), cells[step.name])


def _key(field: Field, step: str) -> str:
    return field.path if step == "value" else f"{field.path}.{step}"


# --- values -----------------------------------------------------------------------------------------------------------


def _step(field: Field, name: str) -> Callable[[Contents], Any]:
    return lambda contents: contents.read(field)[name]


def _step_of_rows(column: Field, name: str, blank: Any) -> Callable[[Contents], Rows]:
    def rows(contents: Contents) -> Rows:
        return {row: values[name] for row, values in enumerate(contents.read_rows(column)) if values[name] != blank}

    return rows


def _used(table: Table) -> Callable[[Contents], Rows]:
    return lambda contents: dict.fromkeys(range(len(contents.rows(table.path))), 1)


def _lacking(column: Field) -> Callable[[Contents], Rows]:
    return lambda contents: {row: 1 for row, values in enumerate(contents.read_rows(column)) if values["x"] is None}
