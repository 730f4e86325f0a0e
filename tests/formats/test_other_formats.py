"""The formats of other programs and times: .xls, .xlsb, .ods, WPS .et, saved by programs that we did not write."""

from __future__ import annotations

import datetime as dt
import shutil
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook

import xltool
from tests.formats.packages import NAME, START, TOTAL, YEAR, cell, cell_of, changed, good_bytes, parts_of
from tests.hostile.compound import number_cell, number_format, packed_cells, xls
from tests.referees import require_node
from tests.referees.libreoffice import Typed
from tests.referees.nodejs import sheetjs_fill
from xltool.base.document import Document
from xltool.base.findings import Finding
from xltool.reading.guard import Limits
from xltool.reading.open_book import open_book

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

#: SheetJS cuts the long texts of .xls itself, so LibreOffice writes that.
BY_SHEETJS = ("xlsx", "xlsm", "xlsb", "ods")
BY_LIBREOFFICE = ("xlsx", "xls", "ods")


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("good") / "good.xlsx"
    path.write_bytes(good_bytes())
    return path


@pytest.fixture(scope="module")
def expected(good: Path) -> Document:
    return xltool.read(good)


def assert_same(found: Document, expected: Document) -> None:
    assert found.data == expected.data
    assert found.pointers == expected.pointers
    # One that knows no dropdowns or protection drops them: that is said once, and nobody is blamed.
    assert [finding for finding in found.findings if finding.rule != "file.features-lost"] == list(expected.findings)
    assert (found.template, found.version) == (expected.template, expected.version)


@pytest.mark.parametrize("suffix", BY_SHEETJS)
def test_saved_by_sheetjs(suffix: str, good: Path, expected: Document, tmp_path: Path) -> None:
    require_node()
    assert_same(xltool.read(sheetjs_fill(good, {}, tmp_path / f"form.{suffix}")), expected)


@pytest.mark.parametrize("suffix", BY_LIBREOFFICE)
def test_saved_by_libreoffice(suffix: str, good: Path, expected: Document, office: LibreOffice, tmp_path: Path) -> None:
    with office.open(good) as book:
        assert_same(xltool.read(book.save_as(tmp_path / f"form.{suffix}")), expected)


@pytest.mark.parametrize("suffix", ["xls", "xlsx"])
def test_wps_names_either_format_et(suffix: str, good: Path, expected: Document, office: LibreOffice, tmp_path: Path) -> None:
    with office.open(good) as book:
        saved = book.save_as(tmp_path / f"form.{suffix}")
    assert_same(xltool.read(Path(shutil.copy(saved, tmp_path / "form.et"))), expected)


@pytest.mark.parametrize("suffix", BY_LIBREOFFICE)
def test_values_in_every_format(suffix: str, good: Path, office: LibreOffice, tmp_path: Path) -> None:
    """An error, a number as text, a day number in a cell of texts, a truth value."""
    with office.open(good) as book:
        book.fill({TOTAL: Typed("=1/0"), START: dt.date(2022, 3, 5), YEAR: "２０２２", NAME: True})
        document = xltool.read(book.save_as(tmp_path / f"form.{suffix}"))
    assert document.get(TOTAL) == "#DIV/0!"
    assert document.get(START) == "44625"
    assert document.get(YEAR) == 2022
    assert document.get(NAME) in ("TRUE", "1")
    rules = [finding.rule for finding in document.findings if finding.field in (TOTAL, START, YEAR, NAME)]
    rules = [rule for rule in rules if rule != "formula.entered"]
    assert sorted(rules) == ["R63", "value.error", "value.type"]


@pytest.mark.parametrize("suffix", ["xlsx", "xlsm", "xlsb", "xls"])  # its .ods has blanks for errors
@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!"])
def test_error_cells_saved_by_sheetjs(suffix: str, error: str, tmp_path: Path) -> None:
    require_node()
    source = changed(tmp_path / "source.xlsx", cell(cell_of(TOTAL), f"<v>{error}</v>", 't="e"'))
    document = xltool.read(sheetjs_fill(source, {}, tmp_path / f"form.{suffix}"))
    assert document.get(TOTAL) == error
    assert "value.error" in {finding.rule for finding in document.findings if finding.field == TOTAL}


@pytest.mark.parametrize(
    ("code", "value"), [("#,##0.00", 276.68), ("General", 276.68), ("yyyy-mm-dd", dt.datetime(1900, 10, 2, 16, 19, 12))]
)
@pytest.mark.parametrize("number", [14, 50, 164])
def test_the_code_of_a_number_format_decides_and_not_its_number(code: str, value: object, number: int, tmp_path: Path) -> None:
    """Gnumeric numbers its formats in .xls from 50 on; Excel keeps 50 for a date."""
    path = tmp_path / "form.xls"
    path.write_bytes(xls(number_cell(0, 0, 276.68), number_format(number, code)))
    assert cells_of(path, 1) == [value]


def test_numbers_of_an_xls_in_30_bits(tmp_path: Path) -> None:
    """An integer, one below 0, hundredths, the upper part of a double."""
    path = tmp_path / "form.xls"
    packed = [2022 << 2 | 2, -5 << 2 & 0xFFFFFFFF | 2, 27668 << 2 | 3, 0x40080000]
    path.write_bytes(xls(packed_cells(0, 0, packed), number_format(50, "0.00")))
    assert cells_of(path, 4) == [2022.0, -5.0, 276.68, 3.0]


def cells_of(path: Path, n_columns: int) -> list[object]:
    book = open_book(path)
    assert not isinstance(book, Finding)
    grid = book.grid("S")
    return [grid.cell(1, column) for column in range(1, n_columns + 1)]


def test_ods_spaces_comments_and_paragraphs(good: Path, office: LibreOffice, tmp_path: Path) -> None:
    with office.open(good) as book:
        book.fill({NAME: "a   b", "goals.annual": "one\ntwo"})
        saved = book.save_as(tmp_path / "form.ods")
    parts = parts_of(saved)
    note = b"<office:annotation><text:p>a note</text:p></office:annotation>"
    at = parts["content.xml"].index(b"<text:p>one")
    parts["content.xml"] = parts["content.xml"][:at] + note + parts["content.xml"][at:]
    with zipfile.ZipFile(saved, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    document = xltool.read(saved)
    assert document.get(NAME) == "a b"
    assert document.get("goals.annual") == "one\ntwo"


@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_every_cell_as_python_calamine_reads_it(suffix: str, good: Path, office: LibreOffice, tmp_path: Path) -> None:
    """All sheets, helper columns too: our readers and one that we did not write."""
    with office.open(good) as book:
        saved = book.save_as(tmp_path / f"form.{suffix}")
    ours, theirs = open_book(saved, Limits(n_columns=1_000)), CalamineWorkbook.from_path(str(saved))
    assert not isinstance(ours, Finding)
    assert ours.sheet_names == theirs.sheet_names
    for name in ours.sheet_names:
        rows = theirs.get_sheet_by_name(name).to_python(skip_empty_area=False)
        grid = ours.grid(name)
        found = [[grid.cell(row, column) for column in range(1, len(rows[0]) + 1)] for row in range(1, len(rows) + 1)]
        assert found == [[None if value == "" else value for value in row] for row in rows]
