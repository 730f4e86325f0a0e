"""Values that a code list gives, on the form `lookups`."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xltool
from xltool.base.text_search import place_in
from xltool.rules.evaluate import evaluate
from xltool.rules.evaluation import Evaluation
from xltool.rules.load import load_definition

FORM = Path(__file__).parents[1] / "definitions" / "clean" / "lookups"
TEMPLATES = FORM / "templates"
DOCUMENT: dict[str, Any] = json.loads((FORM / "document.json").read_text(encoding="utf-8"), parse_float=Decimal)


def evaluated(**changes: Any) -> Evaluation:
    """What a document with some other fields becomes."""
    return evaluate(load_definition(TEMPLATES / "lookups.yaml"), {**DOCUMENT, **changes})


def row_of(code: str | None) -> dict[str, Any]:
    """What stands in a row beside a code."""
    (row,) = evaluated(lines=[{"code": code, "quantity": 2}]).data["lines"]
    return {name: row[name] for name in ("name", "measure", "price", "amount", "group", "manager")}


def skipped(state: Evaluation) -> dict[str, Any]:
    """The rules that could not be decided, or in which rows."""
    return {one.rule.id: set(one.skipped_rows) if one.rule.each else one.skipped for one in state.verdicts.values()}


@pytest.mark.parametrize(
    ("code", "row"),
    [
        ("A01", {"name": "复印纸", "measure": "箱", "price": Decimal("185.5"), "amount": 371, "group": "O", "manager": "办公室"}),
        ("B10", {"name": "打印机", "measure": "台", "price": 1980, "amount": 3960, "group": "M", "manager": "设备科"}),
        ("b10", {"name": "打印机（旧）", "measure": "台", "price": None, "amount": 0, "group": "M", "manager": "设备科"}),
        ("C?1", {"name": "椅子", "measure": "把", "price": 210, "amount": 420, "group": "F", "manager": None}),
        ("00123", {"name": "清洁用品", "measure": None, "price": 15, "amount": 30, "group": None, "manager": None}),
        ("C01", {"name": None, "measure": None, "price": None, "amount": 0, "group": None, "manager": None}),
        (None, {"name": None, "measure": None, "price": None, "amount": 0, "group": None, "manager": None}),
    ],
)
def test_a_code_gives_name_unit_price_and_what_is_looked_up_by_these(code: str | None, row: dict[str, Any]) -> None:
    assert row_of(code) == row


def test_single_fields_and_objects_of_one_shape() -> None:
    data = evaluated(store="西库", taker={"first": {"code": "A02"}, "second": {"code": "x"}}).data
    assert (data["keeper"], data["open_since"], data["discount"]) == ("李华", "2021-07-15", Decimal("0.05"))
    assert data["taker"] == {"first": {"code": "A02", "name": "签字笔"}, "second": {"code": "x", "name": None}}
    assert [row["place"] for row in data["lines"]] == ["李华"] * len(data["lines"])


def test_an_unknown_code_is_the_only_finding_and_rules_that_read_what_it_gives_are_skipped() -> None:
    state = evaluated(lines=[{"code": "A01", "quantity": 1}, {"code": "nothing", "quantity": 0.5}])
    assert [(one.keyword, one.path) for one in state.violations] == [("enum", "lines[1].code")]
    undecided = skipped(state)
    assert (undecided["L1"], undecided["L2"], undecided["L3"], undecided["L6"]) == ({1}, {1}, True, True)


def test_a_blank_beside_a_known_code_is_a_blank() -> None:
    undecided = skipped(evaluated(lines=[{"code": "b10", "quantity": 1}, {"code": "00123", "quantity": 0.5}]))
    assert (undecided["L1"], undecided["L2"], undecided["L3"], undecided["L6"]) == (set(), set(), False, False)


def test_cells_are_locked_and_show_values_before_any_recalculation(tmp_path: Path) -> None:
    path = xltool.build(TEMPLATES / "lookups.yaml", tmp_path / "form.xlsx", data=DOCUMENT)
    shown = openpyxl.load_workbook(path, data_only=True)["申领单"]
    assert [shown[cell].value for cell in ("F3", "H3", "J3", "B5", "C5", "D5", "F5", "I5")] == [
        *("张明", "2015-03-01", 0, "复印纸", "箱", 185.5, 371, "张明")
    ]  # fmt: skip
    sheet = openpyxl.load_workbook(path)["申领单"]
    assert all(sheet[cell].data_type == "f" and sheet[cell].protection.locked for cell in ("F3", "H3", "J3", "B5", "D5", "B34"))


def test_prices_stand_on_the_codes_sheet_as_numbers_and_codes_once(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(xltool.build(TEMPLATES / "lookups.yaml", tmp_path / "form.xlsx"))["_codes"]
    columns = {next(iter(column)): list(column[1:]) for column in sheet.iter_cols(values_only=True)}
    assert [185.5, 2.5, 1980, "", 640, 210, 15] in columns.values()
    assert sum(column[:7] == ["A01", "A02", "B10", "b10", "C*1", "C?1", "00123"] for column in columns.values()) == len(
        [name for name in columns if str(name).startswith("codes.") and str(name).endswith("code")]
    ), "the codes stand below the names of the dropdowns, and not once more"


def test_the_instructions_and_the_rule_reference_say_where_it_comes_from(tmp_path: Path) -> None:
    guide = openpyxl.load_workbook(xltool.build(TEMPLATES / "lookups.yaml", tmp_path / "form.xlsx"))["填报说明"]
    told = {row[0]: row[2] for row in guide.iter_rows(values_only=True) if row[0]}
    assert told["明细 · 名称"] == "按“编码”从代码表中查得，不用填写"
    (entry,) = [entry for entry in xltool.rules("lookups", templates=TEMPLATES) if entry.id == "lines.price"]
    assert (entry.kind, entry.formula, entry.fields) == ("computed", "x-lookup: materials, code → price", ("lines.code",))


def test_what_was_typed_over_is_reported_with_both_values(tmp_path: Path) -> None:
    path = xltool.build(TEMPLATES / "lookups.yaml", tmp_path / "form.xlsx", data=DOCUMENT)
    book = openpyxl.load_workbook(path)
    book["申领单"]["D5"] = 1
    book.save(path)
    (file,) = xltool.check([path], templates=TEMPLATES).files
    (finding,) = [one for one in file.findings if one.rule == "formula.overwritten"]
    assert (finding.field, finding.location and finding.location.cell) == ("lines[0].price", "D5")


@pytest.mark.parametrize(
    ("codes", "is_matched"),
    [(("a", "b"), True), (("a", "A"), False), (("a*", "b"), False), (("ß", "ss"), False), (("ﬁ", "fi"), False), (("a" * 256, "b"), False)],
)
def test_only_codes_that_programs_tell_apart_are_looked_up_by_match(codes: tuple[str, ...], is_matched: bool) -> None:
    assert place_in(codes, "$A$2:$A$3", "B1").startswith("IFERROR(IF(EXACT(INDEX(") == is_matched
