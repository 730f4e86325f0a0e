"""Find what the unit does not fill in: areas for the office's own use, and signatures."""

from __future__ import annotations

from collections.abc import Iterator

from xltool.adopt.box import Box, Page
from xltool.adopt.wording import OFFICE
from xltool.base.cells import Area

_MOST_OF_PAGE = 0.5
_LONGEST = 60  # characters of a text that names an area; a longer one is a note that speaks of the office
_MOST_ROWS = 12


def office_areas(page: Page) -> Iterator[tuple[Box, Area]]:
    """Yield each text that says an area is for the office alone, and that area."""
    texts = [box for box in page.boxes if box.text]
    left = min((box.area.left for box in texts), default=1)
    right = max((box.area.right for box in page.boxes if box.sides or box.text), default=1)
    for box in texts:
        if len(box.text) <= _LONGEST and OFFICE.search(box.text):
            yield box, _area(page, box, left, right)


def _area(page: Page, box: Box, left: int, right: int) -> Area:
    area = box.area
    if box.n_rows > 1 and box.n_columns <= box.n_rows + 2:
        return Area(area.top, area.left, area.bottom, right)
    if box.n_columns > _MOST_OF_PAGE * (right - left + 1):
        return Area(area.top, left, _end_of_section(page, box), right)
    beside = page.at(area.top, area.right + 1)
    if beside is not None and beside.is_blank and beside.sides:
        return Area(area.top, area.left, max(area.bottom, beside.area.bottom), beside.area.right)
    below = page.at(area.bottom + 1, area.left)
    if below is not None and below.sides and below.area.left == area.left and below.area.right == area.right and below.is_blank:
        return Area(area.top, area.left, below.area.bottom, area.right)
    if _stands_alone(page, box):
        return Area(area.top, left, _end_of_section(page, box), right)
    return area


def _stands_alone(page: Page, box: Box) -> bool:
    """Return whether nothing else stands in the row of a text: it is a heading over what follows."""
    return sum(not other.is_blank for other in page.row(box.area.top, 1, 60)) == 1


def _end_of_section(page: Page, box: Box) -> int:
    """Return the last row of what a heading stands over: up to the next heading as wide, or to rows where nothing is drawn."""
    row = last = box.area.bottom
    while row - box.area.bottom < _MOST_ROWS:
        row += 1
        drawn = [
            other
            for other in page.row(row, box.area.left, max(box.area.right, box.area.left + 12))
            if other.sides or other.text or other.look.fill
        ]
        if not drawn:
            break
        wide = next(
            (other for other in drawn if other.text and other.area.left == box.area.left and other.n_columns >= box.n_columns > 1), None
        )
        if wide is not None and (wide.look.fill or wide.look.is_bold or not box.look.is_bold):
            break
        last = row
    return last
