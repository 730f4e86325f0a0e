"""The cells of one sheet."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import repeat
from math import isfinite
from typing import Any

from xltool.base.cells import a1
from xltool.base.messages import Text
from xltool.base.normalise import clean_line, label_line, text_from_number
from xltool.form.notice import without_notice
from xltool.reading.guard.refusal import damaged

Place = tuple[int, int]  # row, column


class CellError(str):
    """An error value, `#REF!`. As a text it is its own name, so it is never taken for a blank."""

    __slots__ = ()


class LostText(str):
    """A shared text that is not in the file. As a text it is the number by which the cell refers to it."""

    __slots__ = ()


class CellPicture(str):
    """A picture placed in a cell. As a text it is what programs show instead that know no such pictures."""

    __slots__ = ()


#: The function by which WPS shows a picture in a cell, as programs write it.
PICTURE_FUNCTION = "DISPIMG("


class NotComputed:
    """A cell whose formula was saved without its result."""

    def __repr__(self) -> str:
        return "NOT_COMPUTED"


NOT_COMPUTED = NotComputed()
_BLANK = frozenset((None, ""))
_TWICE = Text(
    "工作表“{sheet}”的单元格 {cell} 出现两次，内容不知以哪个为准",
    "the cell {cell} of the sheet “{sheet}” is there twice; it is not known which one counts",
)

#: The names of error values, in every format.
ERROR_NAMES = frozenset(
    [
        "#NULL!",
        "#DIV/0!",
        "#VALUE!",
        "#REF!",
        "#NAME?",
        "#NUM!",
        "#N/A",
        "#GETTING_DATA",
        "#SPILL!",
        "#CALC!",
        "#FIELD!",
        "#BLOCKED!",
        "#CONNECT!",
    ]
)
#: A truth value as it is written, in any case of letters.
BOOLEANS = {"1": True, "true": True, "0": False, "false": False}


def number_in(text: str) -> float | str:
    """Parse the number of a cell; return the text itself when it is none that can be calculated with, as 1e400."""
    try:
        number = float(text)
    except ValueError:
        return text
    return number if isfinite(number) and "_" not in text else text.strip()


@dataclass
class Traits:
    """What a sheet says beside its values, as a reader meets it on its one way through; places as they are written there."""

    formulas: list[str] = field(default_factory=list)  # cells, "F21"
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)  # first and last
    is_filtered: bool = False  # a filter is on: it hides rows, and forms allow that
    is_protected: bool = False
    merges: list[str] = field(default_factory=list)  # "B4:C4"
    validations: list[tuple[str, str]] = field(default_factory=list)  # cells, "B4:C4 E7", and the kind of what they accept
    is_whole: bool = True  # False: reading stopped where the form ends, and what stands after the cells is not known


class Grid:
    """The cells of one sheet. Rows and columns are 1-based; a blank is None."""

    def __init__(
        self,
        name: str,
        rows: list[list[Any]],
        find_far: Callable[[], Place | None] | None = None,
        traits: Traits | None = None,
        struck: Collection[Place] = (),
    ) -> None:
        self.name = name
        self.traits = traits  # None: the format's reader does not tell
        self.struck = struck  # cells that hold something and are struck through
        self._rows = rows
        self._find_far = find_far

    @property
    def n_rows(self) -> int:
        """The last row that holds anything."""
        return len(self._rows)

    @cached_property
    def far(self) -> Place | None:
        """Row and column of a cell that holds something and lies so far away that it was not read; there may be more."""
        return self._find_far() if self._find_far else None

    def content(self, row: int, column: int) -> Any:
        """Return a cell's value, None when blank, NOT_COMPUTED for a formula that was saved without its result."""
        values = self._rows[row - 1] if 0 < row <= len(self._rows) else ()
        value = values[column - 1] if 0 < column <= len(values) else None
        return None if value == "" else value

    def with_contents(self, changes: Mapping[Place, Any]) -> Grid:
        """Return the same cells with other contents in some of them."""
        rows = [list(row) for row in self._rows]
        for (row, column), value in changes.items():
            rows.extend([] for _ in range(row - len(rows)))
            rows[row - 1].extend([None] * (column - len(rows[row - 1])))
            rows[row - 1][column - 1] = value
        return Grid(self.name, rows, self._find_far, self.traits, self.struck)

    def contents(self, row: int, columns: Sequence[int]) -> list[Any]:
        """Return the values of a row in some columns, as `content` does, but "" where a cell holds that."""
        values = self._rows[row - 1] if 0 < row <= len(self._rows) else ()
        n_values = len(values)
        return [values[column - 1] if 0 < column <= n_values else None for column in columns]

    def cell(self, row: int, column: int) -> Any:
        """Return a cell's value, None when there is none."""
        value = self.content(row, column)
        return None if value is NOT_COMPUTED else value

    def is_blank(self, row: int, left: int, right: int) -> bool:
        """Return whether nothing stands in a row from one column to another."""
        return not 0 < row <= len(self._rows) or _BLANK.issuperset(self._rows[row - 1][left - 1 : right])

    def filled(self) -> Iterator[Place]:
        """Yield every cell that holds something, row by row."""
        for row, values in enumerate(self._rows, start=1):
            for column, value in enumerate(values, start=1):
                if value is not None and value != "":
                    yield row, column

    def text(self, row: int, column: int) -> str:
        """Return a cell as one clean line of text, "" when blank; the title without the notice of a campaign."""
        value = self.cell(row, column)
        if isinstance(value, str):
            return clean_line(without_notice(value))
        if isinstance(value, float) and isfinite(value):
            return text_from_number(value)  # some programs make a number of the text `1`
        return "" if value is None else str(value)

    def label(self, row: int, column: int) -> str:
        """Return a cell as a label reads, without the star of what is required."""
        return label_line(self.text(row, column))

    def places(self) -> dict[str, list[Place]]:
        """Map each text, without the star of what is required, to every (row, column) that holds it."""
        by_text: dict[str, list[Place]] = {}
        for row, values in enumerate(self._rows, start=1):
            for column, value in enumerate(values, start=1):
                if isinstance(value, str) and value:
                    by_text.setdefault(label_line(without_notice(value)), []).append((row, column))
        return by_text


def grid_of(
    name: str,
    cells: Iterable[tuple[int, int, Any]],
    find_far: Callable[[], Place | None] | None = None,
    traits: Traits | None = None,
    struck: Collection[Place] = (),
) -> Grid:
    """Build a grid from cells in any order; rows are only as long as what they hold. Raises Refused for two cells in one place."""
    rows: list[list[Any]] = []
    values: list[Any] = []
    at = 0  # the row of `values`
    for row, column, value in cells:
        if row != at:
            rows.extend([] for _ in range(row - len(rows)))
            values, at = rows[row - 1], row
        gap = column - len(values)
        if gap == 1:
            values.append(value)
        elif gap > 1:
            values.extend(repeat(None, gap - 1))
            values.append(value)
        elif values[column - 1] is None:
            values[column - 1] = value
        else:
            raise damaged(_TWICE, sheet=name, cell=a1(row, column))
    return Grid(name, rows, find_far, traits, struck)
