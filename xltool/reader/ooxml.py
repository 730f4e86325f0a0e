"""Open XML workbooks (.xlsx, .xlsm), read as a stream.

Why not by python-calamine, as .xls: it hands error cells over as blanks, takes an index that is wrong for the first shared
string, gives up a whole sheet for one odd cell, passes over CDATA and UTF-16, and lays out a grid up to the furthest cell. A
form needs few cells and needs those exactly; and parsing stops where the form ends.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import IO, Any

from xltool.cells import MAX_COLUMNS, MAX_ROWS, a1, column_number
from xltool.reader.archive import CELLS, MERGES, SHEETS, Refused, damaged, too_many
from xltool.reader.dates import Style, from_iso, style_of, styled
from xltool.reader.grid import BOOLEANS, NOT_COMPUTED, CellError, Grid, Place, Traits, grid_of, number_in
from xltool.reader.limits import Limits
from xltool.reader.parts import Package, main_part
from xltool.reader.program import package_program
from xltool.reader.xml import Attributes, Handler, Stop, local_attribute
from xltool.text import Text

_NO_STRING = Text("{cell} 引用的第 {number} 个共享文本不存在", "{cell} refers to shared text {number}, which is not there")
_BAD_CELL = Text("单元格地址 {cell} 有误", "there is no cell {cell}")
_MAIN = "xl/workbook.xml"
_TRUE = ("1", "true", "on")
_MOST = 100_000  # formulas of a sheet that are kept in mind
#: Elements that tell of a sheet more than its values.
_TRAITS = frozenset({"mergeCell", "dataValidation", "sqref", "sheetProtection", "filterColumn", "col"})


class OoxmlBook:
    """An open .xlsx or .xlsm. Raises Refused when it cannot be read."""

    def __init__(self, package: Package, limits: Limits) -> None:
        self._limits = limits
        self._package = package
        self._main = main_part(self._package, limits.depth) or _MAIN
        found = _Workbook()
        self._package.parse(self._main, found, limits.depth)
        if len(found.sheets) > limits.n_sheets:
            raise Refused(too_many(SHEETS, len(found.sheets), limits.n_sheets))
        targets = self._package.targets(self._main, limits.depth)
        self.part_names = package.names
        self.program = package_program(package)
        self.date1904 = found.date1904
        self.defined_names = {name: "".join(text) for name, text in found.names.items()}  # of the workbook, not of one sheet
        self._parts = {name: targets[id_][1] for name, id_ in found.sheets if id_ in targets}
        self.sheet_names = list(self._parts)
        self.hidden_sheets = frozenset(found.hidden)
        self._by_type = dict(targets.values())
        self._texts: list[str] | None = None
        self._styles: list[Style] | None = None

    def grid(self, name: str, n_rows: int | None = None, n_columns: int | None = None) -> Grid:
        """The cells of a sheet, its first `n_rows` rows and `n_columns` columns or as many as the limits allow."""
        part = self._parts[name]
        handler = _Sheet(self, self._limits, n_rows or self._limits.n_rows, n_columns)
        stopped = self._package.parse(part, handler, self._limits.depth)

        def find_far() -> Place | None:
            if stopped is None or handler.far is not None:
                return handler.far
            with self._package.open(part) as stream:
                stream.seek(stopped)
                return first_content(stream)

        handler.traits.is_whole = stopped is None
        return grid_of(name, handler.cells, find_far, handler.traits)

    def raw(self, name: str) -> bytes:
        """A sheet's part as it is."""
        return self._package.read(self._parts[name])

    def attached(self, name: str) -> dict[str, list[str]]:
        """What is attached to a sheet: the kind of the relationship → names of the parts."""
        found: dict[str, list[str]] = {}
        for kind, part in self._package.targets(self._parts[name], self._limits.depth).values():
            found.setdefault(kind, []).append(part)
        return found

    def parse_part(self, part: str, handler: Handler) -> None:
        """Feed an attached part to a handler; one that is not there says nothing."""
        if part in self._package:
            self._package.parse(part, handler, self._limits.depth)

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
        if part is not None:
            self.parse_part(part, handler)


