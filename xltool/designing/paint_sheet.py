"""Draw a sheet of a template so that reading the drawing gives the same blocks: what a drawing cannot say stands in the margin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from xltool.base.cells import parse_columns
from xltool.base.messages import Lang
from xltool.designing.block_painters import PAINTERS, Canvas
from xltool.rules.design_language import END, WITH_BOXES, BlockFinder, BlockLine, Drawing, FormNames, find_leaf, with_looks


def paint_sheet(sheet: Mapping[str, Any], names: FormNames, lang: Lang) -> Drawing:
    """Return the drawing of a sheet of a template."""
    canvas = Canvas(names, lang)
    _paint_blocks(sheet["blocks"], 1, canvas)
    for text, width in sheet.get("widths", {}).items():
        first, last = parse_columns(text) or (0, -1)
        canvas.drawing.widths |= dict.fromkeys(range(first, last + 1), width)
    return canvas.drawing


def _paint_blocks(blocks: Iterable[Mapping[str, Any]], first_column: int, canvas: Canvas) -> None:
    for block in blocks:
        if block["block"] in PAINTERS:
            _paint_leaf(block, first_column, canvas)
        elif block["block"] == "group":
            _paint_group(block, first_column, canvas)
        else:
            _paint_opened(block, first_column, canvas)


def _paint_leaf(block: Mapping[str, Any], first_column: int, canvas: Canvas) -> None:
    start = canvas.row
    PAINTERS[block["block"]](block, canvas)
    if block["block"] in WITH_BOXES:
        cells = canvas.drawing.with_boxes((start, canvas.row - 1), first_column)
    else:
        cells = list(with_looks(canvas.drawing.within((start, canvas.row - 1), first_column), block.get("looks", {})))
        for cell in cells:
            canvas.drawing.add(cell)
    found = find_leaf(block["block"], cells, canvas.drawing.heights, deepcopy(canvas.names), {}).data
    said = {name: value for name, value in block.items() if found.get(name) != value}
    said |= dict.fromkeys(name for name in found if name not in block)
    canvas.drawing.lines[start] = BlockLine(row=start, block=block["block"], keywords=said)


def _paint_group(block: Mapping[str, Any], first_column: int, canvas: Canvas) -> None:
    """Draw a group as a label over the rows of its blocks; where that would be read as something else, between lines in the margin."""
    drawing, start = deepcopy(canvas.drawing), canvas.row
    columns = parse_columns(block["columns"]) or (first_column, first_column)
    _paint_blocks(block["blocks"], columns[1] + 1, canvas)
    _paint_label(block, start, canvas)
    finder = BlockFinder(canvas.drawing, deepcopy(canvas.names))
    if [found.data for found in finder.within((start, canvas.row - 1), first_column)] != [block]:
        canvas.drawing, canvas.row = drawing, start
        _paint_opened(block, columns[1] + 1, canvas)


def _paint_label(block: Mapping[str, Any], start: int, canvas: Canvas) -> None:
    end, canvas.row = canvas.row, start
    text = block.get("text") or canvas.names.title(block.get("of", ""))
    canvas.put(block["columns"], text, "label", rows=end - start)
    label = canvas.drawing.cells.get((start, (parse_columns(block["columns"]) or (0, 0))[0]))
    for cell in with_looks([label] if label is not None else [], block.get("looks", {})):
        canvas.drawing.add(cell)
    canvas.row = end


def _paint_opened(block: Mapping[str, Any], first_column: int, canvas: Canvas) -> None:
    keywords = {name: value for name, value in block.items() if name not in ("block", "blocks")}
    canvas.drawing.lines[canvas.row] = BlockLine(row=canvas.row, block=block["block"], keywords=keywords)
    canvas.next_row()
    start = canvas.row
    _paint_blocks(block["blocks"], first_column, canvas)
    if block["block"] == "group":
        _paint_label(block, start, canvas)
    canvas.drawing.lines[canvas.row] = BlockLine(row=canvas.row, block=END, keywords={})
    canvas.next_row()
