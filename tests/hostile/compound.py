"""OLE containers and the smallest .xls and .xlsb, by hand: enough to lie in them."""

from __future__ import annotations

import struct
from collections.abc import Mapping

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_STREAM_MINIMUM = 4096  # below, a stream lives elsewhere


def container(streams: Mapping[str, bytes], *, loop: bool = False) -> bytes:
    """An OLE container ([MS-CFB]) with these streams; with `loop`, the chain of the first runs in a circle."""
    bodies = {name: data.ljust(max(_STREAM_MINIMUM, -(-len(data) // _SECTOR) * _SECTOR), b"\0") for name, data in streams.items()}
    directory_sectors = -(-(len(streams) + 1) // 4)
    n_sectors = directory_sectors + sum(len(body) // _SECTOR for body in bodies.values())
    n_fat = 1
    while n_fat * (_SECTOR // 4) < n_sectors + n_fat:
        n_fat += 1
    fat = [_FAT] * n_fat
    directory_start = len(fat)
    fat += [*range(len(fat) + 1, len(fat) + directory_sectors), _END]
    starts = {}
    for name, body in bodies.items():
        starts[name] = len(fat)
        count = len(body) // _SECTOR
        fat += [*range(len(fat) + 1, len(fat) + count), starts[name] if loop else _END]
    fat += [_FREE] * (n_fat * (_SECTOR // 4) - len(fat))
    header = struct.pack(
        "<8s16xHHHHH6xLLL4xLLLLL",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        n_fat,
        directory_start,
        _STREAM_MINIMUM,
        _END,
        0,
        _END,
        0,
    )
    header += struct.pack("<109L", *range(n_fat), *[_FREE] * (109 - n_fat))
    return header + struct.pack(f"<{len(fat)}L", *fat) + _directory(bodies, starts, directory_sectors) + b"".join(bodies.values())


def _directory(bodies: Mapping[str, bytes], starts: Mapping[str, int], n_sectors: int) -> bytes:
    entries = [_entry("Root Entry", 5, _END, 0, child=1 if bodies else _FREE)]
    for number, (name, body) in enumerate(bodies.items(), start=1):
        entries.append(_entry(name, 2, starts[name], len(body), right=number + 1 if number < len(bodies) else _FREE))
    return b"".join(entries).ljust(n_sectors * _SECTOR, b"\0")


def _entry(name: str, kind: int, start: int, size: int, *, child: int = _FREE, right: int = _FREE) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    head = encoded.ljust(64, b"\0") + struct.pack("<HBBLLL", len(encoded), kind, 1, _FREE, right, child)
    return head + bytes(36) + struct.pack("<LQ", start, size)


def biff_record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def xls(cells: bytes = b"", workbook: bytes = b"") -> bytes:
    """An .xls of one sheet, S, with the records of its cells; `workbook` adds records before the list of sheets."""
    start = biff_record(0x809, struct.pack("<HHHHLL", 0x600, 5, 0, 0, 0, 0)) + workbook
    sheet_name = struct.pack("<BB", 1, 0) + b"S"
    size = len(start) + 4 + 6 + len(sheet_name) + 4
    stream = start + biff_record(0x85, struct.pack("<LH", size, 0) + sheet_name) + biff_record(0x0A)
    stream += biff_record(0x809, struct.pack("<HHHHLL", 0x600, 16, 0, 0, 0, 0)) + cells + biff_record(0x0A)
    return container({"Workbook": stream})


def number_cell(row: int, column: int, value: float, style: int = 0) -> bytes:
    return biff_record(0x203, struct.pack("<HHHd", row, column, style, value))


def packed_cells(row: int, column: int, packed: list[int], style: int = 0) -> bytes:
    """Numbers of 30 bits beside each other in one record."""
    body = b"".join(struct.pack("<HL", style, number) for number in packed)
    return biff_record(0xBD, struct.pack("<HH", row, column) + body + struct.pack("<H", column + len(packed) - 1))


def number_format(number: int, code: str) -> bytes:
    """A number format and a cell style that uses it."""
    wide_code = struct.pack("<HHB", number, len(code), 1) + code.encode("utf-16-le")
    return biff_record(0x41E, wide_code) + biff_record(0xE0, struct.pack("<HH16x", 0, number))


def biff12_record(kind: int, data: bytes = b"", *, size: int | None = None) -> bytes:
    """A record of .xlsb; `size` lies about its length."""
    return _groups(kind) + _groups(len(data) if size is None else size) + data


def _groups(value: int) -> bytes:
    out = bytearray()
    while True:
        value, low = value >> 7, value & 0x7F
        out.append(low | (0x80 if value else 0))
        if not value:
            return bytes(out)


def wide(text: str) -> bytes:
    return struct.pack("<L", len(text)) + text.encode("utf-16-le")
