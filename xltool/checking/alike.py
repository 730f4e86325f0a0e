"""Say which rows of a table, or which entries of a list, are alike: `uniqueItems` of the JSON Schema only says that some are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xltool.base.display import quoted
from xltool.base.document import Document
from xltool.base.messages import Text
from xltool.base.normalise import as_text
from xltool.base.paths import in_row
from xltool.rules.named_rows import ROW_HERE

_ROWS = Text(zh="“{label}”的{second}与{first}重复，请删去一行或改正", en="“{label}”: {second} repeats {first}; delete or correct one")
_ENTRY = Text(zh="“{label}”中“{item}”重复，请只写一次", en="“{label}” names “{item}” more than once: name it once")


def said_of_alike(document: Document, path: str) -> Text | None:
    """Return what is said of the first two that are alike, with `{label}` for the title; None where it is not known which they are."""
    items = document.get(path)
    pair = _first_pair(items) if isinstance(items, list) else None
    if pair is None:
        return None
    first, second = pair
    if not isinstance(items[first], dict):
        return _ENTRY.filled(label="{label}", item=quoted(as_text(items[first]) or ""))
    names = list(items[first])
    places = [document.location(in_row(path, row, names[0] if names else "")) for row in (first, second)]
    if None in places:
        return None
    rows = [ROW_HERE.filled(number=place.row) for place in places if place is not None]
    return _ROWS.filled(label="{label}", first=rows[0], second=rows[1])


def _first_pair(items: Sequence[Any]) -> tuple[int, int] | None:
    """Return the places of the first item that stands before, and of that before it, in linear time."""
    seen: dict[str, int] = {}
    for place, item in enumerate(items):
        before = seen.setdefault(_spelled(item), place)
        if before != place:
            return before, place
    return None


def _spelled(item: Any) -> str:
    """Return a text that is the same for items that are alike: the order of keys does not count, nor how a number is written."""
    if isinstance(item, dict):
        return repr(sorted((key, _spelled(value)) for key, value in item.items()))
    return as_text(item) or "" if not isinstance(item, str) else repr(item)
