"""Make rows high enough for their text: programs do not do it for merged cells, nor on a protected sheet."""

from __future__ import annotations

import math

from xltool.base.display import display_width

MAX_ROW_HEIGHT = 409.0  # points, Excel's limit
LINE_HEIGHT = 15.0  # points of a line of 11-point text


def row_height(text: str, width: float) -> float:
    """Return the height of a row that shows a whole text, in points."""
    return min(MAX_ROW_HEIGHT, count_lines(text, width) * LINE_HEIGHT + 6)


def count_lines(text: str, width: float) -> int:
    """Count the lines that a text takes in a cell of a width in characters; a Chinese character is two wide."""
    usable = max(4.0, width - 2)
    return sum(_lines_of(line, usable) for line in text.split("\n"))


def _lines_of(line: str, usable: float) -> int:
    return 1 if 2 * len(line) <= usable else math.ceil(display_width(line) / usable)
