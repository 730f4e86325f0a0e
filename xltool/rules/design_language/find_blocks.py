"""Find the blocks of a form in its drawing: by the lines in the margin, by labels over several rows, else by what stands in the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from xltool.base.cells import parse_columns
from xltool.rules.design_language.drawing import END, BlockLine, Drawing, DrawnCell
from xltool.rules.design_language.drawn_cells import find_cells
from xltool.rules.design_language.drawn_lists import find_grid, find_table
from xltool.rules.design_language.drawn_rows import (
    Heights,
    find_fields,
    find_note,
    find_page_break,
    find_signature,
    find_status,
    find_title,
)
from xltool.rules.design_language.form_names import FormNames
from xltool.rules.design_language.found_block import FoundBlock
from xltool.rules.design_language.look_areas import put_looks

Finder: TypeAlias = Callable[[list[DrawnCell], Heights, FormNames], FoundBlock]
#: How the drawing of each kind of block is read that holds no others.
FINDERS: Mapping[str, Finder] = {
    "cells": find_cells,
    "fields": find_fields,
    "grid": find_grid,
    "note": find_note,
    "page-break": find_page_break,
    "signature": find_signature,
    "status": find_status,
    "table": find_table,
    "title": find_title,
}
#: Kinds of blocks that hold others: a line opens them and END closes them.
CONTAINERS = ("group", "repeat")
#: Blocks that hold all that is drawn, also cells in which nothing stands, up to the next line.
WITH_BOXES = ("cells",)
#: Blocks of one row.
_OF_ONE_ROW = ("title", "status", "note")


def find_leaf(kind: str, cells: list[DrawnCell], heights: Heights, names: FormNames, keywords: Mapping[str, Any]) -> FoundBlock:
    """Return a block that holds no others: what is drawn, and what its line says besides. A keyword that is null there is left out."""
    found = FINDERS[kind](cells, heights, names)
    if kind not in WITH_BOXES:
        put_looks(found, cells)
    for name, value in keywords.items():
        found.data[name] = value
    found.data = {name: value for name, value in found.data.items() if value is not None}
    return found


class BlockFinder:
    """Finds the blocks of one drawing."""

    def __init__(self, drawing: Drawing, names: FormNames) -> None:
        self.drawing, self.names = drawing, names

    def blocks(self) -> list[FoundBlock]:
        """Return the blocks of the sheet, from top to bottom."""
        rows = sorted({*self.drawing.rows(), *(row for row, _ in self.drawing.boxes)}) if self._keeps_boxes() else list(self.drawing.rows())
        return list(self.within((rows[0], rows[-1]), 1)) if rows else []

    def _keeps_boxes(self) -> bool:
        return any(line.block in WITH_BOXES for line in self.drawing.lines.values())

    def within(self, rows: tuple[int, int], first_column: int) -> Iterator[FoundBlock]:
        """Yield the blocks in some rows, of what stands from a column on."""
        row = rows[0]
        while row <= rows[1]:
            found, last = self._at(row, rows[1], first_column)
            if found is not None:
                yield found
            row = last + 1

    def _at(self, row: int, last: int, first_column: int) -> tuple[FoundBlock | None, int]:
        """Return the block that begins in a row, and its last row."""
        line = self.drawing.lines.get(row)
        if line is not None and line.block in CONTAINERS:
            return self._opened(line, last, first_column)
        label = self._group_label(row, last, first_column)
        if label is not None:
            return self._group(label, min(label.last_row, last)), min(label.last_row, last)
        if line is not None and line.block != END:
            end = self._end(row, last, first_column)
            within = self.drawing.with_boxes if line.block in WITH_BOXES else self.drawing.within
            cells = within((row, end), first_column)
            found = find_leaf(line.block, cells, self.drawing.heights, self.names, line.keywords)
            found.row = row
            found.places |= line.places()
            return found, end
        if not self.drawing.within((row, row), first_column):
            return None, row
        return self._guessed(row, last, first_column)

    def _opened(self, line: BlockLine, last: int, first_column: int) -> tuple[FoundBlock, int]:
        """Return a block that a line opens, up to the line that closes it."""
        depth, row = 1, line.row
        while depth and row < last:
            row += 1
            inner = self.drawing.lines.get(row)
            depth += (inner is not None and inner.block in CONTAINERS) - (inner is not None and inner.block == END)
        columns = parse_columns(str(line.keywords.get("columns", "")))
        column = columns[1] + 1 if columns and line.block == "group" else first_column
        end = row - 1 if not depth else row
        found = FoundBlock(data={"block": line.block, **line.keywords}, row=line.row, places=line.places())
        self._put_blocks(found, (line.row + 1, end), column)
        return found, row

    def _put_blocks(self, found: FoundBlock, rows: tuple[int, int], column: int) -> None:
        blocks = list(self.within(rows, column))
        found.data["blocks"] = [block.data for block in blocks]
        for index, block in enumerate(blocks):
            found.places[f"/blocks/{index}"] = (block.row, 0)
            found.places |= {f"/blocks/{index}{pointer}": place for pointer, place in block.places.items()}

    def _group_label(self, row: int, last: int, first_column: int) -> DrawnCell | None:
        """Return the label of a group that begins in a row: the leftmost cell, a text over several rows with inputs beside it."""
        in_row = self.drawing.within((row, row), first_column)
        if not in_row or not in_row[0].is_text or in_row[0].last_row == row:
            return None
        label = in_row[0]
        beside = self.drawing.within((row, min(label.last_row, last)), first_column)
        return None if all(cell.is_text for cell in beside) else label

    def _group(self, label: DrawnCell, last: int) -> FoundBlock:
        found = FoundBlock(data={"block": "group"}, row=label.row)
        found.put("columns", label.columns, label)
        inside = [cell.field for cell in self.drawing.within((label.row, last), label.last_column + 1) if cell.field]
        path = self._titled(label.text, inside)
        found.put("of" if path else "text", path or label.text, label)
        self._put_blocks(found, (label.row, last), label.last_column + 1)
        put_looks(found, [label])
        return found

    def _titled(self, text: str, fields: list[str]) -> str:
        """Return the path of the object that holds the first field and has the text for its title; "" for none."""
        path = fields[0] if fields else ""
        while "." in path:
            path = path.rpartition(".")[0]
            if self.names.titles.get(path) == text:
                return path
        return ""

    def _end(self, row: int, last: int, first_column: int) -> int:
        """Return the last row of a block that a line begins: before the next line, the next group, or a list that no line begins."""
        end, block = row, self.drawing.lines[row].block
        if block in (*_OF_ONE_ROW, "page-break"):
            return row
        if block in WITH_BOXES:
            return next((line - 1 for line in sorted(self.drawing.lines) if row < line <= last), last)
        while end < last and end + 1 not in self.drawing.lines and self._group_label(end + 1, last, first_column) is None:
            end += 1
        return end

    def _guessed(self, row: int, last: int, first_column: int) -> tuple[FoundBlock, int]:
        """Return the block that the rows suggest where no line says it."""
        kind, end = self._nature(row, last, first_column), row
        while end < last and kind not in _OF_ONE_ROW and self._belongs(kind, end + 1, last, first_column):
            end += 1
        cells = self.drawing.within((row, end), first_column)
        found = find_leaf(kind, cells, self.drawing.heights, self.names, {})
        found.row = row
        return found, end

    def _belongs(self, kind: str, row: int, last: int, first_column: int) -> bool:
        """Return whether a row goes on with a block that was guessed."""
        if row in self.drawing.lines or self._group_label(row, last, first_column) is not None:
            return False
        cells = self.drawing.within((row, row), first_column)
        if kind != "table":
            return bool(cells) and self._nature(row, last, first_column) == kind
        if any(self.names.table_of(cell.field) for cell in cells):
            return not any(self.names.table_of(cell.field) for cell in self.drawing.within((row - 1, row - 1), first_column))
        above = [cell for cell in self.drawing.within((row - 1, row - 1), first_column) if self.names.table_of(cell.field)]
        if above:  # a total below has fields where the columns are
            fields = [cell for cell in cells if cell.field]
            return bool(fields) and all(any(cell.column == other.column and _ends_alike(cell, other) for other in above) for cell in fields)
        return True

    def _nature(self, row: int, last: int, first_column: int) -> str:
        cells = self.drawing.within((row, row), first_column)
        for special in ("title", "status"):
            if any(cell.special == special for cell in cells):
                return special
        if any(self.names.table_of(cell.field) for cell in cells):
            return "table"
        if any(not cell.is_text for cell in cells):
            return "fields"
        if self._is_over_list(row, last, first_column):
            return "table"
        return "note" if len(cells) == 1 else "fields"

    def _is_over_list(self, row: int, last: int, first_column: int) -> bool:
        """Return whether a row of texts is a heading: only such rows stand between it and the fields of a table."""
        while row <= last:
            cells = self.drawing.within((row, row), first_column)
            if any(self.names.table_of(cell.field) for cell in cells):
                return True
            if len(cells) < 2 or not all(cell.is_text for cell in cells):  # noqa: PLR2004 - a text over everything is a title
                return False
            row += 1
        return False


def _ends_alike(cell: DrawnCell, other: DrawnCell) -> bool:
    return cell.field.rpartition(".")[2] == other.field.rpartition(".")[2]
