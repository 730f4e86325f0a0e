"""Comments, pictures and embedded objects of an Open XML workbook: reported, so that nobody's remark is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xltool.base.cells import Location, a1
from xltool.base.display import visible
from xltool.base.findings import Finding
from xltool.base.normalise import clean_line
from xltool.base.reader_rules import READER_RULES
from xltool.reading.formats.grid import Place
from xltool.reading.formats.ooxml import OoxmlBook
from xltool.reading.formats.ranges import place_of
from xltool.reading.formats.xml_stream import Attributes, Handler

#: What the names of parts hold when there is anything to look for; most files have none of these.
_SIGNS = ("comment", "/drawings/", "/media/", "/embeddings/", "/activex/", "/ctrlprops/")
_EMBEDDED = ("oleObject", "package", "control")
#: Newer comments stand in a part of their own; for older programs they are repeated under such an author.
_THREAD = "tc="
_MOST = 50  # comments of a sheet that are told
_LONGEST = 200  # characters of one
_SHOWN = 5  # places of objects


@dataclass(frozen=True)
class Comment:
    """What somebody has written at a cell."""

    cell: str
    author: str
    text: str


def attachment_findings(book: OoxmlBook) -> Iterator[Finding]:
    """The comments and objects of every sheet; the notes of a marked return are ours and passed over."""
    if not any(sign in name for name in book.part_names for sign in _SIGNS):
        return
    from xltool.workbook.marks import is_note

    for sheet in book.sheet_names:
        attached = book.attached(sheet)
        found = [comment for comment in _comments(book, attached) if comment.text and not is_note(comment.author, comment.text)]
        yield from (_comment(sheet, comment) for comment in found[:_MOST])
        yield from _objects(book, sheet, attached)


def _comment(sheet: str, comment: Comment) -> Finding:
    row, column = place_of(comment.cell)
    text = visible(clean_line(comment.text)[:_LONGEST])
    return READER_RULES["comment.present"].finding(
        location=Location(sheet, row, column) if row else None,
        value=text,
        cell=visible(comment.cell),
        author=visible(clean_line(comment.author)[:_LONGEST]) or "—",
        text=text,
    )


def _comments(book: OoxmlBook, attached: dict[str, list[str]]) -> Iterator[Comment]:
    threads = _Threads()
    for part in attached.get("threadedComment", ()):
        book.parse_part(part, threads)
    yield from threads.comments()
    for part in attached.get("comments", ()):
        notes = _Notes()
        book.parse_part(part, notes)
        yield from (note for note in notes.comments() if not (threads.found and note.author.startswith(_THREAD)))


def _objects(book: OoxmlBook, sheet: str, attached: dict[str, list[str]]) -> Iterator[Finding]:
    anchors = _Anchors()
    for part in attached.get("drawing", ()):
        book.parse_part(part, anchors)
    n_embedded = sum(len(attached.get(kind, ())) for kind in _EMBEDDED)
    if anchors.places or n_embedded:
        cells = [a1(*place) for place in anchors.places[:_SHOWN]] + ["…"] * (len(anchors.places) > _SHOWN)
        location = Location(sheet, *anchors.places[0]) if anchors.places else None
        yield READER_RULES["object.present"].finding(location=location, sheet=sheet, cells=", ".join(cells) or f"×{n_embedded}")


class _Notes(Handler):
    """`comments`: authors, then comments that refer to them."""

    def __init__(self) -> None:
        super().__init__()
        self.authors: list[list[str]] = []
        self.found: list[tuple[str, str, list[str]]] = []  # cell, number of the author, text

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "author":
            self.authors.append([])
            self.collecting = self.authors[-1]
        elif name == "comment":
            self.found.append((attributes.get("ref", ""), attributes.get("authorId", ""), []))
        elif name == "t" and self.found:
            self.collecting = self.found[-1][2]

    def end(self, name: str) -> None:
        if name in ("author", "t"):
            self.collecting = None

    def comments(self) -> Iterator[Comment]:
        authors = {str(number): "".join(runs) for number, runs in enumerate(self.authors)}
        for cell, author, runs in self.found:
            yield Comment(cell, authors.get(author, ""), "".join(runs))


class _Threads(Handler):
    """`threadedComments`: what newer Excel writes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[str]]] = []

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "threadedComment":
            self.found.append((attributes.get("ref", ""), []))
        elif name == "text" and self.found:
            self.collecting = self.found[-1][1]

    def end(self, name: str) -> None:
        if name == "text":
            self.collecting = None

    def comments(self) -> Iterator[Comment]:
        yield from (Comment(cell, "", "".join(runs)) for cell, runs in self.found)


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
