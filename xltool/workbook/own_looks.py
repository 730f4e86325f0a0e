"""Say the looks that a form gives to its cells as properties of formats."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from xltool.form.own_look import OwnLook

_SIDES = {"left": "l", "top": "t", "right": "r", "bottom": "b"}
_SAYS: Mapping[str, Callable[[Any], dict[str, Any]]] = {
    "lines": lambda sides: {side: 1 for side, letter in _SIDES.items() if letter in sides},
    "fill": lambda colour: {"bg_color": colour},
    "color": lambda colour: {"font_color": colour},
    "bold": lambda is_bold: {"bold": is_bold},
    "underline": lambda is_underlined: {"underline": int(is_underlined)},
    "size": lambda points: {"font_size": points},
    "align": lambda side: {"align": side},
    "wrap": lambda wraps: {"text_wrap": wraps},
}


def own_format(look: OwnLook) -> dict[str, Any]:
    """Return the properties of a format for a look; what it does not say is left as the style has it."""
    return {name: value for keyword, said in look for name, value in _SAYS[keyword](said).items()}
