"""Each program opens a form of ours and saves it: what is lost, what becomes of entries, and what the sender sees of it."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import python_calamine
import xlsxwriter
from python_calamine import SheetVisibleEnum

import xltool
from tests.formats.packages import GOAL, NAME, TOTAL, cell, cell_of, changed, text_cell
from tests.programs.lines import FORMS, VALUES, ProgramLine
from tests.referees import require_libreoffice
from tests.roundtrip.conftest import empty, expected, roster_file
from tests.roundtrip.programs import PROGRAMS, Program, libreoffice_fill, typed
from xltool.checking.check_report import FileReport
from xltool.rules.definition import Definition

__all__ = ["empty", "expected", "roster_file"]  # fixtures
HERE = "tests/programs/test_saved_forms.py::"


def lines_of(program: Program, among: tuple[ProgramLine, ...], test: str) -> list[ProgramLine]:
    """What is said of a program and a format, as far as a test of this file shows it."""
    return [
        line
        for line in among
        if line.program == program.name and program.suffix in line.files and HERE + test in line.shown_by
    ]  # fmt: skip


@pytest.mark.parametrize("program", PROGRAMS, ids=str)
def test_what_the_sender_sees(
    program: Program, empty: Path, expected: FileReport, definition: Definition, published: dict[str, Any], tmp_path: Path
) -> None:
    """What a form that is filled in honestly has of findings beyond those of its content."""
    program.require()
    (line,) = lines_of(program, FORMS, "test_what_the_sender_sees")
    saved = program.fill(empty, typed(definition, published), tmp_path / f"form{program.suffix}")
    found = xltool.check([saved]).files[0].findings
    more = Counter(finding.rule for finding in found) - Counter(finding.rule for finding in expected.findings)
    assert tuple(more) == line.sees
    assert all(line.words in finding.message.en for finding in found if finding.rule in line.sees)


#: An entry as Excel saves it: field, content of the cell, and what it reads as.
ESCAPE, LINE_ENDS = "a text like an escape", "line ends and a tab"
ENTRIES: dict[str, tuple[str, str, str]] = {
    ESCAPE: (NAME, "_x005F_x0041_", "_x0041_"),
    LINE_ENDS: (GOAL, "a_x000D_\nb\tc", "a\nb\tc"),
}
#: What is read in the end, where a program changes it. What it shows is nobody's fault, and no finding tells.
CHANGED: dict[tuple[str, str], str] = {
    **{(name, ESCAPE): "A" for name in ("SheetJS 0.18 xlsx", "SheetJS xlsx", "SheetJS xlsm", "Gnumeric xlsx")},
    **{(name, ESCAPE): "_x005F_x0041_" for name in ("Gnumeric ods", "Gnumeric xls")},
    ("LibreOffice ods", LINE_ENDS): "a\nbc",
    ("SheetJS 0.18 ods", LINE_ENDS): "a_x000d_\nb\tc",
    **{(name, LINE_ENDS): "a_x000D_\nb\tc" for name in ("Gnumeric ods", "Gnumeric xls")},
}


@pytest.fixture(scope="module")
def entered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    texts = [text_cell(cell_of(field), content) for field, content, _ in ENTRIES.values()]
    number = cell(cell_of(TOTAL), "<v>1.7976931348623157E+308</v>")
    return changed(tmp_path_factory.mktemp("entered") / "form.xlsx", *texts, number)


@pytest.mark.parametrize("program", PROGRAMS, ids=str)
def test_what_becomes_of_an_entry(program: Program, entered: Path, tmp_path: Path) -> None:
    program.require()
    report = xltool.check([program.fill(entered, {}, tmp_path / f"form{program.suffix}")]).files[0]
    for name, (field, _, value) in ENTRIES.items():
        assert report.document.get(field) == CHANGED.get((str(program), name), value), name
        assert not [finding.rule for finding in report.findings if finding.field == field and finding.rule.startswith("value.")]
    seen = [finding.rule for finding in report.findings if finding.field == TOTAL and finding.rule.startswith("value.")]
    assert seen == [rule for line in lines_of(program, VALUES, "test_what_becomes_of_an_entry") for rule in line.sees]


@pytest.mark.parametrize("program", PROGRAMS, ids=str)
def test_every_changed_entry_has_a_line(program: Program) -> None:
    """As many lines as entries that it changes; the number is known by what is seen of it."""
    lines = [line for line in lines_of(program, VALUES, "test_what_becomes_of_an_entry") if not line.sees]
    unseen = 1 if str(program) == "LibreOffice xlsx" else 0  # a carriage return that is a plain line end to us, too
    assert len(lines) - unseen == len([name for key, name in CHANGED if key == str(program)])


# --- single features --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def featured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with what programs are known to lose."""
    path = tmp_path_factory.mktemp("featured") / "features.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("S")
        sheet.protect("", {"sort": True, "autofilter": True})
        for cells, colour in (("A1:A5", "red"), ("A2:A9", "blue")):
            style = book.add_format({"bg_color": colour})
            sheet.conditional_format(cells, {"type": "formula", "criteria": f"={cells[:2]}=1", "format": style})
        limits = {"validate": "date", "criteria": "between", "minimum": "=DATE(2000,1,1)", "maximum": "=DATE(2100,1,1)"}
        sheet.data_validation("C1", limits)
        book.add_worksheet("Hidden").hide()
        book.add_worksheet("VeryHidden").very_hidden()
        book.define_name("income.total", "=S!$A$1")
        book.define_name("calculated", "=OFFSET(S!$A$1,1,0)")
    return path


