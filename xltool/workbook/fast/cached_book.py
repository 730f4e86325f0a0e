"""Pack a workbook from cached sheets and from those that xlsxwriter draws: the fast twin of drawing all of it."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import xlsxwriter
from xlsxwriter.packager import Packager
from xlsxwriter.utility import xl_rowcol_to_cell_fast
from xlsxwriter.worksheet import CellNumberTuple, CellStringTuple

from xltool.workbook.fast.cached_sheet import CachedSheet, CellMap, SheetChanges
from xltool.workbook.fast.deflate_blocks import Constant, Deflated, assemble, constant
from xltool.workbook.fast.fast_worksheet import FastWorksheet
from xltool.workbook.fast.zip_package import ZipPackage

_TEXTS = "xl/sharedStrings.xml"
_TEXTS_PART = re.compile(r"(.*?<sst [^>]*>)(.*)(</sst>)", re.DOTALL)
_DRAWING = "xl/drawings/drawing"
_OWN_HEIGHT = ' customHeight="1"'
_ANCHOR = re.compile(
    r'<xdr:twoCellAnchor editAs="oneCell">(<xdr:from>.*?</xdr:from>)<xdr:to>.*?</xdr:to>'
    r'(.*?<a:ext( cx="\d+" cy="\d+")/>.*?)</xdr:twoCellAnchor>',
    re.DOTALL,
)


class CachedWorksheet(FastWorksheet):
    """A sheet of the form's workbook. Based on a cached sheet, it takes what is written on it as changes."""

    cached: CachedSheet | None = None  # what it is based on
    finished: Deflated | None = None  # the part, compressed
    values: CellMap  # what its formulas yield
    has_own_lines: bool = False  # whether its page header or footer differs from the cached one
    has_own_hints: bool = False  # whether its validations differ from the cached ones
    has_plain_tab: bool = False  # whether its tab has no colour, while that of the cached one may have
    without_button: frozenset[int] = frozenset()  # columns (1-based) of the filter that have no button
    growing: frozenset[int] = frozenset()  # rows (1-based) whose height is that of their text: programs set it anew when something is typed
    # xlsxwriter's own, by row (0-based), column and area
    table: dict[int, dict[int, Any]]
    row_info: dict[int, Any]
    cond_formats: dict[str, list[Any]]
    fh: Any  # what is written to
    # of the part that holds its pictures
    drawing: Any
    tab_color: Any
    autofilter_ref: str
    filter_range: list[int]  # first and last column
    drawing_links: list[Any]
    external_drawing_links: list[Any]
    drawing_rels: dict[str, int]
    drawing_rels_id: int
    validations: list[dict[str, Any]]

    def base_on(self, cached: CachedSheet) -> None:
        """Take from now on what is written as changes. Sizes and settings stay, since xlsxwriter places notes by them."""
        for name, value in list(vars(self).items()):
            if isinstance(value, dict | list):
                setattr(self, name, copy(value))  # nothing is shared with the sheet that was drawn
        self.cached, self.values, self.selected = cached, {}, False
        self.table, self.row_info, self.cond_formats = defaultdict(dict), {}, {}
        # pictures stay, and are placed anew: a row above may be higher then
        self.drawing, self.drawing_links, self.external_drawing_links, self.drawing_rels, self.drawing_rels_id = 0, [], [], {}, 0

    def uncolour_tab(self) -> None:
        """Take the colour from the tab."""
        self.tab_color, self.has_plain_tab = 0, True

    def drop_hint(self, row: int, column: int) -> None:
        """Take away the hint that shows on entering a cell (0-based), and the others of its field: nothing is to cover what a note says."""
        for index, options in enumerate(self.validations):
            top, left, bottom, right = options["cells"][0]
            if top <= row <= bottom and left <= column <= right and options["show_input"]:
                kept = {key: value for key, value in options.items() if key not in ("input_title", "input_message")}
                self.validations[index] = {**kept, "show_input": 0}
                self.has_own_hints = True

    def _assemble_xml_file(self) -> None:
        if self.cached is None:
            super()._assemble_xml_file()
        else:
            self.finished = self._with_changes(self.cached)

    def _with_changes(self, cached: CachedSheet) -> Deflated:
        changes = SheetChanges(
            values=self.values,
            cells={row + 1: self._cells_of(row, cells) for row, cells in self.table.items()},
            row_starts={row + 1: self._row_start(row, info, cached) for row, info in self.row_info.items()},
            rules={area: "".join(self._written(self._write_cf_rule, rule) for rule in rules) for area, rules in self.cond_formats.items()},
            page_lines=self._written(self._write_header_footer) if self.has_own_lines else "",
            validations=self._written(self._write_data_validations) if self.has_own_hints else "",
            drawing=self._written(self._write_legacy_drawing),
            is_selected=bool(self.selected),
            has_plain_tab=self.has_plain_tab,
        )
        return cached.with_changes(changes)

    def _write_row(self, row: int, *described: Any, **how: Any) -> None:
        """Write the start of a row; a height that is not said to be somebody's own lets programs make the row fit its text."""
        if row + 1 not in self.growing:
            super()._write_row(row, *described, **how)
            return
        out: Any = self.fh
        self.fh = io.StringIO()
        super()._write_row(row, *described, **how)
        start: str = self.fh.getvalue()
        self.fh = out
        self.fh.write(start.replace(_OWN_HEIGHT, ""))

    def _write_auto_filter(self) -> None:
        """Write the filter; of columns without a button it says so (ECMA-376 Part 1, 18.3.2.7)."""
        if not self.autofilter_ref or not self.without_button:
            super()._write_auto_filter()
            return
        self._xml_start_tag("autoFilter", [("ref", self.autofilter_ref)])
        for column in sorted(self.without_button):
            self._xml_empty_tag("filterColumn", [("colId", column - 1 - self.filter_range[0]), ("hiddenButton", 1)])
        self._xml_end_tag("autoFilter")

    def _row_start(self, row: int, info: Any, cached: CachedSheet) -> str:
        return self._written(self._write_row, row, cached.spans.get(row + 1), info)

    def _cells_of(self, row: int, cells: Mapping[int, Any]) -> dict[int, str]:
        return {column + 1: self._cell(row, column, cell) for column, cell in cells.items()}

    def _cell(self, row: int, column: int, cell: Any) -> str:
        """Return what xlsxwriter writes for a cell; texts and numbers with a format, which are nearly all, in a fifth of its time."""
        kind = type(cell)
        if not cell.format or kind not in (CellStringTuple, CellNumberTuple):
            return self._written(self._write_cell, row, column, cell)
        start = f'<c r="{xl_rowcol_to_cell_fast(row, column)}" s="{cell.format._get_xf_index()}"'  # noqa: SLF001 - as its own cells do
        if kind is CellStringTuple:
            return f'{start} t="s"><v>{cell.string}</v></c>'
        return f"{start}><v>{cell.number:.16G}</v></c>"

    def _written(self, write: Callable[..., None], *what: Any) -> str:
        """Return what one of xlsxwriter's methods writes."""
        self.fh = io.StringIO()
        write(*what)
        written: str = self.fh.getvalue()
        return written


