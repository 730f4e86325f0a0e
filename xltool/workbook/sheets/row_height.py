"""Make rows high enough for their text: programs do not do it for merged cells, nor on a protected sheet."""

from __future__ import annotations

import math
import re

from xltool.base.display import display_width
from xltool.form.room import LINE_HEIGHT

MAX_ROW_HEIGHT = 409.0  # points, Excel's limit
_LABEL_LINE = 14.0  # the same as programs draw it, without room to spare
_BODY_SIZE = 11.0  # points
_SIZES = (10.0, 9.0, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5, 5.0)  # points, of texts for which the highest row has no room
_CHARACTER = 1.07  # width of half a Chinese character, in the characters that column widths count
_UNIT = re.compile(
    r"(.*[^\s（])(（[^（）]+）)"
)  # at the end of a label; a half-width bracket has a space before it, where lines break anyway
#: A word with the spaces after it, or any other character with the punctuation that does not part from it.
_PIECES = re.compile(r"[!-~]+ *|[（《“]?[^!-~][）》”、，。：；！？]*")


def row_height(text: str, width: float) -> float:
    """Return the height of a row that shows a whole text, in points."""
    return min(MAX_ROW_HEIGHT, count_lines(text, width) * LINE_HEIGHT + 6)


def text_size(text: str, width: float) -> float | None:
    """Return how small a text must be to stand whole in the highest row, in points; None where that is not needed."""
    if row_height(text, width) < MAX_ROW_HEIGHT:
        return None
    sizes = (size for size in _SIZES if _height_of(text, width, size) <= MAX_ROW_HEIGHT)
    return next(sizes, _SIZES[-1])


def _height_of(text: str, width: float, size: float) -> float:
    share = size / _BODY_SIZE
    return count_lines(text, width / share) * LINE_HEIGHT * share + 6


def unit_apart(text: str, star: str, width: float, font_size: float) -> str:
    """Return a label with its unit, or what else stands in brackets at its end, on a line of its own, unless all of it stands on one line.

    `star` stands behind it. Programs break lines also behind an opening bracket.
    """
    parts = _UNIT.fullmatch(text)
    if parts is None or _lines_of_label(text + star, width, font_size) == 1:
        return text
    has_room = _lines_of_label(parts[2] + star, width, font_size) == 1
    return f"{parts[1]}\n{parts[2]}" if has_room else text


def label_height(text: str, width: float, font_size: float) -> float:
    """Return the height of a fixed text in points, wrapped at its words; for such a text it is better too high than cut."""
    return min(MAX_ROW_HEIGHT, lines_height(_lines_of_label(text, width, font_size), font_size))


def _lines_of_label(text: str, width: float, font_size: float) -> int:
    usable = max(2.0, (width - 0.2) / (_CHARACTER * font_size / _BODY_SIZE))
    return sum(_wrapped_lines(line, usable) for line in text.split("\n"))


def lines_height(n_lines: int, font_size: float) -> float:
    """Return the height of a row with room for some lines of a fixed text, in points."""
    return n_lines * _LABEL_LINE * font_size / _BODY_SIZE + 4


def fixed_text_width(text: str, font_size: float) -> float:
    """Return how wide a fixed text is that is not wrapped, in the characters that column widths count."""
    return max(map(display_width, text.split("\n"))) * _CHARACTER * font_size / _BODY_SIZE


def _wrapped_lines(line: str, usable: float) -> int:
    """Count the lines that a line takes, which breaks at spaces and between Chinese characters, inside a word only if that is too long."""
    n_lines, used = 1, 0.0
    for piece in _PIECES.findall(line):
        width = display_width(piece.rstrip())
        if used and used + width > usable:
            n_lines, used = n_lines + 1, 0.0
        n_lines += max(0, math.ceil(width / usable) - 1)
        used = (used + display_width(piece)) if width <= usable else width % usable
    return n_lines


def count_lines(text: str, width: float) -> int:
    """Count the lines that a text takes in a cell of a width in characters; a Chinese character is two wide."""
    usable = max(4.0, width - 2)
    return sum(_lines_of(line, usable) for line in text.split("\n"))


def _lines_of(line: str, usable: float) -> int:
    return 1 if 2 * len(line) <= usable else math.ceil(display_width(line) / usable)
