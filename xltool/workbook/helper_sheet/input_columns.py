"""Every input as it is read: first the tables, a row for each of their rows, then the single fields, a row for each.

Inputs are reached through their defined names (`INDEX(indicators.level1, 5)`), so that cutting and pasting on the form
does not bend the formulas. What `reading` says of a field becomes one column for each step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from xltool.base.cells import a1, quote_sheet
from xltool.form.layout import Layout
from xltool.form.schema import Field, Schema, Table
from xltool.rules.to_excel import quote
from xltool.workbook.helper_sheet.contents import Contents, Rows
from xltool.workbook.helper_sheet.formulas import FIRST_ROW, INDEX, address_of, down_to, filled_in, in_row
from xltool.workbook.helper_sheet.helper_grid import Grid
from xltool.workbook.reading_steps import read, steps


@dataclass(frozen=True)
class _Column:
    """A column over all rows of a table."""

    table: str
    number: int  # on the hidden sheet


class Inputs:
    """Reads all inputs; afterwards it gives their cells to the renderer (`render.Addresses`) and to the guards.

    Keys are paths, with `.part` for parts and steps.
    """

    def __init__(self, grid: Grid, layout: Layout, schema: Schema) -> None:
        self._grid = grid
        self._layout = layout
        self._schema = schema
        self._fields: dict[str, str] = {}  # key of a single field → its cell
        self._columns: dict[str, _Column] = {}  # key of a table's column → where it is
        self._last_rows: dict[str, int] = {}  # table → its last row on the hidden sheet
        for table in schema.tables.values():
            self._read_table(table)
        self._address_column = self._read_fields()

    # --- cells --------------------------------------------------------------------------------------------------------

    def scalar(self, key: str) -> str:
        """The cell of a single field (or part)."""
        return self._fields[key]

    def row(self, key: str) -> str:
        """The cell of a column in the row at hand."""
        return in_row(self._columns[key].number)

    def column(self, key: str) -> str:
        """All cells of a column."""
        column = self._columns[key]
        return down_to(self._last_rows[column.table], column.number)

    def numeric_column(self, key: str) -> str:
        """All cells of a column of numbers with 0 for blanks; made when first asked for."""
        numeric = f"{key}#"
        if numeric not in self._columns:
            self.add(self._columns[key].table, numeric, f"N({self.row(key)})", _numbers(key))
        return self.column(numeric)

    def used(self, table: str) -> str:
        """For every row of a table 1 if it holds something, else 0."""
        return self.column(f"{table}#used")

    def in_use(self, table: str) -> str:
        """The same of the row at hand."""
        return self.row(f"{table}#used")

    def last_row(self, table: str) -> int:
        """The last row of a table on the hidden sheet."""
        return self._last_rows[table]

    def is_table(self, path: str) -> bool:
        """Whether a path is that of a table."""
        return path in self._last_rows

    # --- what cannot be used ------------------------------------------------------------------------------------------

    def bad_fields(self, path: str) -> list[str]:
        """Cells that are 1 where a single field cannot be read, or is blank though it must be filled in."""
        keys = (f"{path}.unreadable", f"{path}.missing")
        return [self._fields[key] for key in keys if key in self._fields]

    def bad_columns(self, path: str) -> list[str]:
        """The keys of the columns that say the same of a table's column."""
        return [key for key in (f"{path}.unreadable", f"{path}.lacking") if key in self._columns]

    # --- places of single fields --------------------------------------------------------------------------------------

    def address(self, path: str) -> str:
        """The cell that holds the place of a single field."""
        return a1(self.field_row(path), self._address_column, absolute=True)

    def addresses(self) -> str:
        """The cells that hold the places of all single fields."""
        return down_to(self.last_field_row, self._address_column)

    def field_row(self, path: str) -> int:
        """The row of a single field on the hidden sheet."""
        return FIRST_ROW + list(self._schema.fields).index(path)

    @property
    def last_field_row(self) -> int:
        """The row of the last single field."""
        return FIRST_ROW + len(self._schema.fields) - 1

    # --- tables -------------------------------------------------------------------------------------------------------

    def add(self, table: str, key: str, formula: str, rows: Callable[[Contents], Rows], blank: Any = 0) -> None:
        """A column over all rows of a table; `blank` is what it holds in a blank row."""
        number = self._grid.take(key)
        self._columns[key] = _Column(table, number)
        self._grid.fill(number, self._last_rows[table], formula, rows, blank)

    def values(self, key: str, contents: Contents) -> Rows:
        """The values of a column."""
        return contents.column(self._columns[key].number)

    def _read_table(self, table: Table) -> None:
        _, area = self._layout.tables[table.path]
        self._last_rows[table.path] = FIRST_ROW + area.capacity - 1
        for column in table.columns:
            self._read_column(column)
        filled = "+".join(f'({self.row(column.path)}<>"")' for column in table.columns)
        self.add(table.path, f"{table.path}#used", f"IF({filled}>0,1,0)", _used(table))
        for column in table.columns:
            if column.required:
                self._missing_in_used_rows(table.path, column)

    def _read_column(self, column: Field) -> None:
        cells, blank = {"x": f"INDEX({column.path},{INDEX})"}, read(column, None)
        for step in steps(column):
            key = column.path if step.name == "value" else f"{column.path}.{step.name}"
            formula = filled_in(step.formula, cells)
            self.add(column.table or "", key, formula, _step_of_rows(column, step.name, blank[step.name]), blank[step.name])
            cells[step.name] = self.row(key)

    def _missing_in_used_rows(self, table: str, column: Field) -> None:
        """In a table, a blank is missing only in a row that holds something."""
        formula = f"{self.row(f'{column.path}.missing')}*{self.in_use(table)}"
        self.add(table, f"{column.path}.lacking", formula, _lacking(column))

    # --- single fields ------------------------------------------------------------------------------------------------

    def _read_fields(self) -> int:
        """A row for each field; steps of the same name share a column. Gives the column of the fields' places."""
        path_column, address_column = self._grid.take("path"), self._grid.take("address")
        columns: dict[str, int] = {}
        for row, (path, field) in enumerate(self._schema.fields.items(), start=FIRST_ROW):
            sheet, place = self._layout.inputs[path]
            address = f"{quote_sheet(sheet.name)}!{a1(place.area.top, place.area.left)}"
            self._grid.put(row, path_column, quote(path), mostly=path)
            self._grid.put(row, address_column, address_of(sheet.name, path), mostly=address)
            self._read_field(field, row, columns)
        return address_column

    def _read_field(self, field: Field, row: int, columns: dict[str, int]) -> None:
        cells = {"x": field.path}
        for step in steps(field):
            if step.name not in columns:
                columns[step.name] = self._grid.take(step.name)
            formula = filled_in(step.formula, cells)
            find, blank = _step(field, step.name), read(field, None)[step.name]
            cells[step.name] = self._grid.put(row, columns[step.name], formula, find, mostly=blank)
            self._fields[field.path if step.name == "value" else f"{field.path}.{step.name}"] = cells[step.name]


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


def _numbers(key: str) -> Callable[[Contents], Rows]:
    return lambda contents: {row: value for row, value in enumerate(contents.state.facts.columns[key]) if value}
