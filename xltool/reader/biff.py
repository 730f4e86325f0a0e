"""The binary formats of Excel, .xls (BIFF) and .xlsb (BIFF12), as far as python-calamine does not tell: which cells hold an
error, from which day dates are counted, whether the file is encrypted."""

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
#: The names of error values, in every format.
ERROR_NAMES = frozenset((*ERRORS.values(), "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!"))
_UNKNOWN_ERROR = "#ERROR!"

_BOF, _EOF, _FILEPASS, _DATEMODE, _BOUNDSHEET = 0x0809, 0x000A, 0x002F, 0x0022, 0x0085
_BOOLERR, _FORMULA = 0x0205, 0x0006
_ROW_HEADER, _CELL_ERROR, _FORMULA_ERROR, _WORKBOOK_PROPERTIES, _BUNDLE_SHEET = 0, 3, 11, 153, 156

Cells = dict[tuple[int, int], CellError]


@dataclass(frozen=True, kw_only=True)
class Extras:
    """What a binary workbook says beside its values; sheets in their order."""

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
        if kind == _BOUNDSHEET and len(data) >= 4:
            offsets.append(struct.unpack_from("<L", data)[0])
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
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, view[at + 4 : at + 4 + size]
        at += 4 + size


def _biff_errors(stream: bytes, offset: int) -> Iterator[tuple[tuple[int, int], CellError]]:
    depth = 0  # charts on the sheet are streams within its stream
    for kind, data in _records(stream, offset):
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        if kind == _BOOLERR and len(data) >= 8 and data[7]:
            yield _place(data), error_name(data[6])
        elif kind == _FORMULA and len(data) >= 14 and data[12:14] == b"\xff\xff" and data[6] == 2:
            yield _place(data), error_name(data[8])


def _place(data: memoryview) -> tuple[int, int]:
    row, column = struct.unpack_from("<HH", data)
    return row + 1, column + 1


def read_biff12(workbook: bytes) -> tuple[list[str], bool]:
    """Of an .xlsb workbook part: the relationship ids of its sheets in their order, and whether it counts days from 1904."""
    sheets: list[str] = []
    date1904 = False
    for kind, data in _records12(workbook):
        if kind == _BUNDLE_SHEET and len(data) >= 12:
            length = struct.unpack_from("<L", data, 8)[0]
            sheets.append(data[12 : 12 + 2 * min(length, 255)].decode("utf-16-le", "replace"))
        elif kind == _WORKBOOK_PROPERTIES and data:
            date1904 = bool(data[0] & 1)
    return sheets, date1904


def biff12_errors(sheet: bytes) -> Cells:
    """The error cells of an .xlsb sheet part."""
    found: Cells = {}
    row = 0
    for kind, data in _records12(sheet):
        if kind == _ROW_HEADER and len(data) >= 4:
            row = struct.unpack_from("<L", data)[0] + 1
        elif kind in (_CELL_ERROR, _FORMULA_ERROR) and len(data) >= 9:
            found[row, struct.unpack_from("<L", data)[0] + 1] = error_name(data[8])
    return found


def _records12(part: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(part):
        kind, at = _variable(part, at, 2)
        size, at = _variable(part, at, 4)
        yield kind, part[at : at + size]
        at += size


def _variable(part: bytes, at: int, most: int) -> tuple[int, int]:
    """A number in 7-bit groups, lowest first, and where it ends; [MS-XLSB] 2.1.4."""
    value = 0
    for index in range(most):
        byte = part[at] if at < len(part) else 0
        at += 1
        value |= (byte & 0x7F) << (7 * index)
        if not byte & 0x80:
            break
    return value, at
