"""A form as it is printed, whatever it is written as: pages, bands of rows, cells. Everything is frozen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from xltool.base.messages import Lang
from xltool.form.picture import Picture

#: What a cell is: fixed text as the template has it, a value, a total; `sign` and `room` are signed on paper.
CellRole = Literal["title", "group", "label", "heading", "note", "text", "gap", "sign", "room", "value"]
Align = Literal["left", "center", "right"]
#: Sides of paper in millimetres, across and down, by its name in `form.sheet_setup.PAPERS`.
_SIDES: Mapping[str, tuple[int, int]] = {"A4": (210, 297), "A3": (297, 420), "A5": (148, 210), "letter": (216, 279), "legal": (216, 356)}
#: Roles of cells that have a frame.
FRAMED: frozenset[CellRole] = frozenset({"group", "label", "heading", "text", "gap", "value"})


@dataclass(frozen=True, kw_only=True, slots=True)
class PrintedCell:
    """One cell of a band; rows and columns count from 0."""

    row: int
    column: int
    rows: int  # over how many rows it stands
    columns: int
    role: CellRole
    text: str
    align: Align
    is_open_above: bool = False  # goes on from what stands above, so that no line parts them
    is_open_below: bool = False


@dataclass(frozen=True, kw_only=True)
class Band:
    """Rows that follow each other: a table with the headings that every page repeats, or what stands between tables."""

    heights: tuple[float, ...]  # the least height of each row, in points
    n_heads: int  # rows at the top that are headings, repeated on every page that the band reaches
    cells: tuple[PrintedCell, ...]  # by row and column
    begins_page: bool = False


@dataclass(frozen=True, kw_only=True)
class PageMark:
    """The number of the page, or that of all pages, within a line."""

    of_all: bool


#: One part of a page header or footer: texts and page numbers.
LinePart: TypeAlias = tuple[str | PageMark, ...]


@dataclass(frozen=True, kw_only=True)
class PrintedLine:
    """The header or footer of every page."""

    left: LinePart
    center: LinePart
    right: LinePart


@dataclass(frozen=True, kw_only=True)
class PrintedSheet:
    """One sheet of the form: it begins a page."""

    name: str
    title: str
    paper: str  # as `form.sheet_setup.PAPERS` names it
    is_landscape: bool
    header: PrintedLine
    footer: PrintedLine
    widths: tuple[float, ...]  # of the columns, in characters
    bands: tuple[Band, ...]
    picture: Picture | None = None

    @property
    def sides(self) -> tuple[int, int]:
        """The sides of the paper as it lies, across and down, in millimetres."""
        across, down = _SIDES[self.paper]
        return (down, across) if self.is_landscape else (across, down)


@dataclass(frozen=True, kw_only=True)
class PrintedForm:
    """One completed form."""

    title: str
    language: Lang
    department: str  # "" for none
    unit: str
    project: str  # "" for none
    sheets: tuple[PrintedSheet, ...]

    def texts(self) -> Iterator[str]:
        """Yield every text of it."""
        for sheet in self.sheets:
            yield sheet.title
            for line in (sheet.header, sheet.footer):
                yield from (piece for part in (line.left, line.center, line.right) for piece in part if isinstance(piece, str))
            yield from (cell.text for band in sheet.bands for cell in band.cells)


@dataclass(frozen=True, kw_only=True)
class Publication:
    """What goes into one file."""

    title: str
    language: Lang
    date: dt.date  # of its data
    forms: tuple[PrintedForm, ...]

    @property
    def has_contents(self) -> bool:
        """Whether it begins with a contents page."""
        return len(self.forms) > 1
