"""What was found of a block in a drawing: its data as a template writes them, and the cell of each part."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from xltool.rules.design_language.drawing import DrawnCell


@dataclass(kw_only=True)
class FoundBlock:
    """One block. Pointers are relative to it: `/rows/0/fields/1/input`."""

    data: dict[str, Any]
    row: int  # the first row, for what has no cell of its own
    places: dict[str, tuple[int, int]] = field(default_factory=dict)  # pointer → row and column
    said: set[tuple[int, int, str]] = field(default_factory=set)  # row, column and attribute of a look that goes without saying

    def put(self, keyword: str, value: Any, cell: DrawnCell) -> None:
        """Note a keyword and the cell that says it."""
        self.data[keyword] = value
        self.places[f"/{keyword}"] = (cell.row, cell.column)

    def put_height(self, height: float | None) -> None:
        """Note the height of the row, where somebody set it."""
        if height is not None:
            self.data["height"] = tidy(height)


def tidy(number: float) -> int | float:
    """Return a measure to two decimals, whole where it is."""
    rounded = round(float(number), 2)
    return int(rounded) if rounded.is_integer() else rounded


#: Programs keep heights as pixels, of which three are four points high.
_STEP = 0.75


#: Height of a row that nobody set. Programs write it out where cells are merged, so a height like it says nothing.
USUAL_HEIGHT = 15


def kept_height(points: float) -> int | float:
    """Return what is read of a height that a program has rounded to its pixels: the whole number of points that was meant, else the half."""
    steps = round(float(points) / _STEP) * _STEP
    return round(steps) if abs(steps - round(steps)) <= _STEP / 3 else tidy(steps)
