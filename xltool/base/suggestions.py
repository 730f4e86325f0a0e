"""Suggest the name that was probably meant by one that is unknown."""

from __future__ import annotations

from collections.abc import Iterable

from xltool.base.messages import Text
from xltool.base.paths import name_of, parent_of

_NOTHING = Text(zh="", en="")
#: How alike two names must be, from 0 to 1: one slip of the hand in a word of four letters.
_ALIKE = 0.6


def did_you_mean(name: str, known: Iterable[str]) -> Text:
    """Return a clause that offers the most similar of the known names; "" where none is similar."""
    return _offer(nearest(name, known))


def did_you_mean_path(path: str, known: Iterable[str]) -> Text:
    """Return a clause that offers a known path: of those in the same object the one with the most similar name; else the most similar."""
    known = list(known)
    beside = {name_of(other): other for other in known if parent_of(other) == parent_of(path)}
    if beside:
        return _offer(beside.get(nearest(name_of(path), beside)))
    return _offer(nearest(path, known))


def _offer(match: str | None) -> Text:
    return Text(zh=f"；是否应为“{match}”？", en=f"; did you mean {match!r}?") if match else _NOTHING


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the most similar of the known names; "" where none is similar."""
    from difflib import get_close_matches

    names = list(dict.fromkeys(known))
    by_case = {known_name.casefold(): known_name for known_name in names}
    return by_case.get(name.casefold()) or next(iter(get_close_matches(name, names, n=1, cutoff=_ALIKE)), "")
