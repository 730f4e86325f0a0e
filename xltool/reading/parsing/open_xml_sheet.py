"""Read the sheets of Open XML workbooks: cells, and what a sheet says beside its values.

A small sheet that is plainly written is scanned, any other is parsed as a stream; both put cells into `CellCollector` in the same way.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import IO

from xltool.base.cells import MAX_COLUMNS, a1, column_number
from xltool.base.messages import Text
from xltool.reading.fast.scan import CORNER_COLUMNS, TRUE, ScannedCell, is_out_of_sight, scan_corner, scan_sheet
from xltool.reading.guard.limits import Limits
from xltool.reading.guard.refusal import MERGES, damaged, too_many
from xltool.reading.parsing.grid import (
    PICTURE_FUNCTION,
    Grid,
    Place,
    Traits,
    grid_of,
)
from xltool.reading.parsing.open_xml_cells import BAD_CELL, CellCollector, CellSource, integer, place_at
from xltool.reading.parsing.package import Package
from xltool.reading.parsing.shared_texts import Texts
from xltool.reading.parsing.xml_stream import Attributes, Stop, parse

_TWO_VALUES = Text("单元格 {cell} 有两个值", "the cell {cell} has two values")
#: Where Excel 2010 and later keep validations that refer to other sheets.
_VALIDATION = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}dataValidation"
_VALIDATED = "{http://schemas.microsoft.com/office/excel/2006/main}sqref"
_MOST = 100_000  # formulas of a sheet that are remembered
#: Bytes from the beginning of a part in which the first cells are looked for, and how many more are inflated at a time.
_CORNER, _CORNER_STEP = 1 << 19, 1 << 16


@dataclass(frozen=True, kw_only=True)
class SheetPart:
    """A sheet's part, and how much of it is asked for: its first `n_rows` rows and, if not all, its first `n_columns` columns."""

    sheet: str  # its name
    source: CellSource
    package: Package
    part: str
    limits: Limits
    n_rows: int
    n_columns: int | None = None

    def _collector(self) -> CellCollector:
        return CellCollector(self.source, self.limits, self.n_rows, self.n_columns)

    def grid(self) -> Grid:
        """Read the cells. Raises Refused."""
        if self.n_columns is not None:
            return (self.corner(self.n_columns) if self.n_columns <= CORNER_COLUMNS else None) or self.parsed()
        content = self.package.kept(self.part)
        return (self.scanned(content) if content is not None else None) or self.parsed()

    def corner(self, n_columns: int) -> Grid | None:
        """Scan the first cells from the beginning of the part, which is inflated so far; None when they are not found there. Raises Refused."""
        found = self._corner(n_columns)
        if found is None:
            return None
        cells = self._collector()
        cells.take(found)
        return grid_of(self.sheet, cells.values, traits=Traits(is_whole=False), struck=cells.struck)

    def _corner(self, n_columns: int) -> list[ScannedCell] | None:
        content = b""
        with self.package.open(self.part) as stream:
            while len(content) < _CORNER and (chunk := stream.read(_CORNER_STEP)):
                content += chunk
                found = scan_corner(content, self.n_rows, n_columns)
                if found is not None:
                    return found
        return None

    def scanned(self, content: bytes) -> Grid | None:
        """Scan the cells of the whole part; None when it cannot be scanned, has more rows, or has some out of their place. Raises Refused."""
        sheet = scan_sheet(content)
        if sheet is None or sheet.last_row > self.n_rows:
            return None
        cells = self._collector()
        handler = SheetHandler(cells, self.limits)
        parse(io.BytesIO(sheet.rest), self.part, handler, self.limits.depth)
        if not handler.is_apart:
            return None
        handler.merge(sheet.merges)
        handler.traits.hidden_rows = sheet.hidden_rows
        handler.traits.formulas = [cell.reference for cell in sheet.cells if "f" in cell.content][:_MOST]
        cells.take(sheet.cells)
        return grid_of(self.sheet, cells.values, lambda: cells.far, handler.traits, cells.struck)

    def parsed(self) -> Grid:
        """Parse the cells as a stream that stops after the last row asked for. Raises Refused."""
        cells = self._collector()
        handler = SheetHandler(cells, self.limits)
        stopped = self.package.parse(self.part, handler, self.limits.depth)
        handler.traits.is_whole = stopped is None
        return grid_of(self.sheet, cells.values, partial(self._far, cells, stopped), handler.traits, cells.struck)

    def _far(self, cells: CellCollector, stopped: int | None) -> Place | None:
        """Find a cell that holds something and lies beyond what was read, up to the offset `stopped` if not to the end."""
        if stopped is None or cells.far is not None:
            return cells.far
        with self.package.open(self.part) as stream:
            while stopped > 0 and (passed := len(stream.read(min(stopped, _WINDOW)))):
                stopped -= passed
            return first_content(stream)


