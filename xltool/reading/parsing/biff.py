"""Read .xls workbooks (BIFF 5 and 8), as [MS-XLS] specifies them, record by record."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from xltool.base.messages import Text
from xltool.reading.guard.refusal import damaged
from xltool.reading.parsing.biff_texts import TextReader, encoding_of
from xltool.reading.parsing.date_styles import Style, style_of, styled
from xltool.reading.parsing.grid import CellError, LostText, Traits

#: [MS-XLS] 2.5.10 BErr, [MS-XLSB] 2.5.98.2: the codes of error values.
ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}  # fmt: skip
_UNKNOWN_ERROR = "#ERROR!"

_BOF, _EOF, _CONTINUE, _FILEPASS, _DATEMODE, _BOUNDSHEET, _CODEPAGE = 0x0809, 0x000A, 0x003C, 0x002F, 0x0022, 0x0085, 0x0042
_FORMAT, _XF, _SST, _FONT = 0x041E, 0x00E0, 0x00FC, 0x0031
_LABEL, _RSTRING, _LABELSST = 0x0204, 0x00D6, 0x00FD
_BOOLERR, _FORMULA, _STRING, _NUMBER, _RK, _MULRK = 0x0205, 0x0006, 0x0207, 0x0203, 0x027E, 0x00BD
_ROW, _COLUMNS, _FILTERED = 0x0208, 0x007D, 0x009B
_BIFF_8, _BIFF_5 = 0x0600, 0x0500
_CELL_SHEETS = (0x0010, 0x0040)  # kinds of streams: worksheets and macro sheets, not charts
_MODULE = 6  # kind of a sheet that is a module of macros

_HEADER = struct.Struct("<HH")  # type, size
_START = struct.Struct("<HH")  # version, kind of stream
_SHORT = struct.Struct("<H")
_BOUND = struct.Struct("<LBB")  # where the sheet starts, whether it is hidden, its kind
_HIDDEN = 0x03
_CELL = struct.Struct("<HHH")  # row, column, format
_FORMULA_RESULT = struct.Struct("<BxBxxxH")  # what the result is, its code, mark of "no number"
_NO_NUMBER = 0xFFFF
_IS_TEXT, _IS_BOOLEAN, _IS_ERROR = 0, 1, 2
_PLACE_SIZE = 4  # row and column
_DOUBLE = struct.Struct("<d")
_LONG = struct.Struct("<L")
_PACKED = struct.Struct("<HL")  # format, number in 30 bits
_XF_HEAD = struct.Struct("<HH")  # font, number format
_FONT_HEAD = struct.Struct("<HH")  # height, how it is drawn
_IS_STRUCK = 0x0008
_NO_FONT = 4  # no font has this number ([MS-XLS] 2.5.129 FontIndex)

_ROW_HEAD = struct.Struct("<HxxxxHxxxxH")  # row, height in twentieths of a point, how it is shown
_ROW_HEIGHT, _ROW_IS_HIDDEN, _LEAST_HEIGHT = 0x7FFF, 0x0020, 14
_COLUMN_HEAD = struct.Struct("<HHHxxH")  # first, last, width in 256ths of a character, how they are shown
_COLUMN_IS_HIDDEN, _LEAST_WIDTH = 0x0001, 26
_MOST_COLUMNS = 256  # of a sheet

_NO_START = Text("不是 Excel 97–2003 的工作簿流", "the stream is not that of a workbook of Excel 5 to 2003")
_CUT = Text("工作簿流不完整", "the stream of the workbook is incomplete")

Record = tuple[int, memoryview]


@dataclass(frozen=True, kw_only=True)
class BiffSheet:
    """A sheet as the workbook lists it."""

    name: str
    offset: int  # of its stream
    is_hidden: bool


@dataclass(kw_only=True)
class BiffWorkbook:
    """What a workbook says beside its cells."""

    encoding: str | None = None  # of texts in BIFF 5; None in BIFF 8, where each says it
    date1904: bool = False
    sheets: list[BiffSheet] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)  # shared ones
    styles: list[Style] = field(default_factory=list)


def error_name(code: int) -> CellError:
    """Return the error value of a code."""
    return CellError(ERRORS.get(code, _UNKNOWN_ERROR))


def is_encrypted(stream: bytes) -> bool:
    """Return whether a workbook asks for a password, which it says at its very start. Raises Refused."""
    return any(kind == _FILEPASS for kind, _ in global_records(stream))


def read_workbook_stream(stream: bytes) -> BiffWorkbook:
    """Read what a workbook says before its sheets. Raises Refused."""
    book = BiffWorkbook(encoding=encoding_of(1252) if _version(stream) == _BIFF_5 else None)
    formats: list[tuple[int, int]] = []  # font and number format of each style
    fonts: list[bool] = []  # whether they are struck through
    codes: dict[int, str] = {}
    listed: list[memoryview] = []
    shared: list[memoryview] = []
    before = 0
    for kind, data in global_records(stream):
        if kind == _CODEPAGE and len(data) >= _SHORT.size and book.encoding is not None:
            book.encoding = encoding_of(_SHORT.unpack_from(data)[0])
        elif kind == _BOUNDSHEET and len(data) >= _BOUND.size:
            listed.append(data)
        elif kind == _DATEMODE and data:
            book.date1904 = data[0] == 1
        elif kind == _XF and len(data) >= _XF_HEAD.size:
            formats.append(_XF_HEAD.unpack_from(data))
        elif kind == _FONT and len(data) >= _FONT_HEAD.size:
            fonts.append(bool(_FONT_HEAD.unpack_from(data)[1] & _IS_STRUCK))
        elif kind == _FORMAT and len(data) >= _SHORT.size:
            reader = TextReader([data[_SHORT.size :]], book.encoding)
            codes[_SHORT.unpack_from(data)[0]] = reader.text(has_short_count=book.encoding is not None)
        elif kind == _SST or (kind == _CONTINUE and before == _SST):
            shared.append(data)
        before = before if kind == _CONTINUE else kind
    book.sheets = [sheet for data in listed for sheet in _listed(data, book.encoding)]
    book.texts = _shared_texts(shared)
    fonts.insert(_NO_FONT, False)
    book.styles = [style_of(number, codes.get(number), is_struck=font < len(fonts) and fonts[font]) for font, number in formats]
    return book


def _listed(data: memoryview, encoding: str | None) -> Iterator[BiffSheet]:
    offset, state, kind = _BOUND.unpack_from(data)
    if kind != _MODULE:
        name = TextReader([data[_BOUND.size :]], encoding).text(has_short_count=True)
        yield BiffSheet(name=name, offset=offset, is_hidden=bool(state & _HIDDEN))


def _shared_texts(bodies: Sequence[memoryview]) -> list[str]:
    """Read the shared texts; how many are declared is not believed."""
    reader = TextReader(bodies)
    reader.skip(2 * _LONG.size)
    texts: list[str] = []
    while not reader.is_at_end:
        texts.append(reader.text())
    return texts


# --- records ----------------------------------------------------------------------------------------------------------


def _version(stream: bytes) -> int:
    """Return the version of BIFF in which a stream is written. Raises Refused when it is none of those that are read."""
    if len(stream) >= _HEADER.size + _START.size and _HEADER.unpack_from(stream)[0] == _BOF:
        version: int = _START.unpack_from(stream, _HEADER.size)[0]
        if version in (_BIFF_8, _BIFF_5):
            return version
    raise damaged(_NO_START)


def global_records(stream: bytes) -> Iterator[Record]:
    """Yield the records before the sheets. Raises Refused."""
    _version(stream)
    for kind, data in _records(stream, 0):
        if kind == _EOF:
            return
        yield kind, data


def _records(stream: bytes, at: int) -> Iterator[Record]:
    """Yield the records from an offset on. Raises Refused where they end before the caller has seen an end in them."""
    view = memoryview(stream)
    while at + _HEADER.size <= len(stream):
        kind, size = _HEADER.unpack_from(stream, at)
        at += _HEADER.size
        if at + size > len(stream):
            break
        yield kind, view[at : at + size]
        at += size
    raise damaged(_CUT)


def sheet_records(stream: bytes, offset: int) -> Iterator[Record]:
    """Yield the records of a sheet of cells, and not those of charts on it, which are streams within its stream."""
    depth = 0
    for kind, data in _records(stream, offset):
        if kind == _BOF:
            depth += 1
            if depth == 1 and len(data) >= _START.size and _START.unpack_from(data)[1] not in _CELL_SHEETS:
                return
        elif kind == _EOF:
            depth -= 1
        elif depth == 1:
            yield kind, data
        if depth <= 0:
            return


# --- cells ------------------------------------------------------------------------------------------------------------


Cell = tuple[int, int, Any, int]  # row, column, value, style


def cells_of(stream: bytes, book: BiffWorkbook, sheet: BiffSheet, traits: Traits) -> Iterator[Cell]:
    """Yield the cells that hold something; `traits` takes the rows and columns that cannot be seen. Raises Refused."""
    waiting: tuple[int, int, int] | None = None  # a formula whose text follows
    pieces: list[memoryview] = []  # of that text
    for kind, data in sheet_records(stream, sheet.offset):
        if pieces and kind != _CONTINUE and waiting is not None:
            yield _text_cell(waiting, pieces, book)
            waiting, pieces = None, []
        if kind == _STRING or (kind == _CONTINUE and pieces):
            pieces.append(data)
        elif kind == _MULRK and len(data) >= _CELL.size:
            yield from _packed_numbers(data, book)
        elif kind in _VALUES and len(data) >= _CELL.size:
            row, column, style = _CELL.unpack_from(data)
            value = _value(kind, data[_CELL.size :], style, book)
            waiting = (row + 1, column + 1, style) if value is _TEXT_FOLLOWS else None
            if waiting is None and value is not None and value != "":
                yield row + 1, column + 1, value, style
        elif kind in (_ROW, _COLUMNS, _FILTERED):
            _note_line(kind, data, traits)
    if pieces and waiting is not None:
        yield _text_cell(waiting, pieces, book)


def _note_line(kind: int, data: memoryview, traits: Traits) -> None:
    """Take in a row or columns that are hidden or less than a pixel, and whether a filter hides rows."""
    if kind == _FILTERED:
        traits.is_filtered = True
    elif kind == _ROW and len(data) >= _ROW_HEAD.size:
        row, height, flags = _ROW_HEAD.unpack_from(data)
        if flags & _ROW_IS_HIDDEN or height & _ROW_HEIGHT < _LEAST_HEIGHT:
            traits.hidden_rows.append(row + 1)
    elif kind == _COLUMNS and len(data) >= _COLUMN_HEAD.size and len(traits.hidden_columns) < _MOST_COLUMNS:
        first, last, width, flags = _COLUMN_HEAD.unpack_from(data)
        if flags & _COLUMN_IS_HIDDEN or width < _LEAST_WIDTH:
            traits.hidden_columns.append((first + 1, last + 1))


def _text_cell(place: tuple[int, int, int], pieces: Sequence[memoryview], book: BiffWorkbook) -> Cell:
    row, column, style = place
    return row, column, TextReader(pieces, book.encoding).text(), style


_VALUES = frozenset((_LABEL, _RSTRING, _LABELSST, _BOOLERR, _FORMULA, _NUMBER, _RK))
_TEXT_FOLLOWS = object()


def _value(kind: int, body: memoryview, style: int, book: BiffWorkbook) -> Any:
    """Return the value of a record of one cell."""
    if kind in (_LABEL, _RSTRING):
        return TextReader([body], book.encoding).text()
    if kind == _LABELSST:
        number = _LONG.unpack_from(body)[0] if len(body) >= _LONG.size else len(book.texts)
        return book.texts[number] if number < len(book.texts) else LostText(number)
    if kind == _BOOLERR:
        return None if len(body) < _SHORT.size else error_name(body[0]) if body[1] else bool(body[0])
    if kind == _FORMULA:
        return _result(body, style, book)
    if kind == _NUMBER and len(body) >= _DOUBLE.size:
        return _number(_DOUBLE.unpack_from(body)[0], style, book)
    if kind == _RK and len(body) >= _LONG.size:
        return _number(packed_number(_LONG.unpack_from(body)[0]), style, book)
    return None


def _result(body: memoryview, style: int, book: BiffWorkbook) -> Any:
    """Return the result of a formula; a text stands in the records that follow."""
    if len(body) < _DOUBLE.size:
        return None
    what, code, mark = _FORMULA_RESULT.unpack_from(body)
    if mark != _NO_NUMBER:
        return _number(_DOUBLE.unpack_from(body)[0], style, book)
    if what == _IS_ERROR:
        return error_name(code)
    if what == _IS_BOOLEAN:
        return bool(code)
    return _TEXT_FOLLOWS if what == _IS_TEXT else None


def _packed_numbers(data: memoryview, book: BiffWorkbook) -> Iterator[Cell]:
    """Yield the cells of a record of numbers that stand beside each other."""
    row, column, _ = _CELL.unpack_from(data)
    for at in range(_PLACE_SIZE, len(data) - _PACKED.size + 1, _PACKED.size):
        style, packed = _PACKED.unpack_from(data, at)
        column += 1
        yield row + 1, column, _number(packed_number(packed), style, book), style


def _number(number: float, style: int, book: BiffWorkbook) -> Any:
    return styled(number, book.styles, style, date1904=book.date1904) if isfinite(number) else str(number)


def packed_number(packed: int) -> float:
    """Decode a number in 30 bits: an integer, or the upper part of a double; perhaps in hundredths ([MS-XLS] 2.5.217 RkNumber)."""
    if packed & 2:
        number = float(packed - (1 << 32) >> 2 if packed & 0x80000000 else packed >> 2)
    else:
        number = _DOUBLE.unpack(struct.pack("<Q", (packed & ~3) << 32))[0]
    return number / 100 if packed & 1 else number
