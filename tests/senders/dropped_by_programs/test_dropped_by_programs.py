"""Programs that keep nothing but values and make formulas of texts that begin with `=`: one cause is one finding, and blames nobody."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

import xltool
from tests.annotate.support import returned, seed, send
from tests.formats.packages import FORM, parts_of
from xltool.base.findings import Finding
from xltool.checking.check_report import FileReport
from xltool.workbook.form_copy import Issue

Frames = Mapping[str, pd.DataFrame]
SHEET = "绩效目标表"


def by_pandas(engine: str) -> Callable[[Frames, Path], None]:
    def write(frames: Frames, path: Path) -> None:
        with pd.ExcelWriter(path, engine=engine) as writer:  # type: ignore[call-overload]  # its stubs list the engines one by one
            for name, frame in frames.items():
                frame.to_excel(writer, sheet_name=name, header=False, index=False)

    return write


def by_pyexcelerate(frames: Frames, path: Path) -> None:
    library = pytest.importorskip("pyexcelerate")
    book = library.Workbook()
    for name, frame in frames.items():
        book.new_sheet(name, data=[[None if pd.isna(value) else value for value in row] for row in frame.to_numpy().tolist()])
    book.save(str(path))


PROGRAMS: dict[str, tuple[Callable[[Frames, Path], None], str]] = {
    "pandas with openpyxl": (by_pandas("openpyxl"), "penpyxl"),
    "pandas with xlsxwriter": (by_pandas("xlsxwriter"), "可能是 pandas、PyExcelerate 一类的程序库"),
    "PyExcelerate": (by_pyexcelerate, "可能是 pandas、PyExcelerate 一类的程序库"),
}


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return send(tmp_path_factory.mktemp("sent") / "form.xlsx", seed(**{"project.name": "=甲 项目"}), Issue(unit="CZ-CG"))


def frames_of(path: Path, *sheets: str) -> Frames:
    with warnings.catch_warnings(action="ignore"):
        return pd.read_excel(path, sheet_name=list(sheets) or None, header=None, engine="openpyxl")


def checked(path: Path) -> FileReport:
    return xltool.check([path]).files[0]


def more(report: FileReport, before: FileReport) -> dict[str, int]:
    """The findings that a report has more or fewer than another, by rule."""
    found, others = Counter(finding.rule for finding in report.findings), Counter(finding.rule for finding in before.findings)
    return {rule: found[rule] - others[rule] for rule in found | others if found[rule] != others[rule]}


@pytest.mark.parametrize("name", PROGRAMS)
def test_texts_that_became_formulas_are_one_finding(name: str, sent: Path, tmp_path: Path) -> None:
    """All that differs from the file before is one finding; every value is what was typed."""
    write, program = PROGRAMS[name]
    path = tmp_path / "saved.xlsx"
    write(frames_of(sent), path)
    assert b"<f>" in parts_of(path)[FORM]
    report = checked(path)
    assert more(report, checked(sent)) == {"file.made-formulas": 1}
    assert report.document.data == checked(sent).document.data
    finding = only(report, "file.made-formulas")
    assert program in finding.message.as_is("zh")
    assert "B4, D44:E44, D49:E58, D60:E60" in finding.message.as_is("zh")
    assert "还丢失了工作表保护、下拉选项和填写限制、栏目的名称" in finding.message.as_is("zh")
    assert "这不是填写错误" in finding.message.as_is("zh")
    assert finding.severity == "warning"


def only(report: FileReport, rule: str) -> Finding:
    (finding,) = (finding for finding in report.findings if finding.rule == rule)
    return finding


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_return_holds_what_was_typed(name: str, sent: Path, tmp_path: Path) -> None:
    write, _ = PROGRAMS[name]
    path = tmp_path / "saved.xlsx"
    write(frames_of(sent), path)
    _, made = returned(path, tmp_path / "returns")
    before, after = openpyxl.load_workbook(sent)[SHEET], openpyxl.load_workbook(made)[SHEET]
    assert [cell.value for cell in after["E"]] == [cell.value for cell in before["E"]]
    assert after["E44"].data_type == "s"
    assert checked(made).document.data == checked(sent).document.data


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_sheet_of_the_form_alone(name: str, sent: Path, tmp_path: Path) -> None:
    write, _ = PROGRAMS[name]
    path = tmp_path / "saved.xlsx"
    write(frames_of(sent, SHEET), path)
    report = checked(path)
    assert more(report, checked(sent)) == {"file.made-formulas": 1, "template.recognised": 1}
    assert report.document.data == checked(sent).document.data
    assert "丢失" not in only(report, "file.made-formulas").message.as_is("zh")


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_form_without_such_texts_has_lost_features_only(name: str, tmp_path: Path) -> None:
    write, _ = PROGRAMS[name]
    row = {"level1": "产出指标", "level2": "数量指标", "level3": "植树", "half_year": "≥1场", "full_year": "≥2场"}
    sent, path = send(tmp_path / "form.xlsx", seed(indicators=[row])), tmp_path / "saved.xlsx"
    write(frames_of(sent), path)
    assert more(checked(path), checked(sent)) == {"file.features-lost": 1}


# --- formulas of the sender -------------------------------------------------------------------------------------------


def with_formulas(path: Path, formulas: Mapping[str, Any]) -> Path:
    book = openpyxl.load_workbook(path)
    for cell, formula in formulas.items():
        book[SHEET][cell].value = formula
    book.save(path)
    return path


@pytest.mark.parametrize("formula", ["=E12+E13", "=2A+1E3", "=LOG10(100)", "='2022年'!A1", "=表1[2022年]", '=IF(E12>0,"3个","")', "=100%"])
def test_a_formula_that_somebody_may_have_entered_is_no_text(formula: str, tmp_path: Path) -> None:
    report = checked(with_formulas(send(tmp_path / "form.xlsx"), {"E11": formula}))
    assert [finding.rule for finding in report.findings].count("file.made-formulas") == (formula == "=2A+1E3")


def test_one_text_that_a_script_made_a_formula_of(tmp_path: Path) -> None:
    """openpyxl takes a text that begins with `=` for a formula, and keeps all else: nothing is lost, only that cell is named."""
    report = checked(with_formulas(send(tmp_path / "form.xlsx"), {"E37": "=3个", "E11": "=E12"}))
    finding = only(report, "file.made-formulas")
    assert "把 E37 中" in finding.message.as_is("zh")
    assert "丢失" not in finding.message.as_is("zh")
    assert report.document.get("indicators[0].full_year") == "=3个"
    assert only(report, "value.not-computed").field == "income.total"
