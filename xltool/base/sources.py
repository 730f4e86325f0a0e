"""Read what a caller gives, a path, bytes or a stream, and name it in messages."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, TypeAlias

from xltool.base.messages import Text

#: What can be read: the path of a file, its content, or a binary stream, which is read whole: from its start where it can go back there.
Source: TypeAlias = Path | str | bytes | bytearray | memoryview | IO[bytes]

_BYTES = (bytes, bytearray, memoryview)
_BLOCK = 1024 * 1024  # bytes read from a stream at once
_TEXT = Text(zh='读出的不是字节，请以二进制方式打开：open(…, "rb")', en='it does not yield bytes; open it as binary: open(…, "rb")')
_OTHER = Text(zh="不是路径、字节或二进制流，而是 {kind}", en="it is {kind}; give a path, bytes or a binary stream")
_CLOSED = Text(zh="流已关闭或不能读取", en="the stream is closed, or cannot be read")


class StreamError(OSError):
    """A stream cannot be read; `reason` says why."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


def as_sources(sources: Iterable[Source] | Source) -> list[Source]:
    """Return sources as a list. One may stand by itself: a text is one path, bytes are one content, a stream is one file and not its lines."""
    return [sources] if is_source(sources) else list(sources)  # type: ignore[list-item,arg-type]  # told apart by `is_source`


def is_source(given: object) -> bool:
    """Return whether something is one source, and not several."""
    return isinstance(given, (str, os.PathLike, *_BYTES)) or hasattr(given, "read") or not isinstance(given, Iterable)


def name_of(source: Source) -> str:
    """Return what messages call a source: its path, or the name that a stream has. Nothing is opened by that name."""
    if isinstance(source, str | os.PathLike):
        return os.fspath(source)
    names = (getattr(source, attribute, None) for attribute in ("name", "filename"))  # of files, and of uploads in web frameworks
    own = next((name for name in names if isinstance(name, str) and name), None)
    return own or ("<bytes>" if isinstance(source, _BYTES) else "<stream>")


def content_of(source: Source) -> bytes:
    """Read a source into memory. Raises OSError, of a stream StreamError or what its `read` raises of OSError."""
    return Path(source).read_bytes() if isinstance(source, str | os.PathLike) else b"".join(blocks_of(source))


def blocks_of(source: Any) -> Iterator[bytes]:
    """Yield the content of bytes, or of a stream from its start, block by block. Raises as `content_of`."""
    if isinstance(source, _BYTES):
        yield bytes(source)
        return
    if not hasattr(source, "read"):
        raise StreamError(_OTHER.filled(kind=type(source).__name__))
    try:
        if getattr(source, "seekable", bool)():
            source.seek(0)
        while block := source.read(_BLOCK):
            if not isinstance(block, bytes | bytearray):
                raise StreamError(_TEXT)
            yield bytes(block)
    except ValueError as error:  # what Python says of a closed one; of one that only writes it is an OSError too
        raise StreamError(_CLOSED) from error
