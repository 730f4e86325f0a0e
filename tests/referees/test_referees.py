"""The referees themselves work: before one is asked to judge xltool, it is asked something with a known answer."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import sys
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import xlsxwriter

from . import _require, require_ironcalc, require_libreoffice, require_node, require_ooxml
from .iron import IronCalc
from .libreoffice import (
    BRIDGE,
    CellError,
    LibreOffice,
    LibreOfficeError,
    LockedCellError,
    Typed,
    UnknownNameError,
    find_uno_python,
)
from .nodejs import NodeError, exceljs_fill, sheetjs_fill
from .ooxml import ooxml_errors

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS = 5
CHECKS = {
    "check.R22": "=IF(income.total=income.other,0,1)",
    "check.R1": "=COUNTA(indicators.level1)",
    "check.R2": "=SUM(indicators.full_year)",
    "check.R3": "=1/income.total",
    "check.R4": '=VLOOKUP("none",indicators.level1,1,FALSE)',
}
INPUTS = {
    "project.name": "$B$2:$D$2",
    "income.total": "$B$5",
    "income.other": "$C$5",
    "year": "$D$5",
    "indicators.level1": f"$A$11:$A${10 + ROWS}",
    "indicators.full_year": f"$B$11:$B${10 + ROWS}",
}


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """A small form: protected sheets, unlocked named inputs (column A as text), checks without cached values."""
    path = tmp_path / "form.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet, checks = book.add_worksheet("绩效目标表"), book.add_worksheet("填报检查")
    sheet.protect()
    checks.protect()
    unlocked = book.add_format({"locked": False})
    text = book.add_format({"locked": False, "num_format": "@"})
    sheet.merge_range("B2:D2", "", unlocked)
    for column in (1, 2, 3):
        sheet.write_blank(4, column, None, unlocked)
    for row in range(10, 10 + ROWS):
        sheet.write_blank(row, 0, None, text)
        sheet.write_blank(row, 1, None, unlocked)
    for name, cells in INPUTS.items():
        book.define_name(name, f"='绩效目标表'!{cells}")
    for row, (name, formula) in enumerate(CHECKS.items()):
        checks.write_formula(row, 0, formula)
        book.define_name(name, f"='填报检查'!$A${row + 1}")
    book.close()
    return path


def test_values_filled_by_name_are_computed(office: LibreOffice, form: Path) -> None:
    with office.open(form) as book:
        book.fill({"income.total": Decimal(4), "income.other": 4.0, ("indicators.full_year", 1): 2})
        book.fill({"indicators.level1": ["产出", None, "效益"], "YEAR": dt.date(2022, 3, 1)})
        book.recalculate()
        assert book.values(["check.R22", "check.R1", "check.R2", "check.R3", "year"]) == {
            "check.R22": 0.0, "check.R1": 2.0, "check.R2": 2.0, "check.R3": 0.25, "year": 44621.0,
        }  # fmt: skip
        assert book.value("indicators.level1") == ["产出", "", "效益", "", ""]
        book.fill({"income.total": None, ("indicators.level1", 0): None})
        book.recalculate()
        assert book.values(["income.total", "check.R1"]) == {"income.total": "", "check.R1": 1.0}


def test_what_a_case_has_filled_is_cleared_before_the_next(office: LibreOffice, tmp_path: Path) -> None:
    """On every sheet: LibreOffice clears nothing, and does not say so, when it is asked for several sheets at once."""
    names = {"first": "='A'!$A$1", "second": "='B'!$A$1:$A$3"}
    with xlsxwriter.Workbook(tmp_path / "two.xlsx") as book:
        for sheet in "AB":
            book.add_worksheet(sheet)
        for name, cells in names.items():
            book.define_name(name, cells)
    cases: list[dict[str, Any]] = [{"first": 1, "second": ["a", "b", "c"]}, {"second": [5]}, {}]
    shown = office.evaluate(tmp_path / "two.xlsx", cases, clear=list(names), read=list(names))
    assert shown == [
        {"first": 1.0, "second": ["a", "b", "c"]},
        {"first": "", "second": [5.0, "", ""]},
        {"first": "", "second": ["", "", ""]},
    ]
    require_ironcalc()
    iron = IronCalc(tmp_path / "two.xlsx")
    in_iron = [shown for some in (cases[:1], cases[1:]) for shown in iron.evaluate(some, read=list(names))]
    assert in_iron == [{name: _blank_as_text(value) for name, value in case.items()} for case in shown]


def _blank_as_text(value: Any) -> Any:
    """What LibreOffice shows of a blank cell as "", ironcalc shows as None."""
    return [entry if entry != "" else None for entry in value] if isinstance(value, list) else value if value != "" else None


def test_ironcalc_calculates_what_its_import_bends(tmp_path: Path) -> None:
    """Ranges in functions inside SUMPRODUCT; and FALSE is more than any number, as in Excel."""
    require_ironcalc()
    formulas = {"inside": "SUMPRODUCT(LEN($A$1:$A$3)*1)", "exact": 'SUMPRODUCT(EXACT($A$1:$A$3,"a")*(1+1)*2)', "order": "IF(FALSE>0,1,0)"}
    with xlsxwriter.Workbook(tmp_path / "bent.xlsx") as book:
        sheet = book.add_worksheet("S")
        sheet.write_column("A1", ["a", "bb", "a"])
        for row, (name, formula) in enumerate(formulas.items(), start=4):
            sheet.write_formula(row, 1, f"={formula}")
            book.define_name(name, f"=S!$B${row + 1}")
    (shown,) = IronCalc(tmp_path / "bent.xlsx").evaluate([{}], read=list(formulas))
    assert shown == {"inside": 4.0, "exact": 8.0, "order": 1.0}


def test_error_cells_are_told_from_text(office: LibreOffice, form: Path) -> None:
    with office.open(form) as book:
        book.fill({"project.name": "#N/A"})
        book.recalculate()
        found = book.values(["project.name", "check.R3", "check.R4"])
    assert found == {"project.name": "#N/A", "check.R3": "#DIV/0!", "check.R4": "#N/A"}
    assert [isinstance(value, CellError) for value in found.values()] == [False, True, True]


def test_text_stays_text_and_typed_text_is_read(office: LibreOffice, form: Path) -> None:
    with office.open(form) as book:
        book.fill({"project.name": "=3个", "income.total": "=1+1", "income.other": Typed("=1+1")})
        book.fill({"indicators.level1": ["007", Typed("1/2")], "indicators.full_year": [Typed("50%"), "=1"]})
        book.fill({"year": Typed("2022-3-1")})
        book.recalculate()
        assert book.values(["project.name", "income.total", "income.other", "year"]) == {
            "project.name": "=3个", "income.total": "=1+1", "income.other": 2.0, "year": 44621.0,
        }  # fmt: skip
        # Column A is formatted as text, where what is typed stays as it is.
        assert book.values(["indicators.level1", "indicators.full_year"]) == {
            "indicators.level1": ["007", "1/2", "", "", ""], "indicators.full_year": [0.5, "=1", "", "", ""],
        }  # fmt: skip
        assert book.formulas("income.other") == "=1+1"
        assert book.formulas("check.R1") == "=COUNTA(indicators.level1)"


def test_what_a_person_cannot_do_is_refused(office: LibreOffice, form: Path) -> None:
    with office.open(form) as book:
        with pytest.raises(LockedCellError, match="is locked on the protected sheet"):
            book.fill({"check.R22": 0})
        with pytest.raises(LockedCellError):
            book.fill({"绩效目标表!A1": "x"})
        with pytest.raises(UnknownNameError, match=r"income\.nothing"):
            book.fill({"income.nothing": 0})
        with pytest.raises(LibreOfficeError, match="5 cells"):
            book.fill({"indicators.level1": ["x"] * (ROWS + 1)})
        with pytest.raises(LibreOfficeError, match="5 cells"):
            book.fill({"indicators.level1": "x"})
        with pytest.raises(ValueError, match="nan"):
            book.fill({"income.total": float("nan")})
        book.fill({"绩效目标表!B5": 7})
        assert book.value("income.total") == 7.0


@pytest.mark.parametrize("hard", [False, True])
def test_many_cases_run_through_one_workbook(office: LibreOffice, form: Path, hard: bool) -> None:
    cases: list[dict[Any, Any]] = [{"income.total": i, "income.other": 2, "indicators.full_year": [1.0] * (i % ROWS)} for i in range(120)]
    cases[7] = {}
    found = office.evaluate(form, cases, clear=list(INPUTS), read=["check.R22", "check.R2", "income.total"], hard=hard)
    assert found[2] == {"check.R22": 0.0, "check.R2": 2.0, "income.total": 2.0}
    assert found[7] == {"check.R22": 0.0, "check.R2": 0.0, "income.total": ""}
    assert found[119] == {"check.R22": 1.0, "check.R2": 4.0, "income.total": 119.0}
    assert len(found) == len(cases)


@pytest.mark.parametrize("suffix", [".xlsx", ".ods", ".xls"])
def test_saved_copies_hold_values_and_names(office: LibreOffice, form: Path, tmp_path: Path, suffix: str) -> None:
    with office.open(form) as book:
        book.fill({"income.total": 8, "project.name": "=3个"})
        book.recalculate()
        saved = book.save_as(tmp_path / f"saved{suffix}")
    # The old format has no dots in names: LibreOffice writes income_total.
    dot = "_" if suffix == ".xls" else "."
    names = [name.replace(".", dot) for name in ("income.total", "project.name", "check.R3")]
    with office.open(saved) as book:
        assert list(book.values(names).values()) == [8.0, "=3个", 0.125]


def test_a_workbook_is_printed_to_pictures(office: LibreOffice, form: Path, tmp_path: Path) -> None:
    if shutil.which("pdftoppm") is None:
        _require("pdftoppm is missing (Debian, Ubuntu: apt install poppler-utils)")
    with office.open(form) as book:
        book.fill({"project.name": "项目"})
        filled = book.save_as(tmp_path / "filled.xlsx")
    pages = office.to_png(filled, tmp_path / "pages")
    assert [page.name for page in pages] == ["filled-1.png", "filled-2.png"]
    assert all(page.read_bytes().startswith(b"\x89PNG") for page in pages)


def test_a_file_that_is_no_workbook_is_refused(office: LibreOffice, tmp_path: Path) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 and then nothing of use")
    with pytest.raises(LibreOfficeError):
        office.open(broken)
    with pytest.raises(FileNotFoundError):
        office.open(tmp_path / "absent.xlsx")


def test_an_office_that_does_not_answer_is_ended_and_leaves_nothing(form: Path) -> None:
    require_libreoffice()
    with LibreOffice() as office:
        folder, processes = office._folder, list(office._processes)  # noqa: SLF001
        with office.open(form):
            pass
        office.timeout = 0.0
        with pytest.raises(LibreOfficeError, match="did not answer"):
            office.open(form)
        with pytest.raises(LibreOfficeError, match="closed"):
            office.open(form)
    assert not folder.exists()
    assert all(process.poll() is not None for process in processes)


def test_the_bridge_says_when_there_is_no_office() -> None:
    require_libreoffice()
    done = subprocess.run([str(find_uno_python()), str(BRIDGE), "nobody-listens-here", "0.2"], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "NoConnectException" in done.stderr


def test_the_validator_accepts_a_good_workbook(form: Path) -> None:
    require_ooxml()
    assert ooxml_errors(form) == []
    assert ooxml_errors(form, "Office2007") == []


def test_the_validator_names_what_is_broken(form: Path, tmp_path: Path) -> None:
    require_ooxml()
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(form) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b"<sheetProtection ", b'<sheetProtection nonsense="1" '))
    errors = ooxml_errors(broken)
    assert len(errors) == 2
    assert errors[0].startswith("xl/worksheets/sheet1.xml /x:worksheet[1]/x:sheetProtection[1]: ")
    assert "nonsense" in errors[0]
    not_a_package = tmp_path / "text.xlsx"
    not_a_package.write_text("text")
    assert len(ooxml_errors(not_a_package)) == 1
    with pytest.raises(NodeError, match="Office1997"):
        ooxml_errors(form, "Office1997")  # type: ignore[arg-type]


@pytest.mark.parametrize("fill", [exceljs_fill, sheetjs_fill])
def test_libraries_fill_by_name(fill: Callable[..., Path], form: Path, tmp_path: Path) -> None:
    require_node()
    values = {"income.total": 12.5, "Project.Name": "=3个", "indicators.level1": ["产出", None, "效益"], "year": None}
    book = openpyxl.load_workbook(fill(form, values, tmp_path / "filled.xlsx"))
    sheet = book["绩效目标表"]
    assert (sheet["B5"].value, sheet["B2"].value, sheet["B2"].data_type) == (12.5, "=3个", "s")
    assert [sheet.cell(row, 1).value for row in range(11, 15)] == ["产出", None, "效益", None]
    assert book["填报检查"]["A1"].value == CHECKS["check.R22"]
    assert set(book.defined_names) == {*INPUTS, *CHECKS}
    with pytest.raises(NodeError, match=r"income\.nothing"):
        fill(form, {"income.nothing": 1}, tmp_path / "no.xlsx")
    with pytest.raises(NodeError, match="5 cells"):
        fill(form, {"indicators.level1": [1] * (ROWS + 1)}, tmp_path / "no.xlsx")


def test_a_missing_referee_skips_at_home_and_fails_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no soffice"):
        _require("no soffice")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="no soffice"):
        _require("no soffice")


def test_the_lock_file_names_no_host() -> None:
    lock = Path(__file__).parent / "node" / "package-lock.json"
    assert '"resolved"' not in lock.read_text(encoding="utf-8")


def test_the_module_runs_as_a_command(form: Path, tmp_path: Path) -> None:
    require_libreoffice()
    if shutil.which("pdftoppm") is None:
        _require("pdftoppm is missing (Debian, Ubuntu: apt install poppler-utils)")
    command = [sys.executable, "-m", "tests.referees.libreoffice", str(form), str(tmp_path / "out")]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    # The form is empty: only its check sheet has something to print.
    assert (done.returncode, done.stderr, len(done.stdout.splitlines())) == (0, "", 1)
