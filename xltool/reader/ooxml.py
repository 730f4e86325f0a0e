"""Open XML workbooks (.xlsx, .xlsm), read as a stream.

Why not by python-calamine as the other formats: it hands error cells over as blanks, takes an index that is wrong for the
first shared string, gives up a whole sheet for one odd cell, passes over CDATA and UTF-16, and lays out a grid up to the
furthest cell. A form needs few cells and needs those exactly; and parsing stops where the form ends.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from pathlib import Path
from typing import IO, Any

from xltool.cells import MAX_COLUMNS, MAX_ROWS, a1, column_number
from xltool.reader.archive import damaged, part_name, too_many
from xltool.reader.dates import from_iso, is_date_format, is_duration_format, moment
from xltool.reader.grid import NOT_COMPUTED, CellError, Grid, Place, grid_of
from xltool.reader.limits import Limits
from xltool.reader.xml import Attributes, Handler, Refused, Stop, local_attribute, parse
from xltool.text import Text

_NO_PART = Text("缺少部件 {name}", "the part {name} is missing")
_NO_STRING = Text("{cell} 引用的第 {number} 个共享文本不存在", "{cell} refers to shared text {number}, which is not there")
_BAD_CELL = Text("单元格地址 {cell} 有误", "there is no cell {cell}")
_SHEETS = Text("工作表", "sheets")
_MERGES = Text("合并区域", "merged ranges")
_MAIN = "xl/workbook.xml"


class Package:
    """The parts of a package that the guard let through, by name in any case of letters."""

    def __init__(self, path: Path) -> None:
        self._archive = zipfile.ZipFile(path)
        self._members = {part_name(member).lower(): member for member in self._archive.infolist()}

    @property
    def names(self) -> list[str]:
        """The names of all parts, in lower case."""
        return list(self._members)

    def read(self, name: str) -> bytes:
        """A part as a whole. Raises Refused when there is none."""
        with self._open(name) as stream:
            return stream.read()

    def original(self, name: str) -> str:
        """A part's name with its own letters."""
        return part_name(self._members[name.lower()])

    def _open(self, name: str) -> IO[bytes]:
        member = self._members.get(name.lower())
        if member is None:
            raise Refused(damaged(_NO_PART, name=name))
        return self._archive.open(member)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._members

    def parse(self, name: str, handler: Handler, depth: int) -> int | None:
        """Feed a part to a handler. Returns the offset at which the handler stopped, None when it went to the end."""
        with self._open(name) as stream:
            return parse(stream, name, handler, depth)

    def first_content(self, name: str, offset: int) -> Place | None:
        """Row and column of the first cell that holds something in a sheet's part, from an offset on."""
        with self._open(name) as stream:
            stream.seek(offset)
            return first_content(stream)

    def targets(self, name: str, depth: int) -> dict[str, tuple[str, str]]:
        """Relationship id → (its type's last word, the part's name), of a part or of the package as a whole ("")."""
        folder, file = posixpath.split(name)
        rels = posixpath.join(folder, "_rels", f"{file}.rels")
        if rels not in self:
            return {}
        handler = _Relationships(folder)
        self.parse(rels, handler, depth)
        return handler.targets


class _Relationships(Handler):
    def __init__(self, folder: str) -> None:
        super().__init__()
        self.folder = folder
        self.targets: dict[str, tuple[str, str]] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "").replace("\\", "/")
            path = posixpath.normpath(posixpath.join("/", self.folder, target)).lstrip("/")
            self.targets[attributes.get("Id", "")] = attributes.get("Type", "").rpartition("/")[2], path


@dataclass(frozen=True, kw_only=True)
class Style:
    """What of a cell's style matters: whether its number is a date or a duration."""

    is_date: bool = False
    is_duration: bool = False


