"""Read old Excel workbooks (.xls, and .et of WPS) by python-calamine; what it does not tell, or tells wrong, comes from `biff`."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from contextlib import contextmanager
from math import isfinite
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from xltool.base.messages import Text
from xltool.reading.book import Book, Feature
from xltool.reading.format import Format, ReceivedFile
from xltool.reading.guard.limits import Limits
from xltool.reading.guard.refusal import SHEETS, Refused, damaged, too_many
from xltool.reading.parsing.biff import BiffExtras, is_encrypted, read_biff
from xltool.reading.parsing.date_styles import rounded
from xltool.reading.parsing.grid import ERROR_NAMES, CellError, Grid, Place
from xltool.reading.parsing.program import ole_program

_CONTENT = Text("内容有误", "invalid content")


class XlsBook(Book):
    """An open .xls. Raises Refused when it cannot be read."""

    tells = frozenset({Feature.PROGRAM, Feature.HIDDEN_SHEETS})

    def __init__(self, content: bytes, extras: BiffExtras, program: str | None, limits: Limits) -> None:
        self._limits = limits
        self._extras = extras
        self.program = program
        self.date1904 = extras.date1904
        with _refusing():
            self._workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        self.sheet_names: list[str] = list(self._workbook.sheet_names)
        self.hidden_sheets = frozenset(sheet.name for sheet in self._workbook.sheets_metadata if sheet.visible != SheetVisibleEnum.Visible)
        if len(self.sheet_names) > limits.n_sheets:
            raise too_many(SHEETS, len(self.sheet_names), limits.n_sheets)

    def grid(self, name: str, n_rows: int | None = None, n_columns: int | None = None) -> Grid:
        """Read the cells of a sheet, its first `n_rows` rows and `n_columns` columns or as many as the limits allow."""
        last = n_rows or self._limits.n_rows
        with _refusing():
            sheet = self._workbook.get_sheet_by_name(name)
            rows = [[_cell(value) for value in row[:n_columns]] for row in sheet.to_python(skip_empty_area=False, nrows=last)]
        for (row, column), value in self._extras.cells_of(self.sheet_names.index(name)).items():
            if row <= len(rows) and column <= len(rows[row - 1]):
                rows[row - 1][column - 1] = _cell(value)
        end = sheet.end
        return Grid(name, rows, (lambda: _first_after(sheet, last)) if end and end[0] >= last else None)


def _cell(value: Any) -> Any:
    """Return a value of python-calamine as our own readers give it."""
    if isinstance(value, float) and not isfinite(value):
        return str(value)
    if isinstance(value, str):
        return CellError(value) if value in ERROR_NAMES else value
    if isinstance(value, dt.datetime):
        return rounded(value)
    return value


def _first_after(sheet: CalamineSheet, last: int) -> Place | None:
    """Find the first cell below row `last` that holds something."""
    top = sheet.start[0] if sheet.start else 0
    for row, values in enumerate(sheet.iter_rows(), start=top + 1):
        if row > last:
            column = next((column for column, value in enumerate(values, start=1) if value != ""), None)
            if column is not None:
                return row, column
    return None


@contextmanager
def _refusing() -> Iterator[None]:
    """Refuse what python-calamine cannot read. Its panics are outside of Exception, and no reason to end the process."""
    try:
        yield
    except PasswordError:
        raise Refused("file.encrypted") from None
    except CalamineError:
        raise damaged(_CONTENT) from None
    except BaseException as panic:
        if type(panic).__name__ != "PanicException":
            raise
        raise damaged(_CONTENT) from None


def _recognise(file: ReceivedFile) -> bool:
    return file.container is not None and file.container.workbook is not None


def _open(file: ReceivedFile) -> XlsBook:
    stream = (file.container and file.container.workbook) or b""
    if is_encrypted(stream):
        raise Refused("file.encrypted")
    return XlsBook(file.path.read_bytes(), read_biff(stream), ole_program(file.path), file.limits)


FORMAT = Format(
    name="xls",
    suffixes=(".xls", ".et"),
    doc=Text("Excel 97–2003 工作簿，WPS 表格", "workbook of Excel 97 to 2003 and of WPS"),
    rank=30,
    recognise=_recognise,
    open=_open,
    tells=XlsBook.tells,
)
