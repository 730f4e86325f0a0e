"""Pictures made by hand, the same bytes on every machine: `python -m tests.pictures` writes the logo of the clean form `pages`."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

DEFINITIONS = Path(__file__).parent / "definitions"
LOGO = DEFINITIONS / "clean" / "pages" / "templates" / "pages-logo.png"

WHITE, BLUE, GOLD, GREEN = (255, 255, 255), (31, 78, 121), (255, 192, 0), (84, 130, 53)


def png(width: int, height: int, colour_at: Callable[[int, int], int], colours: tuple[tuple[int, int, int], ...]) -> bytes:
    """A PNG of at most 256 colours; its rows are stored, as compressors differ."""
    rows = b"".join(bytes([0, *(colour_at(x, y) for x in range(width))]) for y in range(height))
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            chunk(b"PLTE", bytes(part for colour in colours for part in colour)),
            chunk(b"IDAT", _stored(rows)),
            chunk(b"IEND", b""),
        ]
    )


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _stored(data: bytes) -> bytes:
    """A zlib stream of stored blocks (RFC 1950 and 1951)."""
    pieces = [data[start : start + 0xFFFF] for start in range(0, len(data), 0xFFFF)]
    blocks = (
        bytes([index == len(pieces) - 1]) + struct.pack("<HH", len(piece), len(piece) ^ 0xFFFF) + piece
        for index, piece in enumerate(pieces)
    )
    return b"\x78\x01" + b"".join(blocks) + struct.pack(">I", zlib.adler32(data))


def jpeg(columns: int, rows: int, grey_at: Callable[[int, int], int]) -> bytes:
    """A grey baseline JPEG of flat squares of 8 × 8 pixels: each is one difference to the one before (ITU-T T.81, F.1.2)."""
    categories = bytes(range(12))
    bits, before = "", 0
    for row in range(rows):
        for column in range(columns):
            level = grey_at(column, row) - 128
            bits, before = bits + _difference(level - before) + "0", level
    bits += "1" * (-len(bits) % 8)
    scan = int(bits, 2).to_bytes(len(bits) // 8).replace(b"\xff", b"\xff\x00")
    return b"".join(
        [
            b"\xff\xd8",
            _segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"),
            _segment(0xDB, b"\0" + b"\x08" * 64),  # 8 × 8 samples of one level make a first coefficient of 8 times it
            _segment(0xC0, struct.pack(">BHHB", 8, rows * 8, columns * 8, 1) + b"\1\x11\0"),
            _segment(0xC4, b"\x00" + bytes([0, 0, 0, 12] + [0] * 12) + categories),
            _segment(0xC4, b"\x10" + bytes([1] + [0] * 15) + b"\0"),
            _segment(0xDA, b"\1\1\0\0\x3f\0"),
            scan,
            b"\xff\xd9",
        ]
    )


def _segment(marker: int, data: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def _difference(value: int) -> str:
    """The code of a category, four bits each, and the bits of the value in it."""
    size = abs(value).bit_length()
    low = value if value >= 0 else value + (1 << size) - 1
    return f"{size:04b}" + (f"{low:0{size}b}" if size else "")


def logo() -> bytes:
    """A blue disc with a golden rim and a green cross."""

    def colour_at(x: int, y: int) -> int:
        far = ((x - 47.5) ** 2 + (y - 47.5) ** 2) ** 0.5
        if far > 47:
            return 0
        if far > 41:
            return 2
        return 3 if (abs(x - 47.5) < 9 or abs(y - 47.5) < 9) and far < 32 else 1

    return png(96, 96, colour_at, (WHITE, BLUE, GOLD, GREEN))


if __name__ == "__main__":
    LOGO.write_bytes(logo())
    print(LOGO)
