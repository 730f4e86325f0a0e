"""What a drawn look changes of a style, and where it gives way so that an input still shows its state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xltool.form.look import BORDERS, SIDES, DrawnLook
from xltool.workbook.styles import INPUT_FILL, NOT_ASKED_FILL, TODO_FILL, TONES

#: Attribute of a look → property of a format.
_PROPERTIES: Mapping[str, str] = {
    "font": "font_name",
    "size": "font_size",
    "bold": "bold",
    "italic": "italic",
    "color": "font_color",
    "fill": "bg_color",
    "border_color": "border_color",
    "align": "align",
}
_VALIGN: Mapping[str, str] = {"top": "top", "center": "vcenter", "bottom": "bottom"}
#: Fills that say of an input what is the matter with it.
_OF_STATES = (TODO_FILL, NOT_ASKED_FILL, *(fill for fill, _ in TONES.values()))
#: Difference of colours (each of red, green, blue) below which one is taken for the other.
_NEAR = 20
#: Contrast below which a text cannot be read (WCAG asks for 3 of large texts).
_LEAST_CONTRAST = 2.0


def look_changes(look: DrawnLook) -> dict[str, Any]:
    """Return the properties of a format that a look gives a fixed text; {} for one that looks as usual."""
    changes = {name: value for key, name in _PROPERTIES.items() if (value := getattr(look, key)) is not None}
    changes |= {side: BORDERS[line] for side in SIDES if (line := getattr(look, side)) is not None}
    if look.underline is not None:
        changes["underline"] = int(look.underline)
    if look.valign is not None:
        changes["valign"] = _VALIGN[look.valign]
    return changes


def input_changes(look: DrawnLook) -> dict[str, Any]:
    """Return the properties of a format that a look gives an input.

    A fill that would be taken for a state is left out, and so is ink that could not be read on the fill: what is typed, and what is wrong
    with it, is to be seen.
    """
    changes = look_changes(look)
    if look.fill is not None and any(_is_near(look.fill, fill) for fill in _OF_STATES):
        del changes["bg_color"]
    ink, fill = look.color or "#000000", changes.get("bg_color", INPUT_FILL)
    if _contrast(ink, fill) < _LEAST_CONTRAST:
        changes = {name: value for name, value in changes.items() if name not in ("font_color", "bg_color")}
    return changes


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[start : start + 2], 16) for start in (1, 3, 5))


def _is_near(one: str, other: str) -> bool:
    return all(abs(first - second) <= _NEAR for first, second in zip(_parts(one), _parts(other), strict=True))


def _contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.1)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [part / 255 for part in _parts(colour)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)  # noqa: PLR2004 - of the definition of sRGB
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
