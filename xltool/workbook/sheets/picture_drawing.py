"""Draw the picture of a sheet: as large as its room allows, in the middle of its cells or at an end of the title."""

from __future__ import annotations

import io
from collections.abc import Mapping

from xlsxwriter.image import Image
from xlsxwriter.worksheet import Worksheet

from xltool.base.cells import Area
from xltool.form.layout import SheetLayout
from xltool.form.picture import Picture
from xltool.workbook.sheets.row_height import fixed_text_width
from xltool.workbook.styles import font_size

_MARGIN = 3  # pixels to the edges of the room
_TITLE_SHARE = 3  # at the title a picture is at most a third as wide
_LEAST_AT_TITLE = 16  # pixels, also where the text of the title leaves less
_PIXELS_A_CHARACTER = 7  # of a column's width
_PIXELS_A_POINT = 96 / 72
_USUAL_COLUMN, _USUAL_ROW = 64, 20  # pixels, of columns and rows that the form does not set
#: With cells that become larger or smaller it moves, and keeps its size.
_MOVES = 2


def draw_picture(sheet: Worksheet, layout: SheetLayout, heights: Mapping[int, float]) -> None:
    """Draw the picture of a sheet, if it has one; `heights` are those of all rows, in points."""
    picture, room = layout.sheet.picture, layout.picture_room
    if picture is None or room is None:
        return
    title = "" if picture.cells else next(label.text for label in layout.labels if label.style == "title")
    left, top, width, height = _place(picture, room, title, layout.sheet.widths, heights)
    image = Image(io.BytesIO(picture.content))
    own_width, own_height = image.width * 96 / image.x_dpi, image.height * 96 / image.y_dpi
    options = {
        "x_offset": left,
        "y_offset": top,
        "x_scale": width / own_width,
        "y_scale": height / own_height,
        "object_position": _MOVES,
        **({"description": picture.description} if picture.description else {"decorative": True}),
    }
    sheet.insert_image(room.top - 1, room.left - 1, image, options)


def _place(
    picture: Picture, room: Area, title: str, widths: Mapping[int, float], heights: Mapping[int, float]
) -> tuple[int, int, int, int]:
    """Return left and top within the room, width and height, in pixels; at the title no picture reaches into its text."""
    room_width = sum(map(_column_pixels, (widths.get(column) for column in range(room.left, room.right + 1))))
    room_height = sum(map(_row_pixels, (heights.get(row) for row in range(room.top, room.bottom + 1))))
    most_width = room_width - 2 * _MARGIN
    if picture.cells is None:
        beside = int(room_width - fixed_text_width(title, font_size("title")) * _PIXELS_A_CHARACTER) // 2 - 2 * _MARGIN
        most_width = max(_LEAST_AT_TITLE, min(room_width // _TITLE_SHARE, beside))
    factor = min(most_width / picture.width, (room_height - 2 * _MARGIN) / picture.height)
    width, height = max(1, int(picture.width * factor)), max(1, int(picture.height * factor))
    left = {"left": _MARGIN, "right": room_width - _MARGIN - width}.get(str(picture.room), (room_width - width) // 2)
    return max(0, left), max(0, (room_height - height) // 2), width, height


def _column_pixels(width: float | None) -> int:
    """Return the pixels of a column, from its width in characters: as programs count with their usual font."""
    if width is None:
        return _USUAL_COLUMN
    return int(width * _PIXELS_A_CHARACTER + 0.5) + 5 if width >= 1 else int(width * 12 + 0.5)


def _row_pixels(height: float | None) -> int:
    return _USUAL_ROW if height is None else int(height * _PIXELS_A_POINT)
