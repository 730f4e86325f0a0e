"""Divide a box whose text has a blank in it: a text and, beside it, the input, so that each has cells of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from xltool.adopt.adopted import FoundField
from xltool.base.cells import Area
from xltool.base.display import display_width
from xltool.reading.drawn_records import DrawnSheet

_BLANK = re.compile(r"[_＿\s]*$")
#: What stands behind a label where nothing but its blank does: lines, spaces, the signs of a date.
_ONLY_BLANK = re.compile(r"\s*[:：]?[\s_＿.…年月日号/\-()（）令和平成]*")


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Cells of a divided box: a text, or the input of a field."""

    area: Area
    text: str = ""
    field: str = ""


def pieces_of(fields: Sequence[FoundField], text: str, sheet: DrawnSheet, free: Area | None) -> list[Piece] | None:
    """Return the pieces of a box with the blanks of some fields; None where it has no room for them.

    `free` is a blank cell to the right of it, which a single blank may take.
    """
    area = fields[0].input
    n_columns = area.right - area.left + 1
    if len(fields) == 1 and n_columns == 1 and free is not None:
        return [Piece(area=area, text=_label_alone(fields[0].label, text)), Piece(area=free, field=fields[0].id)]
    if n_columns < 2 * len(fields):
        return None
    texts = _texts_before(fields, text)
    pieces: list[Piece] = []
    left = area.left
    for at, (field, label) in enumerate(zip(fields, texts, strict=True)):
        last = area.right if at == len(fields) - 1 else left + n_columns // len(fields) - 1
        end = _end_of_label(sheet, left, last, label)
        pieces.append(Piece(area=Area(area.top, left, area.bottom, end), text=label))
        pieces.append(Piece(area=Area(area.top, end + 1, area.bottom, last), field=field.id))
        left = last + 1
    return pieces


def _texts_before(fields: Sequence[FoundField], text: str) -> list[str]:
    """Return the text before each blank, by the labels of the fields; of a single one the whole text."""
    if len(fields) == 1:
        return [_label_alone(fields[0].label, text)]
    starts = [0]
    for field in fields[1:]:
        found = text.find(field.label, starts[-1] + 1) if field.label else -1
        starts.append(found if found > 0 else starts[-1])
    ends = [*starts[1:], len(text)]
    parts = [_trimmed(text[start:end]) for start, end in zip(starts, ends, strict=True)]
    return [part or field.label or "—" for part, field in zip(parts, fields, strict=True)]


def _label_alone(label: str, text: str) -> str:
    """Return the text up to its blank, where nothing stands behind that; else all of it."""
    at = text.find(label) if label else -1
    behind = text[at + len(label) :] if at >= 0 else ""
    if at < 0 or not _ONLY_BLANK.fullmatch(behind):
        return _trimmed(text)
    colon = re.match(r"\s*[:：]", behind)
    return text[: at + len(label)] + (colon[0] if colon else "")


def _trimmed(text: str) -> str:
    return _BLANK.sub("", text) or text.strip()


def _end_of_label(sheet: DrawnSheet, left: int, last: int, label: str) -> int:
    """Return the last column of a label: as many as its text needs, at least one less than there are."""
    width, column = sheet.width(left), left
    while width < display_width(label) + 1 and column < last - 1:
        column += 1
        width += sheet.width(column)
    return column
