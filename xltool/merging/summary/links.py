"""Make links from the summary to files and cells, a column of them at a time."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from xltool.base.cells import quote_sheet
from xltool.base.files import INSIDE
from xltool.merging.dataset.arrow_arrays import WHOLE, YES_NO, scalar_of
from xltool.merging.dataset.arrow_columns import each
from xltool.merging.summary.live_cells import Links, ListCells

_NO = scalar_of(value=False, kind=YES_NO)
#: Links on one sheet, and characters in a link; Excel takes 65,530 and 2,079.
MAX_LINKS, MAX_URL = 60_000, 2_000
_LOST = "\ufffd"  # replaces what could not be decoded in a name: no file has that name
#: Characters of file names that stand for something else in a link.
_ESCAPES = {ord(char): f"%{ord(char):02X}" for char in '%# "<>[]^`{}'}


class Linker:
    """Makes the links of one sheet, as many as it may have; what is behind them is plain text."""

    def __init__(self, folder: Path, base: Path | None) -> None:
        self._folder = folder
        self._base = base or Path()
        self._n_left = MAX_LINKS
        self._ways: dict[str, str] = {}  # to the folders of files, which are few

    def to_file(self, files: pa.Array) -> ListCells:
        """Link to files, showing their names."""
        return self._cells(each(files, lambda file: file and Path(file).name), files, each(files, _nowhere))

    def to_cell(self, files: pa.Array, sheets: pa.Array, cells: pa.Array) -> ListCells:
        """Link to cells of files, showing the cells."""
        sheets = each(sheets, lambda sheet: quote_sheet(sheet) if sheet else None)
        places = pc.binary_join_element_wise(sheets, each(cells, lambda cell: cell or None), scalar_of("!"))
        return self._cells(cells, files, places)

    def to_place(self, files: pa.Array, places: pa.Array) -> ListCells:
        """Link to `sheet!A1` in files, showing that."""
        return self._cells(places, files, each(places, _quoted))

    def to_number(self, values: pa.Array, files: pa.Array, places: pa.Array) -> ListCells:
        """Link to `sheet!A1` in files, showing numbers; what is blank there leads nowhere, else programs take the file's name for its value."""
        return self._cells(values, pc.if_else(values.is_valid(), files, scalar_of(None)), each(places, _quoted))

    def to_row(self, sheet: str, rows: pa.Array, name: Callable[[int], str]) -> ListCells:
        """Link to rows of another sheet, which does not show them all."""
        places = each(rows, lambda row: row and f"{quote_sheet(sheet)}!A{row}")
        return self._limited(each(rows, lambda row: row and name(row)), each(rows, _nowhere), places)

    def _cells(self, values: pa.Array, files: pa.Array, places: pa.Array) -> ListCells:
        return self._limited(values, each(files, lambda file: self._relative(file) if file else None), places)

    def _limited(self, values: pa.Array, targets: pa.Array, places: pa.Array) -> ListCells:
        """Make cells that are links where both texts are there and Excel takes them."""
        length = pc.add(pc.utf8_length(targets), pc.utf8_length(places))
        is_lost = pc.or_(pc.match_substring(targets, _LOST), pc.match_substring(places, _LOST))
        can_be = pc.coalesce(pc.and_(pc.less_equal(length, scalar_of(MAX_URL, WHOLE)), pc.invert(is_lost)), _NO)
        is_link = pc.and_(can_be, pc.less_equal(pc.cumulative_sum(can_be.cast(WHOLE)), scalar_of(self._n_left, WHOLE)))
        self._n_left -= is_link.true_count
        return ListCells(values, links=Links(pc.if_else(is_link, targets, scalar_of(None)), pc.if_else(is_link, places, scalar_of(None))))

    def _relative(self, file: str) -> str:
        """Return a file's path from the folder of the summary, escaped as links are; of a member of a zip or mail the zip's or mail's."""
        folder, name = os.path.split(file.partition(INSIDE)[0])
        if folder not in self._ways:
            self._ways[folder] = self._way_to(self._base / folder)
        return f"{self._ways[folder]}{name}".translate(_ESCAPES)

    def _way_to(self, folder: Path) -> str:
        """Return the path from the folder of the summary to another, as Excel spells it, with what stands between it and a name in it."""
        try:
            path = os.path.relpath(folder, self._folder).replace("/", "\\")
        except ValueError:  # on another drive
            return f"file:///{folder.resolve()}{os.sep}"
        return "" if path == os.curdir else f"{path}\\"


def _nowhere(linked: object) -> str | None:
    """Return the place of a link to a whole file: ""."""
    return "" if linked else None


def _quoted(place: str | None) -> str | None:
    """Spell `sheet!A1` as links do."""
    sheet, _, cell = (place or "").rpartition("!")
    return f"{quote_sheet(sheet)}!{cell}" if sheet else None
