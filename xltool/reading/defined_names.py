"""The defined names of a received workbook: where its own fields are, whatever version of the template it was made from."""

from __future__ import annotations

import re
from functools import lru_cache

from xltool.base.cells import Area, column_number
from xltool.base.paths import path_of_name
from xltool.form.schema import RESERVED_NAMES
from xltool.reading.book import Book

_RANGE = re.compile(
    r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^'!,()]+))!"
    r"\$?(?P<left>[A-Za-z]{1,3})\$?(?P<top>\d{1,7})(?::\$?(?P<right>[A-Za-z]{1,3})\$?(?P<bottom>\d{1,7}))?"
)


def field_areas(book: Book) -> dict[str, tuple[str, Area]]:
    """Return the sheet and cells of each field path that has a defined name; {} for formats that tell no names.

    Names that the workbook keeps for itself (`check.R22`, `codes.…`) and names that are not a plain range are left out.
    """
    own = {name: text for name, text in book.defined_names.items() if name.split(".")[0] not in RESERVED_NAMES}
    return {path_of_name(name): area for name, text in own.items() if (area := _area(text)) is not None}


@lru_cache(maxsize=4096)  # the files of a campaign have the same names
def _area(text: str) -> tuple[str, Area] | None:
    """Return sheet and cells of `Sheet!$A$1:$B$2`; None for any other formula."""
    match = _RANGE.fullmatch(text.strip().removeprefix("="))
    if match is None:
        return None
    sheet = match["plain"] or match["quoted"].replace("''", "'")
    top, left = int(match["top"]), column_number(match["left"])
    bottom, right = int(match["bottom"] or top), column_number(match["right"] or match["left"])
    return sheet, Area(top, left, bottom, right)
