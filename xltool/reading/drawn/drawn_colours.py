"""Colours of Open XML and BIFF: by number, by theme, lighter or darker."""

from __future__ import annotations

import colorsys
from collections.abc import Mapping, Sequence

#: The colours by number from 8 on (ECMA-376 part 1, 18.8.27; [MS-XLS] 2.5.161).
_INDEXED = (
    "000000", "FFFFFF", "FF0000", "00FF00", "0000FF", "FFFF00", "FF00FF", "00FFFF",
    "800000", "008000", "000080", "808000", "800080", "008080", "C0C0C0", "808080",
    "9999FF", "993366", "FFFFCC", "CCFFFF", "660066", "FF8080", "0066CC", "CCCCFF",
    "000080", "FF00FF", "FFFF00", "00FFFF", "800080", "800000", "008080", "0000FF",
    "00CCFF", "CCFFFF", "CCFFCC", "FFFF99", "99CCFF", "FF99CC", "CC99FF", "FFCC99",
    "3366FF", "33CCCC", "99CC00", "FFCC00", "FF9900", "FF6600", "666699", "969696",
    "003366", "339966", "003300", "333300", "993300", "993366", "333399", "333333",
)  # fmt: skip
_FIRST = 8
#: The theme of Office, in the order in which styles count (ECMA-376 part 1, 18.8.3).
OFFICE_THEME = ("FFFFFF", "000000", "E7E6E6", "44546A", "4472C4", "ED7D31", "A5A5A5", "FFC000", "5B9BD5", "70AD47", "0563C1", "954F72")
_RGB = 6  # digits


def indexed_colour(number: int) -> str:
    """Return the colour of a number as `#RRGGBB`; "" for the program's own."""
    at = number - _FIRST if number >= _FIRST else number
    return f"#{_INDEXED[at]}" if 0 <= at < len(_INDEXED) else ""


def colour_of(attributes: Mapping[str, str], theme: Sequence[str]) -> str:
    """Return the colour that attributes of Open XML name, as `#RRGGBB`; "" for the program's own."""
    rgb = attributes.get("rgb", "")
    if len(rgb) >= _RGB:
        return _shaded(rgb[-_RGB:].upper(), attributes.get("tint"))
    if attributes.get("theme", "").isdecimal():
        number = int(attributes["theme"])
        return _shaded(theme[number], attributes.get("tint")) if number < len(theme) else ""
    return indexed_colour(int(attributes["indexed"])) if attributes.get("indexed", "").isdecimal() else ""


def _shaded(rgb: str, tint: str | None) -> str:
    """Make a colour lighter or darker (ECMA-376 part 1, 18.8.19: the luminance is multiplied)."""
    try:
        share = float(tint or 0)
        red, green, blue = (int(rgb[at : at + 2], 16) / 255 for at in (0, 2, 4))
    except ValueError:
        return ""
    hue, luminance, saturation = colorsys.rgb_to_hls(red, green, blue)
    luminance = luminance * (1 + share) if share < 0 else luminance * (1 - share) + share
    shaded = colorsys.hls_to_rgb(hue, min(1.0, max(0.0, luminance)), saturation)
    return "#" + "".join(f"{round(part * 255):02X}" for part in shaded)
