"""Keep the cells of the numbers in rows, for the links of the summary: no table that is written to a file has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from xltool.base.document import Document
from xltool.base.paths import in_row, value_at
from xltool.form.row_tables import array_around
from xltool.form.schema import Schema
from xltool.merging.dataset.arrow_columns import table_of, text_column
from xltool.merging.dataset.block_tables import rows_with_blocks
from xltool.merging.summary_plan import SummaryPlan
from xltool.rules.definition import Definition


def numbers_in_rows(definition: Definition | None) -> dict[str, list[str]]:
    """Return the columns of numbers whose cells are kept, by table: those of all that are listed where the form's own layout is shown."""
    plan = SummaryPlan(definition) if definition else None
    found: dict[str, list[str]] = {}
    for addend in plan.column_numbers if plan and plan.spec.same_layout else ():
        found.setdefault(addend.table, []).append(addend.name)
    return found


def number_cells(documents: Iterable[Document], definition: Definition | None, table: str, names: Sequence[str]) -> pa.RecordBatch:
    """Return one row for each row of a table, in the order of the data set: of each column of numbers its cell, `Sheet!H12`."""
    assert definition is not None  # noqa: S101 - the table is one of its tables
    schema = definition.schema
    rows = [(document, path) for document in documents for path in _row_paths(document.data, schema, table)]
    return table_of([text_column(name, [_cell(document, f"{path}.{name}") for document, path in rows]) for name in names])


def _row_paths(data: Mapping[str, Any], schema: Schema, table: str) -> Iterator[str]:
    """Yield the concrete path of each row of a table, of each block of a repeated one."""
    array = array_around(schema, table)
    if not array:
        yield from (in_row(table, row) for row in range(len(value_at(data, table) or ())))
        return
    path = table[len(array) + 1 :]
    yield from (f"{in_row(array, block)}.{in_row(path, row)}" for block, row, _ in rows_with_blocks(data, array, path))


def _cell(document: Document, path: str) -> str | None:
    place = document.location(path)
    return str(place) if place else None
