"""Show text: how wide it is, and what of a sender's text is safe to show."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

#: What a terminal, a browser or a cell would obey or hide instead of showing it: control characters, marks that turn the
#: direction of writing, invisible characters and halves of surrogate pairs. Line ends and tabs may stay.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2028\u2029\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)


def visible(text: str) -> str:
    """Return text of a sender that is safe to show: what cannot be seen, or would change how the rest is seen, is spelled `<U+202E>`."""
    return _INVISIBLE.sub(lambda match: f"<U+{ord(match[0]):04X}>", text)


def display_width(text: str) -> int:
    """Return the columns that a line takes on a terminal or in a cell: two for a Chinese character, none for a combining mark."""
    return len(text) if text.isascii() else _cell_len()(text)


@cache
def _cell_len() -> Callable[[str], int]:
    """Import rich's measure when a text needs it: most commands of an English session never do."""
    from rich.cells import cell_len

    return cell_len
