"""What a cell of the summary holds besides texts and numbers, and texts made fit for cells."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

#: Characters in a cell, as Excel counts them (UTF-16 units).
CELL_LIMIT = 32_767
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Link:
    """A cell that leads somewhere."""

    text: str
    target: str  # a file, as links spell it; "" for this workbook
    place: str  # `sheet!A1` in it; "" for the file alone


@dataclass(frozen=True)
class Live:
    """A cell that is calculated."""

    formula: Callable[[int], str | None]  # row of the cell, 1-based → formula, None for the value alone
    value: float | str


def printable(text: str) -> str:
    """A text as a cell takes it: no characters that XML forbids, no longer than a cell."""
    clean = _UNPRINTABLE.sub("\ufffd", text)
    if len(clean) * 2 > CELL_LIMIT and len(clean.encode("utf-16-le")) // 2 > CELL_LIMIT:
        clean = clean[: CELL_LIMIT // 2 - 1] + "…"
    return clean
