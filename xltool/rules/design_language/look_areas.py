"""The looks of the cells of a block, as areas of cells that look alike; and the looks of its cells, from areas."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from xltool.base.cells import Area, parse_area
from xltool.form.look import AS_USUAL, DrawnLook, look_data, look_of
from xltool.rules.design_language.drawing import DrawnCell
from xltool.rules.design_language.found_block import FoundBlock

#: What is drawn of the program's own, which looks as its state wants it.
_OWN_LOOKS = ("status", "remark")


def put_looks(found: FoundBlock, cells: Iterable[DrawnCell]) -> None:
    """Note the looks of cells that do not look as usual; rows are those in which something stands, counted from 1."""
    looked = [(area, look, cell) for area, cell in _numbered(cells) if (look := _own_look(found, cell)) != AS_USUAL]
    joined = list(_stacked(_side_by_side(looked)))
    if joined:
        found.data["looks"] = {area.a1: look_data(look) for area, look, _ in joined}
        found.places["/looks"] = (joined[0][2].row, joined[0][2].column)
        found.places |= {f"/looks/{area.a1}": (cell.row, cell.column) for area, _, cell in joined}


def with_looks(cells: Iterable[DrawnCell], looks: Mapping[str, Mapping[str, Any]]) -> Iterator[DrawnCell]:
    """Yield the cells of a block with the looks that the block says."""
    areas = [(area, look_of(data)) for text, data in looks.items() if (area := parse_area(text.upper())) is not None]
    for place, cell in _numbered(cells):
        drawn = AS_USUAL
        for area, look in areas:
            if area.top <= place.top <= area.bottom and area.left <= place.left <= area.right:
                drawn = look.over(drawn)
        is_heading = cell.look == "heading" or (bool(drawn.bold) and cell.is_text)  # as it will be read
        yield dataclasses.replace(cell, drawn=drawn, look="heading" if is_heading else cell.look)


def _numbered(cells: Iterable[DrawnCell]) -> list[tuple[Area, DrawnCell]]:
    """Return each cell with its area, rows counted within the block."""
    listed = sorted(cells, key=lambda cell: (cell.row, cell.column))
    numbers = {row: number for number, row in enumerate(dict.fromkeys(cell.row for cell in listed), start=1)}
    return [(Area(numbers[cell.row], cell.column, numbers[cell.row], cell.last_column), cell) for cell in listed]


def _own_look(found: FoundBlock, cell: DrawnCell) -> DrawnLook:
    """Return the look of a cell without what the block says of it otherwise."""
    if cell.special in _OWN_LOOKS:
        return AS_USUAL
    said = {name: None for row, column, name in found.said if (row, column) == (cell.row, cell.column)}
    return dataclasses.replace(cell.drawn, **said) if said else cell.drawn


Looked = tuple[Area, DrawnLook, DrawnCell]


def _side_by_side(looked: Iterable[Looked]) -> Iterator[Looked]:
    """Yield areas, those beside each other that look alike as one."""
    pending: Looked | None = None
    for area, look, cell in looked:
        if pending and pending[1] == look and pending[0].top == area.top and pending[0].right + 1 == area.left:
            pending = dataclasses.replace(pending[0], right=area.right), look, pending[2]
            continue
        if pending:
            yield pending
        pending = area, look, cell
    if pending:
        yield pending


def _stacked(looked: Iterable[Looked]) -> Iterator[Looked]:
    """Yield areas, those below each other that look alike as one."""
    by_columns: dict[tuple[int, int, DrawnLook], list[Looked]] = {}
    for area, look, cell in looked:
        stack = by_columns.setdefault((area.left, area.right, look), [])
        if stack and stack[-1][0].bottom + 1 == area.top:
            stack[-1] = dataclasses.replace(stack[-1][0], bottom=area.bottom), look, stack[-1][2]
        else:
            stack.append((area, look, cell))
    yield from sorted((one for stack in by_columns.values() for one in stack), key=lambda one: (one[0].top, one[0].left))
