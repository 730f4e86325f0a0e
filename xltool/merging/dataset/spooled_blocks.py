"""Spool blocks of bytes: what is too much for memory waits, compressed, in a temporary file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator

import pyarrow as pa

#: Compressed bytes that stay in memory.
_IN_MEMORY = 1 << 20
_CODEC = "lz4"  # nearly as fast as not compressing


class SpooledBlocks:
    """SpooledBlocks of bytes in the order in which they were added. The file is gone with the object."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed with the object
        self._sizes: list[tuple[int, int]] = []  # compressed and plain, of each block

    def append(self, block: bytes | pa.Buffer) -> None:
        """Add a block."""
        packed = pa.compress(block, codec=_CODEC, asbytes=True)
        self._file.seek(0, 2)
        self._file.write(packed)
        self._sizes.append((len(packed), len(block)))

    def __iter__(self) -> Iterator[bytes]:
        start = 0
        for packed_size, size in self._sizes:
            self._file.seek(start)
            yield pa.decompress(self._file.read(packed_size), size, codec=_CODEC, asbytes=True)
            start += packed_size

    @property
    def n_bytes(self) -> int:
        """Bytes of all blocks."""
        return sum(size for _, size in self._sizes)
