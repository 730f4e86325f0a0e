"""Read old Excel workbooks (.xls, and .et of WPS).

Why not by python-calamine: it reserves memory for the dimensions that a sheet declares, which in honest files may be all 16 million
cells, lays out a grid up to the furthest cell, hands error cells over as blanks, and takes a number format for that of a date by its number.
"""

from __future__ import annotations

from typing import Any

from xltool.base.messages import Text
from xltool.reading.book import Book, Feature
from xltool.reading.format import Format, ReceivedFile
from xltool.reading.guard.limits import Limits
from xltool.reading.guard.refusal import CELLS, SHEETS, Refused, too_many
from xltool.reading.parsing.biff import cells_of, is_encrypted, read_workbook_stream
from xltool.reading.parsing.date_styles import is_struck
from xltool.reading.parsing.grid import Grid, Place, Traits, grid_of
from xltool.reading.parsing.program import ole_program


class XlsBook(Book):
    """An open .xls. Raises Refused when it cannot be read."""

    tells = frozenset({Feature.PROGRAM, Feature.HIDDEN_SHEETS, Feature.HIDDEN_LINES})
    cut_at = 255  # SheetJS does

    def __init__(self, stream: bytes, program: str | None, limits: Limits) -> None:
        self._stream = stream
        self._limits = limits
        self._workbook = read_workbook_stream(stream)
        self._sheets = {sheet.name: sheet for sheet in self._workbook.sheets}
        self.program = program
        self.date1904 = self._workbook.date1904
        self.sheet_names: list[str] = list(self._sheets)
        self.hidden_sheets = frozenset(sheet.name for sheet in self._workbook.sheets if sheet.is_hidden)
        if len(self.sheet_names) > limits.n_sheets:
            raise too_many(SHEETS, len(self.sheet_names), limits.n_sheets)

    def grid(self, name: str, n_rows: int | None = None, n_columns: int | None = None) -> Grid:
        """Read the cells of a sheet, its first `n_rows` rows and `n_columns` columns or as many as the limits allow."""
        last_row, last_column = n_rows or self._limits.n_rows, n_columns or self._limits.n_columns
        cells: list[tuple[int, int, Any]] = []
        far: Place | None = None
        struck: set[Place] = set()
        traits = Traits(is_whole=False)
        for row, column, value, style in cells_of(self._stream, self._workbook, self._sheets[name], traits):
            if row <= last_row and column <= last_column:
                cells.append((row, column, value))
                if is_struck(self._workbook.styles, style):
                    struck.add((row, column))
                if len(cells) > self._limits.n_cells:
                    raise too_many(CELLS, len(cells), self._limits.n_cells)
            elif far is None and (row > last_row or not n_columns):
                far = row, column
        return grid_of(name, cells, lambda: far, traits, struck)


def _recognise(file: ReceivedFile) -> bool:
    return file.container is not None and file.container.workbook is not None


def _open(file: ReceivedFile) -> XlsBook:
    stream = (file.container and file.container.workbook) or b""
    if is_encrypted(stream):
        raise Refused("file.encrypted")
    return XlsBook(stream, ole_program(file.path), file.limits)


FORMAT = Format(
    name="xls",
    suffixes=(".xls", ".et"),
    doc=Text("Excel 97–2003 工作簿，WPS 表格", "workbook of Excel 97 to 2003 and of WPS"),
    rank=30,
    recognise=_recognise,
    open=_open,
    tells=XlsBook.tells,
)
