"""Read comments, pictures and embedded objects of a sheet of an Open XML workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from xltool.reading.book import Attachments, Comment
from xltool.reading.parsing.grid import Place
from xltool.reading.parsing.package import Package
from xltool.reading.parsing.xml_stream import Attributes, Handler

#: Parts whose names hold one of these are attached to something; most workbooks have none.
SIGNS = ("comment", "/drawings/", "/media/", "/embeddings/", "/activex/", "/ctrlprops/")
_EMBEDDED = ("oleObject", "package", "control")
#: Newer comments stand in a part of their own; for older programs they are repeated under such an author.
_THREAD = "tc="


def read_attachments(package: Package, attached: Mapping[str, Sequence[str]], depth: int) -> Attachments:
    """Read what is attached to a sheet: kind of relationship → names of parts. Raises Refused."""
    reader = _AttachedParts(package, depth)
    anchors = _Anchors()
    for part in attached.get("drawing", ()):
        reader.parse(part, anchors)
    return Attachments(
        comments=tuple(reader.comments(attached)),
        anchors=anchors.places,
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


class _Anchors(Handler):
    """`drawing`: where pictures, charts and shapes are anchored."""

    def __init__(self) -> None:
        super().__init__()
        self.places: list[Place] = []
        self.numbers: list[list[str]] = []
        self.inside = False

    def start(self, name: str, attributes: Attributes) -> None:  # noqa: ARG002
        if name == "from":
            self.numbers, self.inside = [], True
        elif self.inside and name in ("col", "row"):
            self.numbers.append([])
            self.collecting = self.numbers[-1]
        elif name in ("oneCellAnchor", "twoCellAnchor", "absoluteAnchor"):
            self.places.append((1, 1))

    def end(self, name: str) -> None:
        if name in ("col", "row"):
            self.collecting = None
        elif name == "from" and self.places:
            self.inside = False
            column, row = (int(text) if (text := "".join(runs).strip()).isdecimal() else 0 for runs in ([*self.numbers, [], []])[:2])
            self.places[-1] = row + 1, column + 1
