"""A picture on a sheet of the form, such as a logo or an emblem: its file, and the room that it has."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

from xltool.base.cells import Area

#: The end of the title at which a picture stands that has no cells of its own.
TitleEnd: TypeAlias = Literal["left", "right"]
TITLE_ENDS: Mapping[str, TitleEnd] = {"left": "left", "right": "right"}
#: How the names of pictures end, in small letters.
PICTURE_ENDINGS = (".png", ".jpg", ".jpeg")
#: The most bytes of a picture: every copy of the form carries them.
LARGEST_PICTURE = 500 * 1024
#: The most pixels of a picture, on a side and in all: programs keep four bytes or more for each.
LONGEST_SIDE, MOST_PIXELS = 4000, 4_000_000
#: The most rows or columns of the cells of a picture.
LARGEST_ROOM = 100


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture, and where it stands: in cells of its own, or at an end of the title."""

    file: str  # name, beside the template
    content: bytes = dataclasses.field(repr=False)
    width: int  # pixels
    height: int
    room: Area | TitleEnd
    description: str  # for those who do not see it; "" for a picture that only decorates
    pointer: str = dataclasses.field(default="", compare=False)  # place in the YAML file

    @property
    def cells(self) -> Area | None:
        """The cells that it has for itself; None at the title."""
        return self.room if isinstance(self.room, Area) else None


#: What the template says of a picture, as a JSON Schema.
PICTURE_SHAPE: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["file"],
    "properties": {
        "file": {"type": "string", "minLength": 1, "description": "A PNG or JPEG file beside the template."},
        "at": {
            "type": "string",
            "minLength": 1,
            "description": "Cells in which nothing else stands, `A1:B2`, or the `left` (default) or `right` end of the title.",
        },
        "description": {"type": "string", "minLength": 1, "description": "What it shows, for those who do not see it."},
    },
    "description": "A picture, such as a logo; it is made to fit into its room.",
}


def pictures_beside(folder: Path) -> list[Path]:
    """Return the files of a folder of templates that may be pictures of forms, sorted."""
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in PICTURE_ENDINGS and path.stat().st_size <= LARGEST_PICTURE)