@dataclass(frozen=True)
class SharedStrings:
    """Shared strings with which several workbooks begin, in the same places."""

    places: Mapping[str, int]
    n_cells: int  # that refer to them
    items: Constant  # their XML


class CachedBook(xlsxwriter.Workbook):  # type: ignore[misc]  # xlsxwriter publishes no types
    """A workbook in memory. No text becomes a formula or a link because it looks like one."""

    def __init__(self, texts: SharedStrings | None = None) -> None:
        super().__init__(io.BytesIO(), {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        self.worksheet_class = CachedWorksheet
        self._texts = texts
        self._structure_lock: list[tuple[str, str]] | None = None  # attributes of the workbook's protection
        self._packager = _PartKeeper(len(texts.places) if texts else 0)
        if texts:
            table = self.str_table
            table.string_table, table.unique_count, table.count = dict(texts.places), len(texts.places), texts.n_cells

    def add_cached(self, sheet: CachedWorksheet, cached: CachedSheet) -> CachedWorksheet:
        """Add a sheet that was drawn for another workbook."""
        added: CachedWorksheet = self.add_worksheet(sheet.get_name(), lambda: copy(sheet))
        added.base_on(cached)
        return added

    def lock_structure(self, password: str) -> None:
        """Lock the order, names and number of the sheets: nobody adds a second form or hides one. `password` may be "", for none."""
        worksheet = self.worksheets()[0]
        hashed = [("workbookPassword", worksheet._encode_password(password).zfill(4))] if password else []  # noqa: SLF001 - as for sheets
        self._structure_lock = [*hashed, ("lockStructure", "1")]

    def _write_workbook_pr(self) -> None:
        """Write what stands before the views: the properties, and the protection of the structure (ECMA-376 Part 1, 18.2.27)."""
        super()._write_workbook_pr()
        if self._structure_lock is not None:
            self._xml_empty_tag("workbookProtection", self._structure_lock)

    @cached_property
    def parts(self) -> dict[str, str | bytes]:
        """The XML of all parts, and pictures, by name, in their order; nothing more can be drawn then. A sheet based on a cached one has none."""
        self.close()
        return self._packager.parts

    def xml_of(self, sheet: CachedWorksheet) -> str:
        """Return the XML of one sheet."""
        return self._xml(_sheet_part(sheet))

    def shared_strings(self) -> SharedStrings:
        """Return the shared strings of this workbook, for others that begin with them."""
        _, items, _ = _split(self._xml(_TEXTS))
        places = {text: place for place, text in enumerate(self.str_table.string_array)}
        return SharedStrings(places, self.str_table.count, constant(items.encode()))

    def release(self) -> None:
        """Free the XML and the cells, some megabytes, once `SharedStrings` and cached sheets are made from them."""
        self.parts.clear()
        self.str_table.string_table, self.str_table.string_array = {}, []
        for sheet in self.worksheets():
            sheet.table, sheet.fh = defaultdict(dict), None

    def pack(self) -> bytes:
        """Return the bytes of the workbook."""
        parts, package = self.parts, ZipPackage()
        finished = {_sheet_part(sheet): sheet.finished for sheet in self.worksheets()}
        for name, content in parts.items():
            package.add(name, finished.get(name) or self._packed(name, content))
        return package.finish()

    def _xml(self, name: str) -> str:
        xml = self.parts[name]
        assert isinstance(xml, str)  # noqa: S101 - only pictures are not
        return xml

    def _packed(self, name: str, content: str | bytes) -> Deflated:
        return _packed_picture(content) if isinstance(content, bytes) else assemble(self._pieces(name, content))

    def _pieces(self, name: str, xml: str) -> Iterator[Constant | bytes]:
        if name == _TEXTS and self._texts:
            start, items, end = _split(xml)
            yield from (start.encode(), self._texts.items, f"{items}{end}".encode())
        else:
            yield xml.encode()

    def _get_packager(self) -> Packager:
        return self._packager


class _PartKeeper(Packager):  # type: ignore[misc]  # xlsxwriter publishes no types
    """Keeps the XML of the parts instead of packing it."""

    def __init__(self, n_texts: int) -> None:
        super().__init__()
        self.parts: dict[str, str | bytes] = {}
        self._n_texts = n_texts  # shared strings whose XML is cached

    def _create_package(self) -> list[Any]:
        self.parts = {name: _pinned(name, stream.getvalue()) for stream, name, _ in super()._create_package()}
        return []

    def _write_app_file(self) -> None:
        """Leave the names out of the list of what the file holds, which no program needs: a form has hundreds."""
        self.named_ranges: list[str] = []
        super()._write_app_file()

    def _write_shared_strings_file(self) -> None:
        table = self.workbook.str_table
        table.string_array = table.string_array[self._n_texts :]
        super()._write_shared_strings_file()


@lru_cache(maxsize=8)
def _packed_picture(content: bytes) -> Deflated:
    """Compress a picture, which all copies of a form have in common."""
    return assemble([constant(content)])


def _pinned(name: str, content: str | bytes) -> str | bytes:
    """Pin pictures at their first cell alone (ECMA-376 Part 1, 20.5.2.24): columns are not as wide everywhere, and would stretch them."""
    if not name.startswith(_DRAWING) or isinstance(content, bytes):
        return content
    return _ANCHOR.sub(r"<xdr:oneCellAnchor>\1<xdr:ext\3/>\2</xdr:oneCellAnchor>", content)


def _sheet_part(sheet: CachedWorksheet) -> str:
    return f"xl/worksheets/sheet{sheet.index + 1}.xml"


def _split(xml: str) -> tuple[str, str, str]:
    """Split the part of shared strings: its start, the strings, its end."""
    start, items, end = _TEXTS_PART.fullmatch(xml).groups()  # type: ignore[union-attr]  # xlsxwriter writes it so
    return start, items, end
