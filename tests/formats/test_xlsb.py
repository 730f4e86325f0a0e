"""Binary Open XML workbooks, put together record by record: what Excel and its later versions write beside the cells."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.hostile.compound import biff12_record, wide
from tests.hostile.tricks import HEAD, ROOT_RELS, archive, relationships, xlsb_cell
from xltool.base.findings import Finding
from xltool.reading.book import Book
from xltool.reading.guard.refusal import Refused
from xltool.reading.open_book import open_book

_BEGIN_SHEET, _END_SHEET, _BEGIN_DATA, _END_DATA = (biff12_record(kind) for kind in (129, 130, 145, 146))
_DIMENSION = biff12_record(148, struct.pack("<4L", 0, 2, 0, 1))
#: A block of later versions: records of any type, none of which is complete as a cell would be.
LATER = biff12_record(35, struct.pack("<L", 0)) + b"".join(biff12_record(kind, b"\x01") for kind in range(19)) + biff12_record(36)
ALTERNATIVE = biff12_record(37, struct.pack("<HHH", 1, 0, 0)) + biff12_record(3072, bytes(16)) + biff12_record(38)


def row(number: int) -> bytes:
    return biff12_record(0, struct.pack("<L", number - 1) + bytes(20))


def real(column: int, value: float) -> bytes:
    return xlsb_cell(column - 1, 5, struct.pack("<d", value))


def text(column: int, value: str) -> bytes:
    return xlsb_cell(column - 1, 6, wide(value))


CELLS = row(1) + text(1, "单位") + real(2, 276.68) + row(3) + real(1, 2022)


def xlsb(*, before: bytes = b"", data: bytes = CELLS, after: bytes = b"", workbook: bytes = b"") -> bytes:
    """A workbook of one sheet, S."""
    sheet = _BEGIN_SHEET + _DIMENSION + before + _BEGIN_DATA + data + _END_DATA + after + _END_SHEET
    return of_parts(sheet, workbook)


def of_parts(sheet: bytes, workbook: bytes = b"", bundle: bytes | None = None) -> bytes:
    listed = workbook + (biff12_record(156, struct.pack("<LL", 0, 1) + wide("rId1") + wide("S")) if bundle is None else bundle)
    return archive(
        ("[Content_Types].xml", HEAD + b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'),
        (ROOT_RELS, relationships(("officeDocument", "xl/workbook.bin"))),
        (
            "xl/workbook.bin",
            biff12_record(131) + biff12_record(143) + listed + biff12_record(144) + biff12_record(157, bytes(26)) + biff12_record(132),
        ),
        ("xl/_rels/workbook.bin.rels", relationships(("worksheet", "worksheets/sheet1.bin"))),
        ("xl/worksheets/sheet1.bin", sheet),
    )


def opened(content: bytes, folder: Path) -> Book:
    path = folder / "form.xlsb"
    path.write_bytes(content)
    book = open_book(path)
    assert not isinstance(book, Finding), book.message.en
    return book


def cells(book: Book) -> dict[tuple[int, int], object]:
    grid = book.grid("S")
    return {place: grid.cell(*place) for place in grid.filled()}


EXPECTED = {(1, 1): "单位", (1, 2): 276.68, (3, 1): 2022.0}
LATER_VERSIONS = {
    "nothing of later versions": xlsb(),
    "a block after the cells": xlsb(after=LATER),
    "a block before the cells": xlsb(before=LATER),
    "a block among the cells": xlsb(data=CELLS.replace(row(3), LATER + row(3))),
    "a block within a block": xlsb(after=LATER.replace(biff12_record(36), LATER + biff12_record(36))),
    "alternatives": xlsb(before=ALTERNATIVE, data=ALTERNATIVE + CELLS),
    "a block of the workbook": xlsb(
        workbook=biff12_record(35) + biff12_record(153, b"\x01") + biff12_record(156, b"\x00") + biff12_record(36)
    ),
    "the end of a block that is longer than the part": xlsb(after=biff12_record(35) + biff12_record(5, b"", size=9_000)),
    "a record after the cells that looks like one": xlsb(after=biff12_record(5, b"\x00")),
}


@pytest.mark.parametrize("name", LATER_VERSIONS)
def test_what_later_versions_add_is_passed_over(name: str, tmp_path: Path) -> None:
    book = opened(LATER_VERSIONS[name], tmp_path)
    assert cells(book) == EXPECTED
    assert book.sheet_names == ["S"]
    assert not book.date1904


def test_cells_as_python_calamine_reads_them(tmp_path: Path) -> None:
    book = opened(LATER_VERSIONS["alternatives"], tmp_path)
    rows = CalamineWorkbook.from_path(str(tmp_path / "form.xlsb")).get_sheet_by_name("S").to_python(skip_empty_area=False)
    theirs = {(r, c): value for r, values in enumerate(rows, 1) for c, value in enumerate(values, 1) if value != ""}
    assert cells(book) == theirs


def test_a_text_with_fonts_in_its_cell_is_read(tmp_path: Path) -> None:
    rich = xlsb_cell(0, 62, b"\x01" + wide("粗细") + struct.pack("<LHH", 1, 0, 1))
    assert cells(opened(xlsb(data=row(1) + rich), tmp_path)) == {(1, 1): "粗细"}


EMPTY = {
    "no cells": xlsb(data=b""),
    "no data": of_parts(_BEGIN_SHEET + biff12_record(148, bytes(16)) + _END_SHEET),
    "nothing at all": of_parts(b""),
    "a record that is not whole": of_parts(_BEGIN_SHEET + biff12_record(148, b"", size=16)),
}


@pytest.mark.parametrize("name", EMPTY)
def test_a_sheet_may_be_empty(name: str, tmp_path: Path) -> None:
    assert cells(opened(EMPTY[name], tmp_path)) == {}


def test_a_sheet_of_no_part_is_none(tmp_path: Path) -> None:
    """The relationship of a sheet may be missing: a text of no length, XLNullableWideString."""
    bundle = biff12_record(156, struct.pack("<LL", 0, 1) + struct.pack("<L", 0xFFFFFFFF) + wide("gone"))
    assert opened(of_parts(b"", bundle=bundle), tmp_path).sheet_names == []


def test_cells_that_are_cut_off_are_damage(tmp_path: Path) -> None:
    sheet = _BEGIN_SHEET + _BEGIN_DATA + row(1) + biff12_record(5, b"", size=12)
    with pytest.raises(Refused):
        opened(of_parts(sheet), tmp_path).grid("S")


def test_a_cell_that_is_there_twice_is_damage(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        opened(xlsb(data=row(1) + real(2, 5) + real(2, 7)), tmp_path).grid("S")
    assert "B1" in refused.value.words["reason"].en  # type: ignore[attr-defined]
