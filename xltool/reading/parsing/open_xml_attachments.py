"""Read comments, pictures and embedded objects of a sheet of an Open XML workbook."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from xltool.base.picture_header import PictureHeader, picture_header
from xltool.reading.book import AttachedObject, Attachments, Comment
from xltool.reading.guard.refusal import Refused
from xltool.reading.parsing.grid import Place
from xltool.reading.parsing.package import Package
from xltool.reading.parsing.xml_stream import Attributes, Handler, local_attribute

#: Parts whose names hold one of these are attached to something; most workbooks have none.
SIGNS = ("comment", "/drawings/", "/media/", "/embeddings/", "/activex/", "/ctrlprops/")
_EMBEDDED = ("oleObject", "package", "control")
#: Newer comments stand in a part of their own; for older programs they are repeated under such an author.
_THREAD = "tc="
#: Objects of a sheet that are looked into, and bytes of a picture: those of a form are smaller.
_MOST_OBJECTS, _LARGEST = 100, 1 << 20


def read_attachments(package: Package, attached: Mapping[str, Sequence[str]], depth: int) -> Attachments:
    """Read what is attached to a sheet: kind of relationship → names of parts. Raises Refused."""
    reader = _AttachedParts(package, depth)
    return Attachments(
        comments=tuple(reader.comments(attached)),
        objects=tuple(_object for part in attached.get("drawing", ()) for _object in reader.objects(part)),
        n_embedded=sum(len(attached.get(kind, ())) for kind in _EMBEDDED),
    )


class _AttachedParts:
    """Parses attached parts; one that is missing holds nothing."""

    def __init__(self, package: Package, depth: int) -> None:
        self._package = package
        self._depth = depth

    def parse(self, part: str, handler: Handler) -> None:
        if part in self._package:
            self._package.parse(part, handler, self._depth)

    def objects(self, part: str) -> Iterator[AttachedObject]:
        """Yield what hangs on a sheet by a drawing; what a picture is, is looked up."""
        anchors = _Anchors()
        self.parse(part, anchors)
        targets = self._package.targets(part, self._depth) if anchors.found else {}
        read = cache(self._picture)
        for index, anchor in enumerate(anchors.found):
            media = targets.get(anchor.picture, ("", ""))[1] if anchor.is_picture and index < _MOST_OBJECTS else ""
            picture, sha256 = read(media)
            yield AttachedObject(place=anchor.place, picture=picture, sha256=sha256)

    def _picture(self, media: str) -> tuple[PictureHeader | None, str]:
        """Return what a picture says of itself, and its SHA-256; nothing of one that is missing or damaged, which does no harm."""
        try:
            with self._package.open(media) as stream:
                content = stream.read(_LARGEST)
        except Refused:
            return None, ""
        return picture_header(content), hashlib.sha256(content).hexdigest()

    def comments(self, attached: Mapping[str, Sequence[str]]) -> Iterator[Comment]:
        threads = _Threads()
        for part in attached.get("threadedComment", ()):
            self.parse(part, threads)
        yield from threads.comments()
        for part in attached.get("comments", ()):
            notes = _Notes()
            self.parse(part, notes)
            yield from (note for note in notes.comments() if not (threads.texts and note.author.startswith(_THREAD)))


class _Notes(Handler):
    """`comments`: authors, then comments that refer to them."""

    def __init__(self) -> None:
        super().__init__()
        self.authors: list[list[str]] = []
        self.texts: list[tuple[str, str, list[str]]] = []  # cell, number of the author, text

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "author":
            self.authors.append([])
            self.collecting = self.authors[-1]
        elif name == "comment":
            self.texts.append((attributes.get("ref", ""), attributes.get("authorId", ""), []))
        elif name == "t" and self.texts:
            self.collecting = self.texts[-1][2]

    def end(self, name: str) -> None:
        if name in ("author", "t"):
            self.collecting = None

    def comments(self) -> Iterator[Comment]:
        authors = {str(number): "".join(runs) for number, runs in enumerate(self.authors)}
        for cell, author, runs in self.texts:
            yield Comment(cell, authors.get(author, ""), "".join(runs))


class _Threads(Handler):
    """`threadedComments`: what newer Excel writes."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[tuple[str, list[str]]] = []

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "threadedComment":
            self.texts.append((attributes.get("ref", ""), []))
        elif name == "text" and self.texts:
            self.collecting = self.texts[-1][1]

    def end(self, name: str) -> None:
        if name == "text":
            self.collecting = None

    def comments(self) -> Iterator[Comment]:
        yield from (Comment(cell, "", "".join(runs)) for cell, runs in self.texts)


@dataclass
class _Anchor:
    """One anchor: its first cell, and what hangs there."""

    place: Place = (1, 1)
    n_shapes: int = 0  # pictures, charts, shapes and groups
    n_pictures: int = 0
    picture: str = ""  # relationship of its picture

    @property
    def is_picture(self) -> bool:
        """Whether it is one picture and nothing besides."""
        return self.n_shapes == self.n_pictures == 1


class _Anchors(Handler):
    """`drawing`: where pictures, charts and shapes are anchored."""

    _ANCHORS = frozenset({"oneCellAnchor", "twoCellAnchor", "absoluteAnchor"})
    _SHAPES = frozenset({"pic", "sp", "cxnSp", "grpSp", "graphicFrame", "contentPart"})

    def __init__(self) -> None:
        super().__init__()
        self.found: list[_Anchor] = []
        self.numbers: list[list[str]] = []
        self.inside = False

    def start(self, name: str, attributes: Attributes) -> None:  # noqa: ARG002
        if name == "from":
            self.numbers, self.inside = [], True
        elif self.inside and name in ("col", "row"):
            self.numbers.append([])
            self.collecting = self.numbers[-1]
        elif name in self._ANCHORS:
            self.found.append(_Anchor())
        elif name in self._SHAPES and self.found:
            self.found[-1].n_shapes += 1
            self.found[-1].n_pictures += name == "pic"

    def start_foreign(self, name: str, attributes: Attributes) -> None:
        if name.endswith("}blip") and self.found:
            self.found[-1].picture = local_attribute(attributes, "embed") or ""

    def end(self, name: str) -> None:
        if name in ("col", "row"):
            self.collecting = None
        elif name == "from" and self.found:
            self.inside = False
            column, row = (int(text) if (text := "".join(runs).strip()).isdecimal() else 0 for runs in ([*self.numbers, [], []])[:2])
            self.found[-1].place = row + 1, column + 1
