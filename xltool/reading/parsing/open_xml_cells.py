"""Make values of the cells of Open XML sheets, as they are written in a sheet's part."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import Any, Protocol

from xltool.base.cells import MAX_COLUMNS, MAX_ROWS, a1, column_number
from xltool.base.messages import Text
from xltool.reading.fast.scan import ScannedCell
from xltool.reading.guard.limits import Limits
from xltool.reading.guard.refusal import CELLS, damaged, too_many
from xltool.reading.parsing.date_styles import Style, from_iso, styled
from xltool.reading.parsing.grid import BOOLEANS, NOT_COMPUTED, PICTURE_FUNCTION, CellError, CellPicture, LostText, Place, number_in
from xltool.reading.parsing.shared_texts import unescape

_NO_STRING = Text(
    "{cell} 引用第 {number} 个共享文本，但文件中没有共享文本", "{cell} refers to shared text {number}, but the file has no shared texts"
)
BAD_CELL = Text("单元格地址 {cell} 有误", "invalid cell address {cell}")


class CellSource(Protocol):
    """The workbook around a sheet."""

    date1904: bool

    @property
    def texts(self) -> list[str]:
        """The shared texts."""
        ...

    @property
    def styles(self) -> list[Style]:
        """The cell styles in their order."""
        ...

    @property
    def pictures(self) -> frozenset[int]:
        """The numbers of rich values that are pictures."""
        ...


class CellCollector:
    """Collects the values of a sheet's part, as far as they are asked for and the limits allow."""

    def __init__(self, source: CellSource, limits: Limits, n_rows: int, n_columns: int | None) -> None:
        self.n_rows = n_rows
        self.n_columns = n_columns
        self.values: list[tuple[int, int, Any]] = []  # row, column, value
        self.struck: set[Place] = set()  # of these
        self.far: Place | None = None
        self._source = source
        self._texts: list[str] | None = None
        self._limits = limits

    def take(self, scanned: Iterable[ScannedCell]) -> None:
        """Take in cells that were scanned. Those that are alike but for their place are looked at once."""
        known: dict[tuple[str, ...], Any] = {}
        for cell in scanned:
            alike = cell[1:]
            place = place_at(cell[0])
            if alike not in known:
                known[alike] = self._content(place, *alike)
            self._add(place, known[alike], cell.style)

    def put(self, place: Place, style: str, kind: str, content: str, text: str) -> None:
        """Take in a cell: its style and type as they are written, and what is in it, as in `ScannedCell`."""
        self._add(place, self._content(place, style, kind, content, text), style)

    def put_picture(self, place: Place, style: str, text: str) -> None:
        """Take in a cell that shows a picture; `text` is its value as far as it has one."""
        self._add(place, CellPicture(text or PICTURE_FUNCTION), style)

    def is_picture(self, number: str | None) -> bool:
        """Return whether a rich value, which a cell names by its number, is a picture."""
        return number is not None and integer(number) in self._source.pictures

    @cached_property
    def _struck_styles(self) -> frozenset[str]:
        """The styles of cells that are struck through, as they are written."""
        return frozenset(str(index) for index, style in enumerate(self._source.styles) if style.is_struck)

    def _add(self, place: Place, value: Any, style: str) -> None:
        if value is None or value == "":
            return
        row, column = place
        if column > self._limits.n_columns or row > self.n_rows:
            self.far = max(self.far or (0, 0), place)
        elif column <= (self.n_columns or column):
            self.values.append((row, column, value))
            if style in self._struck_styles:
                self.struck.add(place)
            if len(self.values) > self._limits.n_cells:
                raise too_many(CELLS, len(self.values), self._limits.n_cells)

    def _content(self, place: Place, style: str, kind: str, content: str, text: str) -> Any:
        if kind == "s" and text and "i" not in content:
            return self._shared(place, text)
        return unescape(text) if "i" in content else self._value(style, kind or "n", content, text)

    def _value(self, style: str, kind: str, content: str, text: str) -> Any:
        if not text:
            is_blank = "f" not in content or ("v" in content and kind == "str")
            return None if is_blank else NOT_COMPUTED
        if kind == "n":
            return self._number(text, style)
        if kind == "b":
            return BOOLEANS.get(text.strip().lower(), text)
        if kind == "e":
            return CellError(text.strip())
        return from_iso(text) if kind == "d" else unescape(text)

    def _number(self, text: str, style: str) -> Any:
        number = number_in(text)
        if isinstance(number, str):
            return number
        return styled(number, self._source.styles, integer(style) or 0, date1904=self._source.date1904)

    def _shared(self, place: Place, text: str) -> str:
        if self._texts is None:
            self._texts = self._source.texts
        number = integer(text)
        if number is not None and 0 <= number < len(self._texts):
            return self._texts[number]
        if not self._texts:
            raise damaged(_NO_STRING, cell=a1(*place), number=text)
        return LostText(text)


_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})", re.ASCII)
_DIGITS = 15
_INTEGER = re.compile(rf"\s*[+-]?\d{{1,{_DIGITS}}}\s*", re.ASCII)


@lru_cache(maxsize=1 << 14)
def place_at(reference: str) -> Place:
    """Parse `F21` into row and column. Raises Refused when there is no such cell."""
    match = _REFERENCE.fullmatch(reference)
    column = column_number(match[1]) if match else 0
    row = int(match[2]) if match else 0
    if not 0 < row <= MAX_ROWS or column > MAX_COLUMNS:
        raise damaged(BAD_CELL, cell=reference)
    return row, column


def integer(text: str | None) -> int | None:
    """Parse an integer; None for any other text, and for more than 15 digits."""
    if text is None:
        return None
    is_plain = text.isdigit() and text.isascii() and len(text) <= _DIGITS
    return int(text) if is_plain or _INTEGER.fullmatch(text) else None
