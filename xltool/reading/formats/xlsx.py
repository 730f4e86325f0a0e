"""Read Open XML workbooks (.xlsx, .xlsm) as a stream.

Why not by python-calamine, as .xls: it hands error cells over as blanks, takes an index that is wrong for the first shared
string, gives up a whole sheet for one odd cell, passes over CDATA and UTF-16, and lays out a grid up to the furthest cell. A
form needs few cells and needs those exactly; and parsing stops where the form ends.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from functools import cached_property, lru_cache
from html import unescape

from xltool.base.messages import Text
from xltool.reading.book import Attachments, Book, Feature
from xltool.reading.fast.scan import TRUE, scan_names
from xltool.reading.format import Format, ReceivedFile
from xltool.reading.guard.limits import Limits
from xltool.reading.guard.refusal import SHEETS, too_many
from xltool.reading.parsing.date_styles import Style, style_of
from xltool.reading.parsing.grid import Grid
from xltool.reading.parsing.open_xml_attachments import SIGNS, read_attachments
from xltool.reading.parsing.open_xml_cells import integer
from xltool.reading.parsing.open_xml_sheet import SheetPart
from xltool.reading.parsing.package import Package, main_part
from xltool.reading.parsing.program import package_program
from xltool.reading.parsing.rich_values import picture_values
from xltool.reading.parsing.shared_texts import shared_texts
from xltool.reading.parsing.xml_stream import Attributes, Handler, local_attribute, parse

_MAIN = "xl/workbook.xml"
_OTHER_PROGRAMS = ("word/", "ppt/")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
#: A cell with the text of its formula; the attributes of cells are few.
_FORMULA_TEXT = re.compile(rb"<(?:\w{1,20}:)?c\s([^>]{1,300})>\s*<(?:\w{1,20}:)?f(?:\s[^>]{0,300})?>([^<]+)<")
_REFERENCE = re.compile(rb"\br\s*=\s*[\"']([A-Z]{1,3}\d{1,7})[\"']")
_PROTECTION = re.compile(rb"<(?:\w+:)?sheetProtection\b[^>]*\bsheet\s*=\s*[\"'](?:1|true)")


class XlsxBook(Book):
    """An open .xlsx or .xlsm. Raises Refused when it cannot be read."""

    tells = frozenset(Feature)

    def __init__(self, package: Package, limits: Limits) -> None:
        self._limits = limits
        self._package = package
        self._main = main_part(self._package, limits.depth) or _MAIN
        workbook = _read_workbook(package, self._main, limits.depth)
        if len(workbook.sheets) > limits.n_sheets:
            raise too_many(SHEETS, len(workbook.sheets), limits.n_sheets)
        targets = self._package.targets(self._main, limits.depth)
        self.part_names = package.names
        self.program = package_program(package)
        self.date1904 = workbook.date1904
        self.defined_names = dict(workbook.defined_names)  # of the workbook, not of one sheet
        self._parts = {name: targets[id_][1] for name, id_ in workbook.sheets if id_ in targets}
        self.sheet_names = list(self._parts)
        self.hidden_sheets = frozenset(workbook.hidden)
        self._by_type = dict(targets.values())
        self._texts: list[str] | None = None
        self._styles: list[Style] | None = None
        self._pictures: frozenset[int] | None = None

    def grid(self, name: str, n_rows: int | None = None, n_columns: int | None = None) -> Grid:
        """Read the cells of a sheet, its first `n_rows` rows and `n_columns` columns or as many as the limits allow."""
        return self.sheet(name, n_rows, n_columns).grid()

    def sheet(self, name: str, n_rows: int | None = None, n_columns: int | None = None) -> SheetPart:
        """Return the part of a sheet, to be read as far as that."""
        return SheetPart(
            sheet=name,
            source=self,
            package=self._package,
            part=self._parts[name],
            limits=self._limits,
            n_rows=n_rows or self._limits.n_rows,
            n_columns=n_columns,
        )

    @property
    def package(self) -> Package:
        """The package of the workbook."""
        return self._package

    def part(self, name: str) -> str:
        """Return the name of the part of a sheet."""
        return self._parts[name]

    def is_protected(self, name: str) -> bool:
        """Return whether a sheet is protected, without parsing it."""
        return _PROTECTION.search(self._raw(name)) is not None

    def n_formulas(self, name: str) -> int:
        """Count the formulas of a sheet without parsing it."""
        return len(_FORMULA.findall(self._raw(name)))

    def formula_texts(self, name: str) -> Mapping[str, str]:
        """Return the formulas of a sheet by cell, without `=`, as far as each is written at its cell."""
        found = ((_REFERENCE.search(match[1]), match[2]) for match in _FORMULA_TEXT.finditer(self._raw(name)))
        return {reference[1].decode(): unescape(text.decode("utf-8", "replace")) for reference, text in found if reference}

    def _raw(self, name: str) -> bytes:
        """Return the part of a sheet in an encoding that can be searched."""
        content = self._package.read(self._parts[name])
        return content.decode("utf-16", "replace").encode() if content.startswith((b"\xff\xfe", b"\xfe\xff")) else content

    def attachments(self, name: str) -> Attachments:
        """Read what is attached to a sheet. Raises Refused."""
        if not any(sign in part for part in self.part_names for sign in SIGNS):
            return Attachments()
        attached: dict[str, list[str]] = {}
        for kind, part in self._package.targets(self._parts[name], self._limits.depth).values():
            attached.setdefault(kind, []).append(part)
        return read_attachments(self._package, attached, self._limits.depth)

    @property
    def texts(self) -> list[str]:
        """The shared texts."""
        if self._texts is None:
            part = self.part_of_type("sharedStrings")
            self._texts = shared_texts(self._package, part, self._limits.depth) if part else []
        return self._texts

    @property
    def styles(self) -> list[Style]:
        """The cell styles in their order."""
        if self._styles is None:
            part = self.part_of_type("styles")
            self._styles = self._package.parsed(part, self._limits.depth, _Styles).styles if part else []
        return self._styles

    @property
    def pictures(self) -> frozenset[int]:
        """The numbers of rich values that are pictures: what Excel places in a cell."""
        if self._pictures is None:
            self._pictures = picture_values(self._package, self._by_type, self._limits.depth)
        return self._pictures

    def part_of_type(self, kind: str) -> str | None:
        """Return the part of a type, where there is one."""
        part = self._by_type.get(kind)
        return part if part is not None and part in self._package else None


def _read_workbook(package: Package, part: str, depth: int) -> _Workbook:
    """Read the main part. Raises Refused."""
    content = package.kept(part)
    if content is not None:
        return _workbook(content, part, depth)
    handler = _Workbook()
    package.parse(part, handler, depth)
    return handler


@lru_cache(maxsize=16)  # the files of a campaign that one program has saved have the same
def _workbook(content: bytes, part: str, depth: int) -> _Workbook:
    scanned = scan_names(content)
    if scanned is not None:
        handler = _Workbook()
        parse(io.BytesIO(scanned.rest), part, handler, depth)
        if handler.n_lists == 1:
            handler.names |= {name: [text] for name, text in scanned.names.items()}
            return handler
    handler = _Workbook()
    parse(io.BytesIO(content), part, handler, depth)
    return handler


class _Workbook(Handler):
    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str]] = []
        self.hidden: list[str] = []
        self.date1904 = False
        self.names: dict[str, list[str]] = {}
        self.n_lists = 0  # of names

    @cached_property
    def defined_names(self) -> Mapping[str, str]:
        """What the names stand for, once all is parsed."""
        return {name: "".join(text) for name, text in self.names.items()}

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "sheet":
            self.sheets.append((attributes.get("name", ""), local_attribute(attributes, "id") or ""))
            if attributes.get("state", "visible") != "visible":
                self.hidden.append(attributes.get("name", ""))
        elif name == "definedName":
            self.collecting = [] if "localSheetId" in attributes else self.names.setdefault(attributes.get("name", ""), [])
        elif name == "definedNames":
            self.n_lists += 1
        elif name == "workbookPr":
            self.date1904 = attributes.get("date1904", "0").strip().lower() in TRUE

    def end(self, name: str) -> None:
        if name == "definedName":
            self.collecting = None


class _Styles(Handler):
    def __init__(self) -> None:
        super().__init__()
        self._codes: dict[int, str] = {}
        self._struck: list[bool] = []  # of each font
        self._formats: list[tuple[int, int]] = []  # number of the format and of the font of each style
        self._section = ""

    def start(self, name: str, attributes: Attributes) -> None:
        if name in ("numFmts", "fonts", "cellXfs"):
            self._section = name
        elif name == "numFmt" and self._section == "numFmts":
            self._codes[integer(attributes.get("numFmtId")) or 0] = attributes.get("formatCode", "")
        elif name == "xf" and self._section == "cellXfs":
            self._formats.append((integer(attributes.get("numFmtId")) or 0, integer(attributes.get("fontId")) or 0))
        elif self._section == "fonts" and name == "font":
            self._struck.append(False)
        elif self._section == "fonts" and name == "strike" and self._struck:
            self._struck[-1] = attributes.get("val", "1").strip().lower() in TRUE

    def end(self, name: str) -> None:
        if name == self._section:
            self._section = ""

    @cached_property
    def styles(self) -> list[Style]:
        """The styles in the order in which cells refer to them, once all is parsed."""
        known = {each: self._style(*each) for each in set(self._formats)}
        return [known[each] for each in self._formats]

    def _style(self, number: int, font: int) -> Style:
        return style_of(number, self._codes.get(number), is_struck=0 <= font < len(self._struck) and self._struck[font])


def _recognise(file: ReceivedFile) -> bool:
    return file.package is not None and not file.main.startswith(_OTHER_PROGRAMS) and bool(file.main or _MAIN in file.package)


def _open(file: ReceivedFile) -> XlsxBook:
    return XlsxBook(file.opened_package, file.limits)


FORMAT = Format(
    name="xlsx",
    suffixes=(".xlsx", ".xlsm"),
    doc=Text("Excel 工作簿，也有带宏的", "workbook of Excel, also with macros"),
    rank=40,  # last: many packages look like one
    recognise=_recognise,
    open=_open,
    tells=XlsxBook.tells,
)
