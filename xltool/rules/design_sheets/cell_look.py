"""Read how a drawn cell looks: what of its font, colours, lines and alignment is not as usual."""

from __future__ import annotations

import colorsys
import re
from functools import lru_cache
from typing import Any

from xltool.form.look import BORDERS, SIDES, DrawnLook
from xltool.rules.design_language.usual_looks import DOUBT_FILL, FAULT_FILL, USUAL_FILLS, USUAL_FONT, USUAL_LINES, USUAL_SIZE

_BLACK = "#000000"
_SAY_NOTHING = {*USUAL_FILLS.values(), FAULT_FILL, DOUBT_FILL}
_LINES = {*USUAL_LINES.values(), _BLACK}
#: The colours of a theme in the order in which cells number them (ECMA-376 Part 1, 18.8.3: light and dark change places).
_THEME = ("lt1", "dk1", "lt2", "dk2", *(f"accent{number}" for number in range(1, 7)), "hlink", "folHlink")
_SIZES = (4, 72)  # points, of what a form may have


def cell_look(cell: Any) -> DrawnLook:
    """Return how a cell of openpyxl looks, as far as that is not as usual."""
    theme = cell.parent.parent.loaded_theme or b""
    font, usual = cell.font, _usual_font(cell)
    names, sizes = {USUAL_FONT, usual[0]}, {USUAL_SIZE, usual[1]}
    is_usual = (font.name, font.sz) in ((USUAL_FONT, USUAL_SIZE), usual)
    size = font.sz if font.sz is not None and not is_usual and font.sz not in sizes else None
    colour = _colour(font.color, theme)
    return DrawnLook(
        font=None if is_usual or font.name in names else font.name,
        size=None if size is None else min(max(size, _SIZES[0]), _SIZES[1]),
        bold=True if font.b else None,
        italic=True if font.i else None,
        underline=True if font.u not in (None, "none") else None,
        color=None if colour == _BLACK else colour,
        fill=_fill(cell.fill, theme),
        **_borders(cell.border, theme),
        align=cell.alignment.horizontal if cell.alignment.horizontal in ("left", "center", "right") else None,
        valign="top" if cell.alignment.vertical == "top" else None,
    )


def _usual_font(cell: Any) -> tuple[Any, Any]:
    """Return the font of the workbook's cells that nobody has formatted, and its size."""
    font = cell.parent.parent._fonts[0]  # noqa: SLF001 - openpyxl offers no other way to it
    return font.name, font.sz


def _fill(fill: Any, theme: bytes) -> str | None:
    colour = _colour(fill.fgColor, theme) if fill.fill_type == "solid" else None
    return None if colour in _SAY_NOTHING else colour


def _borders(border: Any, theme: bytes) -> dict[str, str | None]:
    """Return the lines of a cell. One without lines looks as usual, as does one with thin lines all around it."""
    lines = {side: getattr(border, side) for side in SIDES}
    styles = {side: line.style if line is not None and line.style in BORDERS else "none" for side, line in lines.items()}
    colours = {side: _colour(line.color, theme) or _BLACK for side, line in lines.items() if line is not None and styles[side] != "none"}
    if not colours:
        return {}
    if set(styles.values()) == {"thin"} and set(colours.values()) <= _LINES:
        return {}
    usual = {side for side, colour in colours.items() if styles[side] == "thin" and colour in USUAL_LINES.values()}
    own = next((colour for colour in colours.values() if colour not in _LINES), None)
    return {**{side: style for side, style in styles.items() if side not in usual}, **({"border_color": own} if own else {})}


def _colour(colour: Any, theme: bytes) -> str | None:
    """Return a colour as `#C00000`; None for one that the program chooses."""
    if colour is None:
        return None
    if colour.type == "theme":
        return _tinted(_theme_colours(theme).get(colour.theme), colour.tint)
    if colour.type == "indexed":
        return _indexed(colour.indexed)
    written = colour.rgb if isinstance(colour.rgb, str) else ""
    found = re.fullmatch(r"(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})", written)
    return f"#{found[1].upper()}" if found else None


def _indexed(number: int) -> str | None:
    from openpyxl.styles.colors import COLOR_INDEX

    return f"#{COLOR_INDEX[number][2:]}" if 0 <= number < len(COLOR_INDEX) else None


@lru_cache(maxsize=8)
def _theme_colours(theme: bytes) -> dict[int, str]:
    """Return the colours of a theme by their numbers."""
    colours = {}
    for number, name in enumerate(_THEME):
        found = re.search(rf'<a:{name}>\s*<a:(?:sysClr [^>]{{0,200}}lastClr|srgbClr val)="([0-9A-Fa-f]{{6}})"'.encode(), theme)
        if found:
            colours[number] = f"#{found[1].decode().upper()}"
    return colours


def _tinted(colour: str | None, tint: float) -> str | None:
    """Return a colour made lighter or darker (ECMA-376 Part 1, 18.8.19)."""
    if colour is None or not tint:
        return colour
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    hue, light, saturation = colorsys.rgb_to_hls(*parts)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return "#" + "".join(f"{round(part * 255):02X}" for part in colorsys.hls_to_rgb(hue, min(max(light, 0), 1), saturation))
