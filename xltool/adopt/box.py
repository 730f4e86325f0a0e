"""A box of a drawn sheet: cells that show as one, with what stands in them and the lines around them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from xltool.base.cells import Area
from xltool.reading.drawn_records import DrawnSheet, EntryRule, Look, Place, StyledCell

_HEIGHT_OF_LINE = 15.0  # points


@dataclass(frozen=True, kw_only=True)
class Box:
    """A merged range, a single cell, or cells without a line between them that lines enclose."""

    area: Area
    cell: StyledCell  # that holds what stands in it
    at: Place  # where that stands
    sides: frozenset[str] = frozenset()  # that have a line along all of them
    is_unlocked: bool = False
    validation: EntryRule | None = None

    @property
    def look(self) -> Look:
        """How it looks."""
        return self.cell.look

    @property
    def text(self) -> str:
        """The text in it, trimmed; "" where no text stands in it."""
        return self.cell.text.strip()

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        return self.cell.is_blank

    @property
    def is_number(self) -> bool:
        """Whether a typed number stands in it, which a date is too."""
        return isinstance(self.cell.value, float) and not self.cell.has_formula

    @property
    def is_enclosed(self) -> bool:
        """Whether it has a line on three sides at least, or a line between it and what is beside it on both sides."""
        return len(self.sides) >= 3  # noqa: PLR2004 - three of four sides

    @property
    def n_rows(self) -> int:
        """How many rows it is high."""
        return self.area.bottom - self.area.top + 1

    @property
    def n_columns(self) -> int:
        """How many columns it is wide."""
        return self.area.right - self.area.left + 1


@dataclass(frozen=True, kw_only=True)
class Page:
    """A sheet as boxes."""

    sheet: DrawnSheet
    boxes: Sequence[Box]  # by rows, then by columns
    owner: Mapping[Place, Box] = field(default_factory=dict)

    def at(self, row: int, column: int) -> Box | None:
        """Return the box that a cell belongs to."""
        return self.owner.get((row, column))

    def row(self, row: int, left: int, right: int) -> Iterator[Box]:
        """Yield the boxes of a row between two columns, from left to right, each once."""
        last: Box | None = None
        for column in range(left, right + 1):
            box = self.owner.get((row, column))
            if box is not None and box is not last:
                yield box
                last = box

    def lines(self, area: Area, size: float) -> float:
        """Return how many lines of text of a size, in points, some rows have room for."""
        points = sum(self.sheet.height(row) for row in range(area.top, area.bottom + 1))
        return points / max(_HEIGHT_OF_LINE, size * 1.3)

    def width(self, area: Area) -> float:
        """Return how wide some columns are, in characters."""
        return sum(self.sheet.width(column) for column in range(area.left, area.right + 1))
