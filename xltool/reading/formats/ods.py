"""Read OpenDocument spreadsheets (.ods) as a stream.

Why not by python-calamine: it refuses files with white space between elements (SheetJS writes such), and multiplies repeated
cells and spaces as often as a file asks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from xltool.base.messages import Text
from xltool.reading.book import Book, Feature
from xltool.reading.format import Format, ReceivedFile
from xltool.reading.guard.limits import Limits
from xltool.reading.guard.refusal import CELLS, SHEETS, Refused, too_many
from xltool.reading.parsing.date_styles import from_iso, from_iso_duration
from xltool.reading.parsing.formatted import formatted
from xltool.reading.parsing.grid import (
    BOOLEANS,
    ERROR_NAMES,
    NOT_COMPUTED,
    PICTURE_FUNCTION,
    CellError,
    CellPicture,
    Grid,
    Place,
    Traits,
    grid_of,
    number_in,
)
from xltool.reading.parsing.package import Package
from xltool.reading.parsing.program import package_program
from xltool.reading.parsing.xml_stream import Attributes, Handler

_MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_CONTENT, _STYLES, _MANIFEST = "content.xml", "styles.xml", "meta-inf/manifest.xml"
#: All elements of OpenDocument; others are what programs add of their own, LibreOffice's `loext` and `calcext` among them.
_NAMESPACES = "urn:oasis:names:tc:opendocument:"
#: Elements whose text is not that of the cell that they stand in, and whose tables are not sheets of the workbook.
_APART = frozenset({"annotation", "shapes", "frame", "custom-shape", "g", "control", "tracked-changes", "dde-links"})
#: Tables in which LibreOffice keeps what it has read from other files: `'file:///a.ods'#$Sheet1`.
_OTHER_FILE = re.compile(r"'\w+:.*'#.*", re.DOTALL)
_CELLS = ("table-cell", "covered-table-cell")


#: Properties of styles that say how high or wide something is; those of tables say whether the sheet is shown.
_SIZES = {"table-row-properties": "style:row-height", "table-column-properties": "style:column-width", "table-properties": ""}
_LENGTH = re.compile(r"(\d{0,6}(?:\.\d{1,12})?)(pt|in|cm|mm|pc|px)", re.ASCII)
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 7.2 / 2.54, "pc": 12.0, "px": 0.75}
_LEAST = 0.7  # points: less than a pixel


class OdsBook(Book):
    """An open .ods. Raises Refused when it cannot be read."""

    tells = frozenset({Feature.PARTS, Feature.PROGRAM, Feature.HIDDEN_SHEETS, Feature.HIDDEN_LINES})

    def __init__(self, package: Package, limits: Limits) -> None:
        if _MANIFEST in package and b"encryption-data" in package.read(_MANIFEST):
            raise Refused("file.encrypted")
        self._package = package
        self._limits = limits
        self.part_names = package.names
        self.program = package_program(package)
        content = _Content(limits, _struck_styles(package, limits))
        self._parse(content)
        self._tables = content.tables
        self.sheet_names = list(content.tables)
        self.date1904 = content.date1904
        self._is_filtered = content.is_filtered
        self.hidden_sheets = frozenset(name for name, table in content.tables.items() if table.is_hidden)

    def _parse(self, content: _Content) -> None:
        """Parse the content. Names stand behind all sheets and are not read: SheetJS 0.20 writes the quotes of their formulas as they are."""
        try:
            self._package.parse(_CONTENT, content, self._limits.depth)
        except Refused as refused:
            if not (content.is_past_tables and refused.rule == "file.damaged"):
                raise

    def grid(self, name: str, n_rows: int | None = None, n_columns: int | None = None) -> Grid:
        """Read the cells of a sheet, its first `n_rows` rows and `n_columns` columns or as many as the limits allow."""
        last_row, last_column = n_rows or self._limits.n_rows, n_columns or self._limits.n_columns
        table = self._tables[name]
        cells = table.cells(last_row, last_column, self._limits.n_cells)
        struck = table.struck(last_row, last_column)
        traits = Traits(hidden_rows=table.hidden_rows, hidden_columns=table.hidden_columns, is_filtered=self._is_filtered, is_whole=False)
        return grid_of(name, cells, lambda: None if n_columns else table.first_beyond(last_row, last_column), traits, struck)


class _Places(NamedTuple):
    """Cells beside and below each other."""

    rows: range
    columns: range


class _Run(NamedTuple):
    """A cell that holds something, as often as it is repeated to the right and below."""

    row: int
    column: int
    last_row: int
    last_column: int
    value: Any
    is_struck: bool = False

    def places(self, last_row: int, last_column: int) -> _Places:
        """Return where it stands, up to a row and column."""
        return _Places(range(self.row, min(self.last_row, last_row) + 1), range(self.column, min(self.last_column, last_column) + 1))


@dataclass(frozen=True)
class _Table:
    """The cells of one sheet. Repeated ones are multiplied where they are asked for, and no further."""

    is_hidden: bool = False
    runs: list[_Run] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)  # that hold something
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)  # first and last

    def cells(self, last_row: int, last_column: int, n_cells: int) -> list[tuple[int, int, Any]]:
        """Return row, column and value of every cell up to a row and column. Raises Refused."""
        cells: list[tuple[int, int, Any]] = []
        for run in self.runs:
            places = run.places(last_row, last_column)
            count = len(cells) + len(places.rows) * len(places.columns)
            if count > n_cells:
                raise too_many(CELLS, count, n_cells)
            cells += [(row, column, run.value) for row in places.rows for column in places.columns]
        return cells

    def struck(self, last_row: int, last_column: int) -> frozenset[Place]:
        """Return the cells that are struck through, up to a row and column, once they are known not to be too many."""
        areas = [run.places(last_row, last_column) for run in self.runs if run.is_struck]
        return frozenset((row, column) for area in areas for row in area.rows for column in area.columns)

    def first_beyond(self, last_row: int, last_column: int) -> Place | None:
        """Return the end of the first run that reaches further than that."""
        return next((self._end(run) for run in self.runs if run.last_row > last_row or run.last_column > last_column), None)

    def _end(self, run: _Run) -> Place:
        return run.last_row, run.last_column


class _Content(Handler):
    """The cells of all sheets, and from which day dates are counted."""

    namespaces = _NAMESPACES
    extensions = frozenset()

    def __init__(self, limits: Limits, struck: Iterable[str] = ()) -> None:
        super().__init__()
        self.limits = limits
        self.tables: dict[str, _Table] = {}
        self.date1904 = False
        self.n_runs = 0
        self.table: _Table | None = None  # at hand
        self.row = 0  # before the row at hand
        self.column = 0  # before the cell at hand
        self.row_repeats = 1
        self.in_row: list[tuple[int, int, Any, bool]] = []  # first and last column, value, whether it is struck through
        self.style = ""  # at hand
        self.struck = set(struck)  # styles of cells
        self.column_styles: list[str] = []  # of the table at hand, as far as cells are read
        self.row_style = ""
        self.any_style = ""  # at hand: of a table, row or column too, each with the name of its family before it
        self.unseen: set[str] = set()  # such styles
        self.is_row_hidden = False
        self.is_filtered = False  # LibreOffice calls any hidden row of a table that can be filtered a filtered one
        self.is_past_tables = False
        self.attributes: Attributes = {}
        self.paragraphs: list[list[str]] = []
        self.apart = 0

    def start(self, name: str, attributes: Attributes) -> None:
        if self.apart or name in _APART or (name == "table" and self.table is not None):
            self.apart += name in _APART or name == "table"
            self.collecting = None
        elif name == "table":
            self._start_table(attributes)
        elif name == "style":
            self._start_style(attributes)
        elif name == "text-properties":
            if self.style and attributes.get("style:text-line-through-style", "none") != "none":
                self.struck.add(self.style)
        elif name in _SIZES:
            if _is_unseen(attributes.get(_SIZES[name])) or attributes.get("table:display") == "false":
                self.unseen.add(self.any_style)
        elif name == "table-column":
            self._start_column(attributes)
        elif name == "table-row":
            self.row_style = attributes.get("table:default-cell-style-name", "")
            self.row_repeats = _count(attributes.get("table:number-rows-repeated"))
            self.is_row_hidden = self._is_hidden(attributes, "table-row")
            self.column = 0
        elif name in _CELLS:
            self.attributes, self.paragraphs = attributes, []
        elif name == "filter":
            self.is_filtered = True
        elif name == "named-expressions":
            self.is_past_tables = self.table is None and bool(self.tables)
        elif name == "null-date":
            self.date1904 = attributes.get("table:date-value", "").startswith("1904")
        else:
            self._start_text(name, attributes)

    def _start_style(self, attributes: Attributes) -> None:
        """Take in a style. One of cells has what its parent has, if that has come before."""
        self.any_style = f"{attributes.get('style:family')} {attributes.get('style:name')}"
        self.style = attributes.get("style:name", "") if attributes.get("style:family") == "table-cell" else ""
        if self.style and attributes.get("style:parent-style-name") in self.struck:
            self.struck.add(self.style)

    def _start_column(self, attributes: Attributes) -> None:
        room = self.limits.n_columns - len(self.column_styles)
        repeats = min(_count(attributes.get("table:number-columns-repeated")), room)
        if repeats and self.table is not None and self._is_hidden(attributes, "table-column"):
            self.table.hidden_columns.append((len(self.column_styles) + 1, len(self.column_styles) + repeats))
        self.column_styles += [attributes.get("table:default-cell-style-name", "")] * repeats

    def _is_hidden(self, attributes: Attributes, family: str) -> bool:
        """Return whether a row or column is hidden or less than a pixel."""
        return attributes.get("table:visibility", "visible") != "visible" or f"{family} {attributes.get('table:style-name')}" in self.unseen

    def _is_struck(self, column: int) -> bool:
        """Return whether the cell at hand is struck through: by its own style, that of its row or that of its column."""
        of_column = self.column_styles[column - 1] if column <= len(self.column_styles) else ""
        return (self.attributes.get("table:style-name") or self.row_style or of_column) in self.struck

    def _start_table(self, attributes: Attributes) -> None:
        name = attributes.get("table:name", "")
        self.table = _Table(is_hidden=f"table {attributes.get('table:style-name')}" in self.unseen)
        self.row = 0
        self.column_styles = []
        if name not in self.tables and not _OTHER_FILE.fullmatch(name):
            self.tables[name] = self.table
            if len(self.tables) > self.limits.n_sheets:
                raise too_many(SHEETS, len(self.tables), self.limits.n_sheets)

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
        if self.apart:
            self.apart -= name in _APART or name == "table"
        elif name == "p":
            self.collecting = None
        elif name in _CELLS:
            self._end_cell()
        elif name == "table-row":
            self._end_row()
        elif name == "table":
            self.table = None

    def _end_cell(self) -> None:
        repeats = _count(self.attributes.get("table:number-columns-repeated"))
        value = self._value()
        if value is not None and value != "":
            self.in_row.append((self.column + 1, self.column + repeats, value, self._is_struck(self.column + 1)))
        self.column += repeats

    def _end_row(self) -> None:
        first, self.row = self.row + 1, self.row + self.row_repeats
        if self.table is not None:
            self.table.runs.extend(self._runs(first))
            if self.in_row and self.is_row_hidden:
                self.table.hidden_rows.extend(range(first, min(self.row, self.limits.n_rows) + 1))
        self.n_runs += len(self.in_row)
        if self.n_runs > self.limits.n_cells:
            raise too_many(CELLS, self.n_runs, self.limits.n_cells)
        self.in_row.clear()

    def _runs(self, first: int) -> Iterator[_Run]:
        for column, last_column, value, is_struck in self.in_row:
            yield _Run(first, column, self.row, last_column, value, is_struck)

    def _value(self) -> Any:
        attribute = self.attributes.get
        if PICTURE_FUNCTION in attribute("table:formula", ""):
            return CellPicture(PICTURE_FUNCTION)
        text = "\n".join("".join(runs) for runs in self.paragraphs)
        if attribute("calcext:value-type") == "error" or text in ERROR_NAMES:
            return CellError(text or "#ERROR!")
        kind = attribute("office:value-type")
        if kind in ("float", "percentage", "currency"):
            return _with_text(number_in(attribute("office:value", text)), text)
        if kind == "date":
            return _with_text(from_iso(attribute("office:date-value", text)), text)
        if kind == "time":
            return _with_text(from_iso_duration(attribute("office:time-value", text)), text)
        if kind == "boolean":
            return BOOLEANS.get(attribute("office:boolean-value", text).lower(), text)
        if kind is None and attribute("table:formula") is not None and not text:
            return NOT_COMPUTED
        return text or attribute("office:string-value")


def _struck_styles(package: Package, limits: Limits) -> frozenset[str]:
    """Return the named styles of cells that are struck through, from the part of those; none where it cannot be read."""
    styles = _Content(limits)
    if _STYLES in package:
        with suppress(Refused):  # nothing but this is read of it
            package.parse(_STYLES, styles, limits.depth)
    return frozenset(styles.struck)


def _is_unseen(length: str | None) -> bool:
    """Return whether a height or width is less than a pixel (OpenDocument 1.3, part 3, 18.3.18: length)."""
    size = _LENGTH.fullmatch(length or "")
    return size is not None and float(size[1] or 1) * _POINTS[size[2]] < _LEAST


def _with_text(value: Any, text: str) -> Any:
    """Return a value with the text of its cell, which is how it is shown."""
    return formatted(value, text) if text else value


def _count(text: str | None) -> int:
    """Parse how often something is repeated."""
    return max(1, int(text)) if text is not None and re.fullmatch(r"\d{1,10}", text, re.ASCII) else 1


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