class _Workbook(Handler):
    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str]] = []
        self.hidden: list[str] = []
        self.date1904 = False
        self.names: dict[str, list[str]] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "sheet":
            self.sheets.append((attributes.get("name", ""), local_attribute(attributes, "id") or ""))
            if attributes.get("state", "visible") != "visible":
                self.hidden.append(attributes.get("name", ""))
        elif name == "definedName":
            self.collecting = [] if "localSheetId" in attributes else self.names.setdefault(attributes.get("name", ""), [])
        elif name == "workbookPr":
            self.date1904 = attributes.get("date1904", "0").strip().lower() in _TRUE

    def end(self, name: str) -> None:
        if name == "definedName":
            self.collecting = None


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
        known = {number: style_of(number, self._codes.get(number)) for number in set(self._numbers)}
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
        self.traits = Traits()
        self.far: Place | None = None
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
            if len(self.traits.formulas) < _MOST:
                self.traits.formulas.append(self.reference or a1(*self.place))
        elif name == "is":
            self.content += "i"
        elif name == "row":
            self._start_row(attributes)
        elif name in _TRAITS:
            self._trait(name, attributes)
        else:
            super().start(name, attributes)

    def end(self, name: str) -> None:
        if name == "c":
            if self.content:
                self._finish()
        elif name == "v":
            self.collecting = None
        elif name == "sqref":
            self._finish_validation()
        elif name != "f":
            super().end(name)

    def _trait(self, name: str, attributes: Attributes) -> None:
        traits = self.traits
        if name == "mergeCell":
            traits.merges.append(attributes.get("ref", ""))
            if len(traits.merges) > self.limits.n_merges:
                raise Refused(too_many(MERGES, len(traits.merges), self.limits.n_merges))
        elif name == "dataValidation":
            traits.validations.append((attributes.get("sqref", ""), attributes.get("type", "none")))
        elif name == "sqref":
            self.collecting = self.value
            self.value.clear()
        elif name == "sheetProtection":
            traits.is_protected = attributes.get("sheet", "0").strip().lower() in _TRUE
        elif name == "filterColumn":
            traits.is_filtered = True
        elif attributes.get("hidden", "0").strip().lower() in _TRUE and len(traits.hidden_columns) < MAX_COLUMNS:
            traits.hidden_columns.append((_integer(attributes.get("min")) or 1, _integer(attributes.get("max")) or MAX_COLUMNS))

    def _finish_validation(self) -> None:
        """Excel 2010 and later write some validations as extensions, with their cells in an element of its own."""
        self.collecting = None
        validations = self.traits.validations
        if validations and not validations[-1][0]:
            validations[-1] = "".join(self.value), validations[-1][1]

    def _start_row(self, attributes: Attributes) -> None:
        number = _integer(attributes.get("r"))
        self.place = (self._where()[0] + 1 if number is None else number), 0
        self.reference = None
        if self.place[0] > self.n_rows:
            raise Stop
        if self.place[0] < 1:
            raise Refused(damaged(_BAD_CELL, cell=attributes.get("r", "")))
        if "hidden" in attributes and attributes["hidden"].strip().lower() in _TRUE:
            self.traits.hidden_rows.append(self.place[0])

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
            if len(self.cells) > self.limits.n_cells:
                raise Refused(too_many(CELLS, len(self.cells), self.limits.n_cells))

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
            return BOOLEANS.get(text.strip().lower(), text)
        if kind == "e":
            return CellError(text.strip())
        return from_iso(text) if kind == "d" else unescape(text)

    def _number(self, text: str) -> Any:
        number = number_in(text)
        if isinstance(number, str):
            return number
        return styled(number, self.book.styles, _integer(self.attributes.get("s")) or 0, date1904=self.book.date1904)

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