def saved_by(name: str, source: Path, folder: Path) -> Path:
    (program,) = (program for program in PROGRAMS if str(program) == name)
    program.require()
    return program.fill(source, {}, folder / f"saved{program.suffix}")


def part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as package:
        return package.read(name).decode()


SHEET = "xl/worksheets/sheet1.xml"
HIDDEN, VISIBLE, VERY_HIDDEN = SheetVisibleEnum.Hidden, SheetVisibleEnum.Visible, SheetVisibleEnum.VeryHidden
SHOWN = {
    **{f"LibreOffice {suffix}": [VISIBLE, HIDDEN, HIDDEN] for suffix in ("xlsx", "ods", "xls")},
    "Gnumeric xlsx": [VISIBLE, VISIBLE, VISIBLE],
    **{name: [VISIBLE, HIDDEN, VERY_HIDDEN] for name in ("openpyxl xlsx", "ExcelJS xlsx", "SheetJS xlsx", "xlsx-populate xlsx")},
}


@pytest.mark.parametrize("name", SHOWN)
def test_hidden_sheets(name: str, featured: Path, tmp_path: Path) -> None:
    book = python_calamine.load_workbook(str(saved_by(name, featured, tmp_path)))
    assert [sheet.visible for sheet in book.sheets_metadata] == SHOWN[name]


def test_rights_on_a_protected_sheet(featured: Path, tmp_path: Path) -> None:
    """Kept in .xlsx, gone once the workbook has been an .ods."""
    require_libreoffice()
    assert 'sort="false" autoFilter="false"' in part(libreoffice_fill(featured, {}, tmp_path / "kept.xlsx"), SHEET)
    saved = libreoffice_fill(featured, {}, tmp_path / "saved.ods")
    (protection,) = re.findall(r"<sheetProtection[^>]*>", part(libreoffice_fill(saved, {}, tmp_path / "again.xlsx"), SHEET))
    assert 'sheet="true"' in protection
    assert 'sort="false"' not in protection
    assert 'autoFilter="false"' not in protection


def test_overlapping_conditional_formats(featured: Path, tmp_path: Path) -> None:
    content = part(saved_by("Gnumeric xlsx", featured, tmp_path), SHEET)
    assert re.findall(r'<conditionalFormatting sqref="(.*?)"', content) == ["A1", "A2:A9"]


def test_exceljs_breaks_calculated_names_and_limits(featured: Path, tmp_path: Path) -> None:
    saved = saved_by("ExcelJS xlsx", featured, tmp_path)
    assert "<formula1>NaN</formula1>" in part(saved, SHEET)
    assert "OFFSET(S!$A$1,1,0)" not in part(saved, "xl/workbook.xml")


@pytest.mark.parametrize("name", ["SheetJS xlsx", "SheetJS xlsm", "SheetJS 0.18 xlsx"])
def test_sheetjs_drops_colours_and_protection(name: str, featured: Path, tmp_path: Path) -> None:
    content = part(saved_by(name, featured, tmp_path), SHEET)
    assert not re.findall("<(?:sheetProtection|conditionalFormatting|dataValidation)", content)
