"""Divide the line that says how far a form is filled in: its words, then links to the check sheet and the instructions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from xltool.base.cells import Area

#: Characters that the words take in one line, and a link.
_WORDS, _LINK = 84.0, 11.5
_N_LINKS = 2


@dataclass(frozen=True)
class StatusParts:
    """The cells of the line."""

    words: Area
    links: tuple[Area, ...] = ()  # to the check sheet and the instructions; fewer where there is no room
    rest: Area | None = None  # what is left on the right

    @property
    def areas(self) -> tuple[Area, ...]:
        """All of them."""
        return (self.words, *self.links, *([self.rest] if self.rest else []))


def status_parts(line: Area, width_of: Callable[[Area], float]) -> StatusParts:
    """Divide the line at sheet columns: the words get a whole line if there is room, else the room of two, else what the links leave."""
    for room in (_WORDS, _WORDS / 2, 0.0):
        words = _shortest(line, line.left, room, width_of)
        links = _links(line, words.right + 1, width_of) if words else ()
        if words and len(links) == _N_LINKS:
            right = links[-1].right
            return StatusParts(words, links, _part(line, right + 1, line.right) if right < line.right else None)
    if line.left < line.right:  # the words are a link to the check sheet themselves
        return StatusParts(_part(line, line.left, line.right - 1), (_part(line, line.right, line.right),))
    return StatusParts(line)


def _links(line: Area, first: int, width_of: Callable[[Area], float]) -> tuple[Area, ...]:
    links: list[Area] = []
    while len(links) < _N_LINKS and (link := _shortest(line, first, _LINK, width_of)):
        links.append(link)
        first = link.right + 1
    return tuple(links)


def _shortest(line: Area, first: int, room: float, width_of: Callable[[Area], float]) -> Area | None:
    """Return the cells from a column on that have so much room; None where the line ends before."""
    parts = (_part(line, first, last) for last in range(first, line.right + 1))
    return next((part for part in parts if width_of(part) >= room), None)


def _part(line: Area, left: int, right: int) -> Area:
    return Area(line.top, left, line.bottom, right)
