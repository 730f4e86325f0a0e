"""Read the size of a PNG or JPEG picture from its bytes, and whether it is whole; nothing is decoded."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import Literal, NamedTuple

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8"
_END_OF_JPEG = b"\xff\xd9"
#: Markers of JPEG frames that spreadsheet programs show: baseline, extended, progressive (ITU-T T.81, table B.1).
_FRAMES = (0xC0, 0xC1, 0xC2)
_OTHER_FRAMES = (0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF)
_SCAN = 0xDA
_CHUNK = struct.Struct(">I4s")
_SIZE = struct.Struct(">II")


class PictureHeader(NamedTuple):
    """What the bytes of a picture say of it."""

    format: Literal["PNG", "JPEG"]
    width: int  # pixels
    height: int

    def is_alike(self, width: int, height: int) -> bool:
        """Return whether a picture of another size has these proportions, but for what rounding to whole pixels does."""
        return abs(self.width * height - width * self.height) <= max(self.width, self.height, width, height) * _TOLERANCE


#: Pixels by which a side may be off when a program has made a picture smaller.
_TOLERANCE = 2


def picture_header(content: bytes) -> PictureHeader | None:
    """Return format and size of a PNG (ISO/IEC 15948, 11.2.2) or JPEG (ITU-T T.81, B.2.2), of which the beginning is enough.

    None for anything else, where no size stands, and for kinds of JPEG that spreadsheet programs do not show.
    """
    if content.startswith(_PNG):
        return _header("PNG", *_SIZE.unpack_from(content, 16)) if content[12:16] == b"IHDR" and len(content) >= 24 else None  # noqa: PLR2004 - the end of IHDR's size
    if not content.startswith(_JPEG):
        return None
    for marker, at, _ in _segments(content):
        if marker in _FRAMES and at + 5 <= len(content):
            height, width = struct.unpack_from(">HH", content, at + 1)
            return _header("JPEG", width, height)
        if marker in _OTHER_FRAMES:
            return None
    return None


def is_whole_picture(content: bytes) -> bool:
    """Return whether the bytes of a picture go on to its end: all chunks of a PNG with their checksums, the scans of a JPEG."""
    if content.startswith(_PNG):
        return _is_whole_png(content)
    scan = next((at for marker, at, _ in _segments(content) if marker == _SCAN), None)
    return scan is not None and content.find(_END_OF_JPEG, scan) >= 0


def _header(format_: Literal["PNG", "JPEG"], width: int, height: int) -> PictureHeader | None:
    return PictureHeader(format_, width, height) if width and height else None


def _segments(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield the segments of a JPEG up to its first scan: marker, where its data begin, where they end; what is written unusually ends them."""
    at = len(_JPEG)
    while at + 4 <= len(content) and content[at] == 0xFF and 0xC0 <= content[at + 1] < 0xFF:  # noqa: PLR2004 - markers with a length
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        yield marker, at + 4, at + 2 + length
        if marker == _SCAN or length < 2:  # noqa: PLR2004 - the length counts itself
            return
        at += 2 + length


def _is_whole_png(content: bytes) -> bool:
    at, kind = len(_PNG), b""
    while kind != b"IEND":
        if at + _CHUNK.size + 4 > len(content):
            return False
        length, kind = _CHUNK.unpack_from(content, at)
        end = at + _CHUNK.size + length
        if content[end : end + 4] != zlib.crc32(content[at + 4 : end]).to_bytes(4):
            return False
        at = end + 4
    return True