class OoxmlBook:
    """An open .xlsx or .xlsm. Raises Refused when it cannot be read."""

    def __init__(self, package: Package, limits: Limits) -> None:
        self._limits = limits
        self._package = package
        self._main = main_part(self._package, limits.depth) or _MAIN
        found = _Workbook()
        self._package.parse(self._main, found, limits.depth)
        if len(found.sheets) > limits.n_sheets:
            raise Refused(too_many(_SHEETS, len(found.sheets), limits.n_sheets))
        targets = self._package.targets(self._main, limits.depth)
        self.part_names = package.names
        self.date1904 = found.date1904
        self._parts = {name: targets[id_][1] for name, id_ in found.sheets if id_ in targets}
        self.sheet_names = list(self._parts)
        self._by_type = dict(targets.values())
        self._texts: list[str] | None = None
        self._styles: list[Style] | None = None

    def grid(self, name: str, n_rows: int | None = None, n_columns: int | None = None) -> Grid:
        """The cells of a sheet, its first `n_rows` rows and `n_columns` columns or as many as the limits allow."""
        part = self._parts[name]
        handler = _Sheet(self, self._limits, n_rows or self._limits.n_rows, n_columns)
        stopped = self._package.parse(part, handler, self._limits.depth)

        def find_far() -> Place | None:
            return handler.far if stopped is None else handler.far or self._package.first_content(part, stopped)

        return grid_of(name, handler.cells, find_far)

    @property
    def texts(self) -> list[str]:
        """The shared texts."""
        if self._texts is None:
            handler = _SharedTexts()
            self._parse_type("sharedStrings", handler)
            self._texts = handler.texts
        return self._texts

    @property
    def styles(self) -> list[Style]:
        """The cell styles in their order."""
        if self._styles is None:
            handler = _Styles()
            self._parse_type("styles", handler)
            self._styles = handler.styles()
        return self._styles

    def _parse_type(self, kind: str, handler: Handler) -> None:
        """Feed the part of a type, where there is one."""
        part = self._by_type.get(kind)
        if part is not None and part in self._package:
            self._package.parse(part, handler, self._limits.depth)


def main_part(package: Package, depth: int) -> str | None:
    """The part that is the document itself, as the package says."""
    targets = package.targets("", depth).values()
    return next((part for kind, part in targets if kind == "officeDocument"), None)


class _Workbook(Handler):
    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str]] = []
        self.date1904 = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "sheet":
            self.sheets.append((attributes.get("name", ""), local_attribute(attributes, "id") or ""))
        elif name == "workbookPr":
            self.date1904 = attributes.get("date1904", "0").strip().lower() in ("1", "true", "on")


class _Texts(Handler):
    """Collects the runs of a text: `t`, alone or in `r`, but not the pronunciation (`rPh`)."""

    def __init__(self) -> None:
        super().__init__()
        self.runs: list[str] = []
        self.phonetic = False

    def start(self, name: str, attributes: Attributes) -> None:  # noqa: ARG002
        if name == "t" and not self.phonetic:
            self.collecting = self.runs
        elif name == "rPh":
            self.phonetic = True

    def end(self, name: str) -> None:
        if name == "t":
            self.collecting = None
        elif name == "rPh":
            self.phonetic = False

    def take(self) -> str:
        """The text so far, unescaped; the next starts empty."""
        text = unescape("".join(self.runs))
        self.runs.clear()
        return text


class _SharedTexts(_Texts):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def end(self, name: str) -> None:
        super().end(name)
        if name == "si":
            self.texts.append(self.take())


class _Styles(Handler):
    def __init__(self) -> None:
        super().__init__()
        self._codes: dict[int, str] = {}
        self._numbers: list[int] = []
        self._section = ""

    def start(self, name: str, attributes: Attributes) -> None:
        if name in ("numFmts", "cellXfs"):
            self._section = name
        elif name == "numFmt" and self._section == "numFmts":
            self._codes[_integer(attributes.get("numFmtId")) or 0] = attributes.get("formatCode", "")
        elif name == "xf" and self._section == "cellXfs":
            self._numbers.append(_integer(attributes.get("numFmtId")) or 0)

    def end(self, name: str) -> None:
        if name == self._section:
            self._section = ""

    def styles(self) -> list[Style]:
        """The styles in the order in which cells refer to them."""
        known: dict[int, Style] = {}
        for number in self._numbers:
            if number not in known:
                code = self._codes.get(number)
                known[number] = Style(is_date=is_date_format(number, code), is_duration=is_duration_format(number, code))
        return [known[number] for number in self._numbers]


