"""An input format: how it is recognised, how it is opened and what it tells; and the file that formats are asked about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from xltool.base.messages import Text
from xltool.reading.book import Book, Feature
from xltool.reading.guard.limits import Limits
from xltool.reading.guard.ole import OleContainer, open_container
from xltool.reading.guard.sniff import HEAD, OLE_HEAD, ZIP_HEADS
from xltool.reading.parsing.package import Package, main_part


class ReceivedFile:
    """A file whose format is looked for. Containers are opened when first asked for, and guarded as they are opened."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self.path = path
        self.limits = limits
        with path.open("rb") as file:
            self.head = file.read(HEAD)

    @cached_property
    def package(self) -> Package | None:
        """The ZIP package that the file is; None when it is none. Raises Refused."""
        return Package(self.path, self.limits) if self.head.startswith(ZIP_HEADS) else None

    @property
    def opened_package(self) -> Package:
        """The package of a file that has been recognised by it."""
        assert self.package is not None, "recognised by its package"  # noqa: S101 - a format opens what it has recognised
        return self.package

    @cached_property
    def main(self) -> str:
        """The part that is the document itself, as the package says; "" when it does not. Raises Refused."""
        return (main_part(self.package, self.limits.depth) or "") if self.package else ""

    @cached_property
    def container(self) -> OleContainer | None:
        """The OLE container that the file is; None when it is none. Raises Refused."""
        return open_container(self.path) if self.head.startswith(OLE_HEAD) else None


@dataclass(frozen=True, kw_only=True)
class Format:
    """An input format, whole. Each module of `xltool.reading.formats` holds one as its `FORMAT`."""

    name: str
    suffixes: tuple[str, ...]  # of its files, for people: formats are recognised by content
    doc: Text  # what it is, one line
    rank: int  # formats are asked in this order: strict tests first
    recognise: Callable[[ReceivedFile], bool]  # may raise Refused
    open: Callable[[ReceivedFile], Book]  # may raise Refused
    tells: frozenset[Feature]  # of the workbooks that it opens
