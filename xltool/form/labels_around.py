"""Which texts name an input on a drawn form: the one beside it, the one above it, or those of its row and its column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TypeVar

from xltool.base.cells import Area

K = TypeVar("K")
_FAR = 60  # cells between an input and a text that names it


def labels_of(inputs: Mapping[K, Area], texts: Mapping[K, Area]) -> dict[K, tuple[K, ...]]:
    """Return the texts that name each input: one that is its own, or those of its row and of its column; none where there are none.

    A text that touches the input from the left, else from above, is its own unless it names others as well.
    """
    at = {place: key for key, area in texts.items() for place in area.cells()}
    left = {key: _towards(area, (0, -1), at) for key, area in inputs.items()}
    above = {key: _towards(area, (-1, 0), at) for key, area in inputs.items()}
    n_left, n_above = Counter(left.values()), Counter(above.values())
    found: dict[K, tuple[K, ...]] = {}
    for key, area in inputs.items():
        beside, over = left[key], above[key]
        if beside is not None and n_left[beside] == 1 and texts[beside].right == area.left - 1:
            found[key] = (beside,)
        elif over is not None and n_above[over] == 1 and texts[over].bottom == area.top - 1:
            found[key] = (over,)
        elif beside is not None or over is not None:
            crossing = tuple(text for text in (beside or over, over or beside) if text is not None)
            found[key] = crossing
    return found


def _towards(area: Area, step: tuple[int, int], at: Mapping[tuple[int, int], K]) -> K | None:
    """Return the first text in a direction from the first cell of an input."""
    row, column = area.top, area.left
    for _ in range(_FAR):
        row, column = row + step[0], column + step[1]
        if row < 1 or column < 1:
            return None
        if (row, column) in at:
            return at[row, column]
    return None
