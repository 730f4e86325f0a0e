"""The rows that repeated blocks make in a data set: of the blocks, and of each table in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xltool.base.paths import in_row, value_at
from xltool.merging.dataset.arrow_columns import ArrowColumn, text_column, whole_column

#: Columns that say to which block a row belongs: its number, from 1, and its name if it has a field of that name.
BLOCK, BLOCK_NAME = "block", "block_name"


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
