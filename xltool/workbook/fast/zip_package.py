"""Write a ZIP package from parts that are compressed already (APPNOTE 4.3): the fast twin of `zipfile`.

All parts carry the first date that ZIP knows, so that equal contents give equal bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

from xltool.workbook.fast.deflate_blocks import Deflated


class ZipPackage:
    """Collects parts, in the order of the package."""

    _LOCAL = struct.Struct("<4s5H3L2H")
    _CENTRAL = struct.Struct("<4s6H3L5H2L")
    _END = struct.Struct("<4s4H2LH")
    _VERSION, _DEFLATED, _DAY = 20, 8, 0x21

    def __init__(self, blocks: Iterable[bytes] = (), entries: Iterable[bytes] = (), offset: int = 0) -> None:
        self._blocks = list(blocks)
        self._entries = list(entries)
        self._offset = offset

    def copy(self) -> ZipPackage:
        """Return another package with the same parts so far."""
        return ZipPackage(self._blocks, self._entries, self._offset)

    def add(self, name: str, part: Deflated) -> None:
        """Add one part."""
        encoded = name.encode("ascii")
        sizes = (part.crc, len(part.data), part.size, len(encoded), 0)
        common = (self._VERSION, 0, self._DEFLATED, 0, self._DAY, *sizes)
        self._blocks += (self._LOCAL.pack(b"PK\x03\x04", *common), encoded, part.data)
        place = (0, 0, 0, 0, self._offset)
        self._entries.append(self._CENTRAL.pack(b"PK\x01\x02", self._VERSION, *common, *place) + encoded)
        self._offset += self._LOCAL.size + len(encoded) + len(part.data)

    def finish(self) -> bytes:
        """Return the bytes of the package."""
        size, count = sum(map(len, self._entries)), len(self._entries)
        end = self._END.pack(b"PK\x05\x06", 0, 0, count, count, size, self._offset, 0)
        return b"".join([*self._blocks, *self._entries, end])
