""".xls workbooks, put together record by record: what Excel, WPS and libraries write, and what may be wrong with it."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook

import xltool
from tests.formats.packages import GOAL, NAME, TOTAL, cell, cell_of, changed, good_bytes
from tests.hostile.compound import biff_record, container, number_cell, xls
from tests.referees import require_node
from tests.referees.nodejs import sheetjs_fill
from xltool.base.findings import Finding
from xltool.reading.book import Book
from xltool.reading.guard.refusal import Refused
from xltool.reading.open_book import open_book

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

_LONGEST = 8_224  # bytes of a record


def opened(content: bytes, folder: Path) -> Book:
    path = folder / "form.xls"
    path.write_bytes(content)
    book = open_book(path)
    assert not isinstance(book, Finding), book.message.en
    return book


def cells(book: Book, sheet: str = "S") -> dict[tuple[int, int], object]:
    grid = book.grid(sheet)
    return {place: grid.cell(*place) for place in grid.filled()}


def shared_cell(row: int, column: int, number: int) -> bytes:
    return biff_record(0xFD, struct.pack("<HHHL", row, column, 0, number))


def formula_cell(row: int, column: int, result: bytes) -> bytes:
    return biff_record(0x06, struct.pack("<HHH", row, column, 0) + result + bytes(6) + struct.pack("<H", 0))


def unicode_text(text: str, *, wide: bool = True, fonts: int = 0, phonetic: bytes = b"") -> bytes:
    """A text of BIFF 8 ([MS-XLS] 2.5.293 XLUnicodeRichExtendedString)."""
    flags = (1 if wide else 0) | (8 if fonts else 0) | (4 if phonetic else 0)
    head = struct.pack("<HB", len(text), flags)
    head += struct.pack("<H", fonts) if fonts else b""
    head += struct.pack("<L", len(phonetic)) if phonetic else b""
    return head + text.encode("utf-16-le" if wide else "latin-1") + bytes(4 * fonts) + phonetic


def shared_texts(*texts: bytes) -> bytes:
    return biff_record(0xFC, struct.pack("<LL", len(texts), len(texts)) + b"".join(texts))


DIMENSIONS = biff_record(0x200, struct.pack("<LLHHH", 0, 65_536, 0, 256, 0))


def test_wide_dimensions_are_not_believed(tmp_path: Path) -> None:
    """Excel and others declare all cells there are, in files of a few kilobytes."""
    assert cells(opened(xls(DIMENSIONS + number_cell(0, 0, 5)), tmp_path)) == {(1, 1): 5.0}


def test_a_cell_in_the_far_corner_is_named_and_not_read(tmp_path: Path) -> None:
    book = opened(xls(number_cell(0, 0, 5) + number_cell(65_535, 255, 1)), tmp_path)
    assert cells(book) == {(1, 1): 5.0}
    assert book.grid("S").far == (65_536, 256)


TEXTS = {
    "in bytes": (unicode_text("abc", wide=False), "abc"),
    "in two bytes": (unicode_text("单位"), "单位"),
    "with fonts": (unicode_text("粗细", fonts=2), "粗细"),
    "with its pronunciation": (unicode_text("城管局", phonetic=bytes(30)), "城管局"),
    "with both": (unicode_text("城管局", fonts=3, phonetic=bytes(30)), "城管局"),
    "beyond the first plane": (unicode_text("\U0001f600").replace(b"\x01\x00\x01", b"\x02\x00\x01"), "\U0001f600"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_shared_texts(name: str, tmp_path: Path) -> None:
    content, text = TEXTS[name]
    shared = shared_texts(content, unicode_text("next"))
    book = opened(xls(shared_cell(0, 0, 0) + shared_cell(0, 1, 1), shared), tmp_path)
    assert cells(book) == {(1, 1): text, (1, 2): "next"}


@pytest.mark.parametrize("first", ["字" * 3_000, "x" * 3_000, "字" * 12_000])
def test_a_text_that_goes_on_in_other_records(first: str, tmp_path: Path) -> None:
    """Where it goes on, a byte says anew whether its characters have one byte or two."""
    wide = first[0] == "字"
    body = struct.pack("<LL", 2, 2) + unicode_text(first, wide=wide)
    records, body = biff_record(0xFC, body[: _LONGEST - 1]), body[_LONGEST - 1 :]  # no character is cut
    while len(body) >= _LONGEST:
        records, body = records + biff_record(0x3C, b"\x01" + body[: _LONGEST - 2]), body[_LONGEST - 2 :]
    rest = (b"\x01" + body if body else b"") + unicode_text("次")
    book = opened(xls(shared_cell(0, 0, 0) + shared_cell(0, 1, 1), records + biff_record(0x3C, rest)), tmp_path)
    assert cells(book) == {(1, 1): first, (1, 2): "次"}


def test_a_text_that_goes_on_in_another_width(tmp_path: Path) -> None:
    head = biff_record(0xFC, struct.pack("<LLHB", 1, 1, 4, 0) + b"ab")
    book = opened(xls(shared_cell(0, 0, 0), head + biff_record(0x3C, b"\x01" + "单位".encode("utf-16-le"))), tmp_path)
    assert cells(book) == {(1, 1): "ab单位"}


def test_results_of_formulas(tmp_path: Path) -> None:
    """A number, a text in the record after it or one later, a truth value, an error, no text."""
    text = biff_record(0x207, unicode_text("结果"))
    shared_formula = biff_record(0x4BC, bytes(10))
    records = [
        formula_cell(0, 0, struct.pack("<d", 276.68)),
        formula_cell(0, 1, b"\0\0\0\0\0\0\xff\xff") + text,
        formula_cell(0, 2, b"\0\0\0\0\0\0\xff\xff") + shared_formula + text,
        formula_cell(0, 3, b"\1\0\1\0\0\0\xff\xff"),
        formula_cell(0, 4, b"\2\0\x07\0\0\0\xff\xff"),
        formula_cell(0, 5, b"\3\0\0\0\0\0\xff\xff"),
    ]
    book = opened(xls(b"".join(records)), tmp_path)
    assert list(cells(book).values()) == [276.68, "结果", "结果", True, "#DIV/0!"]


def test_a_workbook_of_excel_95_in_a_chinese_code_page(tmp_path: Path) -> None:
    bof = [biff_record(0x809, struct.pack("<HHHH", 0x500, kind, 0, 0)) for kind in (5, 16)]
    name, text = "表".encode("gbk"), "常州市城市管理局".encode("gbk")
    start = bof[0] + biff_record(0x42, struct.pack("<H", 936))
    listed = struct.pack("<HB", 0, len(name)) + name
    size = len(start) + 4 + 4 + len(listed) + 4
    label = biff_record(0x204, struct.pack("<HHHH", 0, 0, 0, len(text)) + text)
    stream = start + biff_record(0x85, struct.pack("<L", size) + listed) + biff_record(0x0A) + bof[1] + label + biff_record(0x0A)
    book = opened(container({"Book": stream}), tmp_path)
    assert cells(book, "表") == {(1, 1): "常州市城市管理局"}


def test_a_chart_on_the_sheet_is_passed_over(tmp_path: Path) -> None:
    """It is a stream within the stream, and has cells of its own: those that it shows."""
    chart = biff_record(0x809, struct.pack("<HHHHLL", 0x600, 32, 0, 0, 0, 0)) + number_cell(0, 0, 99) + biff_record(0x0A)
    assert cells(opened(xls(chart + number_cell(0, 0, 5)), tmp_path)) == {(1, 1): 5.0}


def test_one_bad_shared_text_costs_one_cell(tmp_path: Path) -> None:
    book = opened(xls(shared_cell(0, 0, 0) + shared_cell(0, 1, 7), shared_texts(unicode_text("a"))), tmp_path)
    assert cells(book) == {(1, 1): "a", (1, 2): "7"}
    assert type(book.grid("S").cell(1, 2)).__name__ == "LostText"


DAMAGED = {
    "a cell twice": xls(number_cell(0, 0, 5) + number_cell(0, 0, 7)),
    "a record cut off": xls(number_cell(0, 0, 5) + struct.pack("<HH", 0x203, 60_000)),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_damage(name: str, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        opened(DAMAGED[name], tmp_path).grid("S")


def test_every_cell_as_python_calamine_reads_it(office: LibreOffice, tmp_path: Path) -> None:
    """All sheets of the form as LibreOffice saves it: our reader and one that we did not write."""
    source = tmp_path / "good.xlsx"
    source.write_bytes(good_bytes())
    with office.open(source) as book:
        saved = book.save_as(tmp_path / "form.xls")
    ours, theirs = open_book(saved), CalamineWorkbook.from_path(str(saved))
    assert not isinstance(ours, Finding)
    assert ours.sheet_names == theirs.sheet_names
    for name in ours.sheet_names:
        rows = theirs.get_sheet_by_name(name).to_python(skip_empty_area=False)
        grid = ours.grid(name)
        found = [[grid.cell(row, column) for column in range(1, len(rows[0]) + 1)] for row in range(1, len(rows) + 1)]
        assert found == [[None if value == "" else value for value in row] for row in rows]


def test_one_bad_shared_text_is_a_finding_of_its_cell(tmp_path: Path) -> None:
    """In .xlsx the same: the file is read, the cell is named, and is not taken for blank."""
    path = changed(tmp_path / "form.xlsx", cell(cell_of(NAME), "<v>999999</v>", 't="s"'))
    findings = xltool.check([path]).files[0].findings
    lost = [finding for finding in findings if finding.field == NAME]
    assert [finding.rule for finding in lost] == ["value.lost"]
    assert lost[0].location is not None
    assert lost[0].location.cell == cell_of(NAME)


def test_saved_by_sheetjs(tmp_path: Path) -> None:
    require_node()
    source = changed(tmp_path / "source.xlsx", cell(cell_of(TOTAL), "<v>5</v>"))
    document = xltool.read(sheetjs_fill(source, {}, tmp_path / "form.xls"))
    assert document.get(TOTAL) == 5
    assert document.get(GOAL)
