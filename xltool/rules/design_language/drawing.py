"""A drawn form: what stands in which cells of a layout sheet, and the lines beside it that say what each block is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from xltool.base.cells import column_letters
from xltool.base.messages import Text
from xltool.form.look import AS_USUAL, DrawnLook
from xltool.form.own_look import OwnLook
from xltool.rules.design_language.usual_looks import CellLook

#: What a cell of a form may be besides a field or a text, written `{#title}`.
SPECIAL_CELLS: Mapping[str, Text] = {
    "title": Text(zh="标题", en="title"),
    "status": Text(zh="状态", en="status"),
    "remark": Text(zh="问题", en="remark"),
    "room": Text(zh="签章处", en="room"),
    "number": Text(zh="序号", en="number"),
}
_INPUT = re.compile(r"\s*\{\s*([^{}\s]+)\s*\}\s*")


@dataclass(frozen=True, kw_only=True)
class DrawnCell:
    """One cell, or several that are merged. Rows and columns are 1-based."""

    row: int
    column: int
    last_row: int
    last_column: int
    text: str
    look: CellLook = "plain"
    format: str = ""  # number format
    centered: bool = False
    drawn: DrawnLook = AS_USUAL  # what of it is not as usual
    own_look: OwnLook = ()  # lines, fill and text, for blocks that keep them

    @property
    def field(self) -> str:
        """The path of the field that is filled in there; "" for none."""
        match = _INPUT.fullmatch(unicodedata.normalize("NFKC", self.text))
        return "" if match is None or match[1].startswith("#") else match[1]

    @property
    def special(self) -> str:
        """The key of what else stands there (`SPECIAL_CELLS`); "" for a text or a field."""
        match = _INPUT.fullmatch(unicodedata.normalize("NFKC", self.text))
        if match is None or not match[1].startswith("#"):
            return ""
        word = match[1][1:].casefold()
        return next((key for key, text in SPECIAL_CELLS.items() if word in (key, text.zh, text.en)), "")

    @property
    def is_text(self) -> bool:
        """Whether it holds a fixed text."""
        return not self.field and not self.special

    @property
    def columns(self) -> str:
        """Its columns as a template writes them, `B` or `B:D`."""
        first, last = column_letters(self.column), column_letters(self.last_column)
        return first if first == last else f"{first}:{last}"


@dataclass(frozen=True, kw_only=True)
class BlockLine:
    """What the margin says at a row: a block begins (or one that holds others ends), with keywords that are not drawn."""

    row: int
    block: str  # name of a block kind, or END
    keywords: Mapping[str, Any]
    columns: Mapping[str, int] = field(default_factory=dict, compare=False)  # keyword → the column that says it

    def places(self) -> dict[str, tuple[int, int]]:
        """Return the cells of its keywords, by the pointer of each within the block."""
        return {f"/{keyword}": (self.row, column) for keyword, column in self.columns.items()}


END = "end"
#: What the margin says of a keyword that the drawing suggests and the block has not.
NOT_DRAWN = "null"


@dataclass(kw_only=True)
class Drawing:
    """A layout sheet."""

    cells: dict[tuple[int, int], DrawnCell] = field(default_factory=dict)  # by their first row and column
    heights: dict[int, float] = field(default_factory=dict)  # row → points, where somebody set it
    widths: dict[int, float] = field(default_factory=dict)  # column → characters, where somebody set it
    lines: dict[int, BlockLine] = field(default_factory=dict)  # row → line
    boxes: dict[tuple[int, int], DrawnCell] = field(default_factory=dict)  # cells in which nothing stands and that have a look

    def add(self, cell: DrawnCell) -> None:
        """Put a cell in its place."""
        self.cells[cell.row, cell.column] = cell

    def within(self, rows: tuple[int, int], first_column: int) -> list[DrawnCell]:
        """Return the cells that begin in some rows, from a column on, row by row."""
        chosen = [cell for cell in self.cells.values() if rows[0] <= cell.row <= rows[1] and cell.column >= first_column]
        return sorted(chosen, key=lambda cell: (cell.row, cell.column))

    def with_boxes(self, rows: tuple[int, int], first_column: int) -> list[DrawnCell]:
        """Return the cells that begin in some rows, those in which nothing stands included, row by row."""
        boxes = (box for box in self.boxes.values() if rows[0] <= box.row <= rows[1] and box.column >= first_column)
        return sorted([*self.within(rows, first_column), *boxes], key=lambda cell: (cell.row, cell.column))

    def rows(self) -> Iterator[int]:
        """Yield the rows in which something stands, from the top."""
        yield from sorted({*(row for row, _ in self.cells), *self.lines})
