"""Blocks side by side, and on sheets of their own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl

import xltool
from xltool.reading.read_workbook import read_workbook
from xltool.rules.load import load_definition

CLEAN = Path(__file__).parents[1] / "definitions" / "clean"


def document(name: str) -> dict[str, Any]:
    """The clean document of a form."""
    data: dict[str, Any] = json.loads((CLEAN / name / "document.json").read_text(encoding="utf-8"))
    return data


def built(name: str, folder: Path, data: dict[str, Any] | None = None) -> Path:
    """The workbook of a document, of the clean one if none is given."""
    return xltool.build(CLEAN / name / "templates" / f"{name}.yaml", folder / f"{name}.xlsx", data=data or document(name))


def told(name: str, path: Path) -> list[tuple[str, str | None, str]]:
    """Rule, field and cell of the findings of a workbook."""
    (report,) = xltool.check(path, templates=CLEAN / name / "templates").files
    return [(one.rule, one.field, str(one.location)) for one in report.findings]


def test_blocks_stand_side_by_side_as_wide_as_the_first(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(built("repeats-beside", tmp_path))["Partners"]
    assert [sheet[cell].value for cell in ("A6", "D6", "G6", "B7", "E7")] == ["Partner 1", "Partner 2", "Partner 3", "North", "South"]
    definition = load_definition(CLEAN / "repeats-beside" / "templates" / "repeats-beside.yaml")
    assert list(dict(sorted(definition.template.sheets[0].widths.items())).values()) == [14, 16, 14] * 3


def test_grids_totals_and_fixed_rows_stand_in_blocks(tmp_path: Path) -> None:
    document = read_workbook(built("repeats-beside", tmp_path), CLEAN / "repeats-beside" / "templates").document
    assert not document.findings
    assert [document.get(path) for path in ("partners[0].sum.plan", "partners[1].sum.plan", "partners[0].total.amount")] == [300, 50, 300]
    assert [row["name"] for row in document.rows("partners[1].costs")] == ["Staff", "Travel", "Other"]
    assert str(document.location("partners[1].costs[2].amount")) == "Partners!F17"


def test_a_block_of_fixed_rows_is_in_use_only_when_something_is_typed(tmp_path: Path) -> None:
    path = built("repeats-beside", tmp_path)
    assert len(read_workbook(path, CLEAN / "repeats-beside" / "templates").document.get("partners")) == 2
    book = openpyxl.load_workbook(path)
    book["Partners"]["I16"].value = 5  # travel costs of the third
    book.save(path)
    required = {("schema.required", f"partners[2].{name}") for name in ("name", "years.first.plan", "years.second.plan")}
    assert {(rule, field) for rule, field, _ in told("repeats-beside", path) if rule == "schema.required"} == required


def test_what_does_not_apply_in_a_block_stays_blank(tmp_path: Path) -> None:
    data = document("repeats-beside")
    data["partners"][1]["source"] = "Fees"
    path = built("repeats-beside", tmp_path, data)
    assert ("value.not-applicable", "partners[1].source", "Partners!E9") in told("repeats-beside", path)
    (report,) = xltool.check(path, templates=CLEAN / "repeats-beside" / "templates").files
    (finding,) = (one for one in report.findings if one.rule == "value.not-applicable")
    assert finding.message.en.endswith('(it is asked for where AND(Budget>0, Own funds="yes"))'), (
        "its own block's field goes by its label alone"
    )


def test_a_condition_on_the_array_holds_for_every_block(tmp_path: Path) -> None:
    found = told("repeats-beside", built("repeats-beside", tmp_path, {**document("repeats-beside"), "budget": 0}))
    blank = {field for rule, field, _ in found if rule == "value.not-applicable"}
    assert {"partners[0].name", "partners[1].years.first.plan", "partners[1].costs[0].amount"} <= blank
    assert not any(field and field.startswith("partners[2]") for _, field, _ in found)


def test_messages_hold_values_of_their_block(tmp_path: Path) -> None:
    data = document("repeats-beside")
    data["partners"][1]["costs"][1]["amount"] = 80
    (report,) = xltool.check(built("repeats-beside", tmp_path, data), templates=CLEAN / "repeats-beside" / "templates").files
    messages = {finding.rule: finding.message.en for finding in report.findings}
    assert messages["costs"] == "The costs of South differ from the plan, 50"
    assert messages["large"] == "Travel is more than the plan of South"


def test_the_print_area_ends_with_the_last_column_in_use(tmp_path: Path) -> None:
    area = openpyxl.load_workbook(built("repeats-beside", tmp_path)).defined_names["xltool.print.partners"].attr_text
    assert area.startswith("'Partners'!$A$1:INDEX('Partners'!$A$1:$I$18,18,MAX(3,6*")


def test_each_object_has_a_sheet(tmp_path: Path) -> None:
    path = built("repeats-sheets", tmp_path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[:4] == ["汇总", "第1批", "第2批", "第3批"]
    assert book["第2批"]["A1"].value == "采购需求：第2批（至多 20 项）"
    assert book.defined_names["batches.2.items.amount"].attr_text == "'第2批'!$F$4:$F$23"
    document = read_workbook(path, CLEAN / "repeats-sheets" / "templates").document
    assert not document.findings
    assert [block["name"] for block in document.get("batches")] == ["上半年", "下半年"]
    assert [row["name"] for row in document.rows("batches[0].items")] == ["打印机", "计算机"]  # looked up
    assert document.get("amount") == 83005


def test_a_gap_between_sheets_is_left_out_behind_those_asked_for(tmp_path: Path) -> None:
    data = document("repeats-sheets")
    data["batches"].append({**data["batches"][1], "name": "追加"})
    path = built("repeats-sheets", tmp_path, data)
    book = openpyxl.load_workbook(path)
    for cell in ("C2", "B4", "D4", "E4"):
        book["第2批"][cell].value = None
    book.save(path)
    document_read = read_workbook(path, CLEAN / "repeats-sheets" / "templates").document
    assert [block["name"] for block in document_read.get("batches")] == ["上半年", None, "追加"]  # two are asked for
    fields = {field for rule, field, _ in told("repeats-sheets", path) if rule in {"schema.required", "schema.minItems"}}
    assert fields == {"batches[1].name", "batches[1].items"}


def test_a_rule_over_the_table_of_each_block_leads_to_a_row(tmp_path: Path) -> None:
    data = document("repeats-sheets")
    data["batches"][1]["items"].append({"code": "A02", "number": 200, "price": 5000})
    assert told("repeats-sheets", built("repeats-sheets", tmp_path, data)) == [("R1", "batches[1].items[1].amount", "第2批!F5")]
