"""Report what is odd about a cell's content before a field makes a value of it.

Error values, characters that nobody can see, a text beyond any cell, a text that a program might run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from xltool.base.display import INVISIBLE, name_of_invisible, visible
from xltool.base.messages import Text
from xltool.reading.parsing.grid import PICTURE_FUNCTION, CellError, CellPicture, LostText

#: Rule id and the words of its message.
Oddity = tuple[str, dict[str, object]]

_REPLACEMENT = "\ufffd"
_LINE_ENDS = "\r\u2028\u2029"
_UNSEEN = re.compile(f"{INVISIBLE.pattern}|{_REPLACEMENT}")
#: What must not travel on: control characters (databases and terminals choke on them) and halves of surrogate pairs.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_FORMULA_LIKE = re.compile(
    r"\s*[=+\-@].*?(?:\w+\s*\|.*!|\b(?:hyperlink|webservice|importxml|importdata|importhtml|importrange|call|register|exec|dde|shell)\s*\()",
    re.IGNORECASE | re.ASCII | re.DOTALL,
)
#: What WPS saves as the value of a cell with a picture: a formula as text.
_PICTURE = re.compile(rf"\s*=\s*(?:_xlfn\.)?{re.escape(PICTURE_FUNCTION)}", re.IGNORECASE)
_FORMULA_LENGTH = 1_000  # of a text, looked at
_SHOWN = 5  # characters named in a message


def sanitise(raw: Any, n_characters: int) -> tuple[Any, tuple[Oddity, ...]]:
    """Make the content of a cell fit to travel on; return it and what is odd about it."""
    if isinstance(raw, CellError):
        return raw, (("value.error", {"error": visible(raw)}),)
    if isinstance(raw, LostText):
        return None, (("value.lost", {"number": visible(raw)}),)
    if isinstance(raw, CellPicture) or (isinstance(raw, str) and _PICTURE.match(raw)):
        return None, (("value.picture", {}),)
    if not isinstance(raw, str):
        return raw, ()
    odd: list[Oddity] = []
    if len(raw) > n_characters:
        odd.append(("value.too-long", {"count": len(raw), "limit": n_characters}))
        raw = raw[:n_characters]
    if not raw.isascii() or not raw.isprintable():
        odd += _characters(raw)
        raw = _UNPRINTABLE.sub(_REPLACEMENT, raw)
    if _FORMULA_LIKE.match(raw[:_FORMULA_LENGTH]):
        odd.append(("value.formula-like", {}))
    return raw, tuple(odd)


def _characters(text: str) -> Iterator[Oddity]:
    unseen = dict.fromkeys(character for character in _UNSEEN.findall(text) if character not in _LINE_ENDS)
    if unseen:
        names = [name_of_invisible(character) for character in unseen][:_SHOWN]
        yield "value.characters", {"shown": Text(zh="、".join(zh for zh, _ in names), en=", ".join(en for _, en in names))}
