"""Write the formulas of .xls workbooks as text ([MS-XLS] 2.2.2: tokens in reverse Polish notation)."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

from xltool.base.cells import column_letters, quote_sheet

_OPERATORS = {
    0x03: "+",
    0x04: "-",
    0x05: "*",
    0x06: "/",
    0x07: "^",
    0x08: "&",
    0x09: "<",
    0x0A: "<=",
    0x0B: "=",
    0x0C: ">=",
    0x0D: ">",
    0x0E: "<>",
    0x10: ",",
    0x11: ":",
}
_PREFIXES = {0x12: "+", 0x13: "-"}
#: Functions by number with their number of arguments; None where the formula says it ([MS-XLS] 2.5.198.17, Ftab).
_FUNCTIONS: Mapping[int, tuple[str, int | None]] = {
    0: ("COUNT", None), 1: ("IF", None), 2: ("ISNA", 1), 3: ("ISERROR", 1), 4: ("SUM", None),
    5: ("AVERAGE", None), 6: ("MIN", None), 7: ("MAX", None), 8: ("ROW", None), 9: ("COLUMN", None),
    24: ("ABS", 1), 25: ("INT", 1), 27: ("ROUND", 2), 31: ("MID", 3), 32: ("LEN", 1),
    33: ("VALUE", 1), 34: ("TRUE", 0), 35: ("FALSE", 0), 36: ("AND", None), 37: ("OR", None),
    38: ("NOT", 1), 39: ("MOD", 2), 48: ("TEXT", 2), 65: ("DATE", 3), 67: ("DAY", 1),
    68: ("MONTH", 1), 69: ("YEAR", 1), 74: ("NOW", 0), 102: ("VLOOKUP", None), 112: ("LOWER", 1),
    113: ("UPPER", 1), 115: ("LEFT", None), 116: ("RIGHT", None), 118: ("TRIM", 1), 129: ("ISBLANK", 1),
    169: ("COUNTA", None), 183: ("PRODUCT", None), 212: ("ROUNDUP", 2), 213: ("ROUNDDOWN", 2), 220: ("DAYS360", None),
    221: ("TODAY", 0), 227: ("MEDIAN", None), 228: ("SUMPRODUCT", None), 336: ("CONCATENATE", None), 345: ("SUMIF", None),
    346: ("COUNTIF", 2), 347: ("COUNTBLANK", 1),
}  # fmt: skip
_ROW_IS_RELATIVE, _COLUMN_IS_RELATIVE, _COLUMN = 0x8000, 0x4000, 0x3FFF
_MOST_ROWS, _MOST_COLUMNS = 0x10000, 0x100


class _UnknownTokenError(Exception):
    """A token that is not known: the formula is left without text."""


def formula_text(tokens: bytes, base: tuple[int, int] = (0, 0), sheets: Sequence[str] = ()) -> str:
    """Return a formula without `=`; "" where it holds what is not known.

    `base` is the cell (counted from 0) of a shared formula; `sheets` are the sheets that references to others count.
    """
    try:
        return _Formula(tokens, base, sheets).text()
    except (_UnknownTokenError, IndexError, struct.error, UnicodeDecodeError):
        return ""


class _Formula:
    def __init__(self, tokens: bytes, base: tuple[int, int], sheets: Sequence[str]) -> None:
        self._tokens = tokens
        self._base = base
        self._sheets = sheets
        self._at = 0
        self._stack: list[str] = []

    def text(self) -> str:
        while self._at < len(self._tokens):
            self._token(self._take("<B"))
        if len(self._stack) != 1:
            raise _UnknownTokenError
        return self._stack[0]

    def _take(self, form: str) -> int:
        value: int = struct.unpack_from(form, self._tokens, self._at)[0]
        self._at += struct.calcsize(form)
        return value

    def _token(self, kind: int) -> None:
        if kind in _OPERATORS:
            right, left = self._stack.pop(), self._stack.pop()
            self._stack.append(f"{left}{_OPERATORS[kind]}{right}")
        elif kind in _PREFIXES:
            self._stack.append(_PREFIXES[kind] + self._stack.pop())
        elif kind == 0x14:  # noqa: PLR2004 - tokens of the specification, here and below
            self._stack.append(self._stack.pop() + "%")
        elif kind == 0x15:  # noqa: PLR2004
            self._stack.append(f"({self._stack.pop()})")
        elif kind in (0x16, 0x17, 0x1D, 0x1E, 0x1F):
            self._stack.append(self._constant(kind))
        elif kind == 0x19:  # noqa: PLR2004
            self._attribute()
        else:
            self._operand(kind & 0x1F | 0x20)

    def _constant(self, kind: int) -> str:
        if kind == 0x16:  # noqa: PLR2004
            return ""
        if kind == 0x1E:  # noqa: PLR2004
            return str(self._take("<H"))
        if kind == 0x1D:  # noqa: PLR2004
            return "TRUE" if self._take("<B") else "FALSE"
        if kind == 0x1F:  # noqa: PLR2004
            return f"{self._take('<d'):.15g}"
        count, flags = self._take("<B"), self._take("<B")
        size = count * 2 if flags & 1 else count
        raw = self._tokens[self._at : self._at + size]
        self._at += size
        return '"' + raw.decode("utf-16-le" if flags & 1 else "latin-1").replace('"', '""') + '"'

    def _attribute(self) -> None:
        flags, value = self._take("<B"), self._take("<H")
        if flags & 0x04:
            self._at += 2 * (value + 1)
        elif flags & 0x10:
            self._stack.append(f"SUM({self._stack.pop()})")

    def _operand(self, kind: int) -> None:
        if kind == 0x21:  # noqa: PLR2004
            name, count = _FUNCTIONS.get(self._take("<H"), ("", None))
            self._call(name, count)
        elif kind == 0x22:  # noqa: PLR2004
            count = self._take("<B") & 0x7F
            name, _ = _FUNCTIONS.get(self._take("<H") & 0x7FFF, ("", None))
            self._call(name, count)
        elif kind == 0x24:  # noqa: PLR2004
            self._stack.append(self._reference(self._take("<H"), self._take("<H")))
        elif kind == 0x25:  # noqa: PLR2004
            self._stack.append(self._area())
        elif kind == 0x2C:  # noqa: PLR2004
            self._stack.append(self._shared(self._take("<H"), self._take("<H")))
        elif kind == 0x2D:  # noqa: PLR2004
            top, bottom, left, right = (self._take("<H") for _ in range(4))
            self._stack.append(f"{self._shared(top, left)}:{self._shared(bottom, right)}")
        elif kind in (0x3A, 0x3B):
            sheet = self._sheet(self._take("<H"))
            self._stack.append(sheet + (self._area() if kind == 0x3B else self._reference(self._take("<H"), self._take("<H"))))  # noqa: PLR2004
        else:
            raise _UnknownTokenError

    def _sheet(self, number: int) -> str:
        if number >= len(self._sheets):
            raise _UnknownTokenError
        return quote_sheet(self._sheets[number]) + "!"

    def _call(self, name: str, count: int | None) -> None:
        if not name or count is None or count > len(self._stack):
            raise _UnknownTokenError
        arguments = self._stack[len(self._stack) - count :]
        del self._stack[len(self._stack) - count :]
        self._stack.append(f"{name}({','.join(arguments)})")

    def _area(self) -> str:
        top, bottom, left, right = (self._take("<H") for _ in range(4))
        return f"{self._reference(top, left)}:{self._reference(bottom, right)}"

    @staticmethod
    def _reference(row: int, column: int) -> str:
        marks = ("" if column & _COLUMN_IS_RELATIVE else "$", "" if column & _ROW_IS_RELATIVE else "$")
        return f"{marks[0]}{column_letters((column & _COLUMN) + 1)}{marks[1]}{row + 1}"

    def _shared(self, row: int, column: int) -> str:
        """Write a reference that counts from the cell of the formula where it is relative."""
        flags, number = column & ~_COLUMN, column & 0xFF
        if column & _COLUMN_IS_RELATIVE:
            number = (number + self._base[1]) % _MOST_COLUMNS
        if column & _ROW_IS_RELATIVE:
            row = (row + self._base[0]) % _MOST_ROWS
        return self._reference(row, number | flags)
