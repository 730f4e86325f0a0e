"""How much room texts have that are typed into cells whose row does not grow, and how much they are given.

Programs fit a row to its text only where that stands in one cell. Cells made one out of several, and rows of single fields, which have a height
of their own, are therefore given room for what their field may hold, up to some lines; a longer text is an info (`rules.loading.room_rules`).
"""

from __future__ import annotations

from collections.abc import Mapping

from xltool.base.messages import Lang

LINE_HEIGHT = 15.0  # points of a line of 11-point text
MARGIN = 6.0  # points above and below all lines
#: Lines for which fields of a kind of prose have room, at the most: more would make pages of forms that are mostly blank.
_MOST_LINES = {"long": 16, "paragraphs": 12, "line": 2, "none": 2}
#: Characters in the place of a Chinese one.
_PER_PLACE: Mapping[Lang, int] = {"zh": 1, "en": 2}
_LONG = ("long", "paragraphs")
#: Characters for which a long text has room where nothing limits it.
_LONG_TEXT = 300


def room_height(prose: str, max_length: int | None, width: float) -> float:
    """Return how high the row of a text must be at least, in points; 0 where nothing is known of its length. `width` is in characters."""
    most = max_length or (_LONG_TEXT if prose == "long" else 0)
    lines = -(-most // line_length(width))
    return min(lines, _MOST_LINES[prose]) * LINE_HEIGHT + MARGIN if lines > 1 else 0.0


def line_length(width: float) -> int:
    """Return how many Chinese characters stand in a line of a width in the characters that column widths count."""
    return max(2, int((width - 2) / 2))


def room(height: float, width: float, lang: Lang) -> int:
    """Return how many characters have room in a cell; those of English are half as wide."""
    lines = max(1, int((height - MARGIN + 0.5) / LINE_HEIGHT))
    return lines * line_length(width) * _PER_PLACE[lang]


def is_longer(prose: str, max_length: int | None, n_characters: int) -> bool:
    """Return whether a field takes texts of more characters: as its limit says, and where it has none, as its kind of prose does."""
    return prose in _LONG if max_length is None else max_length > n_characters
