"""Keep on the hidden sheet what the locked cells of a copy were sent out with, so that a change is noticed when it comes back.

Single fields stand one below the other, path and value; each column of a table has a column here. All are plain cells.
"""

from __future__ import annotations

from xltool.form.schema import Schema, Table
from xltool.form.sheet_names import GIVEN_PATH, GIVEN_VALUE, given_head
from xltool.workbook.helper_sheet.formulas import FIRST_ROW
from xltool.workbook.helper_sheet.helper_records import HelperGrid
from xltool.workbook.helper_sheet.plan_records import GivenColumns


def reserve_given(grid: HelperGrid, schema: Schema) -> GivenColumns:
    """Reserve the columns for all fields that are filled in before the form is sent out and then locked; none where there are none."""
    fields = [path for path, field in schema.fields.items() if field.is_read_only]
    columns = [path for table in schema.tables.values() for path in _kept(table)]
    return GivenColumns(
        fields={path: row for row, path in enumerate(fields, start=FIRST_ROW)},
        path_column=grid.take(GIVEN_PATH) if fields else 0,
        value_column=grid.take(GIVEN_VALUE) if fields else 0,
        columns={path: grid.take(given_head(path)) for path in columns},
    )


def _kept(table: Table) -> list[str]:
    """Return the paths of the locked columns of a table, and of those by which its rows are found again."""
    if not any(column.is_read_only for column in table.columns):
        return []
    return [column.path for column in table.columns if column.is_read_only or column.name in table.key]
