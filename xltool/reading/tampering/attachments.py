"""Report comments, pictures and embedded objects, so that nobody's remark is lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xltool.base.cells import Location, a1
from xltool.base.display import visible
from xltool.base.findings import Finding
from xltool.base.normalise import clean_line
from xltool.base.reader_rules import READER_RULES
from xltool.reading.book import AttachedObject, Attachments, Book, Comment
from xltool.reading.parsing.ranges import place_of
from xltool.reading.tampering.own_pictures import OwnPictures
from xltool.workbook.marks import is_note

_MOST = 50  # comments of a sheet that are reported
_LONGEST = 200  # characters of one
_SHOWN = 5  # places of objects


def attachment_findings(book: Book, own: OwnPictures) -> Iterator[Finding]:
    """Report the comments and objects of every sheet; what is ours is passed over: the notes of a marked return, and the form's own pictures."""
    for sheet in book.sheet_names:
        attachments = book.attachments(sheet)
        comments = [comment for comment in attachments.comments if comment.text and not is_note(comment.author, comment.text)]
        yield from (_comment(sheet, comment) for comment in comments[:_MOST])
        yield from _objects(sheet, own.others(sheet, attachments.objects), attachments)


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


def _objects(sheet: str, objects: Sequence[AttachedObject], attachments: Attachments) -> Iterator[Finding]:
    if objects or attachments.n_embedded:
        cells = [a1(*object_.place) for object_ in objects[:_SHOWN]] + ["…"] * (len(objects) > _SHOWN)
        location = Location(sheet, *objects[0].place) if objects else None
        places = ", ".join(cells) or f"×{attachments.n_embedded}"
        yield READER_RULES["object.present"].finding(location=location, sheet=sheet, cells=places)
