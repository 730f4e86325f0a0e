"""Read binary Open XML workbooks (.xlsb, BIFF12), as [MS-XLSB] specifies them.

Why not by python-calamine: it passes over the short cell records that SheetJS writes, so that values would be lost unseen, and
hands error cells over as blanks.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cached_property
from math import isfinite
from typing import Any

from xltool.base.cells import MAX_COLUMNS, MAX_ROWS, a1
from xltool.base.messages import Text
from xltool.reading.book import Book, Feature
from xltool.reading.format import Format, ReceivedFile
from xltool.reading.guard.limits import Limits
from xltool.reading.guard.refusal import CELLS, SHEETS, Refused, damaged, too_many
from xltool.reading.parsing.biff import error_name, packed_number
from xltool.reading.parsing.date_styles import Style, is_struck, style_of, styled
from xltool.reading.parsing.grid import CellError, CellPicture, Grid, LostText, Place, Traits, grid_of
from xltool.reading.parsing.package import Package
from xltool.reading.parsing.program import package_program
from xltool.reading.parsing.rich_values import is_picture_only

_ROW, _PROPERTIES, _SHEET, _TEXT, _FORMAT, _XF, _FONT = 0, 153, 156, 19, 44, 47, 43
_BEGIN_DATA, _END_DATA = 145, 146
#: What begins and ends a block of what later versions add, which may hold records of any type (BrtFRTBegin, BrtACBegin and their ends).
_BEGIN_LATER, _END_LATER = (35, 37), (36, 38)
_BEGIN_XFS, _END_XFS = 617, 618
_COLUMNS, _FILTER = 60, 163
#: Cell records by what they hold; those from `_SHORT` on stand one column right of the cell before.
_NUMBER_RK, _ERROR, _BOOLEAN, _NUMBER, _STRING, _SHARED = range(2, 8)
_FORMULAS = {8: _STRING, 9: _NUMBER, 10: _BOOLEAN, 11: _ERROR}
_SHORT = 12
_SHORTS = {13: _NUMBER_RK, 14: _ERROR, 15: _BOOLEAN, 16: _NUMBER, 17: _STRING, 18: _SHARED}
_VALUE_METADATA = 50  # before a cell: the number of a rich value
_RICH = 62  # a text in its cell, with its fonts

_LONG = struct.Struct("<L")
_DOUBLE = struct.Struct("<d")
_FORMAT_HEAD = struct.Struct("<HH")
_XF_HEAD = struct.Struct("<HHH")  # parent, number format, font
_FONT_HEAD = struct.Struct("<HH")  # height, how it is drawn
_IS_STRUCK = 0x0008
_ROW_HEAD = struct.Struct("<8xHxB")  # height in twentieths of a point, how it is shown ([MS-XLSB] 2.4.744 BrtRowHdr)
_ROW_IS_HIDDEN, _LEAST_HEIGHT = 0x10, 14
_COLUMN_HEAD = struct.Struct("<LLL4xH")  # first, last, width in 256ths of a character, how they are shown (2.4.323 BrtColInfo)
_COLUMN_IS_HIDDEN, _LEAST_WIDTH = 0x0001, 26
_STYLE_BITS = 0xFFFFFF
_NO_TEXT = 0xFFFFFFFF
_BROKEN = Text("部件 {name} 的记录不完整", "a record of the part {name} is incomplete")
_NO_STRING = Text(
    "{cell} 引用第 {number} 个共享文本，但文件中没有共享文本", "{cell} refers to shared text {number}, but the file has no shared texts"
)


class XlsbBook(Book):
    """An open .xlsb. Raises Refused when it cannot be read."""

    tells = frozenset({Feature.PARTS, Feature.PROGRAM, Feature.HIDDEN_SHEETS, Feature.HIDDEN_LINES})

    def __init__(self, package: Package, main: str, limits: Limits) -> None:
        self._package = package
        self._limits = limits
        self.part_names = package.names
        self.program = package_program(package)
        self.date1904 = False
        sheets: list[tuple[str, str]] = []
        hidden: list[str] = []
        for kind, data in self._records(main):
            if kind == _PROPERTIES:
                self.date1904 = bool(data[:1] and data[0] & 1)
            elif kind == _SHEET:
                id_, end = _wide(data, 8)
                sheets.append((_wide(data, end)[0], id_))
                if any(data[: _LONG.size]):
                    hidden.append(sheets[-1][0])
        if len(sheets) > limits.n_sheets:
            raise too_many(SHEETS, len(sheets), limits.n_sheets)
        targets = package.targets(main, limits.depth)
        self._parts = {name: targets[id_][1] for name, id_ in sheets if id_ in targets}
        self.sheet_names = list(self._parts)
        self.hidden_sheets = frozenset(hidden)
        by_type = self._by_type = dict(targets.values())
        self._texts = self._read_texts(by_type.get("sharedStrings"))
        self._styles = self._read_styles(by_type.get("styles"))

    def grid(self, name: str, n_rows: int | None = None, n_columns: int | None = None) -> Grid:
        """Read the cells of a sheet, its first `n_rows` rows and `n_columns` columns or as many as the limits allow."""
        last_row, last_column = n_rows or self._limits.n_rows, n_columns or self._limits.n_columns
        cells: list[tuple[int, int, Any]] = []
        far: Place | None = None
        struck: set[Place] = set()
        traits = Traits(is_whole=False)
        for row, column, value, style in self._cells(self._parts[name], traits):
            if row <= last_row and column <= last_column:
                cells.append((row, column, value))
                if is_struck(self._styles, style):
                    struck.add((row, column))
                if len(cells) > self._limits.n_cells:
                    raise too_many(CELLS, len(cells), self._limits.n_cells)
            elif row > last_row or not n_columns:
                far = row, column
            if row > last_row:
                break
        traits.is_filtered = bool(traits.hidden_rows) and self._is_filtered(self._parts[name])
        return grid_of(name, cells, lambda: far, traits, struck)

    def _cells(self, part: str, traits: Traits) -> Iterator[tuple[int, int, Any, int]]:
        """Yield row, column, value and style of the cells that hold something; `traits` takes what cannot be seen."""
        row = column = 0
        is_rich = False
        for kind, data in self._data(part, traits):
            if kind == _VALUE_METADATA:
                is_rich = True
            elif kind == _ROW:
                row, column = _unpack(_LONG, data, 0, part) + 1, 0
                if _is_hidden_row(data):
                    traits.hidden_rows.append(row)
            elif kind <= max(_SHORTS) or kind == _RICH:
                is_short = _SHORT <= kind <= max(_SHORTS)
                at = 0 if is_short else _LONG.size
                column = column + 1 if is_short else _unpack(_LONG, data, 0, part) + 1
                if not 0 < row <= MAX_ROWS or column > MAX_COLUMNS:
                    raise damaged(_BROKEN, name=part)
                value = self._value(kind, data[at:], part, (row, column))
                if is_rich and isinstance(value, CellError) and self._is_picture_only:
                    value = CellPicture(value)
                is_rich = False
                if value is not None and value != "":
                    yield row, column, value, _unpack(_LONG, data, at, part) & _STYLE_BITS

    @cached_property
    def _is_picture_only(self) -> bool:
        return is_picture_only(self._package, self._by_type, self._limits.depth)

    def _data(self, part: str, traits: Traits) -> Iterator[tuple[int, bytes]]:
        """Yield the records of a sheet's rows and cells; an empty sheet has none. What stands around them is not needed, even if damaged."""
        is_data = False
        try:
            for kind, data in self._records(part):
                if kind == _END_DATA:
                    return
                if is_data:
                    yield kind, data
                elif kind == _COLUMNS and len(traits.hidden_columns) < MAX_COLUMNS:
                    traits.hidden_columns += _hidden_columns(data)
                is_data = is_data or kind == _BEGIN_DATA
        except Refused:
            if is_data:
                raise

    def _is_filtered(self, part: str) -> bool:
        """Return whether a filter hides rows, as far as what stands after the cells can be read."""
        try:
            return any(kind == _FILTER for kind, _ in self._records(part))
        except Refused:
            return False

    def _value(self, kind: int, data: bytes, part: str, place: Place) -> Any:
        what = _SHORTS.get(kind) or _FORMULAS.get(kind) or kind
        style, body = _unpack(_LONG, data, 0, part) & _STYLE_BITS, data[_LONG.size :]
        if what == _RICH:
            return _wide(body, 1)[0]
        if what == _STRING:
            return _wide(body, 0)[0]
        if what == _SHARED:
            number = _unpack(_LONG, body, 0, part)
            if not self._texts:
                raise damaged(_NO_STRING, cell=a1(*place), number=number)
            return self._texts[number] if number < len(self._texts) else LostText(number)
        if what in (_BOOLEAN, _ERROR):
            return None if not body else bool(body[0]) if what == _BOOLEAN else error_name(body[0])
        if what not in (_NUMBER, _NUMBER_RK):
            return None
        number = _unpack(_DOUBLE, body, 0, part) if what == _NUMBER else packed_number(_unpack(_LONG, body, 0, part))
        return styled(number, self._styles, style, date1904=self.date1904) if isfinite(number) else str(number)

    def _read_texts(self, part: str | None) -> list[str]:
        if part is None or part not in self._package:
            return []
        return [_wide(data, 1)[0] for kind, data in self._records(part) if kind == _TEXT]

    def _read_styles(self, part: str | None) -> list[Style]:
        if part is None or part not in self._package:
            return []
        codes: dict[int, str] = {}
        formats: list[tuple[int, int]] = []  # number format and font of each style
        fonts: list[bool] = []  # whether they are struck through
        inside = False
        for kind, data in self._records(part):
            if kind in (_BEGIN_XFS, _END_XFS):
                inside = kind == _BEGIN_XFS
            elif kind == _FORMAT and len(data) >= _FORMAT_HEAD.size:
                codes[_FORMAT_HEAD.unpack_from(data)[0]] = _wide(data, 2)[0]
            elif kind == _FONT and len(data) >= _FONT_HEAD.size:
                fonts.append(bool(_FONT_HEAD.unpack_from(data)[1] & _IS_STRUCK))
            elif kind == _XF and inside and len(data) >= _XF_HEAD.size:
                formats.append(_XF_HEAD.unpack_from(data)[1:])
        return [style_of(number, codes.get(number), is_struck=font < len(fonts) and fonts[font]) for number, font in formats]

    def _records(self, part: str) -> Iterator[tuple[int, bytes]]:
        """Yield type and data of every record of a part, but not of those in blocks of later versions."""
        content, at = self._package.read(part), 0
        within = 0  # such blocks
        while at < len(content):
            kind, at = _variable(content, at, 2)
            size, at = _variable(content, at, 4)
            if at + size > len(content):
                raise damaged(_BROKEN, name=part)
            within += kind in _BEGIN_LATER
            if not within:
                yield kind, content[at : at + size]
            within -= kind in _END_LATER and within > 0
            at += size


