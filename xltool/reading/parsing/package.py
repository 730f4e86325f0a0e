"""The parts of a ZIP package."""

from __future__ import annotations

import io
import posixpath
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, TypeVar

from xltool.base.messages import Text
from xltool.reading.guard.archive import inflate_all, open_archive, part_name
from xltool.reading.guard.limits import Limits
from xltool.reading.guard.refusal import damaged
from xltool.reading.parsing.xml_stream import Attributes, Handler, parse

_H = TypeVar("_H", bound=Handler)
_NO_PART = Text("缺少部件 {name}", "the part {name} is missing")


class Package:
    """The parts of a package, by name in any case of letters.

    Opening one is the guard of packages: each part is inflated, and nothing is parsed before all are found harmless. Raises
    Refused. What is small is kept, so that it is inflated once.
    """

    def __init__(self, path: Path, limits: Limits) -> None:
        self._archive = open_archive(path, limits)
        self._members = {part_name(member).lower(): member for member in self._archive.infolist()}
        self._kept = {part_name(member).lower(): content for member, content in inflate_all(self._archive, limits)}

    @property
    def names(self) -> list[str]:
        """The names of all parts, in lower case."""
        return list(self._members)

    def read(self, name: str) -> bytes:
        """Read a part as a whole. Raises Refused when there is none."""
        kept = self.kept(name)
        if kept is not None:
            return kept
        with self.open(name) as stream:
            return stream.read()

    def kept(self, name: str) -> bytes | None:
        """Return a part as a whole if it is there and small."""
        return self._kept.get(name.lower())

    def original(self, name: str) -> str:
        """Return a part's name with its own letters."""
        return part_name(self._members[name.lower()])

    def open(self, name: str) -> IO[bytes]:
        """Open a part. Raises Refused when there is none."""
        kept = self.kept(name)
        if kept is not None:
            return io.BytesIO(kept)
        member = self._members.get(name.lower())
        if member is None:
            raise damaged(_NO_PART, name=name)
        return self._archive.open(member)

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
