"""Spell several options in one cell: what separates them, and how an option that holds a separator stays whole."""

from __future__ import annotations

from collections.abc import Iterable

from xltool.base.normalise import replace_all

#: What may stand between two options.
SEPARATORS = "；;、,，\n"
#: Characters of the private use area, which no keyboard has: the end of an option, and one for each separator inside of one.
END = "\ue000"
STAND_INS = {separator: chr(ord(END) + number) for number, separator in enumerate(SEPARATORS, start=1)}


def whole_options(choices: Iterable[str]) -> dict[str, str]:
    """Return for each choice that holds separators its spelling with stand-ins, the longest first: it is one option and not two."""
    holding = [choice for choice in choices if any(separator in choice for separator in SEPARATORS)]
    return {choice: replace_all(choice, STAND_INS) for choice in sorted(dict.fromkeys(holding), key=len, reverse=True)}
