"""A drawn sheet is read as it is, whatever program saved it, and within bounds."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.adopt.pen import Pen
from tests.adopt.score import score, truth_of
from tests.referees.libreoffice import LibreOffice
from xltool.adopt.recognise import recognise
from xltool.base.findings import Finding
from xltool.reading.drawn import open_drawn
from xltool.reading.drawn_records import DrawnBook, DrawnSheet

#: What cells hold in one of these forms: every kind of line, fill, merge, rule, formula.
_EXAMPLES = ("expense_claim", "locked_return", "school_card", "budget_grid")


def opened(path: Path) -> DrawnBook:
    book = open_drawn(path)
    assert not isinstance(book, Finding), book
    return book


def saved_as(office: LibreOffice, path: Path, suffix: str, folder: Path) -> Path:
    with office.open(path) as book:
        return book.save_as(folder / f"{path.stem}{suffix}")


def _texts(sheet: DrawnSheet) -> dict[tuple[int, int], object]:
    return {place: cell.value for place, cell in sheet.cells.items() if not cell.is_blank and not cell.has_formula}


@pytest.mark.parametrize("suffix", [".xls", ".ods"])
def test_other_formats_say_the_same(office: LibreOffice, forms: dict[str, Path], suffix: str, tmp_path: Path) -> None:
    for name in _EXAMPLES:
        ours, theirs = opened(forms[name]), opened(saved_as(office, forms[name], suffix, tmp_path))
        for one, other in zip(ours.sheets, theirs.sheets, strict=True):
            assert _texts(one) == _texts(other)
            assert set(one.merges) == set(other.merges)
            assert (one.is_hidden, one.is_protected) == (other.is_hidden, other.is_protected)
            formulas = {place: cell.formula for place, cell in one.cells.items() if cell.has_formula}
            assert formulas == {place: cell.formula for place, cell in other.cells.items() if cell.has_formula}
            assert {rule.kind for rule in one.validations} == {rule.kind for rule in other.validations}


@pytest.mark.parametrize("suffix", [".xls", ".ods", ".xlsx"])
def test_a_form_that_libreoffice_saved_is_recognised_alike(
    office: LibreOffice, forms: dict[str, Path], suffix: str, tmp_path: Path
) -> None:
    for name in ("school_card", "budget_grid", "locked_return"):
        folder = tmp_path / suffix.strip(".")
        folder.mkdir(exist_ok=True)
        path = saved_as(office, forms[name], suffix, folder)
        found = score(recognise(path.name, opened(path)), truth_of(name))
        assert (found.found, found.headings) == (found.fields, found.tables), found.missed
        assert found.precision >= 0.9, found.missed


def test_looks_are_read(forms: dict[str, Path]) -> None:
    sheet = opened(forms["locked_return"]).sheets[0]
    label, blank = sheet.cell(4, 2), sheet.cell(4, 3)
    assert (label.look.fill, label.look.is_locked) == ("#EEEEEE", True)
    assert (blank.look.borders, blank.look.is_locked) == (frozenset("ltrb"), False)
    assert sheet.cell(7, 3).look.number_format == "yyyy-mm-dd"
    assert {rule.kind: rule.first for rule in sheet.validations if rule.kind != "list"} == {"whole": "0", "decimal": "0"}


def test_a_shared_formula_stands_in_each_of_its_cells(tmp_path: Path) -> None:
    path = _rewritten(
        tmp_path,
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f t="shared" ref="B1:B2" si="0">A1*$C$1+SUM("A1",A1:A2)</f><v>1</v></c></row>'
        '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><f t="shared" si="0"/><v>1</v></c></row>',
    )
    assert opened(path).sheets[0].cell(2, 2).formula == 'A2*$C$1+SUM("A1",A2:A3)'


def test_strict_open_xml_is_read(tmp_path: Path) -> None:
    book = Workbook()
    Pen(book, "S").boxes(1, ("A", "单位名称"), ("B", None))
    book.save(tmp_path / "plain.xlsx")
    strict = _with_parts(
        tmp_path / "plain.xlsx",
        lambda text: text.replace(
            "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"
        ).replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships"
        ),
    )
    found = recognise("strict.xlsx", opened(strict))
    assert [(field.label, field.input.a1) for field in found.fields] == [("单位名称", "B1")]


def test_a_sheet_that_goes_on_to_its_last_row_is_cut(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1" t="str"><v>单位名称：</v></c></row><row r="1048574"><c r="A1048574" t="str"><v>end</v></c></row>'
    sheet = opened(_rewritten(tmp_path, rows, dimension="A1:XFD1048574")).sheets[0]
    assert sheet.is_cut
    assert list(sheet.cells) == [(1, 1)]


def test_eleven_thousand_merged_cells_are_boxes(tmp_path: Path) -> None:
    book = Workbook()
    pen = Pen(book, "方眼", every=2.0)
    pen.box("B2:H3", "氏名")
    pen.box("I2:Z3")
    pen.graph_paper("A10:DG209")
    book.save(tmp_path / "grid.xlsx")
    drawn = opened(tmp_path / "grid.xlsx")
    assert len(drawn.sheets[0].merges) > 11_000
    assert [(field.label, field.input.a1) for field in recognise("grid.xlsx", drawn).fields] == [("氏名", "I2:Z3")]


def test_what_is_no_workbook_is_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_text("<html></html>")
    finding = open_drawn(path)
    assert isinstance(finding, Finding)
    assert finding.rule == "file.not-a-workbook"


def _rewritten(folder: Path, rows: str, *, dimension: str = "A1") -> Path:
    """Save a workbook whose sheet holds these rows of XML."""
    book = Workbook()
    book.save(folder / "made.xlsx")
    return _with_parts(
        folder / "made.xlsx",
        lambda text: re.sub(r"<sheetData\s*/>|<sheetData></sheetData>", f"<sheetData>{rows}</sheetData>", text).replace(
            'ref="A1:A1"', f'ref="{dimension}"'
        ),
    )


def _with_parts(path: Path, change: object) -> Path:
    target = path.with_name(f"changed-{path.name}")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            made.writestr(name, change(source.read(name).decode()))  # type: ignore[operator]  # a function of texts
    return target
