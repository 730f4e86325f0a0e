"""The tables that repeated blocks make in a data set: one of the blocks, and one for each table in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from xltool.base.paths import in_row, value_at, without_rows
from xltool.form.repeated import Repeat
from xltool.form.schema import Field, Schema, Table
from xltool.merging.dataset.arrow_columns import ArrowColumn, text_column, whole_column

#: Columns that say to which block a row belongs: its number, from 1, and its name if it has a field of that name.
BLOCK, BLOCK_NAME = "block", "block_name"


def merged_paths(schema: Schema) -> list[str]:
    """Return the paths of the tables of a form as a data set has them: repeated blocks, and the tables of all blocks as one."""
    return list(dict.fromkeys([*schema.repeats, *map(without_rows, schema.tables)]))


def single_fields(schema: Schema) -> Iterator[Field]:
    """Yield the single fields that each form has once."""
    yield from (field for field in schema.fields.values() if not schema.block_of(field.path))


def block_fields(schema: Schema, repeat: Repeat) -> dict[str, Field]:
    """Return the single fields of a block, by path within it."""
    first = in_row(repeat.path, 0)
    return {field.path[len(first) + 1 :]: field for field in schema.in_block(first)[0]}


def array_around(schema: Schema, path: str) -> str:
    """Return the array in whose blocks a table of a data set stands; "" for none."""
    return next((array for array in schema.repeats if path.startswith(f"{array}.")), "")


def in_first_block(schema: Schema, path: str) -> Table:
    """Return the table of a data set as its first block has it."""
    array = array_around(schema, path)
    return schema.tables[in_row(array, 0) + path.removeprefix(array) if array else path]


def rows_with_blocks(data: Mapping[str, Any], array: str, path: str) -> list[tuple[int, int, Mapping[str, Any]]]:
    """Return the rows of a table in all blocks of an array: number of the block and of the row, from 0, and the row."""
    blocks = enumerate(value_at(data, array) or ())
    return [(index, row, item) for index, block in blocks for row, item in enumerate(value_at(block, path) or ())]


def block_keys(data: Sequence[Mapping[str, Any]], array: str, numbers: Sequence[int], *, with_names: bool) -> list[ArrowColumn]:
    """Return the columns that say to which block each row belongs; `data` is the document of each row."""
    columns = [whole_column(BLOCK, [number + 1 for number in numbers])]
    if with_names:
        names = (value_at(document, in_row(array, number, "name")) for document, number in zip(data, numbers, strict=True))
        columns.append(text_column(BLOCK_NAME, [None if name is None else str(name) for name in names]))
    return columns
