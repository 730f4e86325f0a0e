"""The parts of a ZIP package."""

from __future__ import annotations

import io
import posixpath
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, TypeVar
from zipfile import ZipInfo

from xltool.base.messages import Text
from xltool.reading.guard.archive import inflate, inflate_small, open_archive, part_name
from xltool.reading.guard.limits import Limits
from xltool.reading.guard.refusal import damaged
from xltool.reading.parsing.xml_stream import Attributes, Handler, parse

_H = TypeVar("_H", bound=Handler)
#: Bytes of parts that are kept once they were asked for as a whole: of one part, and of all together.
_LARGEST_KEPT, _MOST_KEPT = 1 << 20, 1 << 24
_BUFFER = 1 << 16
_NO_PART = Text("缺少部件 {name}", "the part {name} is missing")


class Package:
    """The parts of a package, by name in any case of letters.

    Opening one is the guard of packages: nothing is parsed before the sizes and names of all parts are found harmless. Raises Refused.
    What is small is inflated then, larger parts where they are read: of a hidden sheet of megabytes only its first rows are. What is
    wrong with a part that nobody reads (a damaged thumbnail, a document type in a macro of LibreOffice) does no harm.
    """

    def __init__(self, path: Path, limits: Limits) -> None:
        self._archive = open_archive(path, limits)
        self._members = {part_name(member).lower(): member for member in self._archive.infolist()}
        self._kept = {part_name(member).lower(): content for member, content in inflate_small(self._archive)}
        self._n_kept = 0  # bytes beside those of small parts

    @property
    def names(self) -> list[str]:
        """The names of all parts, in lower case."""
        return list(self._members)

    def read(self, name: str) -> bytes:
        """Read a part as a whole. Raises Refused when there is none, or when it is damaged."""
        kept = self.kept(name)
        return kept if kept is not None else b"".join(inflate(self._archive, self._member(name)))

    def kept(self, name: str) -> bytes | None:
        """Return a part as a whole if it is there and small enough to be kept. Raises Refused when it is damaged."""
        key = name.lower()
        member = self._members.get(key)
        if key not in self._kept and member is not None and member.file_size <= min(_LARGEST_KEPT, _MOST_KEPT - self._n_kept):
            self._kept[key] = b"".join(inflate(self._archive, member))
            self._n_kept += len(self._kept[key])
        return self._kept.get(key)

    def original(self, name: str) -> str:
        """Return a part's name with its own letters."""
        return part_name(self._members[name.lower()])

    def open(self, name: str) -> IO[bytes]:
        """Open a part, which is inflated as far as it is read. Raises Refused when there is none, and as it is read where it is damaged."""
        kept = self._kept.get(name.lower())
        if kept is not None:
            return io.BytesIO(kept)
        return io.BufferedReader(_Inflating(inflate(self._archive, self._member(name))), _BUFFER)

    def _member(self, name: str) -> ZipInfo:
        member = self._members.get(name.lower())
        if member is None:
            raise damaged(_NO_PART, name=name)
        return member

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._members

    def parse(self, name: str, handler: Handler, depth: int) -> int | None:
        """Feed a part to a handler. Returns the offset at which the handler stopped, None when it went to the end."""
        with self.open(name) as stream:
            return parse(stream, name, handler, depth)

    def targets(self, name: str, depth: int) -> Mapping[str, tuple[str, str]]:
        """Map each relationship id to its type's last word and the part's name, of a part or of the package as a whole ("")."""
        folder, file = posixpath.split(name)
        rels = posixpath.join(folder, "_rels", f"{file}.rels")
        if rels not in self:
            return {}
        return self.parsed(rels, depth, _Relationships, folder).targets

    def parsed(self, name: str, depth: int, make: Callable[..., _H], *arguments: str) -> _H:
        """Return the handler that `make` makes, after a part; cache it for small parts, which the files of a campaign have in common."""
        content = self.kept(name)
        handler: _H = make(*arguments) if content is None else _parsed(content, name, depth, make, *arguments)
        if content is None:
            self.parse(name, handler, depth)
        return handler


@lru_cache(maxsize=64)
def _parsed(content: bytes, name: str, depth: int, make: Callable[..., Handler], *arguments: str) -> Any:
    handler = make(*arguments)
    parse(io.BytesIO(content), name, handler, depth)
    return handler


class _Inflating(io.RawIOBase):
    """The content of a part, chunk by chunk."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._waiting = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._waiting and (chunk := next(self._chunks, None)) is not None:
            self._waiting = memoryview(chunk)
        room = memoryview(buffer)
        n_bytes = min(len(room), len(self._waiting))
        room[:n_bytes] = self._waiting[:n_bytes]
        self._waiting = self._waiting[n_bytes:]
        return n_bytes


class _Relationships(Handler):
    def __init__(self, folder: str) -> None:
        super().__init__()
        self.folder = folder
        self.targets: dict[str, tuple[str, str]] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "").replace("\\", "/")
            path = posixpath.normpath(posixpath.join("/", self.folder, target)).lstrip("/")
            self.targets[attributes.get("Id", "")] = attributes.get("Type", "").rpartition("/")[2], path


def main_part(package: Package, depth: int) -> str | None:
    """Return the part that is the document itself, as the package says."""
    targets = package.targets("", depth).values()
    return next((part for kind, part in targets if kind == "officeDocument"), None)
