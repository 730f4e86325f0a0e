"""Read the sheets of an old Excel workbook (.xls) as they are drawn ([MS-XLS])."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from xltool.base.cells import Area
from xltool.base.number_formats import BUILT_IN
from xltool.reading.drawn.biff_formula import formula_text
from xltool.reading.drawn.drawn_colours import indexed_colour
from xltool.reading.drawn.drawn_styles import look_at
from xltool.reading.drawn_records import (
    BOTTOM,
    LEFT,
    RIGHT,
    TOP,
    DrawnBook,
    DrawnLimits,
    DrawnSheet,
    EntryRule,
    Look,
    Place,
    StyledCell,
)
from xltool.reading.format import ReceivedFile
from xltool.reading.guard.refusal import Refused
from xltool.reading.parsing.biff import BiffSheet, BiffWorkbook, cells_of, global_records, is_encrypted, read_workbook_stream, sheet_records
from xltool.reading.parsing.biff_texts import TextReader
from xltool.reading.parsing.grid import Traits

_FONT, _FORMAT, _XF, _PALETTE, _EXTERNSHEET = 0x0031, 0x041E, 0x00E0, 0x0092, 0x0017
_BLANK, _MULBLANK, _MERGED, _COLUMNS, _ROW, _USUAL_WIDTH, _PROTECT, _RULE, _FORMULA, _SHARED = (
    0x0201,
    0x00BE,
    0x00E5,
    0x007D,
    0x0208,
    0x0055,
    0x0012,
    0x01BE,
    0x0006,
    0x04BC,
)
_CELL = struct.Struct("<HHH")
_AREA = struct.Struct("<HHHH")
_ALIGNS = {1: "left", 2: "center", 3: "right", 6: "centerContinuous"}
_KINDS = ("none", "whole", "decimal", "list", "date", "time", "textLength", "custom")
_OPERATORS = ("between", "notBetween", "equal", "notEqual", "greaterThan", "lessThan", "greaterThanOrEqual", "lessThanOrEqual")
_XF_SIZE, _FONT_SIZE, _FORMULA_HEAD = 20, 8, 22  # bytes
_FIRST_OF_PALETTE = 8


def read_drawn(file: ReceivedFile, limits: DrawnLimits) -> DrawnBook:
    """Read a workbook. Raises Refused."""
    stream = (file.container and file.container.workbook) or b""
    if is_encrypted(stream):
        raise Refused("file.encrypted")
    book = read_workbook_stream(stream)
    looks = _Looks(book)
    for kind, data in global_records(stream):
        looks.take(kind, bytes(data))
    book.styles = []  # so that dates stay the numbers that they are
    names = [sheet.name for sheet in book.sheets]
    sheets = tuple(
        _Sheet(stream, book, sheet, looks.looks(), [names[at] for at in looks.sheets if at < len(names)]).read(limits)
        for sheet in book.sheets
    )
    return DrawnBook(sheets=sheets)


@dataclass(kw_only=True)
class _Font:
    is_bold: bool
    is_underlined: bool
    size: float
    colour: int


class _Looks:
    """Collects the looks of cells, and which sheets references to other sheets mean."""

    def __init__(self, book: BiffWorkbook) -> None:
        self._book = book
        self._fonts: list[_Font] = []
        self._codes: dict[int, str] = {}
        self._xfs: list[bytes] = []
        self._palette: dict[int, str] = {}
        self.sheets: list[int] = []

    def take(self, kind: int, data: bytes) -> None:
        """Take in a record of the workbook."""
        if kind == _FONT and len(data) >= _FONT_SIZE + 3:
            height, _, colour, weight, _, underline = struct.unpack_from("<HHHHHB", data)
            self._fonts.append(_Font(is_bold=weight >= 600, is_underlined=underline > 0, size=height / 20, colour=colour))  # noqa: PLR2004 - semi-bold
        elif kind == _FORMAT and len(data) > 2:  # noqa: PLR2004 - the number
            reader = TextReader([data[2:]], self._book.encoding)
            self._codes[struct.unpack_from("<H", data)[0]] = reader.text(has_short_count=self._book.encoding is not None)
        elif kind == _XF and len(data) >= _XF_SIZE:
            self._xfs.append(data)
        elif kind == _PALETTE:
            for at in range((len(data) - 2) // 4):
                red, green, blue = data[2 + 4 * at : 5 + 4 * at]
                self._palette[_FIRST_OF_PALETTE + at] = f"#{red:02X}{green:02X}{blue:02X}"
        elif kind == _EXTERNSHEET and self._book.encoding is None:
            self.sheets = [struct.unpack_from("<HHH", data, at)[1] for at in range(2, len(data) - 5, 6)]

    def looks(self) -> list[Look]:
        """Return the looks in the order in which cells refer to them."""
        return [self._look(xf) for xf in self._xfs]

    def _look(self, xf: bytes) -> Look:
        number, format_, flags, align = struct.unpack_from("<HHHB", xf)
        lines, more, fill = struct.unpack_from("<IIH", xf, 10)
        at = number - 1 if number > 4 else number  # noqa: PLR2004 - no font has the number 4
        font = self._fonts[at] if at < len(self._fonts) else _Font(is_bold=False, is_underlined=False, size=11.0, colour=0)
        sides = {LEFT: lines & 0xF, RIGHT: lines >> 4 & 0xF, TOP: lines >> 8 & 0xF, BOTTOM: lines >> 12 & 0xF}
        colour = self._colour(fill & 0x7F) if more >> 26 & 0x3F else ""
        code = self._codes.get(format_) or BUILT_IN.get(format_, "@" if format_ == 49 else "")  # noqa: PLR2004 - text
        return Look(
            borders=frozenset(side for side, style in sides.items() if style),
            fill="" if colour == "#FFFFFF" else colour,
            colour=self._colour(font.colour) if font.colour not in (0x7FFF, 8) else "",
            is_bold=font.is_bold,
            is_underlined=font.is_underlined,
            size=font.size,
            align=_ALIGNS.get(align & 7, ""),
            wraps=bool(align & 8),
            number_format="" if code == "General" else code,
            is_locked=bool(flags & 1),
        )

    def _colour(self, number: int) -> str:
        return self._palette.get(number) or indexed_colour(number)


@dataclass
class _Sheet:
    """Collects what is drawn on a sheet."""

    stream: bytes
    book: BiffWorkbook
    listed: BiffSheet
    looks: list[Look]
    sheets: list[str]
    styles: dict[Place, int] = field(default_factory=dict)
    merges: list[Area] = field(default_factory=list)
    rules: list[EntryRule] = field(default_factory=list)
    widths: dict[int, float] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    formulas: dict[Place, bytes] = field(default_factory=dict)
    shared: dict[Place, bytes] = field(default_factory=dict)  # by the first cell, counted from 0
    usual_width: float = 8.43
    is_protected: bool = False

    def read(self, limits: DrawnLimits) -> DrawnSheet:
        """Read the sheet. Raises Refused."""
        for kind, data in sheet_records(self.stream, self.listed.offset):
            self._take(kind, bytes(data))
        cells: dict[Place, StyledCell] = {}
        is_cut = False
        for place, value, style in self._values():
            if place[0] > limits.n_rows or place[1] > limits.n_columns or len(cells) >= limits.n_cells:
                is_cut = True
                continue
            formula = self._formula(place)
            cells[place] = StyledCell(value=value, formula=formula, has_formula=place in self.formulas, look=look_at(self.looks, style))
        return DrawnSheet(
            name=self.listed.name,
            is_hidden=self.listed.is_hidden,
            is_protected=self.is_protected,
            cells=cells,
            merges=tuple(area for area in self.merges if area.bottom <= limits.n_rows)[: limits.n_merges],
            validations=tuple(self.rules[: limits.n_validations]),
            widths=self.widths,
            heights=self.heights,
            usual_width=self.usual_width,
            hidden_rows=frozenset(self.hidden_rows),
            hidden_columns=frozenset(self.hidden_columns),
            is_cut=is_cut,
        )

    def _values(self) -> Iterator[tuple[Place, str | float | bool | None, int]]:
        seen: set[Place] = set()
        for row, column, value, style in cells_of(self.stream, self.book, self.listed, Traits(is_whole=False)):
            seen.add((row, column))
            yield (
                (row, column),
                float(value)
                if isinstance(value, int) and not isinstance(value, bool)
                else value
                if isinstance(value, float | bool)
                else str(value),
                style,
            )
        for place, style in self.styles.items():
            if place not in seen:
                yield place, None, style

    def _formula(self, place: Place) -> str:
        tokens = self.formulas.get(place, b"")
        if tokens[:1] == b"\x01" and len(tokens) >= 5:  # noqa: PLR2004 - a shared formula: the token and its first cell
            first = struct.unpack_from("<HH", tokens, 1)
            return formula_text(self.shared.get(first, b""), (place[0] - 1, place[1] - 1), self.sheets)
        return formula_text(tokens, sheets=self.sheets) if tokens else ""

    # --- records ------------------------------------------------------------------------------------------------------

    def _take(self, kind: int, data: bytes) -> None:
        if kind == _BLANK and len(data) >= _CELL.size:
            row, column, style = _CELL.unpack_from(data)
            self.styles[row + 1, column + 1] = style
        elif kind == _MULBLANK:
            row, first = struct.unpack_from("<HH", data)
            for at in range((len(data) - 6) // 2):
                self.styles[row + 1, first + at + 1] = struct.unpack_from("<H", data, 4 + 2 * at)[0]
        elif kind == _FORMULA and len(data) >= _FORMULA_HEAD:
            row, column, style = _CELL.unpack_from(data)
            size = struct.unpack_from("<H", data, 20)[0]
            self.formulas[row + 1, column + 1] = data[_FORMULA_HEAD : _FORMULA_HEAD + size]
            self.styles[row + 1, column + 1] = style
        elif kind == _SHARED and len(data) >= 10:  # noqa: PLR2004 - the range, and the size of the formula
            first_row, _, first_column, _ = struct.unpack_from("<HHBB", data)
            self.shared[first_row, first_column] = data[10 : 10 + struct.unpack_from("<H", data, 8)[0]]
        elif kind == _MERGED:
            for at in range((len(data) - 2) // _AREA.size):
                top, bottom, left, right = _AREA.unpack_from(data, 2 + at * _AREA.size)
                self.merges.append(Area(top + 1, left + 1, bottom + 1, right + 1))
        elif kind == _PROTECT and data:
            self.is_protected = self.is_protected or data[0] == 1
        elif kind == _RULE:
            rule = _validation(data, self.sheets)
            self.rules += [rule] if rule is not None else []
        else:
            self._take_line(kind, data)

    def _take_line(self, kind: int, data: bytes) -> None:
        if kind == _ROW and len(data) >= 16:  # noqa: PLR2004 - bytes
            row, height, flags = struct.unpack_from("<HxxxxHxxxxH", data)
            if not height & 0x8000:
                self.heights[row + 1] = height / 20
            if flags & 0x20:
                self.hidden_rows.add(row + 1)
        elif kind == _COLUMNS and len(data) >= 10:  # noqa: PLR2004 - bytes
            first, last, width, flags = struct.unpack_from("<HHHxxH", data)
            for column in range(first + 1, min(last, 255) + 2):
                self.widths[column] = width / 256
                if flags & 1:
                    self.hidden_columns.add(column)
        elif kind == _USUAL_WIDTH and len(data) >= 2:  # noqa: PLR2004 - bytes
            self.usual_width = float(struct.unpack_from("<H", data)[0])


def _validation(data: bytes, sheets: list[str]) -> EntryRule | None:
    """Read a validation ([MS-XLS] 2.4.83); None for one that is cut off."""
    try:
        flags = struct.unpack_from("<I", data)[0]
        at, texts = 4, []
        for _ in range(4):
            count, wide = struct.unpack_from("<HB", data, at)
            size = count * (2 if wide & 1 else 1)
            texts.append(data[at + 3 : at + 3 + size].decode("utf-16-le" if wide & 1 else "latin-1", "replace").strip("\0"))
            at += 3 + size
        formulas = []
        for _ in range(2):
            size = struct.unpack_from("<H", data, at)[0]
            formulas.append(formula_text(data[at + 4 : at + 4 + size], sheets=sheets).replace("\0", ","))
            at += 4 + size
        n_areas = struct.unpack_from("<H", data, at)[0]
        found = [_AREA.unpack_from(data, at + 2 + index * _AREA.size) for index in range(min(n_areas, 500))]
    except struct.error:
        return None
    areas = tuple(Area(top + 1, left + 1, bottom + 1, right + 1) for top, bottom, left, right in found)
    kind = _KINDS[flags & 0xF] if flags & 0xF < len(_KINDS) else "none"
    operator = _OPERATORS[min(flags >> 20 & 0xF, len(_OPERATORS) - 1)]
    return (
        EntryRule(areas=areas, kind=kind, operator=operator, first=formulas[0], second=formulas[1], prompt=texts[2])
        if areas and kind != "none"
        else None
    )
