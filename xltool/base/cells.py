"""Where a value sits: cells and ranges. Rows and columns are 1-based everywhere, as users see them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

#: Excel's limits (ECMA-376 leaves them to the program; these are those of Excel 2007 and later).
MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
LONGEST_NAME = 255  # of a defined name, in characters


@lru_cache(maxsize=4096)
def column_letters(column: int) -> str:
    """Return the letters of a column, 1-based: `1` → `A`, `28` → `AB`."""
    letters = ""
    while column > 0:
        column, digit = divmod(column - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


@lru_cache(maxsize=4096)
def column_number(letters: str) -> int:
    """Return the number of a column, 1-based: `A` → `1`, `AB` → `28`."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def a1(row: int, column: int, *, absolute: bool = False) -> str:
    """Return the A1 name of a cell; `absolute` gives `$A$1`."""
    mark = "$" if absolute else ""
    return f"{mark}{column_letters(column)}{mark}{row}"


def quote_sheet(name: str) -> str:
    """Return a sheet name as it stands in a formula: quoted, quotes doubled."""
    return "'" + name.replace("'", "''") + "'"


class Location(NamedTuple):
    """One cell of one sheet."""

    sheet: str
    row: int
    column: int

    @property
    def cell(self) -> str:
        """The cell in A1 notation, `E20`."""
        return a1(self.row, self.column)

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}"


@dataclass(frozen=True)
class Area:
    """A rectangle of cells, all four sides included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def is_one_cell(self) -> bool:
        """Whether the rectangle is a single cell."""
        return self.top == self.bottom and self.left == self.right

    @property
    def a1(self) -> str:
        """The rectangle in A1 notation, `B2:C4` (or `B2` for one cell)."""
        first = a1(self.top, self.left)
        return first if self.is_one_cell else f"{first}:{a1(self.bottom, self.right)}"

    @property
    def absolute(self) -> str:
        """The rectangle with `$` signs, `$B$2:$C$4`."""
        first = a1(self.top, self.left, absolute=True)
        return first if self.is_one_cell else f"{first}:{a1(self.bottom, self.right, absolute=True)}"

    def overlaps(self, other: Area) -> bool:
        """Return whether the two rectangles share a cell."""
        return self.top <= other.bottom and other.top <= self.bottom and self.left <= other.right and other.left <= self.right

    def cells(self) -> Iterator[tuple[int, int]]:
        """Yield every (row, column) of the rectangle, row by row."""
        for row in range(self.top, self.bottom + 1):
            for column in range(self.left, self.right + 1):
                yield row, column


_COLUMNS = re.compile(r"([A-Za-z]{1,3})(?::([A-Za-z]{1,3}))?")


def parse_columns(text: str) -> tuple[int, int] | None:
    """Parse `B` → (2, 2), `B:D` → (2, 4); None when the text names no columns or names them backwards."""
    match = _COLUMNS.fullmatch(text.strip())
    if match is None:
        return None
    left = column_number(match[1])
    right = column_number(match[2] or match[1])
    return (left, right) if left <= right <= MAX_COLUMNS else None


_CELL_NAME = re.compile(r"([A-Za-z]{1,3})([1-9]\d{0,6})")
_R1C1_NAME = re.compile(r"[Rr]\d*([Cc]\d*)?|[Cc]\d*")
_NAME = re.compile(r"[^\W\d][\w.]*|\\[\w.]*")
_OF_EXCEL = frozenset({"print_area", "print_titles"})  # ECMA-376 part 1, 18.2.5


def is_legal_name(name: str) -> bool:
    """Return whether Excel takes `name` as a defined name: no cell address in A1 or R1C1 notation, 255 characters at most.

    Names of its own for printing are none, and what is typed in full-width letters must not look like a cell either.
    """
    narrow = unicodedata.normalize("NFKC", name)
    if len(name) > LONGEST_NAME or not _NAME.fullmatch(name) or _R1C1_NAME.fullmatch(narrow) or name.lower() in _OF_EXCEL:
        return False
    cell = _CELL_NAME.fullmatch(narrow)
    return cell is None or column_number(cell[1]) > MAX_COLUMNS or int(cell[2]) > MAX_ROWS


def parse_area(text: str) -> Area | None:
    """Parse `B2` or `B2:D4`; None when the text names no cells, names them backwards, or such as no sheet has."""
    names = [_CELL_NAME.fullmatch(name) for name in text.strip().split(":")]
    cells = [(int(name[2]), column_number(name[1])) for name in names if name]
    if len(cells) != len(names) or len(cells) > 2:  # noqa: PLR2004 - two corners
        return None
    area = Area(*cells[0], *cells[-1])
    is_possible = area.top <= area.bottom <= MAX_ROWS and area.left <= area.right <= MAX_COLUMNS
    return area if is_possible else None
