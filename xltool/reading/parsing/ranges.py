"""Parse ranges of cells, and write a set of cells as ranges."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from xltool.base.cells import MAX_COLUMNS, MAX_ROWS, Area, column_number
from xltool.reading.parsing.grid import Place

_RANGE = re.compile(r"\$?([A-Z]{0,3})\$?(\d{0,7})(?::\$?([A-Z]{0,3})\$?(\d{0,7}))?", re.ASCII | re.IGNORECASE)
_SHOWN = 5  # ranges in a message


def areas_of(text: str) -> Iterator[Area]:
    """Parse a list of ranges as Open XML writes it, `B4:C4 E7 F:F 3:5`; pass over what is none."""
    for part in text.split():
        match = _RANGE.fullmatch(part)
        if match is None:
            continue
        left, top, right, bottom = match.groups()
        one_cell = ":" not in part
        if not (left or top) or (one_cell and not (left and top)):
            continue
        first, last = column_number(left) if left else 1, int(top) if top else 1
        yield Area(
            last,
            first,
            last if one_cell else int(bottom) if bottom else MAX_ROWS,
            first if one_cell else column_number(right) if right else MAX_COLUMNS,
        )


def place_of(cell: str) -> Place:
    """Parse `F21` into row and column; (0, 0) for anything else."""
    area = next(areas_of(cell), None)
    return (area.top, area.left) if area else (0, 0)


def rectangles(cells: Iterable[Place]) -> list[Area]:
    """Join cells to few ranges: columns of cells first, then columns beside each other that are equally long."""
    runs: list[Area] = []
    for column, row in sorted((column, row) for row, column in cells):
        last = runs[-1] if runs else None
        if last is not None and last.left == column and last.bottom == row - 1:
            runs[-1] = Area(last.top, column, row, column)
        else:
            runs.append(Area(row, column, row, column))
    merged: list[Area] = []
    for run in runs:
        left = next((area for area in merged if (area.right, area.top, area.bottom) == (run.left - 1, run.top, run.bottom)), None)
        if left is not None:
            merged.remove(left)
            run = Area(run.top, left.left, run.bottom, run.right)  # noqa: PLW2901 - widened
        merged.append(run)
    return sorted(merged, key=lambda area: (area.top, area.left))


def spelled(areas: list[Area]) -> str:
    """Write ranges for a message; the first few when there are many."""
    more = ["…"] if len(areas) > _SHOWN else []
    return ", ".join([area.a1 for area in areas[:_SHOWN]] + more)
