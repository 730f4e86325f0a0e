"""How a cell of the form looks that somebody has drawn: font, colours, borders, alignment. What it does not say is as usual."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

#: Line of a border → its number in a workbook (ECMA-376 Part 1, 18.18.3, in the order that is given there).
BORDERS: Mapping[str, int] = {
    "none": 0, "thin": 1, "medium": 2, "dashed": 3, "dotted": 4, "thick": 5, "double": 6, "hair": 7, "mediumDashed": 8, "dashDot": 9,
    "mediumDashDot": 10, "dashDotDot": 11, "mediumDashDotDot": 12, "slantDashDot": 13,
}  # fmt: skip
SIDES = ("top", "right", "bottom", "left")


@dataclass(frozen=True, kw_only=True)
class DrawnLook:
    """How a cell looks; None for what is as usual."""

    font: str | None = None
    size: float | None = None  # points
    bold: bool | None = None
    italic: bool | None = None
    underline: bool | None = None
    color: str | None = None  # of the text, "#C00000"
    fill: str | None = None
    top: str | None = None  # a key of BORDERS, as are the other sides
    right: str | None = None
    bottom: str | None = None
    left: str | None = None
    border_color: str | None = None
    align: str | None = None
    valign: str | None = None

    def over(self, other: DrawnLook) -> DrawnLook:
        """Return this look, with what another one says where this one says nothing."""
        return dataclasses.replace(other, **{name: value for name, value in dataclasses.asdict(self).items() if value is not None})


#: Of a cell that looks as usual.
AS_USUAL = DrawnLook()


def look_of(data: Mapping[str, Any]) -> DrawnLook:
    """Build a look from its data, which have the right shape."""
    border = data.get("border", {})
    sides = dict.fromkeys(SIDES, border) if isinstance(border, str) else border
    return DrawnLook(**{name: value for name, value in data.items() if name != "border"}, **sides)


def look_data(look: DrawnLook) -> dict[str, Any]:
    """Return a look as a template writes it; {} for one that is as usual."""
    said = {name: value for name, value in dataclasses.asdict(look).items() if value is not None}
    sides = {side: said.pop(side) for side in SIDES if side in said}
    is_around = len(sides) == len(SIDES) and len(set(sides.values())) == 1
    border = {"border": sides["top"] if is_around else sides} if sides else {}
    return {**said, **border}


_COLOR = {"type": "string", "pattern": "^#[0-9A-Fa-f]{6}$"}
_BORDER = {"enum": list(BORDERS)}
#: What the template says of the looks of a block, as a JSON Schema.
LOOKS_SHAPE: Mapping[str, Any] = {
    "type": "object",
    "minProperties": 1,
    "maxProperties": 5000,
    "propertyNames": {"pattern": "^[A-Za-z]{1,3}[1-9][0-9]{0,6}(:[A-Za-z]{1,3}[1-9][0-9]{0,6})?$"},
    "additionalProperties": {
        "type": "object",
        "additionalProperties": False,
        "minProperties": 1,
        "properties": {
            "font": {"type": "string", "minLength": 1, "maxLength": 31, "description": "Name of the font."},
            "size": {"type": "number", "minimum": 4, "maximum": 72, "description": "Size of the text in points."},
            "bold": {"type": "boolean"},
            "italic": {"type": "boolean"},
            "underline": {"type": "boolean"},
            "color": {**_COLOR, "description": "Colour of the text, `#C00000`."},
            "fill": {**_COLOR, "description": "Colour of the cell."},
            "border": {
                "type": ["string", "object"],
                "if": {"type": "string"},
                "then": _BORDER,
                "else": {"additionalProperties": False, "minProperties": 1, "properties": dict.fromkeys(SIDES, _BORDER)},
                "description": "Line around the cell, `medium`, or of single sides, `{bottom: thin, top: none}`.",
            },
            "border_color": {**_COLOR, "description": "Colour of the lines."},
            "align": {"enum": ["left", "center", "right"]},
            "valign": {"enum": ["top", "center", "bottom"]},
        },
    },
    "description": "How cells look that do not look as usual, `B1:C1: {bold: true}`; rows count within the block, all rows of a table as one.",
}
