"""Read the texts of .xls workbooks (BIFF): in code units of one or two bytes, cut into records wherever one was full."""

from __future__ import annotations

import struct
from collections.abc import Sequence

_SHORT, _LONG = struct.Struct("<H"), struct.Struct("<L")
_IS_WIDE, _HAS_PHONETICS, _HAS_FONTS = 0x01, 0x04, 0x08
_FONT_SIZE = 4  # bytes of a run of characters with a font
#: [MS-XLS] 2.4.52: code pages, where Python has other names for them.
_CODE_PAGES = {367: "ascii", 1200: "utf-16-le", 10_000: "mac_roman", 32_768: "mac_roman", 32_769: "cp1252", 936: "gb18030"}
_LATIN = "cp1252"


def encoding_of(code_page: int) -> str:
    """Return the name that Python has for a code page; that of Western Europe where it has none."""
    name = _CODE_PAGES.get(code_page, f"cp{code_page}")
    try:
        b"".decode(name)
    except LookupError:
        return _LATIN
    return name


class TextReader:
    """Reads texts from the bodies of a record and of those that continue it. What is cut off gives what is there."""

    def __init__(self, bodies: Sequence[bytes | memoryview], encoding: str | None = None) -> None:
        self._bodies = bodies
        self._encoding = encoding  # of BIFF 5; None: in BIFF 8 each text says how it is written
        self._number = 0
        self._at = 0

    @property
    def is_at_end(self) -> bool:
        """Whether nothing is left."""
        while self._number < len(self._bodies) and self._at >= len(self._bodies[self._number]):
            self._number, self._at = self._number + 1, 0
        return self._number >= len(self._bodies)

    def skip(self, size: int) -> None:
        """Pass over some bytes."""
        self._take(size)

    def text(self, *, has_short_count: bool = False) -> str:
        """Read a text with the count of its characters, of one byte or two, before it."""
        count = self._byte() if has_short_count else self._number_in(_SHORT)
        if self._encoding is not None:
            return self._take(count).decode(self._encoding, "replace")
        flags = self._byte()
        n_fonts = self._number_in(_SHORT) if flags & _HAS_FONTS else 0
        n_phonetic = self._number_in(_LONG) if flags & _HAS_PHONETICS else 0
        text = self._characters(count, is_wide=bool(flags & _IS_WIDE))
        self._take(n_fonts * _FONT_SIZE + n_phonetic)
        return text

    def _characters(self, count: int, *, is_wide: bool) -> str:
        """Read characters; where they go on in the next record, a byte before them says anew how they are written."""
        units: list[bytes] = []
        while count > 0 and not self.is_at_end:
            if units:
                is_wide = bool(self._byte() & _IS_WIDE)
            body = self._bodies[self._number]
            taken = min(count, (len(body) - self._at) // (2 if is_wide else 1))
            piece = bytes(body[self._at : self._at + taken * (2 if is_wide else 1)])
            units.append(piece if is_wide else piece.decode("latin-1").encode("utf-16-le"))
            count -= taken
            self._at = len(body) if count else self._at + len(piece)
        return b"".join(units).decode("utf-16-le", "replace")

    def _take(self, size: int) -> bytes:
        pieces: list[bytes] = []
        while size > 0 and not self.is_at_end:
            piece = bytes(self._bodies[self._number][self._at : self._at + size])
            pieces.append(piece)
            self._at += len(piece)
            size -= len(piece)
        return b"".join(pieces)

    def _byte(self) -> int:
        return (self._take(1) or b"\0")[0]

    def _number_in(self, form: struct.Struct) -> int:
        number: int = form.unpack(self._take(form.size).ljust(form.size, b"\0"))[0]
        return number
