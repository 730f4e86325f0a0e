"""A ZIP package put together from compressed parts (APPNOTE 4.3); the date of all is the first that ZIP knows."""

from __future__ import annotations

import struct
from collections.abc import Iterable

from xltool.workbook.fast.deflate_blocks import Deflated


class ZipPackage:
    """Takes parts in the order in which they shall stand."""

    _LOCAL = struct.Struct("<4s5H3L2H")
    _CENTRAL = struct.Struct("<4s6H3L5H2L")
    _END = struct.Struct("<4s4H2LH")
    _VERSION, _DEFLATED, _DAY = 20, 8, 0x21

    def __init__(self, blocks: Iterable[bytes] = (), entries: Iterable[bytes] = (), offset: int = 0) -> None:
        self._blocks = list(blocks)
        self._entries = list(entries)
        self._offset = offset

    def copy(self) -> ZipPackage:
        """Another that holds the same so far."""
        return ZipPackage(self._blocks, self._entries, self._offset)

    def add(self, name: str, part: Deflated) -> None:
        """One part."""
        spelled = name.encode("ascii")
        sizes = (part.crc, len(part.data), part.size, len(spelled), 0)
        common = (self._VERSION, 0, self._DEFLATED, 0, self._DAY, *sizes)
        self._blocks += (self._LOCAL.pack(b"PK\x03\x04", *common), spelled, part.data)
        place = (0, 0, 0, 0, self._offset)
        self._entries.append(self._CENTRAL.pack(b"PK\x01\x02", self._VERSION, *common, *place) + spelled)
        self._offset += self._LOCAL.size + len(spelled) + len(part.data)

    def finish(self) -> bytes:
        """The bytes of the package."""
        size, count = sum(map(len, self._entries)), len(self._entries)
        end = self._END.pack(b"PK\x05\x06", 0, 0, count, count, size, self._offset, 0)
        return b"".join([*self._blocks, *self._entries, end])