class _Sheet(_Texts):
    """The cells of a sheet; stops at the first row after `n_rows`. Where a cell is, is looked up only if it holds something."""

    def __init__(self, book: OoxmlBook, limits: Limits, n_rows: int, n_columns: int | None) -> None:
        super().__init__()
        self.book = book
        self.limits = limits
        self.n_rows = n_rows
        self.n_columns = n_columns
        self.cells: list[tuple[int, int, Any]] = []
        self.far: Place | None = None
        self.n_merges = 0
        self.place: Place = (0, 0)  # of the cell at hand, unless it names its place
        self.reference: str | None = None
        self.attributes: Attributes = {}
        self.value: list[str] = []
        self.content = ""  # names of elements in the cell at hand

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._start_cell(attributes)
        elif name == "v":
            self.collecting = self.value
            self.content += "v"
        elif name == "f":
            self.content += "f"
        elif name == "is":
            self.content += "i"
        elif name == "row":
            self._start_row(attributes)
        elif name == "mergeCell":
            self._count_merge()
        else:
            super().start(name, attributes)

    def end(self, name: str) -> None:
        if name == "c":
            if self.content:
                self._finish()
        elif name == "v":
            self.collecting = None
        elif name != "f":
            super().end(name)

    def _count_merge(self) -> None:
        self.n_merges += 1
        if self.n_merges > self.limits.n_merges:
            raise Refused(too_many(_MERGES, self.n_merges, self.limits.n_merges))

    def _start_row(self, attributes: Attributes) -> None:
        number = _integer(attributes.get("r"))
        self.place = (self._where()[0] + 1 if number is None else number), 0
        self.reference = None
        if self.place[0] > self.n_rows:
            raise Stop
        if self.place[0] < 1:
            raise Refused(damaged(_BAD_CELL, cell=attributes.get("r", "")))

    def _start_cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r")
        if reference is None:
            row, column = self._where()
            self.place = (row or 1), column + 1
        self.reference = reference
        self.attributes = attributes
        self.content = ""
        self.value.clear()
        self.runs.clear()
        if self.n_columns is not None and self._where()[1] > self.n_columns:
            self.asleep = "row"

    def _where(self) -> Place:
        """Row and column of the cell at hand."""
        if self.reference is None:
            return self.place
        match = _REFERENCE.fullmatch(self.reference)
        column = _column(match[1]) if match else 0
        row = int(match[2]) if match else 0
        if not 0 < row <= MAX_ROWS or column > MAX_COLUMNS:
            raise Refused(damaged(_BAD_CELL, cell=self.reference))
        return row, column

    def _finish(self) -> None:
        value = self._value()
        if value is None or value == "":
            return
        row, column = self._where()
        if column > self.limits.n_columns or row > self.n_rows:
            self.far = max(self.far or (0, 0), (row, column))
        elif column <= (self.n_columns or column):
            self.cells.append((row, column, value))

    def _value(self) -> Any:
        if "i" in self.content:
            return self.take()
        text = "".join(self.value)
        kind = self.attributes.get("t", "n")
        if kind == "s" and text:
            return self._shared(text)
        if not text:
            is_blank = "f" not in self.content or ("v" in self.content and kind == "str")
            return None if is_blank else NOT_COMPUTED
        return self._typed(kind, text)

    def _typed(self, kind: str, text: str) -> Any:
        if kind == "n":
            return self._number(text)
        if kind == "b":
            return {"1": True, "true": True, "0": False, "false": False}.get(text.strip().lower(), text)
        if kind == "e":
            return CellError(text.strip())
        return from_iso(text) if kind == "d" else unescape(text)

    def _number(self, text: str) -> Any:
        try:
            number = float(text)
        except ValueError:
            return text
        if not isfinite(number) or "_" in text:
            return text.strip()
        styles, index = self.book.styles, _integer(self.attributes.get("s")) or 0
        style = styles[index] if 0 <= index < len(styles) else None
        if style is None or not style.is_date:
            return number
        return moment(number, date1904=self.book.date1904, is_duration=style.is_duration)

    def _shared(self, text: str) -> str:
        number = _integer(text)
        texts = self.book.texts
        if number is None or not 0 <= number < len(texts):
            raise Refused(damaged(_NO_STRING, cell=a1(*self._where()), number=text))
        return texts[number]


_column = lru_cache(maxsize=1024)(column_number)
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})", re.ASCII)
_INTEGER = re.compile(r"\s*[+-]?\d{1,15}\s*", re.ASCII)


def _integer(text: str | None) -> int | None:
    return int(text) if text is not None and _INTEGER.fullmatch(text) else None


_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def unescape(text: str) -> str:
    """A text with `_xHHHH_` (ST_Xstring) as the UTF-16 code units that they stand for; half a surrogate pair becomes U+FFFD."""
    if "_x" not in text:
        return text
    units = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


_CONTENT = (b"<v>", b"<is>", b"<v ", b":v>", b":is>")
_ATTRIBUTE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{1,3})(\d{1,7})[\"']")
_WINDOW = 1 << 20
_OVERLAP = 1 << 12


def first_content(stream: IO[bytes]) -> Place | None:
    """The first cell that holds a value in the text of a sheet: a search, no parsing, so that a million blank rows cost little."""
    window = b""
    while chunk := stream.read(_WINDOW):
        window = window[-_OVERLAP:] + chunk
        found = [at for mark in _CONTENT if (at := window.find(mark)) >= 0]
        if found:
            before = window[: min(found)]
            references = _ATTRIBUTE.findall(before, max(0, len(before) - _OVERLAP))
            if references:
                letters, row = references[-1]
                return int(row), column_number(letters.decode())
    return None
