"""Fields that nobody types, on the form `purchase`: sums, rates, row numbers, a day, a sentence."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xltool
from tests.cli.conftest import Run, run  # noqa: F401 - a fixture
from xltool.base.findings import Finding
from xltool.rules.evaluate import evaluate
from xltool.rules.load import load_definition

FORM = Path(__file__).parents[1] / "definitions" / "clean" / "purchase"
TEMPLATES = FORM / "templates"
DOCUMENT: dict[str, Any] = json.loads((FORM / "document.json").read_text(encoding="utf-8"), parse_float=Decimal)
COMPUTED = {"due": "2022-04-04", "total": Decimal("21.95"), "used": Decimal("0.2195"), "summary": "办公室：预算内"}
ROWS = [
    {"number": 1, "amount": Decimal("7.5"), "share": Decimal("0.341685649203")},
    {"number": 2, "amount": 12, "share": Decimal("0.546697038724")},
    {"number": 3, "amount": Decimal("2.45"), "share": Decimal("0.111617312073")},
]
TABLE_ROW = 7  # the first row of the table on the sheet


def computed(data: dict[str, Any]) -> dict[str, Any]:
    """What a document becomes."""
    return dict(evaluate(load_definition(TEMPLATES / "purchase.yaml"), data).data)


def built(folder: Path, data: dict[str, Any] | None = None) -> Path:
    return xltool.build(TEMPLATES / "purchase.yaml", folder / "purchase.xlsx", data=data or DOCUMENT)


def changed(path: Path, cells: dict[str, Any]) -> Path:
    """The workbook as openpyxl saves it after some cells of the form were overwritten."""
    book = openpyxl.load_workbook(path)
    for cell, value in cells.items():
        book["采购单"][cell] = value
    book.save(path)
    return path


def findings(path: Path) -> list[Finding]:
    (file,) = xltool.check([path], templates=TEMPLATES).files
    return [finding for finding in file.findings if finding.rule == "formula.overwritten"]


# --- in the document --------------------------------------------------------------------------------------------------


def test_the_document_holds_what_is_computed() -> None:
    data = computed(DOCUMENT)
    assert {name: data[name] for name in COMPUTED} == COMPUTED
    assert [{name: row[name] for name in ROWS[0]} for row in data["items"]] == ROWS


def test_what_a_document_says_itself_does_not_count() -> None:
    assert computed({**DOCUMENT, "total": 1, "summary": "x"}) == computed(DOCUMENT)


def test_an_error_leaves_the_field_blank_and_skips_the_rules_that_read_it() -> None:
    state = evaluate(load_definition(TEMPLATES / "purchase.yaml"), {"unit": "办公室"})
    assert (state.data["total"], state.data["used"], state.data["summary"], state.data["items"]) == (0, None, None, [])
    verdicts = {verdict.rule.id: verdict for verdict in state.verdicts.values()}
    assert verdicts["P5"].skipped, "the rate over a budget of 0 is an error"
    assert not verdicts["P1"].skipped
    assert not [one for one in state.violations if one.field and one.field.is_computed]


def test_rules_over_what_cannot_be_read_are_skipped() -> None:
    rows = [{"name": "纸", "quantity": 3, "price": "两元"}, {"name": "笔", "quantity": 900, "price": 100}]
    state = evaluate(load_definition(TEMPLATES / "purchase.yaml"), {**DOCUMENT, "items": rows})
    verdicts = {verdict.rule.id: verdict for verdict in state.verdicts.values()}
    assert verdicts["P1"].skipped, "the sum is over an amount that could not be read"
    assert verdicts["P2"].skipped_rows == {0, 1}


# --- in the workbook --------------------------------------------------------------------------------------------------


def test_cells_are_locked_and_show_values_before_any_recalculation(tmp_path: Path) -> None:
    path = built(tmp_path)
    shown = openpyxl.load_workbook(path, data_only=True)["采购单"]
    assert (shown["F3"].value, shown["D4"].value, shown["B5"].value) == ("2022-04-04", 21.95, "办公室：预算内")
    assert [shown.cell(TABLE_ROW + row, 5).value for row in range(4)] == [7.5, 12, 2.45, None]
    assert [shown.cell(TABLE_ROW + row, 1).value for row in range(4)] == [1, 2, 3, None]
    sheet = openpyxl.load_workbook(path)["采购单"]
    for cell in ("F3", "D4", "F4", "B5", "A7", "E7", "F18"):
        assert sheet[cell].data_type == "f", cell
        assert sheet[cell].protection.locked, cell
    assert not sheet["B3"].protection.locked


def test_the_instructions_say_how_it_is_computed(tmp_path: Path) -> None:
    guide = openpyxl.load_workbook(built(tmp_path))["填报说明"]
    told = {row[0]: row[2] for row in guide.iter_rows(values_only=True) if row[0]}
    assert told["明细 · 金额"] == "自动计算，不用填写：ROUND(数量*单价, 2)"
    assert told["明细 · 序号"] == "自动计算，不用填写：行号"
    assert told["合计（元）"] == "自动计算，不用填写：SUM(明细[金额])"


def test_the_rule_reference_lists_it() -> None:
    (entry,) = [entry for entry in xltool.rules("purchase", templates=TEMPLATES) if entry.id == "used"]
    assert (entry.kind, entry.formula, entry.fields, entry.live) == ("computed", "total/budget", ("total", "budget"), True)


def test_data_that_differ_are_told(run: Run, tmp_path: Path) -> None:  # noqa: F811 - the fixture
    data = tmp_path / "data.json"
    rows = [{**row, "amount": 12} for row in DOCUMENT["items"]]
    data.write_text(json.dumps({**DOCUMENT, "total": 21.95, "used": 0.5, "items": rows}, default=float), encoding="utf-8")
    outcome = run("build", "purchase", "--templates", TEMPLATES, "--data", data, "-o", tmp_path / "a.xlsx")
    assert (outcome.status, outcome.err.splitlines()) == (
        0,
        [
            "items[0].amount is computed: the data give 12, the formula yields 7.5, which was written",
            "items[2].amount is computed: the data give 12, the formula yields 2.45, which was written",
            "used is computed: the data give 0.5, the formula yields 0.2195, which was written",
        ],
    )


# --- in what comes back -----------------------------------------------------------------------------------------------


def test_what_comes_back_is_the_document(tmp_path: Path) -> None:
    path = built(tmp_path)
    assert xltool.read(path, templates=TEMPLATES).data == computed(DOCUMENT)
    assert findings(path) == []


def test_a_program_that_drops_results_loses_nothing(tmp_path: Path) -> None:
    path = changed(built(tmp_path), {})
    assert openpyxl.load_workbook(path, data_only=True)["采购单"]["D4"].value is None
    assert xltool.read(path, templates=TEMPLATES).data == computed(DOCUMENT)
    assert findings(path) == []


def test_overwritten_values_are_found_with_both(tmp_path: Path) -> None:
    path = changed(built(tmp_path), {"D4": 99, "F3": "2022-05-01", "E8": 13, "A9": 7})
    assert xltool.read(path, templates=TEMPLATES).data == computed(DOCUMENT)
    assert [(finding.field, str(finding.location), finding.value) for finding in findings(path)] == [
        ("due", "采购单!F3", {"found": "2022-05-01", "computed": "2022-04-04"}),
        ("total", "采购单!D4", {"found": 99, "computed": Decimal("21.95")}),
        ("items[1].amount", "采购单!E8", {"found": 13, "computed": 12}),
        ("items[2].number", "采购单!A9", {"found": 7, "computed": 3}),
    ]
    assert findings(path)[1].message.zh == "“合计”由公式自动计算，此处被改为“99”，应为“21.95”；以计算结果为准，请恢复公式"


@pytest.mark.parametrize("cells", [{"D4": 21.95, "E7": 7.5}, {"D4": None, "E7": ""}], ids=["its own value", "blank"])
def test_its_own_value_and_a_blank_are_no_loss(tmp_path: Path, cells: dict[str, Any]) -> None:
    assert findings(changed(built(tmp_path), cells)) == []


def test_a_row_that_holds_nothing_else_is_not_in_use(tmp_path: Path) -> None:
    path = changed(built(tmp_path), {"E12": 5})
    assert len(xltool.read(path, templates=TEMPLATES).data["items"]) == len(ROWS)
    (finding,) = findings(path)
    assert (finding.field, finding.value) == (None, {"found": 5, "computed": None})
    assert "应为空白；" in finding.message.zh


def test_a_marked_return_computes_again(tmp_path: Path, run: Run) -> None:  # noqa: F811 - the fixture
    path = changed(built(tmp_path, {**DOCUMENT, "budget": 5}), {"D4": 99})
    run("check", path, "--templates", TEMPLATES, "--annotate", tmp_path / "marked")
    (marked,) = (tmp_path / "marked").glob("*.xlsx")
    sheet = openpyxl.load_workbook(marked)["采购单"]
    assert sheet["D4"].data_type == "f"
    assert sheet["D4"].comment is not None
    assert "99" in sheet["D4"].comment.text
    assert openpyxl.load_workbook(marked, data_only=True)["采购单"]["D4"].value == 21.95
