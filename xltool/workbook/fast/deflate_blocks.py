"""XML parts that differ from file to file in some places only: what is the same is compressed once and for all.

A deflate stream (RFC 1951) may be put together from blocks: what is constant is compressed with a full flush, which ends at
a byte and refers to nothing before it (or only to what is known to stand before it); what varies goes between, compressed
then, or as stored blocks where it is short. The checksum of the whole (CRC-32) comes from those of the pieces: appending n
bytes multiplies it by a matrix over GF(2), which depends on n alone.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from zlib_ng import zlib_ng

_LEVEL = 9  # of what is compressed once
_FRESH = 6  # of what is compressed for one file
_LAST_BLOCK = b"\x03\x00"  # an empty block with fixed codes, marked as the last (RFC 1951, 3.2.3)
_STORED_MOST = 0xFFFF  # bytes of a stored block
_SHORT = 300  # bytes that are not worth compressing
_WINDOW = 0x8000  # bytes that a stream may refer back
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


def constant(content: bytes, before: bytes = b"") -> Constant:
    """A piece that is the same in every file, compressed; `before` is what always stands right before it."""
    compressor = zlib_ng.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=before[-_WINDOW:])
    deflated = compressor.compress(content) + compressor.flush(zlib_ng.Z_FULL_FLUSH)
    return Constant(deflated, len(content), zlib_ng.crc32(content), _shift(len(content)))


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
    return assemble(values[piece.name] if isinstance(piece, Slot) else piece for piece in pieces)


def assemble(pieces: Iterable[Constant | bytes]) -> Deflated:
    """A part from constants and what is in this file alone."""
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
            blocks += _stored(piece) if len(piece) < _SHORT else _fresh(piece)
            size += len(piece)
            crc = zlib_ng.crc32(piece, crc)
    return Deflated(b"".join([*blocks, _LAST_BLOCK]), size, crc)


def _fresh(content: bytes) -> Iterator[bytes]:
    """Compressed blocks, the last of which is not marked as such."""
    compressor = zlib_ng.compressobj(_FRESH, zlib.DEFLATED, -zlib.MAX_WBITS)
    yield compressor.compress(content)
    yield compressor.flush(zlib_ng.Z_SYNC_FLUSH)


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
    matrix = [1 << bit for bit in range(32)]
    for exponent in range(n_bytes.bit_length()):
        if n_bytes >> exponent & 1:
            matrix = [_times(_power(exponent), column) for column in matrix]
    return _table(matrix[:8]), _table(matrix[8:16]), _table(matrix[16:24]), _table(matrix[24:])


def _table(columns: Sequence[int]) -> tuple[int, ...]:
    """A part of a matrix times every byte."""
    table = [0]
    for column in columns:
        table += [column ^ value for value in table]
    return tuple(table)


@lru_cache
def _power(exponent: int) -> list[int]:
    """What 2 ** exponent zero bytes do."""
    if exponent:
        return _square(_power(exponent - 1))
    return _square(_square(_square(_one_bit())))


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
