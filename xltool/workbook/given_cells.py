"""Keep in every copy what its locked cells were sent out with, so that a change is noticed when it comes back.

That stands on the hidden sheet of code lists, beside them: no formula is there, so that reading it takes little time. Single fields
stand one below the other, path and value; each column of a table has a column.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xlsxwriter.worksheet import Worksheet

from xltool.base.normalise import as_text
from xltool.base.paths import split_name, value_at
from xltool.form.layout import Layout
from xltool.form.schema import Schema, Table
from xltool.form.sheet_names import GIVEN_FIRST_ROW, GIVEN_PATH, GIVEN_ROW, GIVEN_VALUE, given_head
from xltool.workbook.cell_texts import write_text


@dataclass(frozen=True, kw_only=True)
class GivenCells:
    """Where the given values of a copy are kept; rows and columns are 1-based."""

    first_column: int  # holds the number of each row, so that the rows are there; then come paths, values, columns of tables
    last_row: int
    fields: Mapping[str, int]  # path of a single field → its row
    columns: Mapping[str, int]  # path of a table's column → column

    def heads(self) -> Iterator[tuple[int, str]]:
        """Yield column and heading."""
        yield from enumerate((GIVEN_ROW, GIVEN_PATH, GIVEN_VALUE), start=self.first_column)
        yield from ((column, given_head(path)) for path, column in self.columns.items())

    def values(self, entries: Mapping[str, Any]) -> Iterator[tuple[int, int, Any]]:
        """Yield row, column and value of all that is kept of a copy that holds `entries`; in each row from left to right."""
        for path, row in self.fields.items():
            yield row, self.first_column + 2, value_at(entries, path)
        for path, column in self.columns.items():
            table, name = split_name(path)
            for row, line in enumerate(value_at(entries, table) or (), start=GIVEN_FIRST_ROW):
                yield row, column, line.get(name)


def given_cells(schema: Schema, layout: Layout, n_code_columns: int) -> GivenCells | None:
    """Find room for what is kept, beside the code lists; None for a form without fields that are filled in and then locked."""
    fields = [path for path, field in schema.fields.items() if field.is_read_only]
    columns = [path for table in schema.tables.values() for path in _kept(table)]
    if not fields and not columns:
        return None
    capacities = [layout.tables[split_name(path)[0]][1].capacity for path in columns]
    first = n_code_columns + 2
    return GivenCells(
        first_column=first,
        last_row=GIVEN_FIRST_ROW - 1 + max(len(fields), *capacities, 0),
        fields={path: row for row, path in enumerate(fields, start=GIVEN_FIRST_ROW)},
        columns={path: column for column, path in enumerate(columns, start=first + 3)},
    )


def _kept(table: Table) -> list[str]:
    """Return the paths of the locked columns of a table, and of those by which its rows are found again."""
    if not any(column.is_read_only for column in table.columns):
        return []
    keys = (*table.key, table.fixed.key) if table.fixed else table.key
    return [column.path for column in table.columns if column.is_read_only or column.name in keys]


def draw_given(sheet: Worksheet, cells: GivenCells | None) -> None:
    """Write what all copies have in common: headings, numbers of rows, paths."""
    if cells is None:
        return
    for column, head in cells.heads():
        sheet.write_string(0, column - 1, head)
    for row in range(GIVEN_FIRST_ROW, cells.last_row + 1):
        sheet.write_number(row - 1, cells.first_column - 1, row)
    for path, row in cells.fields.items():
        write_text(sheet, row - 1, cells.first_column, path)


def write_given(sheet: Worksheet, cells: GivenCells | None, entries: Mapping[str, Any]) -> None:
    """Write what the locked cells of a copy are sent out with; `entries` is what its input cells hold."""
    if cells is None:
        return
    for row, column, value in cells.values(entries):
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            sheet.write_number(row - 1, column - 1, float(value))
        elif value is not None:
            write_text(sheet, row - 1, column - 1, as_text(value) or "")
