"""A second filled copy of the form in one workbook, a blank form beside a filled copy, a hidden form beside a visible twin."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

import xltool
from tests.referees import require_libreoffice, require_node
from tests.referees.conftest import office
from tests.referees.nodejs import sheetjs_current_fill
from xltool.base.findings import Finding
from xltool.base.messages import Lang
from xltool.rules.load import load_definition

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

__all__ = ["office"]

CLEAN = Path(__file__).parents[2] / "definitions" / "clean"
TEMPLATE, SHEET, COPY = "project-performance-target", "绩效目标表", "绩效目标表 (2)"
GIVEN = {"B7": "常州市城市管理局"}  # what a workbook for a unit holds before anybody fills it in
FILLED = {**GIVEN, "B4": "植树造林", "E11": 276.68}
OTHER = {**GIVEN, "B4": "道路养护", "E11": 30}
TABLE_ONLY = {**GIVEN, "C40": "植树面积"}
RULES = ("form.second-copy", "form.copy-read", "form.hidden", "sheet.extra", "content.hidden-sheet", "sheet.renamed")


@dataclass(frozen=True, kw_only=True)
class Case:
    """What stands on the form's own sheet and on its copies, by sheet; what is found, and from which sheet is read."""

    own: Mapping[str, Any]
    copies: Mapping[str, Mapping[str, Any]]
    hidden: tuple[str, ...] = ()
    found: frozenset[tuple[str, str | None]] = field(default_factory=frozenset)  # rule and sheet
    name: str | None = None  # of the project, as read


CASES: dict[str, Case] = {
    "both filled": Case(own=FILLED, copies={COPY: OTHER}, found=frozenset({("form.second-copy", COPY)}), name="植树造林"),
    "both filled alike": Case(own=FILLED, copies={COPY: FILLED}, found=frozenset({("form.second-copy", COPY)}), name="植树造林"),
    "two copies": Case(
        own=FILLED,
        copies={COPY: OTHER, "备份": OTHER},
        found=frozenset({("form.second-copy", COPY), ("form.second-copy", "备份")}),
        name="植树造林",
    ),
    "the own sheet is blank": Case(own={}, copies={COPY: OTHER}, found=frozenset({("form.copy-read", COPY)}), name="道路养护"),
    "the own sheet holds what was given": Case(
        own=GIVEN, copies={COPY: OTHER}, found=frozenset({("form.copy-read", COPY)}), name="道路养护"
    ),
    "only rows of the copy are filled": Case(own=GIVEN, copies={COPY: TABLE_ONLY}, found=frozenset({("form.copy-read", COPY)})),
    "the own sheet is blank, two copies": Case(
        own={},
        copies={COPY: OTHER, "备份": FILLED},
        found=frozenset({("form.copy-read", COPY), ("form.second-copy", "备份")}),
        name="道路养护",
    ),
    "a blank copy": Case(own=FILLED, copies={COPY: GIVEN}, found=frozenset({("sheet.extra", None)}), name="植树造林"),
    "a hidden filled copy": Case(
        own=FILLED, copies={COPY: OTHER}, hidden=(COPY,), found=frozenset({("form.second-copy", COPY)}), name="植树造林"
    ),
    "the own sheet is hidden beside a blank twin": Case(
        own=FILLED,
        copies={COPY: GIVEN},
        hidden=(SHEET,),
        found=frozenset({("form.hidden", None), ("sheet.extra", None)}),
        name="植树造林",
    ),
    "the own sheet is hidden beside a filled twin": Case(
        own=FILLED,
        copies={COPY: OTHER},
        hidden=(SHEET,),
        found=frozenset({("form.hidden", None), ("form.second-copy", COPY)}),
        name="植树造林",
    ),
    "the own sheet is hidden and blank": Case(
        own=GIVEN, copies={COPY: OTHER}, hidden=(SHEET,), found=frozenset({("form.copy-read", COPY)}), name="道路养护"
    ),
    "the only sheet is hidden": Case(own=FILLED, copies={}, hidden=(SHEET,), found=frozenset({("form.hidden", None)}), name="植树造林"),
}


def workbook(case: Case, folder: Path) -> Path:
    """A workbook as issued, its sheet copied and filled in."""
    path = xltool.build(TEMPLATE, folder / "form.xlsx")
    book = openpyxl.load_workbook(path)
    sheets: dict[str, Any] = {SHEET: book[SHEET]}
    for name in case.copies:
        sheets[name] = book.copy_worksheet(book[SHEET])
        sheets[name].title = name
        sheets[name].protection.sheet = True
        sheets[name].data_validations = book[SHEET].data_validations
    for name, values in {SHEET: case.own, **case.copies}.items():
        for cell, value in values.items():
            sheets[name][cell].value = value
    for name in case.hidden:
        sheets[name].sheet_state = "hidden"
    book.active = next(number for number, sheet in enumerate(book.worksheets) if sheet.sheet_state == "visible")
    book.save(path)
    return path


