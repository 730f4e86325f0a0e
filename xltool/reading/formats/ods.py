"""Read OpenDocument spreadsheets (.ods) as a stream.

Why not by python-calamine: it refuses files with white space between elements (SheetJS writes such), and multiplies repeated
cells and spaces as often as a file asks for.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from xltool.base.messages import Text
from xltool.reading.book import Book, Feature
from xltool.reading.format import Format, ReceivedFile
from xltool.reading.guard.limits import Limits
from xltool.reading.guard.refusal import CELLS, SHEETS, Refused, too_many
from xltool.reading.parsing.date_styles import from_iso
from xltool.reading.parsing.grid import BOOLEANS, ERROR_NAMES, NOT_COMPUTED, CellError, Grid, Place, grid_of, number_in
from xltool.reading.parsing.package import Package
from xltool.reading.parsing.program import package_program
from xltool.reading.parsing.xml_stream import Attributes, Handler, Stop

_MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_CONTENT, _MANIFEST = "content.xml", "meta-inf/manifest.xml"
#: Elements whose text is not that of the cell that they stand in.
_APART = frozenset({"annotation", "shapes", "frame", "custom-shape", "g", "control", "tracked-changes"})
_CELLS = ("table-cell", "covered-table-cell")
_DURATION = re.compile(r"-?PT(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})(?:\.\d*)?S)?", re.ASCII)
_DAY = dt.timedelta(days=1)


class OdsBook(Book):
    """An open .ods. Raises Refused when it cannot be read. Which sheets are hidden is a matter of styles, which are not read."""

    tells = frozenset({Feature.PARTS, Feature.PROGRAM})

    def __init__(self, package: Package, limits: Limits) -> None:
        if _MANIFEST in package and b"encryption-data" in package.read(_MANIFEST):
            raise Refused("file.encrypted")
        self._package = package
        self._limits = limits
        self.part_names = package.names
        self.program = package_program(package)
        tables = _Tables()
        package.parse(_CONTENT, tables, limits.depth)
        if len(tables.names) > limits.n_sheets:
            raise too_many(SHEETS, len(tables.names), limits.n_sheets)
        self.sheet_names = tables.names
        self.date1904 = tables.date1904

    def grid(self, name: str, n_rows: int | None = None, n_columns: int | None = None) -> Grid:
        """Read the cells of a sheet, its first `n_rows` rows and `n_columns` columns or as many as the limits allow."""
        handler = _Table(name, n_rows or self._limits.n_rows, n_columns or self._limits.n_columns, self._limits)
        self._package.parse(_CONTENT, handler, self._limits.depth)
        return grid_of(name, handler.cells, lambda: None if n_columns else handler.far)


class _Tables(Handler):
    """The names of the sheets, and from which day dates are counted."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.date1904 = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "table":
            self.names.append(attributes.get("table:name", ""))
            self.asleep = "table"
        elif name == "null-date":
            self.date1904 = attributes.get("table:date-value", "").startswith("1904")


class _Table(Handler):
    """The cells of one sheet."""

    def __init__(self, name: str, n_rows: int, n_columns: int, limits: Limits) -> None:
        super().__init__()
        self.name = name
        self.n_rows = n_rows
        self.n_columns = n_columns
        self.limits = limits
        self.cells: list[tuple[int, int, Any]] = []
        self.far: Place | None = None
        self.row = 0  # before the row at hand
        self.column = 0  # before the cell at hand
        self.row_repeats = 1
        self.in_row: list[tuple[int, int, Any]] = []  # column, repeats, value
        self.attributes: Attributes = {}
        self.paragraphs: list[list[str]] = []
        self.apart = 0

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "table":
            self.asleep = None if attributes.get("table:name") == self.name else "table"
        elif name in _APART or self.apart:
            self.apart += name in _APART
            self.collecting = None
        elif name == "table-row":
            self.row_repeats = _count(attributes.get("table:number-rows-repeated"))
            self.column = 0
        elif name in _CELLS:
            self.attributes, self.paragraphs = attributes, []
        else:
            self._start_text(name, attributes)

    def _start_text(self, name: str, attributes: Attributes) -> None:
        if name == "p":
            self.paragraphs.append([])
            self.collecting = self.paragraphs[-1]
        elif self.collecting is not None:
            if name == "s":
                self.collecting.append(" " * min(_count(attributes.get("text:c")), self.limits.n_characters + 1))
            elif name in ("tab", "line-break"):
                self.collecting.append("\t" if name == "tab" else "\n")

    def end(self, name: str) -> None:
        if name in _APART:
            self.apart -= 1
        elif self.apart:
            return
        elif name == "p":
            self.collecting = None
        elif name in _CELLS:
            self._end_cell()
        elif name == "table-row":
            self._end_row()
        elif name == "table":
            raise Stop

    def _end_cell(self) -> None:
        repeats = _count(self.attributes.get("table:number-columns-repeated"))
        value = self._value()
        if value is not None and value != "":
            self.in_row.append((self.column + 1, repeats, value))
        self.column += repeats

    def _end_row(self) -> None:
        first, last = self.row + 1, self.row + self.row_repeats
        rows = range(first, min(last, self.n_rows) + 1)
        for column, repeats, value in self.in_row:
            columns = range(column, min(column + repeats - 1, self.n_columns) + 1)
            count = len(self.cells) + len(rows) * len(columns)
            if count > self.limits.n_cells:
                raise too_many(CELLS, count, self.limits.n_cells)
            self.cells += [(row, each, value) for row in rows for each in columns]
            if last > self.n_rows or column + repeats - 1 > self.n_columns:
                self.far = self.far or (last, column + repeats - 1)
        self.row = last
        self.in_row.clear()
        if self.far is not None and self.row > self.n_rows:
            raise Stop

    def _value(self) -> Any:
        attribute = self.attributes.get
        text = "\n".join("".join(runs) for runs in self.paragraphs)
        if attribute("calcext:value-type") == "error" or text in ERROR_NAMES:
            return CellError(text or "#ERROR!")
        kind = attribute("office:value-type")
        if kind in ("float", "percentage", "currency"):
            return number_in(attribute("office:value", text))
        if kind == "date":
            return from_iso(attribute("office:date-value", text))
        if kind == "time":
            return _time(attribute("office:time-value", text))
        if kind == "boolean":
            return BOOLEANS.get(attribute("office:boolean-value", text).lower(), text)
        if kind is None and attribute("table:formula") is not None and not text:
            return NOT_COMPUTED
        return text or attribute("office:string-value")


def _count(text: str | None) -> int:
    """Parse how often something is repeated."""
    return max(1, int(text)) if text is not None and re.fullmatch(r"\d{1,10}", text, re.ASCII) else 1


def _time(text: str) -> Any:
    """Parse `PT12H30M00S` as a time of day, as a duration from 24 hours on; return the text itself when it is neither."""
    match = _DURATION.fullmatch(text)
    if match is None:
        return text
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    duration = dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return (dt.datetime.min + duration).time() if duration < _DAY and not text.startswith("-") else duration


def _recognise(file: ReceivedFile) -> bool:
    package = file.package
    return package is not None and "mimetype" in package and package.read("mimetype").strip().startswith(_MIMETYPE)


def _open(file: ReceivedFile) -> OdsBook:
    return OdsBook(file.opened_package, file.limits)


FORMAT = Format(
    name="ods",
    suffixes=(".ods",),
    doc=Text("OpenDocument 电子表格", "OpenDocument spreadsheet"),
    rank=10,
    recognise=_recognise,
    open=_open,
    tells=OdsBook.tells,
)
