"""English forms read as English is written; what earlier versions wrote otherwise is read as before."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xltool
from xltool.base.normalise import label_line
from xltool.form.sheet_names import GUIDE_SHEET
from xltool.rules.load import load_definition

CLEAN = Path(__file__).parents[1] / "definitions" / "clean"
FULL_WIDTH = re.compile("[\u3000-\u303f\uff00-\uffef]")


def template(form: str) -> Path:
    return CLEAN / form / "templates" / f"{form}.yaml"


def built(form: str, folder: Path, data: dict[str, Any] | None = None) -> Path:
    return xltool.build(form if form == "single-audit" else template(form), folder / "form.xlsx", data=data)


@pytest.mark.parametrize("form", ["single-audit", "totals", "two-sheets", "minimal", "conditions", "repeats-beside"])
def test_nothing_on_an_english_form_is_full_width(form: str, tmp_path: Path) -> None:
    """Labels, headings, hints, alerts, the check sheet, the instructions."""
    workbook: Any = openpyxl.load_workbook(built(form, tmp_path))
    texts = [
        str(cell.value) for sheet in workbook.worksheets if sheet.sheet_state == "visible" for row in sheet for cell in row if cell.value
    ]
    for sheet in workbook.worksheets:
        for rule in sheet.data_validations.dataValidation:
            texts += [text for text in (rule.prompt, rule.promptTitle, rule.error, rule.errorTitle) if text]
    assert [text for text in texts if FULL_WIDTH.search(text)] == []


def test_a_unit_stands_in_brackets_as_english_has_them(tmp_path: Path) -> None:
    workbook: Any = openpyxl.load_workbook(built("totals", tmp_path))
    texts = {str(cell.value) for sheet in workbook.worksheets for row in sheet for cell in row if cell.value}
    assert any(text.endswith(" (EUR)") for text in texts)
    assert load_definition("project-performance-target").schema.fields["income.total"].label == "资金总额（万元）"


def edited(path: Path, target: Path, *, is_earlier: bool, is_moved: bool) -> Path:
    """The workbook as earlier versions wrote it, the units in full-width brackets; its rows may have moved."""
    workbook: Any = openpyxl.load_workbook(path)
    cells = [cell for sheet in workbook.worksheets for row in sheet for cell in row if str(cell.value).endswith((" (EUR)", " (CNY)"))]
    assert cells
    for cell in cells if is_earlier else ():
        cell.value = re.sub(r" \((\w+)\)$", r"（\1）", cell.value)
    for sheet in workbook.worksheets:
        if is_moved and sheet.sheet_state == "visible":
            sheet.insert_rows(1)
    workbook.save(target)
    return target


@pytest.mark.parametrize("form", ["totals", "two-sheets"])
@pytest.mark.parametrize("is_moved", [False, True])
def test_a_workbook_with_earlier_labels_is_read_as_before(form: str, is_moved: bool, tmp_path: Path) -> None:
    path, folder = built(form, tmp_path), template(form).parent
    now, earlier = (edited(path, tmp_path / f"{is_earlier}.xlsx", is_earlier=is_earlier, is_moved=is_moved) for is_earlier in (False, True))
    found = [[(one.rule, one.field) for one in file.findings] for file in xltool.check([now, earlier], templates=folder).files]
    assert found[0] == found[1]
    assert "label.changed" not in {rule for rule, _ in found[1]}


@pytest.mark.parametrize(
    ("label", "line"),
    [
        ("Amount（USD）", "Amount (USD)"),
        ("Major Program (MP)（万元）", "Major Program (MP) (万元)"),
        ("Amount  (USD)", "Amount (USD)"),
        ("资金总额（万元）", "资金总额（万元）"),
        ("R&D 经费（万元）", "R&D 经费（万元）"),
        ("（USD）", "（USD）"),
        ("Amount（USD）, in all", "Amount（USD）, in all"),
    ],
)
def test_labels_are_compared_by_their_words(label: str, line: str) -> None:
    assert label_line(label) == line


def test_the_instructions_are_sentences(tmp_path: Path) -> None:
    guide = openpyxl.load_workbook(built("single-audit", tmp_path))[GUIDE_SHEET.en]
    said = {str(row[0]): str(row[2]) for row in guide.iter_rows(values_only=True) if row[2]}
    assert said["Audit type"] == "required; one of these: single-audit, program-specific"
    assert said["Federal awards"].startswith("at least 1 row; at most 200 rows")
    assert said["Fiscal period start"].endswith("such as June 30, 2026, 2026-06 or 2026")
    assert said["Total amount expended"].startswith("calculated automatically: ")
