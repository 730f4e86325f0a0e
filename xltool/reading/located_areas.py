"""The cells of each field of a received workbook, found as a reading finds them: names stay where they were when a library inserts rows."""

from __future__ import annotations

from xltool.base.cells import Area
from xltool.reading.book import Book
from xltool.reading.defined_names import field_areas
from xltool.reading.guard import Limits
from xltool.reading.read_sheets import BookReader
from xltool.rules.definition import Definition


def located_areas(book: Book, definition: Definition) -> dict[str, tuple[str, Area]]:
    """Return the sheet and cells of each field path of a workbook that was made from a definition.

    Where everything is in its place, or the workbook has no names, these are those of its defined names. On sheets where something moved,
    they are where the fields were found; a field that was not found has none.
    """
    named = field_areas(book)
    reader = BookReader(book, definition, Limits())
    reader.read()
    areas = dict(named)
    for sheet in reader.sheets:
        if not named or not sheet.located.is_moved:
            continue
        name = sheet.grid.name
        areas = {path: area for path, area in areas.items() if area[0] != name}
        areas |= {path: (name, Area(*place, *place)) for path, place in sheet.located.inputs.items()}
        areas |= {
            f"{path}.{column}": (name, table.column_area(column))
            for path, table in sheet.located.tables.items()
            for column in table.columns
        }
    return areas
