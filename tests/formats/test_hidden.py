"""Rows, columns and sheets that cannot be seen: found in every format, in files that programs saved and in records put together."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

import xltool
from tests.formats import test_ods, test_xls, test_xlsb
from tests.formats.packages import SHEET, good_bytes
from tests.hostile.compound import biff12_record, biff_record, number_cell, xls
from tests.referees import require_node
from tests.referees.nodejs import run_node
from xltool.reading.book import Book
from xltool.reading.parsing.grid import Traits

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice


def hidden_form(path: Path, height: float) -> Path:
    """A completed form with two hidden rows, a row of next to no height, a hidden column, and another sheet that is hidden."""
    path.write_bytes(good_bytes())
    book = openpyxl.load_workbook(path)
    sheet = book[SHEET]
    for row in (40, 41):
        sheet.row_dimensions[row].hidden = True
    sheet.row_dimensions[43].height = height
    sheet.column_dimensions["D"].hidden = True
    other = book.create_sheet("草稿")
    other["A1"] = "内容"
    other.sheet_state = "hidden"
    book.save(path)
    return path


def told(path: Path) -> list[tuple[str, str]]:
    rules = ("content.hidden", "content.hidden-sheet", "sheet.extra")
    return [
        (finding.rule, finding.message.en.partition(" are hidden")[0]) for finding in xltool.read(path).findings if finding.rule in rules
    ]


@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls"])
def test_saved_by_libreoffice(suffix: str, office: LibreOffice, tmp_path: Path) -> None:
    source = hidden_form(tmp_path / "source.xlsx", 15)  # it makes low rows higher
    with office.open(source) as book:
        saved = book.save_as(tmp_path / f"form.{suffix}")
    assert told(saved) == told(source)
    assert [rule for rule, _ in told(source)].count("content.hidden") == 2
    assert "content.hidden-sheet" in dict(told(source))


def test_saved_as_xlsb(tmp_path: Path) -> None:
    """SheetJS writes rows and columns that are hidden."""
    require_node()
    source = hidden_form(tmp_path / "source.xlsx", 0.25)
    target = tmp_path / "form.xlsb"
    script = 'const X = require("@e965/xlsx"); X.writeFile(X.readFile(process.argv[1], { cellStyles: true }), process.argv[2])'
    done = run_node(["-e", script, str(source), str(target)])
    assert done.returncode == 0, done.stderr
    assert dict(told(target)) == dict(told(source))


# --- put together -----------------------------------------------------------------------------------------------------


def traits(book: Book) -> Traits:
    found = book.grid("S").traits
    assert found is not None
    return found


def xls_row(row: int, height: int = 300, flags: int = 0x100) -> bytes:
    return biff_record(0x208, struct.pack("<HHHHHHHH", row, 0, 9, height, 0, 0, flags, 15))


def xls_columns(first: int, last: int, width: int = 2048, flags: int = 0) -> bytes:
    return biff_record(0x7D, struct.pack("<HHHHHH", first, last, width, 15, flags, 0))


def test_rows_and_columns_of_an_xls(tmp_path: Path) -> None:
    records = [xls_columns(0, 0), xls_columns(1, 2, flags=1), xls_columns(4, 4, width=0)]
    records += [xls_row(0), xls_row(1, flags=0x120), xls_row(2, height=0), xls_row(3, height=0x8000 | 300)]
    found = traits(test_xls.opened(xls(b"".join(records) + number_cell(1, 1, 5)), tmp_path))
    assert found.hidden_rows == [2, 3]
    assert found.hidden_columns == [(2, 3), (5, 5)]
    assert not found.is_filtered
    assert traits(test_xls.opened(xls(biff_record(0x9B) + b"".join(records)), tmp_path)).is_filtered


def xlsb_row(row: int, height: int = 300, flags: int = 0) -> bytes:
    return biff12_record(0, struct.pack("<LLHBBB", row, 0, height, 0, flags, 0) + bytes(4))


def test_rows_and_columns_of_an_xlsb(tmp_path: Path) -> None:
    columns = [biff12_record(60, struct.pack("<LLLLH", *column)) for column in ((0, 0, 2048, 0, 0), (1, 2, 2048, 0, 1), (4, 4, 0, 0, 0))]
    rows = [xlsb_row(0), xlsb_row(1, flags=0x10), xlsb_row(2, height=0)]
    content = test_xlsb.xlsb(before=b"".join(columns), data=b"".join(row + test_xlsb.real(1, 5) for row in rows))
    found = traits(test_xlsb.opened(content, tmp_path))
    assert found.hidden_rows == [2, 3]
    assert found.hidden_columns == [(2, 3), (5, 5)]
    assert not found.is_filtered
    filtered = test_xlsb.xlsb(data=rows[1], after=biff12_record(163, bytes(8)))
    assert traits(test_xlsb.opened(filtered, tmp_path)).is_filtered


def ods_style(family: str, name: str, properties: str) -> str:
    return f'<style:style style:family="{family}" style:name="{name}"><style:{family}-properties {properties}/></style:style>'


def test_rows_columns_and_sheets_of_an_ods(tmp_path: Path) -> None:
    styles = ods_style("table", "t1", 'table:display="false"') + ods_style("table-row", "r1", 'style:row-height="0.001cm"')
    styles += ods_style("table-column", "c1", 'style:column-width="0in"') + ods_style("table-row", "c1", 'style:row-height="12pt"')
    columns = (
        '<table:table-column table:number-columns-repeated="2"/><table:table-column table:style-name="c1"/>'
        '<table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
    )
    attributes = (
        "", 'table:visibility="collapse"', 'table:visibility="filter"', 'table:style-name="r1" table:number-rows-repeated="2"',
        'table:style-name="c1"',
    )  # fmt: skip
    rows = [f"<table:table-row {attribute}>{test_ods.text('a')}</table:table-row>" for attribute in attributes]
    blank = '<table:table-row table:visibility="collapse" table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>'
    hidden = test_ods.table("H", rows[0]).replace("<table:table ", '<table:table table:style-name="t1" ')
    book = test_ods.opened(styles + test_ods.table("S", columns, *rows, blank) + hidden, tmp_path)
    assert traits(book).hidden_rows == [2, 3, 4, 5]
    assert not traits(book).is_filtered
    assert traits(book).hidden_columns == [(3, 3), (4, 5)]
    assert book.hidden_sheets == {"H"}
    ranges = "<table:database-ranges><table:database-range><table:filter/></table:database-range></table:database-ranges>"
    assert traits(test_ods.opened(test_ods.table("S", *rows) + ranges, tmp_path)).is_filtered
