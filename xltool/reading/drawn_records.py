"""A workbook as somebody has drawn it: texts, formulas and looks of its cells, whatever the program that saved it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from xltool.base.cells import Area
from xltool.base.short_repr import short_repr

Place = tuple[int, int]  # row and column, 1-based
#: The sides of a cell in the letters of `Look.borders`.
LEFT, TOP, RIGHT, BOTTOM = "l", "t", "r", "b"


@dataclass(frozen=True, kw_only=True)
class Look:
    """How cells look; cells that look alike share one."""

    __repr__ = short_repr

    borders: frozenset[str] = frozenset()  # the sides that have a line
    fill: str = ""  # "#RRGGBB"; "" for none
    colour: str = ""  # of the text, "#RRGGBB"; "" for black
    is_bold: bool = False
    is_underlined: bool = False
    size: float = 11.0  # of the text, in points
    align: str = ""  # left, center, right …; "" for what the value suggests
    wraps: bool = False
    number_format: str = ""  # "" for General
    is_locked: bool = True  # counts on a protected sheet only


PLAIN = Look()


@dataclass(frozen=True, kw_only=True)
class StyledCell:
    """One cell. A date is its day number, as everywhere in spreadsheets; its number format says that it is one."""

    __repr__ = short_repr

    value: str | float | bool | None = None  # None: blank; of a formula its last result
    formula: str = ""  # without `=`; "" for none
    has_formula: bool = False  # also where the format does not tell its text
    look: Look = PLAIN

    @property
    def text(self) -> str:
        """The text of the cell; "" where it holds none."""
        return self.value if isinstance(self.value, str) else ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in the cell."""
        return not self.has_formula and (self.value is None or (isinstance(self.value, str) and not self.value.strip()))


BLANK_CELL = StyledCell()


@dataclass(frozen=True, kw_only=True)
class EntryRule:
    """What a program lets somebody type into cells."""

    __repr__ = short_repr

    areas: tuple[Area, ...]
    kind: str  # of ECMA-376 18.18.21: list, whole, decimal, date, time, textLength, custom
    operator: str = "between"  # ECMA-376 18.18.20
    first: str = ""  # formulas without `=`
    second: str = ""
    prompt: str = ""  # what the program says when the cell is chosen


@dataclass(frozen=True, kw_only=True)
class DrawnSheet:
    """One sheet."""

    __repr__ = short_repr

    name: str
    is_hidden: bool = False
    is_protected: bool = False
    cells: Mapping[Place, StyledCell] = field(default_factory=dict)
    merges: tuple[Area, ...] = ()
    validations: tuple[EntryRule, ...] = ()
    widths: Mapping[int, float] = field(default_factory=dict)  # of columns, in characters; others have the usual one
    heights: Mapping[int, float] = field(default_factory=dict)  # of rows, in points
    usual_width: float = 8.43
    usual_height: float = 15.0
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    is_cut: bool = False  # it holds more than is read

    def width(self, column: int) -> float:
        """Return the width of a column in characters."""
        return self.widths.get(column, self.usual_width)

    def height(self, row: int) -> float:
        """Return the height of a row in points."""
        return self.heights.get(row, self.usual_height)

    def cell(self, row: int, column: int) -> StyledCell:
        """Return a cell; one that the file does not mention is blank."""
        return self.cells.get((row, column), BLANK_CELL)


@dataclass(frozen=True, kw_only=True)
class DrawnBook:
    """A workbook."""

    __repr__ = short_repr

    sheets: tuple[DrawnSheet, ...]
    names: Mapping[str, str] = field(default_factory=dict)  # defined names and what they stand for

    def sheet(self, name: str) -> DrawnSheet | None:
        """Return the sheet of that name, in whatever case."""
        return next((sheet for sheet in self.sheets if sheet.name.lower() == name.lower()), None)


@dataclass(frozen=True, kw_only=True)
class DrawnLimits:
    """How much of a drawn sheet is read: a form is far smaller, and lists below it are more of the same."""

    n_rows: int = 3_000
    n_columns: int = 256
    n_cells: int = 150_000
    n_merges: int = 30_000
    n_validations: int = 2_000
