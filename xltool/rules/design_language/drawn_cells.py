"""A block of cells in a drawing: texts, inputs and boxes at their places, each with the look that it has there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from xltool.base.cells import Area
from xltool.rules.design_language.drawing import DrawnCell
from xltool.rules.design_language.drawn_rows import Heights, tidy_format
from xltool.rules.design_language.form_names import FormNames
from xltool.rules.design_language.found_block import FoundBlock, tidy


def find_cells(cells: list[DrawnCell], heights: Heights, names: FormNames) -> FoundBlock:  # noqa: ARG001 - as all are called
    """Return a block of cells: all that is drawn, as it is drawn."""
    first = cells[0].row if cells else 1
    last = max((cell.last_row for cell in cells), default=first)
    found = FoundBlock(data={"block": "cells", "rows": last - first + 1}, row=first)
    in_block = {str(row - first + 1): tidy(height) for row, height in sorted(heights.items()) if first <= row <= last}
    if in_block:
        found.data["heights"] = in_block
    looks = numbered_looks(cell.own_look for cell in cells)
    found.data["cells"] = [_cell(cell, first, looks) for cell in cells]
    if looks:
        found.data["styles"] = {name: dict(look) for look, name in looks.items()}
    found.places |= {f"/cells/{index}": (cell.row, cell.column) for index, cell in enumerate(cells)}
    return found


def numbered_looks(looks: Iterable[tuple[tuple[str, Any], ...]]) -> dict[tuple[tuple[str, Any], ...], str]:
    """Return the looks that there are, numbered as they come."""
    return {look: str(number) for number, look in enumerate(dict.fromkeys(look for look in looks if look), start=1)}


def _cell(cell: DrawnCell, first: int, looks: dict[tuple[tuple[str, Any], ...], str]) -> dict[str, Any]:
    area = Area(cell.row - first + 1, cell.column, cell.last_row - first + 1, cell.last_column)
    entry: dict[str, Any] = {"at": area.a1}
    if cell.special == "title":
        entry["style"] = "title"
    elif cell.field:
        entry["field"] = cell.field
        entry |= {"format": tidy_format(cell.format)} if cell.format else {}
    elif cell.text:
        entry["text"] = cell.text
        entry |= {"style": "heading"} if dict(cell.own_look).get("bold") else {}
    return entry | ({"look": looks[cell.own_look]} if cell.own_look else {})
