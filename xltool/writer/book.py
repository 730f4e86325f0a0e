"""A workbook that xlsxwriter draws and that is packed here: sheets that are finished stand among those just drawn."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import xlsxwriter
from xlsxwriter.packager import Packager
from xlsxwriter.worksheet import Worksheet

from xltool.writer.deflated import Constant, Deflated, assemble, constant
from xltool.writer.package import Package

_TEXTS = "xl/sharedStrings.xml"
_TEXTS_PART = re.compile(r"(.*?<sst [^>]*>)(.*)(</sst>)", re.DOTALL)


class Sheet(Worksheet):  # type: ignore[misc]  # xlsxwriter publishes no types
    """A sheet of many formulas, none with a function newer than Excel 2010: they are not looked through for such."""

    finished: Deflated | None = None  # its part, when nothing is to be drawn any more

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002, FBT001, FBT002 - xlsxwriter's signature
        return formula.removeprefix("=")

    def _assemble_xml_file(self) -> None:
        if self.finished is None:
            super()._assemble_xml_file()


@dataclass(frozen=True)
class Texts:
    """Shared texts that stand first in several workbooks, in the same places."""

    places: Mapping[str, int]
    n_cells: int  # in which they stand
    items: Constant  # their XML


class Book(xlsxwriter.Workbook):  # type: ignore[misc]  # xlsxwriter publishes no types
    """A workbook in memory; what is written into it becomes no formula and no link by its looks."""

    def __init__(self, texts: Texts | None = None) -> None:
        super().__init__(io.BytesIO(), {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        self.worksheet_class = Sheet
        self._texts = texts
        self._parts = _Parts(len(texts.places) if texts else 0)
        if texts:
            table = self.str_table
            table.string_table, table.unique_count, table.count = dict(texts.places), len(texts.places), texts.n_cells

    def add_like(self, sheet: Sheet) -> Sheet:
        """A sheet with the name, the state and the settings of another one's, blank as yet."""
        added: Sheet = self.add_worksheet(sheet.get_name(), lambda: copy(sheet))
        added.table = type(sheet.table)(dict)
        return added

    @cached_property
    def drawn(self) -> dict[str, str]:
        """The XML of all parts by name, in their order, once nothing more is to be drawn; a finished sheet has none."""
        self.close()
        return self._parts.drawn

    def xml_of(self, sheet: Sheet) -> str:
        """The XML of one sheet."""
        return self.drawn[_sheet_part(sheet)]

    def texts(self) -> Texts:
        """The texts of this workbook, for others that begin with them."""
        places = {text: place for place, text in enumerate(self.str_table.string_array)}
        _, items, _ = _split(self.drawn[_TEXTS])
        return Texts(places, self.str_table.count, constant(items.encode()))

    def packed(self) -> bytes:
        """The bytes of the workbook."""
        finished = {_sheet_part(sheet): sheet.finished for sheet in self.worksheets()}
        package = Package()
        for name, xml in self.drawn.items():
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


def _sheet_part(sheet: Sheet) -> str:
    return f"xl/worksheets/sheet{sheet.index + 1}.xml"


def _split(xml: str) -> tuple[str, str, str]:
    """The part of shared texts: its start, the texts, its end."""
    start, items, end = _TEXTS_PART.fullmatch(xml).groups()  # type: ignore[union-attr]  # xlsxwriter writes it so
    return start, items, end
