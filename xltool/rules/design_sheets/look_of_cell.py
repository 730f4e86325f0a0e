"""The look of a cell of a design workbook, as a form gives it to cells: lines, fill, text."""

from __future__ import annotations

from typing import Any

from xltool.form.own_look import OwnLook, look_of

#: What nobody has set.
USUAL_SIZE = 10.0
_BLACK = "#000000"
_SIDES = (("l", "left"), ("t", "top"), ("r", "right"), ("b", "bottom"))


def look_of_cell(first: Any, last: Any) -> OwnLook:
    """Return the look of cells that are merged from a first to a last one (cells of openpyxl); lines at the far sides are those of the last."""
    if not first.has_style:
        return ()
    ends = {"l": first, "t": first, "r": last, "b": last}
    lines = "".join(letter for letter, side in _SIDES if getattr(ends[letter].border, side).style)
    font, align = first.font, first.alignment
    fill = _colour(first.fill.fgColor) if first.fill.patternType == "solid" else ""
    colour = _colour(font.color)
    said: dict[str, Any] = {
        "lines": lines,
        "fill": fill,
        "color": colour if colour != _BLACK else "",
        "bold": bool(font.b),
        "underline": bool(font.u),
        "size": _size(font.sz or USUAL_SIZE),
        "align": align.horizontal if align.horizontal in ("left", "center", "right") else "",
        "wrap": bool(align.wrap_text),
    }
    return look_of({keyword: value for keyword, value in said.items() if value})


def _size(points: float) -> float | int:
    size = round(float(points), 1)
    return int(size) if size.is_integer() else size


def _colour(colour: Any) -> str:
    """Return a colour that is written out, `#RRGGBB`; "" for none, and for one of the theme, which is another in another program."""
    if colour is None or colour.type != "rgb" or not isinstance(colour.rgb, str):
        return ""
    return f"#{colour.rgb[-6:].upper()}"
