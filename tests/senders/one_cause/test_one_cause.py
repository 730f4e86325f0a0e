"""One cause in a whole column is one finding, which names the first cell and lists the others; every cell is marked and known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

import xltool
from tests.formats.packages import Change, cell, pack, parts_of
from tests.senders.cell_form import CellForm, cell_form, numbered
from xltool.base.findings import Finding
from xltool.checking.check_report import FileReport

ROWS = 20
NUMBER = {"title": "Amount", "type": ["number", "null"]}
TEXT = {"title": "Name", "type": ["string", "null"]}
FULL_WIDTH = "１２"


@pytest.fixture
def form(tmp_path: Path) -> CellForm:
    required = {"title": "Amount", "type": "number"}
    return cell_form(tmp_path / "definition", {"amount": required, "other": NUMBER, "name": TEXT})


def findings(report: FileReport, rule: str) -> list[Finding]:
    return [finding for finding in report.findings if finding.rule == rule]


def sent(form: CellForm, folder: Path, column: str, cells: list[Any]) -> FileReport:
    amounts = {"rows.amount": [1] * len(cells)} if column != "amount" else {}
    return form.checked(form.sent({**numbered(column, cells), **amounts}, folder))


def edited(path: Path, *changes: Change) -> Path:
    """Return a file beside another with changes made to its parts."""
    parts = parts_of(path)
    for change in changes:
        change(parts)
    return pack(path.with_name("edited.xlsx"), parts)


def not_computed(form: CellForm, folder: Path) -> FileReport:
    """Check a form in whose column `amount` (B) every cell is a formula without its result, as programs write it that do not calculate."""
    path = form.sent(numbered("amount", [1] * ROWS), folder)
    cells = xltool.read(path, templates=form.template.parent).pointers
    places = [cells[f"/rows/{row}/amount"].partition("!")[2] for row in range(ROWS)]
    edits = [cell(place, "<f>1+1</f>") for place in places]
    return form.checked(edited(path, *edits))


def test_a_column_of_formulas_without_results_is_one_finding(form: CellForm, tmp_path: Path) -> None:
    """No rule blames the blanks behind them: `schema.required` would."""
    report = not_computed(form, tmp_path)
    errors = [finding for finding in report.findings if finding.severity == "error"]
    assert [(finding.rule, finding.field) for finding in errors] == [("value.not-computed", "rows[0].amount")]
    assert errors[0].message.en.endswith("send it again (the same in 19 more of the column: B4:B22)")
    assert errors[0].message.zh.endswith("（同栏另有 19 个单元格：B4:B22）")
    assert errors[0].fields == tuple(f"rows[{row}].amount" for row in range(ROWS))
    assert report.tally.errors == 1


def test_the_return_marks_every_cell_of_it(form: CellForm, tmp_path: Path) -> None:
    (returned,) = xltool.annotate(not_computed(form, tmp_path), tmp_path / "returns")
    sheet = load_workbook(returned)["Form"]
    notes = [sheet.cell(3 + row, 2).comment for row in range(ROWS)]
    assert all(note is not None and "文件未保存其结果" in note.text for note in notes)
    assert [note is not None and "more of the column" in note.text for note in notes] == [False] * ROWS  # the form is in Chinese
    assert [note is not None and "同栏另有" in note.text for note in notes] == [True, *[False] * (ROWS - 1)]


def test_what_was_normalised_is_noted_once_for_a_column(form: CellForm, tmp_path: Path) -> None:
    cells = [FULL_WIDTH, 5, FULL_WIDTH, "1,000", None, FULL_WIDTH]
    report = sent(form, tmp_path, "other", cells)
    (finding,) = findings(report, "R63")
    assert finding.message.en == "Read in the usual spelling: １２ → 12 (the same in 3 more of the column: C5:C6, C8)"
    assert finding.value == 12
    assert [one.value for one in finding.also] == [12, 1000, 12]
    (returned,) = xltool.annotate(report, tmp_path / "returns")
    assert load_workbook(returned)["Form"]["C6"].comment is None, "what was only read otherwise is for who checks"


def test_two_columns_and_two_causes_are_told_apart(form: CellForm, tmp_path: Path) -> None:
    zero_width, soft = "a\u200bb", "a\u00adb"
    values = {**numbered("name", [zero_width, soft, zero_width, "ab"]), "rows.no": [zero_width, "2", "3", "4"], "rows.amount": [1] * 4}
    found = findings(form.checked(form.sent(values, tmp_path)), "value.characters")
    assert sorted((finding.field, len(finding.also)) for finding in found) == [
        ("rows[0].name", 1),
        ("rows[0].no", 0),
        ("rows[1].name", 0),
    ]


def test_what_needs_mending_cell_by_cell_stays_single(form: CellForm, tmp_path: Path) -> None:
    """Another wrong value in each cell: texts that are not numbers, and digits that were lost."""
    texts = sent(form, tmp_path, "other", ["十二", "12人", "-"])
    assert len(findings(texts, "value.type")) == 3
    lost = sent(form, tmp_path, "name", [1234567890123456789, 2234567890123456789])
    assert len(findings(lost, "value.digits-lost")) == 2


def test_one_error_value_down_a_column_is_one_cause(form: CellForm, tmp_path: Path) -> None:
    path = form.sent(numbered("amount", [1] * 3), tmp_path)
    errors = {3: "#DIV/0!", 4: "#N/A", 5: "#DIV/0!"}
    report = form.checked(edited(path, *(cell(f"B{row}", f"<v>{error}</v>", 't="e"') for row, error in errors.items())))
    assert sorted((finding.value, finding.fields) for finding in findings(report, "value.error")) == [
        ("#DIV/0!", ("rows[0].amount", "rows[2].amount")),
        ("#N/A", ("rows[1].amount",)),
    ]
    assert findings(report, "value.type") == []


def test_json_says_it_once_and_has_no_further_keys(form: CellForm, tmp_path: Path) -> None:
    (finding,) = findings(not_computed(form, tmp_path), "value.not-computed")
    assert list(finding.as_json("zh")) == ["rule", "severity", "field", "sheet", "cell", "value", "message"]
    assert finding.as_json("zh")["cell"] == "B3"
