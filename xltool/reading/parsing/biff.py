"""Read from .xls (BIFF) what python-calamine does not tell, or tells wrong.

That is: error cells, numbers whose format it takes for that of a date, the first day of dates, encryption.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from xltool.reading.parsing.date_styles import style_of
from xltool.reading.parsing.grid import CellError

#: [MS-XLS] 2.5.10 BErr, [MS-XLSB] 2.5.98.2: the codes of error values.
ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}  # fmt: skip
_UNKNOWN_ERROR = "#ERROR!"

_BOF, _EOF, _FILEPASS, _DATEMODE, _BOUNDSHEET = 0x0809, 0x000A, 0x002F, 0x0022, 0x0085
_FORMAT, _XF = 0x041E, 0x00E0
_BOOLERR, _FORMULA, _NUMBER, _RK, _MULRK = 0x0205, 0x0006, 0x0203, 0x027E, 0x00BD

_HEADER = struct.Struct("<HH")  # type, size
_OFFSET = struct.Struct("<L")
_ERROR_CELL = struct.Struct("<HHHBB")  # row, column, format, code, whether it is an error
_FORMULA_CELL = struct.Struct("<HHHBxBxxxH")  # row, column, format, what the result is, its code, mark of "no number"
_NO_NUMBER, _IS_ERROR = 0xFFFF, 2
_CELL = struct.Struct("<HHH")  # row, column, format
_PLACE_SIZE = 4  # row and column
_DOUBLE = struct.Struct("<d")
_PACKED = struct.Struct("<HL")  # format, number in 30 bits
_FORMAT_HEAD = struct.Struct("<HHB")  # its number, the length of its code, whether that is UTF-16
_XF_HEAD = struct.Struct("<HH")  # font, number format

Cells = dict[tuple[int, int], CellError | float]


@dataclass(frozen=True, kw_only=True)
class BiffExtras:
    """What a workbook says beside its values; sheets in their order."""

    cells: list[Cells] = field(default_factory=list)
    date1904: bool = False

    def cells_of(self, index: int) -> Cells:
        """Return the cells of a sheet, by its number, that python-calamine hands over wrong."""
        return self.cells[index] if index < len(self.cells) else {}


def error_name(code: int) -> CellError:
    """Return the error value of a code."""
    return CellError(ERRORS.get(code, _UNKNOWN_ERROR))


def is_encrypted(stream: bytes) -> bool:
    """Return whether a BIFF workbook stream asks for a password, which it says at its very start."""
    return any(kind == _FILEPASS for kind, _ in _globals(stream))


def read_biff(stream: bytes) -> BiffExtras:
    """Read the extras of an .xls workbook stream."""
    offsets: list[int] = []
    formats: list[int] = []
    codes: dict[int, str] = {}
    date1904 = False
    for kind, data in _globals(stream):
        if kind == _BOUNDSHEET and len(data) >= _OFFSET.size:
            offsets.append(_OFFSET.unpack_from(data)[0])
        elif kind == _DATEMODE and data:
            date1904 = data[0] == 1
        elif kind == _XF and len(data) >= _XF_HEAD.size:
            formats.append(_XF_HEAD.unpack_from(data)[1])
        elif kind == _FORMAT and len(data) >= _FORMAT_HEAD.size:
            number, length, is_wide = _FORMAT_HEAD.unpack_from(data)
            text = bytes(data[_FORMAT_HEAD.size :])
            codes[number] = text[: 2 * length].decode("utf-16-le", "replace") if is_wide else text[:length].decode("latin-1")
    plain = frozenset(index for index, number in enumerate(formats) if _is_mistaken(number, codes.get(number)))
    return BiffExtras(cells=[dict(_cells(stream, offset, plain)) for offset in offsets], date1904=date1904)


def _is_mistaken(number: int, code: str | None) -> bool:
    """Return whether python-calamine takes a number format for that of a date by its number, though it has a code and is none.

    Excel numbers its own formats from 164 on; Gnumeric goes on where it found the last, among those of Chinese dates.
    """
    return code is not None and style_of(number, None).is_date and not style_of(number, code).is_date


def _globals(stream: bytes) -> Iterator[tuple[int, memoryview]]:
    for kind, data in _records(stream, 0):
        if kind == _EOF:
            return
        yield kind, data


def _records(stream: bytes, at: int) -> Iterator[tuple[int, memoryview]]:
    view = memoryview(stream)
    while at + _HEADER.size <= len(stream):
        kind, size = _HEADER.unpack_from(stream, at)
        at += _HEADER.size
        yield kind, view[at : at + size]
        at += size


def _cells(stream: bytes, offset: int, plain: frozenset[int]) -> Iterator[tuple[tuple[int, int], CellError | float]]:
    """Return the error cells of a sheet, and the numbers in the formats `plain`."""
    depth = 0  # charts on the sheet are streams within its stream
    for kind, data in _records(stream, offset):
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        if kind == _BOOLERR and len(data) >= _ERROR_CELL.size:
            row, column, _, code, is_error = _ERROR_CELL.unpack_from(data)
            if is_error:
                yield (row + 1, column + 1), error_name(code)
        elif kind == _FORMULA and len(data) >= _FORMULA_CELL.size:
            row, column, _, what, code, mark = _FORMULA_CELL.unpack_from(data)
            if mark == _NO_NUMBER and what == _IS_ERROR:
                yield (row + 1, column + 1), error_name(code)
            elif mark != _NO_NUMBER:
                yield from _numbers(kind, data, plain)
        elif plain:
            yield from _numbers(kind, data, plain)


def _numbers(kind: int, data: memoryview, plain: frozenset[int]) -> Iterator[tuple[tuple[int, int], float]]:
    """Return the numbers of a record in the formats `plain`."""
    if kind not in (_NUMBER, _FORMULA, _RK, _MULRK) or len(data) < _CELL.size:
        return
    row, column, format_ = _CELL.unpack_from(data)
    if kind in (_NUMBER, _FORMULA):
        if format_ in plain and len(data) >= _CELL.size + _DOUBLE.size:
            yield (row + 1, column + 1), _DOUBLE.unpack_from(data, _CELL.size)[0]
        return
    for at in range(_PLACE_SIZE, len(data) - _PACKED.size + 1, _PACKED.size):
        format_, packed = _PACKED.unpack_from(data, at)
        column += 1
        if format_ in plain:
            yield (row + 1, column), packed_number(packed)


def packed_number(packed: int) -> float:
    """Decode a number in 30 bits: an integer, or the upper part of a double; perhaps in hundredths ([MS-XLS] 2.5.217 RkNumber)."""
    if packed & 2:
        number = float(packed - (1 << 32) >> 2 if packed & 0x80000000 else packed >> 2)
    else:
        number = _DOUBLE.unpack(struct.pack("<Q", (packed & ~3) << 32))[0]
    return number / 100 if packed & 1 else number
