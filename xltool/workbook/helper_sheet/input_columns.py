"""Read every input: first the tables, a row for each of their rows, then the single fields, a row for each.

Single fields are reached through their defined names, cells of tables by the names of formulas (see `named_formulas`):
cutting and pasting on the form does not bend these, and an entry makes a program calculate its own row alone.
One column repeats the input; each step of its reading that something asks for becomes one more.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

from xltool.base.cells import a1, column_letters, quote_sheet
from xltool.base.normalise import as_text
from xltool.base.paths import defined_name
from xltool.form.cell_steps import ERROR_TEXT, cleaned_alone
from xltool.form.kind import MISSING, Step
from xltool.form.layout import Layout
from xltool.form.schema import Field, Schema, Table
from xltool.workbook.helper_sheet.formulas import FIRST_ROW, address_of, filled_in, form_row, row_of
from xltool.workbook.helper_sheet.helper_records import Contents, HelperGrid, InputColumns, Rows, entry_key

_REPEATED, _AS_TEXT = f'IFERROR(IF([x]="","",[x]),"{ERROR_TEXT}")', f'IFERROR([x]&"","{ERROR_TEXT}")'


def offer_entries(grid: HelperGrid, layout: Layout, schema: Schema) -> InputColumns:
    """Announce the columns that repeat what was typed into tables."""
    inputs = InputColumns(grid, list(schema.fields))
    for table in schema.tables.values():
        sheet, area = layout.tables[table.path]
        inputs.add_table(table.path, area.capacity)
        if table.fixed is not None:
            grid.fixed[table.path] = table.fixed.cells
        for column in table.read_columns:
            cell = f"{quote_sheet(sheet.name)}!${column_letters(area.columns[column.name])}{form_row(area.first_row)}"
            inputs.offer(entry_key(column), partial(_add_entry, inputs, column, cell))
    return inputs


def read_inputs(grid: HelperGrid, inputs: InputColumns, layout: Layout, schema: Schema) -> None:
    """Write the columns of all tables and single fields."""
    for table in schema.tables.values():
        _read_table(inputs, table, schema.block_of(table.path))
    _read_fields(grid, inputs, layout, schema)


# --- tables -----------------------------------------------------------------------------------------------------------


def _read_table(inputs: InputColumns, table: Table, block: str) -> None:
    for column in table.read_columns:
        _offer_column(inputs, column)
    if table.fixed is not None:
        inputs.add(table.path, f"{table.path}#used", inputs.where_used(block, "1"), _used(table), blank=0 if block else 1)
        return
    filled = "&".join(inputs.row(column.path) for column in table.typed_columns)
    formula = f'IFERROR(IF({filled}="",0,1),1)'  # an error is a text too long to be joined
    inputs.add(table.path, f"{table.path}#used", formula, _used(table))


def _repeated(field: Field, cell: str) -> str:
    """Return formula text: what was typed, which is not 0 for a blank; an error reads as a text, and so does all that is read as one."""
    return filled_in(_AS_TEXT if _is_read_as_text(field) else _REPEATED, {"x": cell})


def _is_read_as_text(field: Field) -> bool:
    """Return whether no step looks at what was typed itself: what is cleaned is a text."""
    return not any("[x]" in step.formula for step in field.steps)


def _offer_column(inputs: InputColumns, column: Field) -> None:
    blank = column.step_values(column.written(None))
    for step in column.steps:
        inputs.offer(column.step_key(step.name), partial(_add_step, inputs, column, step, blank[step.name]))
    if column.required:
        inputs.offer(f"{column.path}.lacking", partial(_add_lacking, inputs, column))


def _add_entry(inputs: InputColumns, column: Field, cell: str) -> None:
    """Add a column that repeats what was typed."""
    inputs.add(column.table or "", entry_key(column), _repeated(column, cell), _entries_of_rows(column), blank=column.blank_text)


def _add_step(inputs: InputColumns, column: Field, step: Step, blank: Any) -> None:
    formula = inputs.step_formula(column, step)
    key = column.step_key(step.name)
    inputs.add(column.table or "", key, formula, _step_of_rows(column, step.name, blank), blank, is_step=key != column.path)


def _add_lacking(inputs: InputColumns, column: Field) -> None:
    """Add a column that is 1 where a blank is missing: in a table only in a row that holds something."""
    table = column.table or ""
    inputs.add(table, f"{column.path}.lacking", f'IF({inputs.row(column.path)}="",{inputs.in_use(table)},0)', _lacking(column))


# --- single fields ----------------------------------------------------------------------------------------------------


def _read_fields(grid: HelperGrid, inputs: InputColumns, layout: Layout, schema: Schema) -> None:
    """Write a row for each field; steps of the same name share a column."""
    inputs.address_column = grid.take("address")
    columns: dict[str, int] = {}
    for row, (path, field) in enumerate(schema.fields.items(), start=FIRST_ROW):
        sheet, place = layout.inputs[path]
        address = f"{quote_sheet(sheet.name)}!{a1(place.area.top, place.area.left)}"
        grid.put(row, inputs.address_column, address_of(sheet.name, defined_name(path)), mostly=address)
        if not field.is_computed:
            _offer_field(grid, inputs, field, schema.block_of(path), columns)


def _offer_field(grid: HelperGrid, inputs: InputColumns, field: Field, block: str, columns: dict[str, int]) -> None:
    blank = field.step_values(field.written(None))
    inputs.offer(entry_key(field), partial(_put_entry, grid, inputs, field, columns))
    for step in field.steps:
        inputs.offer(field.step_key(step.name), partial(_put_step, grid, inputs, field, step, block, columns, blank[step.name]))


def _put_entry(grid: HelperGrid, inputs: InputColumns, field: Field, columns: dict[str, int]) -> None:
    """Write the cell that repeats what was typed: all steps after it are relative, so that fields of a kind share them."""
    formula, value = _repeated(field, defined_name(field.path)), _entry(field)
    inputs.add_field(entry_key(field), _put(grid, inputs, field, columns, "entry", formula, value, field.blank_text))


def _put_step(
    grid: HelperGrid, inputs: InputColumns, field: Field, step: Step, block: str, columns: dict[str, int], blank: Any
) -> None:  # fmt: skip
    formula, value = filled_in(step.formula, cleaned_alone(field.typed_formula)), _step(field, step.name)
    typed = {"x": row_of(inputs.scalar(entry_key(field)))} if "[x]" in formula else {}
    formula = filled_in(formula, typed | {name: row_of(inputs.scalar(field.step_key(name))) for name in step.names})
    if block and step.name == MISSING.name:
        formula, value = inputs.where_used(block, formula), _missing(field, block)
    inputs.add_field(field.step_key(step.name), _put(grid, inputs, field, columns, step.name, formula, value, blank))


def _put(
    grid: HelperGrid,
    inputs: InputColumns,
    field: Field,
    columns: dict[str, int],
    heading: str,
    formula: str,
    value: Callable[[Contents], Any],
    blank: Any,
) -> str:
    if heading not in columns:
        columns[heading] = grid.take(heading)
    return grid.put(inputs.field_row(field.path), columns[heading], formula, value, mostly=blank)


# --- values -----------------------------------------------------------------------------------------------------------


def _as_typed(typed: Any) -> Any:
    """Return what a cell of the form holds: a number, or else a text (see `filled_form`)."""
    if typed is None or isinstance(typed, bool | str | list):
        return as_text(typed) or ""
    return float(typed) if math.isfinite(typed) else str(typed)


def _as_text(typed: Any) -> str:
    return as_text(typed) or ""


def _entry(field: Field) -> Callable[[Contents], Any]:
    repeated = _as_text if _is_read_as_text(field) else _as_typed
    return lambda contents: repeated(contents.typed(field)[0])


def _entries_of_rows(column: Field) -> Callable[[Contents], Rows]:
    repeated = _as_text if _is_read_as_text(column) else _as_typed

    def rows(contents: Contents) -> Rows:
        typed = ((row, repeated(entry)) for row, entry in enumerate(contents.typed(column)))
        return {row: value for row, value in typed if value != column.blank_text}

    return rows


def _step(field: Field, name: str) -> Callable[[Contents], Any]:
    return lambda contents: contents.read(field)[name]


def _missing(field: Field, block: str) -> Callable[[Contents], Any]:
    """Return what the step yields that looks for what is missing: nothing is in a block that is not in use."""
    return lambda contents: 0 if block in contents.evaluation.inputs.unused else contents.read(field)[MISSING.name]


def _step_of_rows(column: Field, name: str, blank: Any) -> Callable[[Contents], Rows]:
    def rows(contents: Contents) -> Rows:
        return {row: values[name] for row, values in enumerate(contents.read_rows(column)) if values[name] != blank}

    return rows


def _used(table: Table) -> Callable[[Contents], Rows]:
    return lambda contents: dict.fromkeys(range(len(contents.rows(table.path))), 1)


def _lacking(column: Field) -> Callable[[Contents], Rows]:
    return lambda contents: {row: 1 for row, values in enumerate(contents.read_rows(column)) if values["value"] == ""}
