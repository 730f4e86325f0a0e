"""Decide which sheets of a workbook print: three sheets and three pages of A4 at most, so that whoever prints all of it gets what is to be read."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

#: Sheets, and pages of all of them, that print.
MOST_SHEETS, MOST_PAGES = 3, 3
#: Least scale at which ten points are well read: seven.
READABLE = 0.68
#: Inches between the margins of a page of A4, along its two sides.
_LONG, _SHORT = 10.8, 7.1
#: Where the print area of a sheet that does not print stands: beside the headings, whose texts do not run over.
_EMPTY_ROW, _BESIDE = 2, 2


@dataclass(frozen=True, kw_only=True)
class PrintOffer:
    """A sheet that may print."""

    sheet: Worksheet
    rank: int  # the lowest come first
    n_pages: int


def scale_of(widths: Iterable[float], *, upright: bool = False) -> float:
    """Return the scale at which columns of such widths in characters are as wide as a page in Excel, 1 at most."""
    inches = sum(width * 7 + 5 for width in widths) / 96
    return min(1, (_SHORT if upright else _LONG) / inches) if inches else 1


def pages_down(points: float, scale: float = 1, *, upright: bool = False) -> int:
    """Return how many pages rows of such a height in points take."""
    return max(1, math.ceil(points * scale / 72 / (_LONG if upright else _SHORT)))


def set_print_areas(sheets: Iterable[Worksheet], offers: Sequence[PrintOffer]) -> None:
    """Let the offered sheets print for which there is room, and no others; all where none is offered.

    A workbook cannot say that a sheet does not print. Its print area is an empty cell instead: LibreOffice leaves empty pages out by
    default, and Excel those at the end of a workbook (KB 288968, Intelliprint).
    """
    if not offers:
        return
    printed = _chosen(offers)
    for sheet in sheets:
        if sheet not in printed:
            column = (sheet.dim_colmax or 0) + _BESIDE
            sheet.print_area(_EMPTY_ROW, column, _EMPTY_ROW, column)


def _chosen(offers: Sequence[PrintOffer]) -> list[Worksheet]:
    """Choose by rank what there is room for; what is too long is passed over."""
    chosen: list[Worksheet] = []
    room = MOST_PAGES
    for offer in sorted(offers, key=lambda offer: offer.rank):
        if len(chosen) < MOST_SHEETS and offer.n_pages <= room:
            chosen.append(offer.sheet)
            room -= offer.n_pages
    return chosen
