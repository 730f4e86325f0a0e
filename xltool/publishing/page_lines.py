"""Page headers and footers of a print, with what their placeholders stand for."""

from __future__ import annotations

import re

from xltool.form.sheet_setup import PageLine, PageValues
from xltool.publishing.printed_form import LinePart, PageMark, PrintedLine

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_MARKS = {"page": PageMark(of_all=False), "pages": PageMark(of_all=True)}


def printed_line(line: PageLine, values: PageValues, stamp: str = "") -> PrintedLine:
    """Return a header or footer as it is printed; `stamp` stands in front of what is on the right."""
    right = _filled(line.right, values)
    if stamp:
        right = (stamp, "　", *right) if right else (stamp,)
    return PrintedLine(left=_filled(line.left, values), center=_filled(line.center, values), right=right)


def _filled(text: str, values: PageValues) -> LinePart:
    pieces = _PLACEHOLDER.split(text)
    filled = (_MARKS.get(piece) or getattr(values, piece) if index % 2 else piece for index, piece in enumerate(pieces))
    return tuple(piece for piece in filled if piece)
