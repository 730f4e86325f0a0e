"""Look up the options of a list validation: written in it, in cells, on a hidden sheet, under a name."""

from __future__ import annotations

import re

from xltool.adopt.box import Box
from xltool.adopt.wording import PLACEHOLDER
from xltool.base.cells import Area, parse_area
from xltool.reading.drawn_records import DrawnBook, DrawnSheet, Place

_REFERENCE = re.compile(r"(?:(?:'((?:[^']|'')+)'|([\w.]+))!)?(\$?[A-Za-z]{1,3}\$?\d{1,7}(?::\$?[A-Za-z]{1,3}\$?\d{1,7})?)")
_MOST = 500


def options_of(book: DrawnBook, sheet: DrawnSheet, box: Box | None) -> tuple[str, ...]:
    """Return the options of a box; none where it has no list, or one that formulas compute."""
    rule = box.validation if box is not None else None
    if rule is None or rule.kind != "list":
        return ()
    source = rule.first.strip()
    if source.startswith('"'):
        return tuple(option.strip() for option in source.strip('"').split(",") if option.strip())
    return _listed(book, sheet, book.names.get(source, source))


def _listed(book: DrawnBook, sheet: DrawnSheet, source: str) -> tuple[str, ...]:
    match = _REFERENCE.fullmatch(source.removeprefix("="))
    if match is None:
        return ()
    name = (match[1] or match[2] or sheet.name).replace("''", "'")
    there, area = book.sheet(name), parse_area(match[3].replace("$", ""))
    if there is None or area is None:
        return ()
    values = [cell.value for place in sorted(there.cells) if _is_in(place, area) and not (cell := there.cells[place]).is_blank]
    shown = [str(int(value)) if isinstance(value, float) and value.is_integer() else str(value) for value in values]
    return tuple(option.strip() for option in shown[:_MOST] if not (PLACEHOLDER.match(option) and option == shown[0]))


def _is_in(place: Place, area: Area) -> bool:
    row, column = place
    return area.top <= row <= area.bottom and area.left <= column <= area.right


def source_sheets(book: DrawnBook) -> frozenset[str]:
    """Return the names of the sheets that lists of other sheets are on, in lower case."""
    found: set[str] = set()
    for sheet in book.sheets:
        for rule in sheet.validations:
            match = _REFERENCE.search(book.names.get(rule.first, rule.first)) if rule.kind == "list" else None
            name = (match[1] or match[2] or "") if match else ""
            if name and name.lower() != sheet.name.lower():
                found.add(name.replace("''", "'").lower())
    return frozenset(found)
