"""Place the looks of blocks on their sheet, where a table has as many rows as it takes data, and find that of a cell."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator

from xltool.base.cells import Area
from xltool.form.block import LookedArea, TableArea
from xltool.form.look import AS_USUAL, DrawnLook


def look_at(area: Area, looked: Iterable[LookedArea]) -> DrawnLook:
    """Return the look of a cell, or of merged ones; where several areas hold it, the last counts."""
    look = AS_USUAL
    for other in looked:
        if other.area.top <= area.top <= other.area.bottom and other.area.left <= area.left <= other.area.right:
            look = other.look.over(look)
    return look


def placed_looks(looks: Iterable[LookedArea], top: int, tables: Iterable[TableArea]) -> Iterator[LookedArea]:
    """Yield the looks of a block that begins in a row of the sheet and has these tables, from the top."""
    lists = list(tables)
    for looked in looks:
        first, last = _rows_at(looked.area.top, top, lists).start, _rows_at(looked.area.bottom, top, lists).stop - 1
        yield dataclasses.replace(looked, area=dataclasses.replace(looked.area, top=first, bottom=last))


def _rows_at(number: int, top: int, tables: Iterable[TableArea]) -> range:
    """Return the rows of the sheet that a row of a block stands for: all that take data, for that of a table."""
    row = top + number - 1
    for table in tables:
        if row == table.first_row:
            return table.rows
        if row > table.first_row:
            row += table.capacity - 1
    return range(row, row + 1)