def _is_hidden_row(data: bytes) -> bool:
    """Return whether a row is hidden or less than a pixel."""
    if len(data) < _ROW_HEAD.size:
        return False
    height, flags = _ROW_HEAD.unpack_from(data)
    return bool(flags & _ROW_IS_HIDDEN) or height < _LEAST_HEIGHT


def _hidden_columns(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield the columns of a record, first and last, if they are hidden or less than a pixel."""
    if len(data) >= _COLUMN_HEAD.size:
        first, last, width, flags = _COLUMN_HEAD.unpack_from(data)
        if flags & _COLUMN_IS_HIDDEN or width < _LEAST_WIDTH:
            yield first + 1, last + 1


def _variable(content: bytes, at: int, most: int) -> tuple[int, int]:
    """Decode a number in groups of 7 bits, lowest first; return it and where it ends."""
    value = 0
    for index in range(most):
        byte = content[at] if at < len(content) else 0
        at += 1
        value |= (byte & 0x7F) << (7 * index)
        if not byte & 0x80:
            break
    return value, at


def _unpack(form: struct.Struct, data: bytes, at: int, part: str) -> Any:
    if at + form.size > len(data):
        raise damaged(_BROKEN, name=part)
    return form.unpack_from(data, at)[0]


def _wide(data: bytes, at: int) -> tuple[str, int]:
    """Decode a text of UTF-16 units after their count; return it and where it ends. There may be none (XLNullableWideString)."""
    count = _LONG.unpack_from(data, at)[0] if at + _LONG.size <= len(data) else 0
    if count == _NO_TEXT:
        count = 0
    start = at + _LONG.size
    end = min(start + 2 * count, len(data))
    return data[start:end].decode("utf-16-le", "replace"), end


_MAIN = "xl/workbook.bin"


def _recognise(file: ReceivedFile) -> bool:
    return file.package is not None and (file.main.endswith(".bin") or _MAIN in file.package)


def _open(file: ReceivedFile) -> XlsbBook:
    return XlsbBook(file.opened_package, file.main or _MAIN, file.limits)


FORMAT = Format(
    name="xlsb",
    suffixes=(".xlsb",),
    doc=Text("Excel 二进制工作簿", "binary workbook of Excel"),
    rank=20,
    recognise=_recognise,
    open=_open,
    tells=XlsbBook.tells,
)
