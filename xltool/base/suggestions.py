"""Suggest the name that was probably meant by one that is unknown."""

from __future__ import annotations

from collections.abc import Iterable

from xltool.base.messages import Text

_NOTHING = Text(zh="", en="")
#: How alike two names must be, from 0 to 1: one slip of the hand in a word of four letters.
_ALIKE = 0.6


def did_you_mean(name: str, known: Iterable[str]) -> Text:
    """Return a clause that offers the most similar of the known names; "" where none is similar."""
    from difflib import get_close_matches

    names = list(dict.fromkeys(known))
    by_case = {known_name.casefold(): known_name for known_name in names}
    match = by_case.get(name.casefold()) or next(iter(get_close_matches(name, names, n=1, cutoff=_ALIKE)), None)
    return Text(zh=f"；是否应为“{match}”？", en=f"; did you mean {match!r}?") if match else _NOTHING
