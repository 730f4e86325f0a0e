"""The format of .xls (BIFF), as far as python-calamine does not tell: error cells, the first day of dates, encryption."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from xltool.reader.grid import CellError

#: [MS-XLS] 2.5.10 BErr, [MS-XLSB] 2.5.98.2: the codes of error values.
ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}  # fmt: skip
_UNKNOWN_ERROR = "#ERROR!"

_BOF, _EOF, _FILEPASS, _DATEMODE, _BOUNDSHEET = 0x0809, 0x000A, 0x002F, 0x0022, 0x0085
_BOOLERR, _FORMULA = 0x0205, 0x0006

_HEADER = struct.Struct("<HH")  # type, size
_OFFSET = struct.Struct("<L")
_ERROR_CELL = struct.Struct("<HHHBB")  # row, column, format, code, whether it is an error
_FORMULA_CELL = struct.Struct("<HHHBxBxxxH")  # row, column, format, what the result is, its code, mark of "no number"
_NO_NUMBER, _IS_ERROR = 0xFFFF, 2

Cells = dict[tuple[int, int], CellError]


@dataclass(frozen=True, kw_only=True)
class Extras:
    """What a workbook says beside its values; sheets in their order."""

    errors: list[Cells] = field(default_factory=list)
    date1904: bool = False

    def errors_of(self, index: int) -> Cells:
        """The error cells of a sheet by its number."""
        return self.errors[index] if index < len(self.errors) else {}


def error_name(code: int) -> CellError:
    """The error value of a code."""
    return CellError(ERRORS.get(code, _UNKNOWN_ERROR))


def is_encrypted(stream: bytes) -> bool:
    """Whether a BIFF workbook stream asks for a password; that is said at its very start."""
    return any(kind == _FILEPASS for kind, _ in _globals(stream))


def read_biff(stream: bytes) -> Extras:
    """The extras of an .xls workbook stream."""
    offsets: list[int] = []
    date1904 = False
    for kind, data in _globals(stream):
        if kind == _BOUNDSHEET and len(data) >= _OFFSET.size:
            offsets.append(_OFFSET.unpack_from(data)[0])
        elif kind == _DATEMODE and data:
            date1904 = data[0] == 1
    return Extras(errors=[dict(_biff_errors(stream, offset)) for offset in offsets], date1904=date1904)


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


def _biff_errors(stream: bytes, offset: int) -> Iterator[tuple[tuple[int, int], CellError]]:
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
