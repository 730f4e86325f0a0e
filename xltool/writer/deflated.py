"""XML parts that differ from file to file in a few places only: what is the same is compressed once and for all.

A deflate stream (RFC 1951) may be put together from blocks: what is constant is compressed with a full flush, which ends at
a byte and refers to nothing before it; what varies goes between as stored blocks. The checksum of the whole (CRC-32) comes
from those of the pieces: appending n bytes multiplies it by a matrix over GF(2), which depends on n alone.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

_LEVEL = 6
_LAST_BLOCK = b"\x03\x00"  # an empty block with fixed codes, marked as the last (RFC 1951, 3.2.3)
_STORED_MOST = 0xFFFF  # bytes of a stored block
_POLYNOMIAL = 0xEDB88320  # of CRC-32, reflected (ISO 3309)

Tables = tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True)
class Constant:
    """A piece that is the same in every file."""

    deflated: bytes
    size: int  # bytes before compression
    crc: int
    shift: Tables  # what appending it does to the checksum of all before it


@dataclass(frozen=True)
class Slot:
    """A place where a text goes in."""

    name: str


Piece = Constant | Slot


@dataclass(frozen=True)
class Deflated:
    """A whole part, compressed."""

    data: bytes
    size: int  # bytes before compression
    crc: int


def constant(content: bytes) -> Constant:
    """A piece that is the same in every file, compressed."""
    compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    deflated = compressor.compress(content) + compressor.flush(zlib.Z_FULL_FLUSH)
    return Constant(deflated, len(content), zlib.crc32(content), _shift(len(content)))


def cut(content: bytes, tokens: Mapping[bytes, str]) -> list[Piece]:
    """A part as constants, and slots where one of the tokens stands."""
    if not tokens:
        return [constant(content)]
    pattern = re.compile(b"|".join(re.escape(token) for token in sorted(tokens, key=len, reverse=True)))
    return list(_pieces(content, pattern, tokens))


def _pieces(content: bytes, pattern: re.Pattern[bytes], tokens: Mapping[bytes, str]) -> Iterator[Piece]:
    end = 0
    for match in pattern.finditer(content):
        if match.start() > end:
            yield constant(content[end : match.start()])
        yield Slot(tokens[match[0]])
        end = match.end()
    if end < len(content):
        yield constant(content[end:])


def fill(pieces: Sequence[Piece], values: Mapping[str, bytes]) -> Deflated:
    """A part with the values in its slots."""
    blocks: list[bytes] = []
    size = crc = 0
    for piece in pieces:
        if isinstance(piece, Constant):
            blocks.append(piece.deflated)
            size += piece.size
            first, second, third, fourth = piece.shift
            shifted = first[crc & 0xFF] ^ second[crc >> 8 & 0xFF] ^ third[crc >> 16 & 0xFF] ^ fourth[crc >> 24]
            crc = shifted ^ piece.crc
        else:
            value = values[piece.name]
            blocks += _stored(value)
            size += len(value)
            crc = zlib.crc32(value, crc)
    return Deflated(b"".join([*blocks, _LAST_BLOCK]), size, crc)


def _stored(value: bytes) -> Iterator[bytes]:
    """Stored blocks (RFC 1951, 3.2.4): not the last, length, its complement, the bytes."""
    for start in range(0, len(value), _STORED_MOST):
        part = value[start : start + _STORED_MOST]
        yield struct.pack("<BHH", 0, len(part), len(part) ^ 0xFFFF)
        yield part


# --- CRC-32 -----------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def _shift(n_bytes: int) -> Tables:
    """What n zero bytes do to a checksum, as four tables, one for each of its bytes."""
    matrix = _identity()
    power = _square(_square(_square(_one_bit())))  # one byte
    while n_bytes:
        if n_bytes & 1:
            matrix = [_times(power, column) for column in matrix]
        power = _square(power)
        n_bytes >>= 1
    rows = [tuple(_times(matrix, byte << place) for byte in range(256)) for place in (0, 8, 16, 24)]
    return rows[0], rows[1], rows[2], rows[3]


def _identity() -> list[int]:
    return [1 << bit for bit in range(32)]


def _one_bit() -> list[int]:
    """What one zero bit does: the lowest bit falls out and brings in the polynomial."""
    return [_POLYNOMIAL, *(1 << bit for bit in range(31))]


def _times(matrix: Sequence[int], vector: int) -> int:
    total = 0
    for column in matrix:
        if not vector:
            break
        if vector & 1:
            total ^= column
        vector >>= 1
    return total


def _square(matrix: Sequence[int]) -> list[int]:
    return [_times(matrix, column) for column in matrix]