class SheetHandler(Texts):
    """The cells of a sheet; stops at the first row after `n_rows`. Where a cell is, is looked up only if it holds something."""

    def __init__(self, cells: CellCollector, limits: Limits) -> None:
        super().__init__()
        self.cells = cells
        self.limits = limits
        self.traits = Traits()
        self.place: Place = (0, 0)  # of the cell at hand, unless it names its place
        self.reference: str | None = None
        self.attributes: Attributes = {}
        self.value: list[str] = []
        self.formula: list[str] = []
        self.content = ""  # of the cell at hand, as in `ScannedCell`
        self.n_data = 0  # how often there is data of the sheet, outside of any text
        self._starts: dict[str, Callable[[Attributes], None]] = {
            "row": self._start_row,
            "c": self._start_cell,
            "f": self._start_formula,
            "v": self._start_value,
            "is": self._start_inline,
            "mergeCell": self._merge,
            "dataValidation": self._validation,
            "sheetProtection": self._protection,
            "filterColumn": self._filter,
            "col": self._column,
        }
        self._ends: dict[str, Callable[[], None]] = {
            "c": self._end_cell,
            "v": self._end_value,
            "f": self._end_value,
            "sheetData": self._end_data,
        }

    def start(self, name: str, attributes: Attributes) -> None:
        """Handle the start of an element."""
        start = self._starts.get(name)
        if start is not None:
            start(attributes)
        else:
            super().start(name, attributes)

    def end(self, name: str) -> None:
        """Handle the end of an element."""
        end = self._ends.get(name)
        if end is not None:
            end()
        else:
            super().end(name)

    # --- cells --------------------------------------------------------------------------------------------------------

    @property
    def is_apart(self) -> bool:
        """Whether it has met no row or cell, and a sheet's data once, where it was in no text: then cells do not depend on it."""
        return self.place == (0, 0) and self.reference is None and self.n_data == 1

    def _start_row(self, attributes: Attributes) -> None:
        number = integer(attributes.get("r"))
        self.place = (self._where()[0] + 1 if number is None else number), 0
        self.reference = None
        if self.place[0] > self.cells.n_rows:
            raise Stop
        if self.place[0] < 1:
            raise damaged(BAD_CELL, cell=attributes.get("r", ""))
        if is_out_of_sight(attributes, "ht"):
            self.traits.hidden_rows.append(self.place[0])

    def _start_cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r")
        if reference is None:
            row, column = self._where()
            self.place = (row or 1), column + 1
        self.reference = reference
        self.attributes = attributes
        self.content = ""
        self.value.clear()
        self.formula.clear()
        self.runs.clear()
        if self.cells.n_columns is not None and self._where()[1] > self.cells.n_columns:
            self.is_asleep = True

    def _start_formula(self, _: Attributes) -> None:
        self.content += "f"
        self.collecting = self.formula
        if len(self.traits.formulas) < _MOST:
            self.traits.formulas.append(self.reference or a1(*self.place))

    def _start_value(self, _: Attributes) -> None:
        if "v" in self.content:
            raise damaged(_TWO_VALUES, cell=a1(*self._where()))
        self.content += "v"
        self.collecting = self.value

    def _start_inline(self, _: Attributes) -> None:
        self.content += "i"

    def _end_value(self) -> None:
        self.collecting = None

    def _end_cell(self) -> None:
        if not self.content:
            return
        style, kind = self.attributes.get("s", ""), self.attributes.get("t", "")
        if PICTURE_FUNCTION in "".join(self.formula) or (kind == "e" and self.cells.is_picture(self.attributes.get("vm"))):
            self.cells.put_picture(self._where(), style, "".join(self.value))
            return
        is_inline = "i" in self.content and (kind == "inlineStr" or "v" not in self.content)
        content = self.content if is_inline else self.content.replace("i", "")
        self.cells.put(self._where(), style, kind, content, "".join(self.runs if is_inline else self.value))

    def _end_data(self) -> None:
        self.n_data += self.collecting is None and not self.phonetic

    def _where(self) -> Place:
        """Return row and column of the cell at hand."""
        return self.place if self.reference is None else place_at(self.reference)

    # --- traits -------------------------------------------------------------------------------------------------------

    def merge(self, ranges: Sequence[str]) -> None:
        """Take in merged ranges."""
        merges = self.traits.merges
        merges.extend(ranges)
        if len(merges) > self.limits.n_merges:
            raise too_many(MERGES, len(merges), self.limits.n_merges)

    def _merge(self, attributes: Attributes) -> None:
        self.merge((attributes.get("ref", ""),))

    def _validation(self, attributes: Attributes) -> None:
        self.traits.validations.append((attributes.get("sqref", ""), attributes.get("type", "none")))

    def start_foreign(self, name: str, attributes: Attributes) -> None:
        """Take in validations that later versions write as extensions; their cells are an element of its own."""
        if name == _VALIDATION:
            self._validation(attributes)
        elif name == _VALIDATED:
            self.collecting = self.value
            self.value.clear()

    def end_foreign(self, name: str) -> None:
        """Take in the cells of such a validation; conditional formats have some too."""
        if name != _VALIDATED:
            return
        self.collecting = None
        validations = self.traits.validations
        if validations and not validations[-1][0]:
            validations[-1] = "".join(self.value), validations[-1][1]

    def _protection(self, attributes: Attributes) -> None:
        self.traits.is_protected = attributes.get("sheet", "0").strip().lower() in TRUE

    def _filter(self, _: Attributes) -> None:
        self.traits.is_filtered = True

    def _column(self, attributes: Attributes) -> None:
        columns = self.traits.hidden_columns
        if is_out_of_sight(attributes, "width") and len(columns) < MAX_COLUMNS:
            columns.append((integer(attributes.get("min")) or 1, integer(attributes.get("max")) or MAX_COLUMNS))


_CONTENT = (b"<v>", b"<is>", b"<v ", b":v>", b":is>")
_ATTRIBUTE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{1,3})(\d{1,7})[\"']")
_WINDOW = 1 << 20
_OVERLAP = 1 << 12


def first_content(stream: IO[bytes]) -> Place | None:
    """Search the text of a sheet for the first cell that holds a value, without parsing: a million blank rows cost little."""
    window = b""
    while chunk := stream.read(_WINDOW):
        window = window[-_OVERLAP:] + chunk
        offsets = [at for mark in _CONTENT if (at := window.find(mark)) >= 0]
        if offsets:
            before = window[: min(offsets)]
            references = _ATTRIBUTE.findall(before, max(0, len(before) - _OVERLAP))
            if references:
                letters, row = references[-1]
                return int(row), column_number(letters.decode())
    return None
