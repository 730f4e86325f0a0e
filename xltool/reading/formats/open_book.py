"""An open workbook, whatever program saved it."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from contextlib import contextmanager
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from xltool.base.findings import Finding
from xltool.base.messages import Text
from xltool.base.reader_rules import READER_RULES
from xltool.reading.formats.date_styles import rounded
from xltool.reading.formats.grid import ERROR_NAMES, CellError, Grid, Place
from xltool.reading.formats.ooxml import OoxmlBook
from xltool.reading.formats.parts import Package, main_part
from xltool.reading.guard.archive import BROKEN, SHEETS, Refused, damaged, too_many
from xltool.reading.guard.guard import guard
from xltool.reading.guard.limits import Limits
from xltool.reading.guard.sniff import OLE_HEAD

if TYPE_CHECKING:
    from xltool.reading.formats.xls import Extras

__all__ = ["Book", "Grid", "open_book"]

_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
#: What cannot be read at all raises one of these.
_UNREADABLE: tuple[type[Exception], ...] = (CalamineError, *BROKEN)
_CONTENT = Text("内容有误", "its content is wrong")
_OTHERS: tuple[tuple[str, Text], ...] = (
    ("word/", Text("Word 文档", "a Word document")),
    ("ppt/", Text("PowerPoint 演示文稿", "a PowerPoint presentation")),
    ("index/", Text("Apple Numbers 表格", "an Apple Numbers document")),
    ("content.xml", Text("其他 OpenDocument 文档", "another OpenDocument document")),
)
_ARCHIVE = Text("ZIP 压缩包，请解压后发送其中的表格", "a ZIP archive; send the workbooks in it")


class Book(Protocol):
    """An open workbook."""

    sheet_names: list[str]
    hidden_sheets: frozenset[str]  # hidden or very hidden, as far as the format's reader tells
    date1904: bool  # whether day numbers count from 1904
    part_names: list[str]  # of the package, in lower case; [] when it is none
    program: str | None  # what saved it, as far as it says

    def grid(self, name: str, n_rows: int | None = None, n_columns: int | None = None) -> Grid:
        """The cells of a sheet, its first `n_rows` rows and `n_columns` columns or as many as the limits allow."""


class CalamineBook:
    """A workbook that python-calamine reads: .xls."""

    def __init__(self, content: bytes, extras: Extras, program: str | None, limits: Limits) -> None:
        self._limits = limits
        self._extras = extras
        self.program = program
        self.part_names: list[str] = []
        self.date1904 = extras.date1904
        with _no_panic():
            self._workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        self.sheet_names: list[str] = list(self._workbook.sheet_names)
        self.hidden_sheets = frozenset(sheet.name for sheet in self._workbook.sheets_metadata if sheet.visible != SheetVisibleEnum.Visible)
        if len(self.sheet_names) > limits.n_sheets:
            raise Refused(too_many(SHEETS, len(self.sheet_names), limits.n_sheets))

    def grid(self, name: str, n_rows: int | None = None, n_columns: int | None = None) -> Grid:
        """The cells of a sheet, its first `n_rows` rows and `n_columns` columns or as many as the limits allow."""
        last = n_rows or self._limits.n_rows
        with _no_panic():
            sheet = self._workbook.get_sheet_by_name(name)
            rows = [[_cell(value) for value in row[:n_columns]] for row in sheet.to_python(skip_empty_area=False, nrows=last)]
        for (row, column), value in self._extras.cells_of(self.sheet_names.index(name)).items():
            if row <= len(rows) and column <= len(rows[row - 1]):
                rows[row - 1][column - 1] = _cell(value)
        end = sheet.end
        return Grid(name, rows, (lambda: _first_after(sheet, last)) if end and end[0] >= last else None)


def _cell(value: Any) -> Any:
    """A value as python-calamine hands it over, as the other reader would."""
    if isinstance(value, float) and not isfinite(value):
        return str(value)
    if isinstance(value, str):
        return CellError(value) if value in ERROR_NAMES else value
    if isinstance(value, dt.datetime):
        return rounded(value)
    return value


def _first_after(sheet: CalamineSheet, last: int) -> Place | None:
    """The first cell below row `last` that holds something."""
    top = sheet.start[0] if sheet.start else 0
    for row, values in enumerate(sheet.iter_rows(), start=top + 1):
        if row > last:
            column = next((column for column, value in enumerate(values, start=1) if value != ""), None)
            if column is not None:
                return row, column
    return None


@contextmanager
def _no_panic() -> Iterator[None]:
    """A panic of native code is no reason to end the process; it is an exception outside of Exception."""
    try:
        yield
    except BaseException as panic:
        if type(panic).__name__ != "PanicException":
            raise
        raise Refused(damaged(_CONTENT)) from None


def open_book(path: Path, limits: Limits | None = None) -> Book | Finding:
    """Open a file; a finding when it is no workbook, or one that must not be opened."""
    limits = limits or Limits()
    try:
        return guard(path, limits) or _open(path, limits)
    except Refused as refused:
        return refused.finding
    except PasswordError:
        return READER_RULES["file.encrypted"].finding()
    except _UNREADABLE:
        return damaged(_CONTENT)


def _open(path: Path, limits: Limits) -> Book | Finding:
    with path.open("rb") as file:
        is_ole = file.read(len(OLE_HEAD)) == OLE_HEAD
    if is_ole:
        return _open_ole(path, limits)
    package = Package(path, limits)
    main = main_part(package, limits.depth) or ""
    if "mimetype" in package and package.read("mimetype").strip().startswith(_ODS):
        from xltool.reading.formats.ods import OdsBook

        return OdsBook(package, limits)
    if main.endswith(".bin") or "xl/workbook.bin" in package:
        from xltool.reading.formats.xlsb import XlsbBook

        return XlsbBook(package, main or "xl/workbook.bin", limits)
    other = next((what for start, what in _OTHERS if any(name.startswith(start) for name in package.names)), None)
    if not main.startswith(("word/", "ppt/")) and (main or "xl/workbook.xml" in package):
        return OoxmlBook(package, limits)
    return READER_RULES["file.not-a-workbook"].finding(reason=other or _ARCHIVE)


def _open_ole(path: Path, limits: Limits) -> Book:
    from xltool.reading.formats.program import ole_program
    from xltool.reading.formats.xls import read_biff
    from xltool.reading.guard.ole import workbook_stream

    return CalamineBook(path.read_bytes(), read_biff(workbook_stream(path)), ole_program(path), limits)
