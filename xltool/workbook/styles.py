"""Style the workbook: a few named styles, each made into a cell format once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

import xlsxwriter
from xlsxwriter.format import Format

#: Fonts that Excel, WPS and LibreOffice have or replace well for Chinese.
BODY_FONT, TITLE_FONT = "宋体", "黑体"
INPUT_FILL, LABEL_FILL, HEAD_FILL, LINE = "#FFFDEB", "#F2F2F2", "#A1A8DF", "#7F7F7F"
#: Fills that the colour-blind tell apart, and from those of inputs and headings (tests/workbook/test_colours.py measures it).
ERROR_FILL, WARNING_FILL, INFO_FILL = "#F8A1A7", "#FFCE6A", "#CCE0F6"
#: Of what is still to be filled in: calm, a shade of an input.
TODO_FILL, TODO_INK = "#FFF1BE", "#5F4700"
ERROR_INK, WARNING_INK, INFO_INK, GOOD_INK = "#9C0006", "#5F4700", "#1F3864", "#006100"
#: Ink of a value that repeats the one above it: just to be read on a screen, and next to nothing on paper.
PALE_INK = "#D0D0D0"
#: Fill and ink of what is not asked for.
NOT_ASKED_FILL, NOT_ASKED_INK = "#D9D9D9", "#595959"
#: Of a sheet that was not in use when the workbook was made.
UNUSED_TAB = "#BFBFBF"
#: Fill and ink of each severity.
TONES: dict[str, tuple[str, str]] = {
    "error": (ERROR_FILL, ERROR_INK),
    "warning": (WARNING_FILL, WARNING_INK),
    "info": (INFO_FILL, INFO_INK),
}

#: Ink of the star behind the label of what must be filled in.
STAR_INK = "#C00000"
#: The border of each severity: colour alone does not reach everybody. A sign before the value, by a number format, would: Gnumeric and SheetJS
#: save what is shown as the value when they write .ods.
_BORDERS: dict[str, dict[str, Any]] = {
    "error": {"border": 1, "border_color": "#C00000"},
    "warning": {"border": 3, "border_color": WARNING_INK},
    "info": {"border": 4, "border_color": INFO_INK},
}

_BASE: dict[str, Any] = {"font_name": BODY_FONT, "font_size": 11, "valign": "vcenter", "text_wrap": True}
_BOXED: dict[str, Any] = {**_BASE, "border": 1, "border_color": LINE}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {**_BASE, "font_name": TITLE_FONT, "font_size": 18, "align": "center"},
    "label": {**_BOXED, "bg_color": LABEL_FILL, "align": "center"},
    "star": {"font_name": BODY_FONT, "font_color": STAR_INK, "bold": True},
    "group": {**_BOXED, "bg_color": LABEL_FILL, "align": "center"},
    "gap": {**_BOXED, "bg_color": LABEL_FILL, "align": "center"},
    "heading": {**_BOXED, "bg_color": HEAD_FILL, "align": "center", "bold": True},
    "text": {**_BOXED, "align": "center"},
    "sign": {**_BASE, "align": "right"},
    "room": {**_BASE, "align": "left", "bottom": 1, "bottom_color": LINE},
    "note": {**_BASE, "font_size": 9, "font_color": "#595959"},
    "remark": {**_BOXED, "font_size": 9, "font_color": ERROR_INK, "hidden": True, "valign": "top"},  # a long one begins to be read
    "beside": {**_BASE, "font_size": 9, "font_color": ERROR_INK, "hidden": True, "valign": "top"},
    "input": {**_BOXED, "bg_color": INPUT_FILL, "locked": False, "align": "left"},
    "edge": {**_BOXED, "bg_color": INPUT_FILL},
    "locked": {**_BOXED, "bg_color": LABEL_FILL, "align": "left"},
    "fixed": {**_BOXED, "bg_color": LABEL_FILL, "align": "left", "num_format": "@"},
    "total": {**_BOXED, "bg_color": "#FFFFFF", "font_color": "#0563C1"},
    "status": {**_BASE, "bold": True, "align": "left", "hidden": True},
    "plain": dict(_BASE),
    "drawn": {"font_name": BODY_FONT, "font_size": 11, "valign": "vcenter"},
    "drawn_input": {
        "font_name": BODY_FONT,
        "font_size": 11,
        "valign": "vcenter",
        "text_wrap": True,
        "locked": False,
        "bg_color": INPUT_FILL,
    },
    "drawn_locked": {"font_name": BODY_FONT, "font_size": 11, "valign": "vcenter", "text_wrap": True},
    "cell": dict(_BOXED),
    "center": {**_BOXED, "align": "center"},
    "number": {**_BOXED, "align": "center", "num_format": "0"},
    "link": {**_BOXED, "font_color": "#0563C1", "underline": 1},
    "jump": {**_BASE, "font_color": "#0563C1", "underline": 1, "align": "center", "hidden": True},
    "section": {**_BASE, "bold": True, "font_size": 13, "font_name": TITLE_FONT},
}


def font_size(name: str) -> float:
    """Return the size of a style's text, in points."""
    return float(_STYLES[name]["font_size"])


