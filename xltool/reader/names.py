"""The defined names of a received workbook: where its own fields are, whatever version of the template it was made from."""

from __future__ import annotations

import zipfile
from pathlib import Path

from xltool.cells import Area
from xltool.schema import RESERVED_NAMES


def named_areas(path: Path) -> dict[str, tuple[str, Area]]:
    """Field path → sheet and cells, of an Open XML workbook that the guard let through; {} for other formats.

    Names that the workbook keeps for itself (`check.R22`, `codes.…`) and names that are no plain range are left out.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.cell import range_boundaries
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, keep_links=False)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError):
        return {}
    found: dict[str, tuple[str, Area]] = {}
    for name, defined in book.defined_names.items():
        places = list(defined.destinations) if defined.type == "RANGE" else []
        if name.split(".")[0] not in RESERVED_NAMES and len(places) == 1:
            sheet, cells = places[0]
            left, top, right, bottom = range_boundaries(cells)
            if None not in (left, top, right, bottom):
                found[name] = (sheet, Area(int(top or 1), int(left or 1), int(bottom or 1), int(right or 1)))
    book.close()
    return found
