"""What cells of the summary hold, one or a column of them, and texts made fit for cells."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import pyarrow as pa

#: Characters in a cell, as Excel counts them (UTF-16 units).
CELL_LIMIT = 32_767
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Links:
    """Where the cells of a column lead, two texts for each; null for a cell that leads nowhere."""

    targets: pa.Array  # a file, as links spell it; "" for this workbook
    places: pa.Array  # `sheet!A1` in it; "" for the file alone


@dataclass(frozen=True)
class ListCells:
    """The cells of one column in successive rows."""

    values: pa.Array  # texts or numbers, null for a blank; of formulas what they come to, numbers, null for the empty text
    tones: pa.Array | None = None  # names of colours that make cells stand out, "" for none
    links: Links | None = None
    formula: Callable[[int], str | None] | None = None  # row of the sheet, 1-based → formula of the cell, None for the value alone

    def __len__(self) -> int:
        return len(self.values)

    def first(self, number: int) -> ListCells:
        """Return the cells of the first rows."""
        tones = None if self.tones is None else self.tones[:number]
        links = self.links and Links(self.links.targets[:number], self.links.places[:number])
        return replace(self, values=self.values[:number], tones=tones, links=links)


@dataclass(frozen=True)
class LiveCell:
    """A cell that is calculated."""

    formula: Callable[[int], str | None]  # row of the cell, 1-based → formula, None for the value alone
    value: float | str


def printable(text: str) -> str:
    """Make a text fit for a cell: no characters that XML forbids, no longer than a cell."""
    clean = _UNPRINTABLE.sub("\ufffd", text)
    if len(clean) * 2 > CELL_LIMIT and len(clean.encode("utf-16-le")) // 2 > CELL_LIMIT:
        clean = clean[: CELL_LIMIT // 2 - 1] + "…"
    return clean