#: What a format is made of, and whether it is a conditional one.
DrawnLook: TypeAlias = tuple[tuple[tuple[str, Any], ...], bool]


class Styles:
    """Formats of one workbook, made when first used; `first` are those that have the first numbers."""

    def __init__(self, workbook: xlsxwriter.Workbook, first: Iterable[DrawnLook] = ()) -> None:
        self._workbook = workbook
        self._made: dict[DrawnLook, Format] = {}
        for look in first:
            _number(self._format(look), look)

    def __call__(self, name: str, **changes: Any) -> Format:
        """Return the format of a style, with changes."""
        return self._format((tuple(sorted({**_STYLES[name], **changes}.items())), False))

    def mark(self, fill: str, ink: str) -> Format:
        """Return a conditional format."""
        return self._format(((("bg_color", fill), ("font_color", ink)), True))

    def severity(self, severity: str) -> Format:
        """Return the conditional format of a cell with a finding: fill, ink and border."""
        fill, ink = TONES[severity]
        look = {"bg_color": fill, "font_color": ink, **_BORDERS[severity]}
        return self._format((tuple(sorted(look.items())), True))

    def framed(self, fill: str) -> Format:
        """Return a conditional format that frames a cell, and fills it if `fill` is not ""."""
        look = {"border": 1, "border_color": LINE, **({"bg_color": fill} if fill else {})}
        return self._format((tuple(sorted(look.items())), True))

    def ink(self, colour: str) -> Format:
        """Return a conditional format that only colours the text."""
        return self._format(((("font_color", colour),), True))

    def suffix(self, text: str, ink: str) -> Format:
        """Return a conditional format that shows a text behind that of the cell."""
        shown = text.replace('"', '""')
        return self._format(((("font_color", ink), ("num_format", f'@"{shown}"')), True))

    def fill(self, colour: str) -> Format:
        """Return a conditional format that only fills the cell."""
        return self._format(((("bg_color", colour),), True))

    def _format(self, look: DrawnLook) -> Format:
        if look not in self._made:
            self._made[look] = self._workbook.add_format(dict(look[0]))
        return self._made[look]

    def looks(self) -> list[DrawnLook]:
        """Return the looks of all formats in the order of their numbers; cell formats and conditional ones are numbered apart."""
        return sorted(self._made, key=lambda look: _number(self._made[look], look))


def _number(format_: Format, look: DrawnLook) -> int:
    """Return the number of a format, which it is given when first asked for."""
    _, is_conditional = look
    number: int = format_._get_dxf_index() if is_conditional else format_._get_xf_index()  # noqa: SLF001 - xlsxwriter gives numbers only when it writes a cell
    return number
