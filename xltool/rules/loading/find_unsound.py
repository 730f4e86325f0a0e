"""Find the parts of a form of which it is not known what they are: those whose keywords were left aside, or are misspelt."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from xltool.base.paths import without_rows
from xltool.base.suggestions import nearest
from xltool.rules.loading.prune import Steps
from xltool.rules.loading.schema_keywords import FORMER_NAMES, SCHEMA_KEYWORDS
from xltool.rules.loading.schema_walk import holds_more, subschemas
from xltool.rules.loading.source import SourceFile, pointer_of
from xltool.rules.loading.unsound_paths import UnsoundPaths

#: Keywords that say what there is in an object, a table or a row.
_HOLDING = frozenset({"type", "properties", "items", "$ref"})
#: Keywords that say what a field is, or which rows a table has.
_TELLING = frozenset({"enum", "const", "format", "x-kind", "x-codes", "x-parent", "x-value", "x-lookup", "x-rows", "x-key"})


def meant_keyword(name: str) -> str:
    """Return the keyword that a misspelt one was probably meant to be; "" where none is alike."""
    return FORMER_NAMES.get(name) or nearest(name, SCHEMA_KEYWORDS)


def find_unsound(source: SourceFile, left_aside: Collection[Steps], *, is_layout_whole: bool) -> UnsoundPaths:
    """Return what is not known of a form; `left_aside` are the places in the schema of what has the wrong shape.

    A misspelt keyword counts as the one that it was meant to be, which is missing.
    """
    wrong: dict[str, set[str]] = {}  # JSON pointer of a subschema → keywords that are wrong in it
    for steps in left_aside:
        place, keyword = _subschema_of(steps)
        wrong.setdefault(pointer_of(place), set()).add(keyword)
    fields: set[str] = set()
    holders: set[str] = set()
    keywords = {meant_keyword(step) for steps in left_aside for step in steps if isinstance(step, str)}
    for node in subschemas(source.data, source.repeats):
        names = {keyword for pointer in node.written_at for keyword in wrong.get(pointer, ())}
        meant = {meant_keyword(name) for name in (*names, *(name for name in node.keywords if name not in SCHEMA_KEYWORDS))}
        keywords |= meant
        if meant & _HOLDING or (node.place != "form" and "" in names):
            holders.add(without_rows(node.path))
        if meant & (_HOLDING | _TELLING):
            fields.add(node.path)
    if not is_layout_whole:
        holders |= {node.path for node in subschemas(source.data, source.repeats) if node.place == "row" and holds_more(source.data, node)}
    if "properties" not in source.data:
        holders.add("")
    return UnsoundPaths(holders=frozenset(holders), keywords=frozenset(keywords), is_layout_whole=is_layout_whole).with_fields(fields)


def _subschema_of(steps: Steps) -> tuple[Steps, str]:
    """Return the place of the subschema in which something stands, and by which keyword; "" for the subschema as a whole."""
    start = 0
    for place in _subschemas_around(steps):
        start = place
    return steps[:start], str(steps[start]) if start < len(steps) else ""


def _subschemas_around(steps: Steps) -> Iterator[int]:
    """Yield how many steps lead to each subschema on the way to a place, from the outermost within the form."""
    place = 0
    while place < len(steps):
        if steps[place] in ("properties", "$defs") and place + 1 < len(steps):
            place += 2
        elif steps[place] == "items" and place + 1 < len(steps):
            place += 1
        else:
            return
        yield place
