"""Open XML workbooks (.xlsx, .xlsm), read as a stream.

Why not by python-calamine, as .xls: it hands error cells over as blanks, takes an index that is wrong for the first shared
string, gives up a whole sheet for one odd cell, passes over CDATA and UTF-16, and lays out a grid up to the furthest cell. A
form needs few cells and needs those exactly; and parsing stops where the form ends.
"""

from __future__ import annotations

import io
from functools import cached_property

from xltool.reading.fast.scan import TRUE, scan_names
from xltool.reading.formats.date_styles import Style, style_of
from xltool.reading.formats.grid import Grid
from xltool.reading.formats.ooxml_sheet import SheetPart, integer
from xltool.reading.formats.parts import Package, main_part
from xltool.reading.formats.program import package_program
from xltool.reading.formats.shared_texts import shared_texts
from xltool.reading.formats.xml_stream import Attributes, Handler, local_attribute, parse
from xltool.reading.guard.archive import SHEETS, Refused, too_many
from xltool.reading.guard.limits import Limits

_MAIN = "xl/workbook.xml"


class OoxmlBook:
    """An open .xlsx or .xlsm. Raises Refused when it cannot be read."""

    def __init__(self, package: Package, limits: Limits) -> None:
        self._limits = limits
        self._package = package
        self._main = main_part(self._package, limits.depth) or _MAIN
        found = _read_workbook(package, self._main, limits.depth)
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
        return self.sheet(name, n_rows, n_columns).grid()

    def sheet(self, name: str, n_rows: int | None = None, n_columns: int | None = None) -> SheetPart:
        """The part of a sheet, to be read as far as that."""
        return SheetPart(
            sheet=name,
            source=self,
            package=self._package,
            part=self._parts[name],
            limits=self._limits,
            n_rows=n_rows or self._limits.n_rows,
            n_columns=n_columns,
        )

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
            part = self._of_type("sharedStrings")
            self._texts = shared_texts(self._package, part, self._limits.depth) if part else []
        return self._texts

    @property
    def styles(self) -> list[Style]:
        """The cell styles in their order."""
        if self._styles is None:
            part = self._of_type("styles")
            self._styles = self._package.parsed(part, self._limits.depth, _Styles).styles if part else []
        return self._styles

    def _of_type(self, kind: str) -> str | None:
        """The part of a type, where there is one."""
        part = self._by_type.get(kind)
        return part if part is not None and part in self._package else None


def _read_workbook(package: Package, part: str, depth: int) -> _Workbook:
    """What the main part says. Raises Refused."""
    handler = _Workbook()
    content = package.kept(part)
    scanned = scan_names(content) if content is not None else None
    if scanned is None:
        package.parse(part, handler, depth)
    else:
        parse(io.BytesIO(scanned.rest), part, handler, depth)
        handler.names |= {name: [text] for name, text in scanned.names.items()}
    return handler


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
            self.date1904 = attributes.get("date1904", "0").strip().lower() in TRUE

    def end(self, name: str) -> None:
        if name == "definedName":
            self.collecting = None


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
            self._codes[integer(attributes.get("numFmtId")) or 0] = attributes.get("formatCode", "")
        elif name == "xf" and self._section == "cellXfs":
            self._numbers.append(integer(attributes.get("numFmtId")) or 0)

    def end(self, name: str) -> None:
        if name == self._section:
            self._section = ""

    @cached_property
    def styles(self) -> list[Style]:
        """The styles in the order in which cells refer to them, once all is parsed."""
        known = {number: style_of(number, self._codes.get(number)) for number in set(self._numbers)}
        return [known[number] for number in self._numbers]