def found_in(path: Path) -> set[tuple[str, str | None]]:
    findings = xltool.read(path).findings
    return {(finding.rule, finding.location.sheet if finding.location else None) for finding in findings if finding.rule in RULES}


@pytest.mark.parametrize("name", CASES)
def test_copies_of_the_form(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    path = workbook(case, tmp_path)
    assert found_in(path) == case.found
    assert xltool.read(path).get("project.name") == case.name


def finding(path: Path, rule: str) -> Finding:
    (one,) = (finding for finding in xltool.read(path).findings if finding.rule == rule)
    return one


def message(path: Path, rule: str, lang: Lang = "zh") -> str:
    return finding(path, rule).message.as_is(lang)


def test_both_sheets_are_named(tmp_path: Path) -> None:
    path = workbook(CASES["a hidden filled copy"], tmp_path)
    found = finding(path, "form.second-copy")
    assert found.severity == "error"
    assert (
        found.message.as_is("zh")
        == "工作簿中有两份填写过的表格：“绩效目标表”和“绩效目标表 (2)”（已隐藏）；暂按“绩效目标表”读取，请只留一份后重新发送"
    )
    assert "“绩效目标表” and “绩效目标表 (2)” (hidden)" in found.message.as_is("en")
    assert found.location is not None
    assert found.location.cell == "E11"


def test_a_hidden_form_names_its_visible_twin(tmp_path: Path) -> None:
    path = workbook(CASES["the own sheet is hidden beside a blank twin"], tmp_path)
    assert "被隐藏，看得见的“绩效目标表 (2)”是同样的表格" in message(path, "form.hidden")
    assert "the visible sheet “绩效目标表 (2)” shows the same form" in message(path, "form.hidden", "en")


def test_the_copy_that_was_read_is_marked_in_the_return(tmp_path: Path) -> None:
    path = workbook(CASES["the own sheet is blank"], tmp_path)
    (made,) = xltool.annotate(xltool.check([path]), tmp_path / "returns")
    assert xltool.read(made).get("project.name") == "道路养护"
    assert found_in(made) == set()


@pytest.mark.parametrize("suffix", ["xls", "ods"])
@pytest.mark.parametrize("name", ["both filled", "the own sheet is blank"])
def test_in_formats_of_libreoffice(name: str, suffix: str, office: LibreOffice, tmp_path: Path) -> None:
    require_libreoffice()
    case = CASES[name]
    with office.open(workbook(case, tmp_path)) as book:
        saved = book.save_as(tmp_path / f"form.{suffix}")
    assert found_in(saved) == case.found
    assert xltool.read(saved).get("project.name") == case.name


@pytest.mark.parametrize("suffix", ["xlsb", "xlsm", "ods"])
@pytest.mark.parametrize("name", ["both filled", "the own sheet is blank"])
def test_in_formats_of_sheetjs(name: str, suffix: str, tmp_path: Path) -> None:
    require_node()
    case = CASES[name]
    saved = sheetjs_current_fill(workbook(case, tmp_path), {}, tmp_path / f"form.{suffix}")
    assert found_in(saved) == case.found
    assert xltool.read(saved).get("project.name") == case.name


def test_forms_of_two_sheets(tmp_path: Path) -> None:
    """A copy belongs to the sheet that it shows; the other sheet of the form does not count as one."""
    shutil.copytree(CLEAN / "two-sheets", tmp_path / "forms")
    templates = tmp_path / "forms" / "templates"
    path = xltool.build(str(templates / "two-sheets.yaml"), tmp_path / "form.xlsx", data=tmp_path / "forms" / "document.json")
    assert [finding.rule for finding in xltool.read(path, templates=templates).findings if finding.rule in RULES] == []
    book = openpyxl.load_workbook(path)
    names = [sheet.name for sheet in load_definition(templates / "two-sheets.yaml").template.sheets]
    for name in names:
        book.copy_worksheet(book[name]).title = f"{name} (2)"
    book.save(path)
    found = [finding.location for finding in xltool.read(path, templates=templates).findings if finding.rule == "form.second-copy"]
    assert [place and place.sheet for place in found] == [f"{name} (2)" for name in names]
