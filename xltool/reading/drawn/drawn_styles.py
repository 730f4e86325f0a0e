"""Read the styles of an Open XML workbook as looks of cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from xltool.base.number_formats import BUILT_IN
from xltool.reading.drawn.drawn_colours import OFFICE_THEME, colour_of
from xltool.reading.drawn_records import BOTTOM, LEFT, PLAIN, RIGHT, TOP, Look
from xltool.reading.parsing.open_xml_cells import integer
from xltool.reading.parsing.xml_stream import Attributes, Handler

_SIDES = {"left": LEFT, "start": LEFT, "right": RIGHT, "end": RIGHT, "top": TOP, "bottom": BOTTOM}
_FALSE = frozenset({"0", "false", "off", "none"})
#: Formats that nobody needs to name: dates and times of other countries have codes of these numbers.
_MORE_BUILT_IN = {18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 41: "#,##0", 42: "#,##0", 43: "#,##0.00",
                  44: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "0.00E+00", 49: "@"}  # fmt: skip


@dataclass(kw_only=True)
class _Font:
    is_bold: bool = False
    is_underlined: bool = False
    size: float = 11.0
    colour: str = ""


@dataclass(kw_only=True)
class _Xf:
    format_: int
    font: int
    fill: int
    border: int
    align: str = ""
    wraps: bool = False
    is_locked: bool = True


@dataclass(kw_only=True)
class _Fill:
    is_drawn: bool = False
    colour: str = ""


class ThemeColours(Handler):
    """Collects the twelve colours of a theme, in the order in which styles count them."""

    def __init__(self) -> None:
        super().__init__()
        self._colours: list[str] = []
        self._is_scheme = False

    def start(self, name: str, attributes: Attributes) -> None:
        """Handle the start of an element."""
        if name == "clrScheme":
            self._is_scheme = True
        elif self._is_scheme and name == "srgbClr":
            self._colours.append(attributes.get("val", ""))
        elif self._is_scheme and name == "sysClr":
            self._colours.append(attributes.get("lastClr", "000000"))

    def end(self, name: str) -> None:
        """Handle the end of an element."""
        if name == "clrScheme":
            self._is_scheme = False

    @property
    def colours(self) -> tuple[str, ...]:
        """The colours; styles count light before dark, themes dark before light."""
        if len(self._colours) < len(OFFICE_THEME):
            return OFFICE_THEME
        first, second, third, fourth, *rest = self._colours
        return (second, first, fourth, third, *rest)


class DrawnStyles(Handler):
    """Collects the looks of the cell styles."""

    def __init__(self, theme: Sequence[str] = OFFICE_THEME) -> None:
        super().__init__()
        self._theme = theme
        self._codes: dict[int, str] = {}
        self._fonts: list[_Font] = []
        self._fills: list[_Fill] = []
        self._borders: list[set[str]] = []
        self._xfs: list[_Xf] = []
        self._section = ""
        self._starts = {"fonts": self._font, "fills": self._fill, "borders": self._border, "cellXfs": self._xf, "numFmts": self._format}

    def start(self, name: str, attributes: Attributes) -> None:
        """Handle the start of an element."""
        if name in self._starts:
            self._section = name
        elif self._section:
            self._starts[self._section](name, attributes)

    def end(self, name: str) -> None:
        """Handle the end of an element."""
        if name == self._section:
            self._section = ""

    def _format(self, name: str, attributes: Attributes) -> None:
        if name == "numFmt":
            self._codes[integer(attributes.get("numFmtId")) or 0] = attributes.get("formatCode", "")

    def _font(self, name: str, attributes: Attributes) -> None:
        if name == "font":
            self._fonts.append(_Font())
        elif self._fonts:
            font = self._fonts[-1]
            is_set = attributes.get("val", "1").lower() not in _FALSE
            if name == "b":
                font.is_bold = is_set
            elif name == "u":
                font.is_underlined = is_set
            elif name == "sz":
                font.size = _number(attributes.get("val"), 11.0)
            elif name == "color":
                font.colour = colour_of(attributes, self._theme)

    def _fill(self, name: str, attributes: Attributes) -> None:
        if name == "fill":
            self._fills.append(_Fill())
        elif name == "patternFill" and self._fills:
            self._fills[-1].is_drawn = attributes.get("patternType", "none") != "none"
        elif name == "fgColor" and self._fills:
            self._fills[-1].colour = colour_of(attributes, self._theme)

    def _border(self, name: str, attributes: Attributes) -> None:
        if name == "border":
            self._borders.append(set())
        elif name in _SIDES and self._borders and attributes.get("style", "none") != "none":
            self._borders[-1].add(_SIDES[name])

    def _xf(self, name: str, attributes: Attributes) -> None:
        if name == "xf":
            numbers = (integer(attributes.get(key)) or 0 for key in ("numFmtId", "fontId", "fillId", "borderId"))
            format_, font, fill, border = numbers
            self._xfs.append(_Xf(format_=format_, font=font, fill=fill, border=border))
        elif name == "alignment" and self._xfs:
            self._xfs[-1].align = attributes.get("horizontal", "").replace("general", "")
            self._xfs[-1].wraps = attributes.get("wrapText", "0").lower() not in _FALSE
        elif name == "protection" and self._xfs:
            self._xfs[-1].is_locked = attributes.get("locked", "1").lower() not in _FALSE

    @cached_property
    def looks(self) -> list[Look]:
        """The looks in the order in which cells refer to them."""
        return [self._look(xf) for xf in self._xfs]

    def _look(self, xf: _Xf) -> Look:
        font = self._fonts[xf.font] if 0 <= xf.font < len(self._fonts) else _Font()
        fill = self._fills[xf.fill] if 0 <= xf.fill < len(self._fills) else _Fill()
        colour = fill.colour if fill.is_drawn else ""
        code = self._codes.get(xf.format_) or BUILT_IN.get(xf.format_) or _MORE_BUILT_IN.get(xf.format_, "")
        return Look(
            borders=frozenset(self._borders[xf.border] if 0 <= xf.border < len(self._borders) else ()),
            fill="" if colour == "#FFFFFF" else colour,
            colour="" if font.colour == "#000000" else font.colour,
            is_bold=font.is_bold,
            is_underlined=font.is_underlined,
            size=font.size,
            align=xf.align,
            wraps=xf.wraps,
            number_format="" if code == "General" else code,
            is_locked=xf.is_locked,
        )


def look_at(looks: Sequence[Look], index: int | None) -> Look:
    """Return the look of a number; the plain one for a number that the styles do not have."""
    return looks[index] if index is not None and 0 <= index < len(looks) else PLAIN


@dataclass(kw_only=True)
class StyleSheet:
    """What a workbook says of looks, beside its sheets."""

    looks: list[Look] = field(default_factory=list)


def _number(text: str | None, usual: float) -> float:
    try:
        return float(text or usual)
    except ValueError:
        return usual
