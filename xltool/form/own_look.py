"""The look of a cell that a form gives to it: lines, fill, text. What has none looks as its kind does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

#: Keyword and value of each thing that is said of a look, in the order of the alphabet; () for a cell that has none of its own.
OwnLook: TypeAlias = tuple[tuple[str, Any], ...]

_COLOUR = {"type": "string", "pattern": "^#[0-9A-Fa-f]{6}$"}
LOOK_SHAPE: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "minProperties": 1,
    "properties": {
        "lines": {"type": "string", "pattern": "^l?t?r?b?$", "description": "Sides with a line: left, top, right, bottom; `ltrb` for all."},
        "fill": {**_COLOUR, "description": "Colour of the cell."},
        "color": {**_COLOUR, "description": "Colour of the text."},
        "bold": {"type": "boolean"},
        "underline": {"type": "boolean"},
        "size": {"type": "number", "minimum": 1, "maximum": 400, "description": "Size of the text in points."},
        "align": {"enum": ["left", "center", "right"]},
        "wrap": {"type": "boolean", "description": "Whether a long text goes on in further lines."},
    },
}


def look_of(data: Mapping[str, Any]) -> OwnLook:
    """Return a look as the template writes it, in a form that can be compared and hashed."""
    return tuple(sorted(data.items()))
