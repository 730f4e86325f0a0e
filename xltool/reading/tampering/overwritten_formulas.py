"""Report formulas of ours that are gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xltool.base.cells import Location
from xltool.base.findings import Finding
from xltool.base.reader_rules import READER_RULES
from xltool.reading.parsing.grid import Place
from xltool.reading.parsing.ranges import rectangles, spelled


def overwritten(sheet: str, places: Iterable[Place]) -> Iterator[Finding]:
    """Report cells of a sheet from which formulas of ours are gone; nothing when there are none."""
    lost = rectangles(places)
    if lost:
        location = Location(sheet, lost[0].top, lost[0].left)
        yield READER_RULES["formula.overwritten"].finding(location=location, cells=spelled(lost))
