"""By how many rows and columns something has moved; cells of grids and total rows move with the labels of their row and column."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from functools import partial
from typing import TypeAlias

from xltool.base.cells import Area
from xltool.form.block import Crossing
from xltool.form.layout import Label
from xltool.reading.parsing.grid import Grid, Place

#: Rows and columns by which something has moved.
Shift: TypeAlias = tuple[int, int]


def moved(position: int, by: int) -> int:
    """Shift a row or column; what was moved off the sheet is at its edge."""
    return max(1, position + by)


def shifted(area: Area, shift: Shift) -> Place:
    """Return where the first cell of some cells is now."""
    return moved(area.top, shift[0]), moved(area.left, shift[1])


class Crossings:
    """Finds what stands between the label of a row and the label of a column."""

    def __init__(self, labels: Iterable[Label]) -> None:
        listed = list(labels)
        self.labels = [label for label in listed if label.crossing is not None]
        self._placed = {label.pointer: label for label in listed if label.crossing is None}

    def row_label(self, crossing: Crossing) -> Label | None:
        """Return the label of the row of a cell."""
        return self._placed.get(crossing.row)

    def shift(self, crossing: Crossing, shifts: Mapping[Label, Shift]) -> Shift | None:
        """Measure how far a cell has moved: up or down with the label of its row, aside with that of its column. None when one is gone."""
        row, column = (shifts.get(self._placed[pointer]) for pointer in (crossing.row, crossing.column) if pointer in self._placed)
        return (row[0], column[1]) if row and column else None

    def found(self, shifts: Mapping[Label, Shift], grid: Grid) -> Iterator[tuple[Label, Shift]]:
        """Yield the texts of such cells that are where they should be: `1` and `—` may stand anywhere else too."""
        for label in self.labels:
            shift = (self.shift(label.crossing, shifts) if label.crossing else None) or (0, 0)
            if grid.label(*shifted(label.area, shift)) == label.line:
                yield label, shift

    def around(self, crossing: Crossing, shifts: Mapping[Label, Shift], rows_around: int | None) -> Shift | None:
        """Measure how far a cell has moved when the label of its row or its column is gone; None when those beside do not agree.

        `rows_around` is how far the rows around have moved.
        """
        row, column = self._placed.get(crossing.row), self._placed.get(crossing.column)
        rows = shifts[row][0] if row and row in shifts else rows_around
        beside = [label for label in shifts if column and label.style == "heading" and label.area.bottom == column.area.bottom]
        columns = {shifts[label][1] for label in ([column] if column and column in shifts else beside)}
        return (rows, columns.pop()) if rows is not None and len(columns) == 1 else None


def shifts_of_alike(
    labels: list[Label], places: Mapping[str, list[Place]], shifts: Mapping[Label, Shift], last: Container[Label] = ()
) -> dict[Label, Shift]:
    """Measure labels whose text stands in several places, or which share it with others, from the `shifts` of those that do not.

    Each is at the place nearest to where the labels around it lead, and no two are at one place; `last` choose from what others leave.
    """
    ways: list[tuple[tuple[bool, int, int], Label, Place]] = []
    for label in labels:
        rows, columns = shifts[min(shifts, key=partial(_distance, label))] if shifts else (0, 0)
        top, left = label.area.top + rows, label.area.left + columns
        ways += [((label in last, abs(place[1] - left), abs(place[0] - top)), label, place) for place in places.get(label.line, ())]
    found: dict[Label, Place] = {}
    taken: set[tuple[str, Place]] = set()
    for _, label, place in sorted(ways, key=lambda way: way[0]):
        if label not in found and (label.line, place) not in taken:
            found[label] = place
            taken.add((label.line, place))
    return {label: shift_to(label, place) for label, place in found.items()}


def shift_to(label: Label, place: Place) -> Shift:
    """Return how far a label has moved that stands at a place now."""
    return place[0] - label.area.top, place[1] - label.area.left


def _distance(one: Label, other: Label) -> tuple[int, int]:
    return abs(one.area.top - other.area.top), abs(one.area.left - other.area.left)
