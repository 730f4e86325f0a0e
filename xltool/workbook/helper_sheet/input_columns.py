"""Read every input: first the tables, a row for each of their rows, then the single fields, a row for each.

Inputs are reached through their defined names (`INDEX(indicators.level1, 5)`), so that cutting and pasting on the form does
not bend the formulas. Each step of a field's reading that something asks for becomes one column.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from xltool.base.cells import a1, quote_sheet
from xltool.base.formula_text import quote
from xltool.form.kind import Step
from xltool.form.layout import Layout
from xltool.form.schema import Field, Schema, Table
from xltool.workbook.helper_sheet.formulas import FIRST_ROW, address_of, filled_in
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
        _offer_column(inputs, column)
    filled = ",".join(f'{inputs.row(column.path)}<>""' for column in table.columns)
    inputs.add(table.path, f"{table.path}#used", f"IF(OR({filled}),1,0)", _used(table))


def _offer_column(inputs: InputColumns, column: Field) -> None:
    blank = column.step_values(None)
    for step in column.steps:
        inputs.offer(column.step_key(step.name), partial(_add_step, inputs, column, step, blank[step.name]))
    if column.required:
        inputs.offer(f"{column.path}.lacking", partial(_add_lacking, inputs, column))


def _add_step(inputs: InputColumns, column: Field, step: Step, blank: Any) -> None:
    formula = inputs.step_formula(column, step)
    inputs.add(column.table or "", column.step_key(step.name), formula, _step_of_rows(column, step.name, blank), blank)


def _add_lacking(inputs: InputColumns, column: Field) -> None:
    """Add a column that is 1 where a blank is missing: in a table only in a row that holds something."""
    table = column.table or ""
    inputs.add(table, f"{column.path}.lacking", f'IF({inputs.row(column.path)}="",{inputs.in_use(table)},0)', _lacking(column))


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
        _offer_field(grid, inputs, field, columns)


def _offer_field(grid: HelperGrid, inputs: InputColumns, field: Field, columns: dict[str, int]) -> None:
    blank = field.step_values(None)
    for step in field.steps:
        inputs.offer(field.step_key(step.name), partial(_put_step, grid, inputs, field, step, columns, blank[step.name]))


def _put_step(grid: HelperGrid, inputs: InputColumns, field: Field, step: Step, columns: dict[str, int], blank: Any) -> None:
    cells = {name: inputs.scalar(field.step_key(name)) for name in step.names}
    formula = filled_in(step.formula, {"x": field.path, **cells})
    if step.name not in columns:
        columns[step.name] = grid.take(step.name)
    cell = grid.put(inputs.field_row(field.path), columns[step.name], formula, _step(field, step.name), mostly=blank)
    inputs.add_field(field.step_key(step.name), cell)


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
