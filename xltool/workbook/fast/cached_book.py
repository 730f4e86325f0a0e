"""A workbook that xlsxwriter draws and that is packed here: sheets that are finished stand among those just drawn."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import xlsxwriter
from xlsxwriter.packager import Packager

from xltool.workbook.fast.cached_sheet import CachedSheet, CellMap, SheetChanges
from xltool.workbook.fast.deflate_blocks import Constant, Deflated, assemble, constant
from xltool.workbook.fast.fast_worksheet import FastWorksheet
from xltool.workbook.fast.zip_package import ZipPackage

_TEXTS = "xl/sharedStrings.xml"
_TEXTS_PART = re.compile(r"(.*?<sst [^>]*>)(.*)(</sst>)", re.DOTALL)


class CachedWorksheet(FastWorksheet):
    """A sheet of the form's workbook.

    One that was drawn before takes what is written on it as changes, and becomes a finished part.
    """

    drawn: CachedSheet | None = None  # what it looks like without changes
    finished: Deflated | None = None
    values: CellMap  # what formulas of a drawn sheet yield
    # xlsxwriter's own, by row (0-based), column and area
    table: dict[int, dict[int, Any]]
    row_info: dict[int, Any]
    cond_formats: dict[str, list[Any]]

    def become(self, drawn: CachedSheet) -> None:
        """From now on, what is written are changes. Sizes and settings stay, since notes find their places by them."""
        for name, value in list(vars(self).items()):
            if isinstance(value, dict | list):
                setattr(self, name, copy(value))  # nothing is shared with the sheet that was drawn
        self.drawn, self.values, self.selected = drawn, {}, False
        self.table, self.row_info, self.cond_formats = defaultdict(dict), {}, {}

    def _assemble_xml_file(self) -> None:
        if self.drawn is None:
            super()._assemble_xml_file()
        else:
            self.finished = self._with_changes(self.drawn)

    def _with_changes(self, drawn: CachedSheet) -> Deflated:
        changes = SheetChanges(
            values=self.values,
            cells={row + 1: self._cells_of(row, cells) for row, cells in self.table.items()},
            row_starts={row + 1: self._row_start(row, info, drawn) for row, info in self.row_info.items()},
            rules={area: "".join(self._written(self._write_cf_rule, rule) for rule in rules) for area, rules in self.cond_formats.items()},
            drawing=self._written(self._write_legacy_drawing),
            is_selected=bool(self.selected),
        )
        return drawn.holding(changes)

    def _row_start(self, row: int, info: Any, drawn: CachedSheet) -> str:
        return self._written(self._write_row, row, drawn.spans.get(row + 1), info)

    def _cells_of(self, row: int, cells: Mapping[int, Any]) -> dict[int, str]:
        return {column + 1: self._written(self._write_cell, row, column, cell) for column, cell in cells.items()}

    def _written(self, write: Callable[..., None], *what: Any) -> str:
        """What one of xlsxwriter's methods writes."""
        self.fh = io.StringIO()
        write(*what)
        return self.fh.getvalue()


@dataclass(frozen=True)
class SharedStrings:
    """Shared texts that stand first in several workbooks, in the same places."""

    places: Mapping[str, int]
    n_cells: int  # in which they stand
    items: Constant  # their XML


class CachedBook(xlsxwriter.Workbook):  # type: ignore[misc]  # xlsxwriter publishes no types
    """A workbook in memory; what is written into it becomes no formula and no link by its looks."""

    def __init__(self, texts: SharedStrings | None = None) -> None:
        super().__init__(io.BytesIO(), {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        self.worksheet_class = CachedWorksheet
        self._texts = texts
        self._parts = _Parts(len(texts.places) if texts else 0)
        if texts:
            table = self.str_table
            table.string_table, table.unique_count, table.count = dict(texts.places), len(texts.places), texts.n_cells

    def add_drawn(self, sheet: CachedWorksheet, drawn: CachedSheet) -> CachedWorksheet:
        """A sheet as it was drawn for another workbook."""
        added: CachedWorksheet = self.add_worksheet(sheet.get_name(), lambda: copy(sheet))
        added.become(drawn)
        return added

    @cached_property
    def drawn(self) -> dict[str, str]:
        """The XML of all parts by name, in their order, once nothing more is to be drawn; a finished sheet has none."""
        self.close()
        return self._parts.drawn

    def xml_of(self, sheet: CachedWorksheet) -> str:
        """The XML of one sheet."""
        return self.drawn[_sheet_part(sheet)]

    def texts(self) -> SharedStrings:
        """The texts of this workbook, for others that begin with them."""
        _, items, _ = _split(self.drawn[_TEXTS])
        places = {text: place for place, text in enumerate(self.str_table.string_array)}
        return SharedStrings(places, self.str_table.count, constant(items.encode()))

    def forget(self) -> None:
        """Let go of what was drawn, which has become `SharedStrings` and finished sheets: it takes some megabytes."""
        self.drawn.clear()
        self.str_table.string_table, self.str_table.string_array = {}, []
        for sheet in self.worksheets():
            sheet.table, sheet.fh = defaultdict(dict), None

    def packed(self) -> bytes:
        """The bytes of the workbook."""
        drawn, package = self.drawn, ZipPackage()
        finished = {_sheet_part(sheet): sheet.finished for sheet in self.worksheets()}
        for name, xml in drawn.items():
            package.add(name, finished.get(name) or assemble(self._pieces(name, xml)))
        return package.finish()

    def _pieces(self, name: str, xml: str) -> Iterator[Constant | bytes]:
        if name == _TEXTS and self._texts:
            start, items, end = _split(xml)
            yield from (start.encode(), self._texts.items, f"{items}{end}".encode())
        else:
            yield xml.encode()

    def _get_packager(self) -> Packager:
        return self._parts


class _Parts(Packager):  # type: ignore[misc]  # xlsxwriter publishes no types
    """Keeps the parts instead of having them packed."""

    def __init__(self, n_texts: int) -> None:
        super().__init__()
        self.drawn: dict[str, str] = {}
        self._n_texts = n_texts  # shared texts whose XML is there already

    def _create_package(self) -> list[Any]:
        self.drawn = {name: stream.getvalue() for stream, name, _ in super()._create_package()}
        return []

    def _write_shared_strings_file(self) -> None:
        table = self.workbook.str_table
        table.string_array = table.string_array[self._n_texts :]
        super()._write_shared_strings_file()


def _sheet_part(sheet: CachedWorksheet) -> str:
    return f"xl/worksheets/sheet{sheet.index + 1}.xml"


def _split(xml: str) -> tuple[str, str, str]:
    """The part of shared texts: its start, the texts, its end."""
    start, items, end = _TEXTS_PART.fullmatch(xml).groups()  # type: ignore[union-attr]  # xlsxwriter writes it so
    return start, items, end
