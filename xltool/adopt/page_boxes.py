"""Divide a drawn sheet into boxes, also where graph paper was ruled without merging anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xltool.adopt.box import Box, Page
from xltool.base.cells import Area
from xltool.reading.drawn_records import BLANK_CELL, BOTTOM, LEFT, RIGHT, TOP, DrawnSheet, EntryRule, Place, StyledCell

_MOST_JOINED = 4_000  # cells of one box
_SIDES = {LEFT: (0, -1, RIGHT), RIGHT: (0, 1, LEFT), TOP: (-1, 0, BOTTOM), BOTTOM: (1, 0, TOP)}


def page_of(sheet: DrawnSheet) -> Page:
    """Divide a sheet into boxes."""
    divided = _Division(sheet)
    boxes = sorted(divided.boxes(), key=lambda box: (box.area.top, box.area.left))
    owner = {place: box for box in boxes for place in box.area.cells()}
    return Page(sheet=sheet, boxes=boxes, owner=owner)


class _Division:
    def __init__(self, sheet: DrawnSheet) -> None:
        self._sheet = sheet
        self._merged = {place: area for area in sheet.merges for place in _first_cells(area)}
        self._places = {place for place in sheet.cells if place[0] not in sheet.hidden_rows and place[1] not in sheet.hidden_columns}
        self._rules = _rules_by_place(sheet.validations, self._places)

    def boxes(self) -> Iterator[Box]:
        seen: set[Place] = set()
        for area in self._sheet.merges:
            seen.update(_first_cells(area))
            if self._is_seen(area):
                yield self._box(area)
        for place in sorted(self._places - seen):
            if place in seen:
                continue
            found = self._connected(place)
            joined = self._rectangle(found) if len(found) > 1 else None
            seen |= found
            for area in [joined] if joined else (Area(*cell, *cell) for cell in sorted(found)):
                yield self._box(area)

    def _is_seen(self, area: Area) -> bool:
        rows, columns = self._sheet.hidden_rows, self._sheet.hidden_columns
        return not (
            all(row in rows for row in range(area.top, area.bottom + 1))
            or all(column in columns for column in range(area.left, area.right + 1))
        )

    # --- lines --------------------------------------------------------------------------------------------------------

    def _has_line(self, row: int, column: int, side: str) -> bool:
        down, right, opposite = _SIDES[side]
        cells = self._sheet.cells
        own, beside = cells.get((row, column)), cells.get((row + down, column + right))
        return (own is not None and side in own.look.borders) or (beside is not None and opposite in beside.look.borders)

    def _sides(self, area: Area) -> frozenset[str]:
        rows, columns = range(area.top, area.bottom + 1), range(area.left, area.right + 1)
        lined = {
            LEFT: all(self._has_line(row, area.left, LEFT) for row in rows),
            RIGHT: all(self._has_line(row, area.right, RIGHT) for row in rows),
            TOP: all(self._has_line(area.top, column, TOP) for column in columns),
            BOTTOM: all(self._has_line(area.bottom, column, BOTTOM) for column in columns),
        }
        return frozenset(side for side, is_lined in lined.items() if is_lined)

    # --- cells that show as one ---------------------------------------------------------------------------------------

    def _connected(self, place: Place) -> set[Place]:
        """Return the cells that no line parts from this one."""
        found, waiting = {place}, [place]
        if not self._may_join(place):
            return found
        while waiting:
            row, column = waiting.pop()
            for side, (down, right, _) in _SIDES.items():
                beside = (row + down, column + right)
                if (
                    beside not in found
                    and self._may_join(beside)
                    and self._is_alike(place, beside)
                    and not self._has_line(row, column, side)
                ):
                    found.add(beside)
                    waiting.append(beside)
        return found

    def _may_join(self, place: Place) -> bool:
        return place in self._places and place not in self._merged

    def _is_alike(self, place: Place, other: Place) -> bool:
        look, beside = self._sheet.cell(*place).look, self._sheet.cell(*other).look
        return look.fill == beside.fill and look.is_locked == beside.is_locked and self._rules.get(place) is self._rules.get(other)

    def _rectangle(self, found: set[Place]) -> Area | None:
        rows, columns = [row for row, _ in found], [column for _, column in found]
        area = Area(min(rows), min(columns), max(rows), max(columns))
        n_cells = (area.bottom - area.top + 1) * (area.right - area.left + 1)
        if n_cells != len(found) or n_cells > _MOST_JOINED or sum(not self._sheet.cell(*place).is_blank for place in found) > 1:
            return None
        return area if self._sides(area) == frozenset(_SIDES) else None

    # --- boxes --------------------------------------------------------------------------------------------------------

    def _box(self, area: Area) -> Box:
        cells = self._sheet.cells
        places = [(area.top, area.left)] if (area.top, area.left) in self._merged else list(area.cells())
        at = next((place for place in places if place in cells and not cells[place].is_blank), (area.top, area.left))
        cell: StyledCell = cells.get(at, BLANK_CELL)
        return Box(
            area=area,
            cell=cell,
            at=at,
            sides=self._sides(area),
            is_unlocked=not cell.look.is_locked,
            validation=self._rules.get((area.top, area.left)),
        )


def _first_cells(area: Area) -> Iterator[Place]:
    """Yield the cells of a merged range, of a very large one those at its beginning."""
    n_columns = min(area.right - area.left + 1, 256)
    for row in range(area.top, min(area.bottom, area.top + _MOST_JOINED // n_columns) + 1):
        for column in range(area.left, area.left + n_columns):
            yield row, column


def _rules_by_place(validations: Iterable[EntryRule], places: set[Place]) -> dict[Place, EntryRule]:
    """Return the validation of each cell; ranges may be whole columns."""
    rules: dict[Place, EntryRule] = {}
    for validation in validations:
        for area in validation.areas:
            if area.is_one_cell or (area.bottom - area.top + 1) * (area.right - area.left + 1) < len(places):
                rules.update(dict.fromkeys(area.cells(), validation))
            else:
                rules.update(
                    dict.fromkeys(
                        ((row, column) for row, column in places if area.top <= row <= area.bottom and area.left <= column <= area.right),
                        validation,
                    )
                )
    return rules
