"""Blocks in use are the document; the others are not asked for, not counted and not printed."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xltool
from tests.repeats.support import DOCUMENT, TEMPLATE, TEMPLATES, built, fill, moved, told
from xltool.base.errors import DataError
from xltool.reading.read_workbook import read_workbook

SHEET = "项目申报表"


def project(**values: Any) -> dict[str, Any]:
    """A project of the clean document with other values."""
    return {**copy.deepcopy(DOCUMENT["projects"][0]), **values}


def form(*projects: dict[str, Any], total: float = 320) -> dict[str, Any]:
    """A document with these projects."""
    return {**DOCUMENT, "total": total, "projects": list(projects)}


def test_the_document_holds_the_blocks_in_use(tmp_path: Path) -> None:
    document = read_workbook(built(tmp_path), TEMPLATES).document
    assert not document.findings
    assert [block["name"] for block in document.get("projects")] == ["水稻新品种选育", "土壤普查"]
    assert [row["amount"] for row in document.rows("projects[0].items")] == [120, DOCUMENT["projects"][0]["items"][1]["amount"]]
    assert str(document.location("projects[1].items[0].amount")) == f"{SHEET}!C22"
    assert document.pointers["/projects/1/name"] == f"{SHEET}!B18"


def test_computed_fields_add_up_their_block_and_all_blocks(tmp_path: Path) -> None:
    document = read_workbook(built(tmp_path), TEMPLATES).document
    computed = {path: document.get(path) for path in ("count", "largest", "devices", "projects[1].spent", "projects[1].rest")}
    assert computed == {"count": 2, "largest": 200, "devices": 180, "projects[1].spent": 60, "projects[1].rest": 60}
    assert document.get("projects[1].items[0].share") * 2 == 1


def test_a_gap_between_blocks_is_left_out(tmp_path: Path) -> None:
    path = fill(built(tmp_path), moved(1, 3))
    document = read_workbook(path, TEMPLATES).document
    assert [block["name"] for block in document.get("projects")] == ["水稻新品种选育", "土壤普查"]
    assert str(document.location("projects[1].name")) == f"{SHEET}!B42"
    assert document.get("projects[1].items[0].what") == "取样钻"
    assert not told(path)


def test_the_first_blocks_are_asked_for_others_only_when_something_is_typed(tmp_path: Path) -> None:
    blank = built(tmp_path, {})
    fields = {field for rule, field, _ in told(blank) if rule == "schema.required"}
    assert fields == {"unit.name", "total", "projects[0].name", "projects[0].budget"}
    path = fill(built(tmp_path, name="two.xlsx"), {"projects.3.leader": "赵敏"})
    assert told(path) == [("schema.required", "projects[2].name", "B30"), ("schema.required", "projects[2].budget", "F30")]


def test_a_row_of_a_table_makes_its_block_one_in_use(tmp_path: Path) -> None:
    path = fill(built(tmp_path), {"projects.4.items.what": ["差旅费"]})
    required = {"name", "budget", "items[0].kind", "items[0].amount"}
    assert {(rule, field) for rule, field, _ in told(path)} == {("schema.required", f"projects[2].{name}") for name in required}


def test_rules_hold_block_by_block(tmp_path: Path) -> None:
    spent = [{"kind": "设备", "what": "测产仪", "amount": 250}]
    path = built(tmp_path, form(project(), project(name="乙", items=spent, leader=None), total=400))
    assert [one for one in told(path) if one[0] != "R5"] == [
        ("R2", "projects[1].budget", "F18"),
        ("R4", "projects[1].items[0].amount", "C22"),
    ]  # R3 is excluded by R2 in the same block
    path = built(tmp_path, form(project(leader=None), project(name="乙", items=spent), total=400), "b.xlsx")
    assert ("R3", "projects[0].leader", "B7") in told(path)


def test_messages_name_the_values_of_their_block(tmp_path: Path) -> None:
    spent = [{"kind": "设备", "what": "测产仪", "amount": 250}]
    (report,) = xltool.check(built(tmp_path, form(project(), project(name="乙", items=spent), total=400)), templates=TEMPLATES).files
    messages = {finding.rule: finding.message.zh for finding in report.findings}
    assert messages["R2"] == "项目“乙”的明细合计超过预算"
    assert messages["R4"] == "“测产仪”的金额大于项目预算"


def test_conditions_of_the_schema_hold_in_every_block(tmp_path: Path) -> None:
    path = built(tmp_path, form(project(), project(name="乙", partner=None), total=400))
    assert told(path) == [("schema.required", "projects[1].partner", "D20")]


def test_checks_look_into_every_block(tmp_path: Path) -> None:
    items = [{"kind": "设备", "what": "<b>测产仪</b>", "amount": 20}]
    path = built(tmp_path, form(project(), project(name="<p>乙", items=items), total=400))
    assert {(rule, field) for rule, field, _ in told(path)} == {("tags", "projects[1].name"), ("tags", "projects[1].items[0].what")}


def test_too_many_objects_have_no_room(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        built(tmp_path, form(*[project()] * 5))
    assert [(where, message.en) for where, message in caught.value.problems][-1] == ("/projects", "5 objects, but the form has room for 4")


def test_unknown_fields_of_a_block_are_named(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        built(tmp_path, form(project(naem="x")))
    assert [(where, message.en) for where, message in caught.value.problems] == [
        ("/projects/0", "the form has no 'naem'; did you mean 'name'?")
    ]


def test_names_count_blocks_from_1(tmp_path: Path) -> None:
    names = openpyxl.load_workbook(built(tmp_path)).defined_names
    assert names["projects.2.name"].attr_text == f"'{SHEET}'!$B$18"
    assert names["projects.2.items.amount"].attr_text == f"'{SHEET}'!$C$22:$C$27"
    assert names["projects.name"].attr_text == ",".join(f"'{SHEET}'!$B${row}" for row in (6, 18, 30, 42))
    assert "mark.projects.2.name" in names
    assert "codes.projects.2.items.kind" in names


def test_blocks_beyond_the_next_one_are_folded(tmp_path: Path) -> None:
    def hidden(path: Path) -> set[int]:
        rows = openpyxl.load_workbook(path)[SHEET].row_dimensions
        return {number for number, row in rows.items() if row.hidden}

    third, fourth = set(range(30, 41)), set(range(42, 53))
    assert hidden(built(tmp_path, {}, "blank.xlsx")) == third | fourth
    assert hidden(built(tmp_path, None, "two.xlsx")) == fourth
    assert not hidden(built(tmp_path, form(project(), project(), project()), "three.xlsx"))


def test_the_protection_lets_a_folded_block_be_opened(tmp_path: Path) -> None:
    assert openpyxl.load_workbook(built(tmp_path))[SHEET].protection.formatRows is False  # not forbidden


def test_the_print_area_ends_with_the_last_block_in_use(tmp_path: Path) -> None:
    area = openpyxl.load_workbook(built(tmp_path)).defined_names["xltool.print.projects"].attr_text
    assert area.startswith(f"'{SHEET}'!$A$1:INDEX('{SHEET}'!$A$1:$F$52,MAX(16,28*")
    assert area.endswith(",6)")


def test_the_reference_and_the_guide_tell_of_each_block_once() -> None:
    entries = xltool.rules(TEMPLATE)
    assert [entry.formula for entry in entries if entry.id == "R2"] == ["[@spent]<=[@budget]"]
    assert [entry.fields for entry in entries if entry.id == "R4"] == [("projects.items.amount", "projects.budget")]
    assert [entry.id for entry in entries if entry.kind == "computed"].count("projects.spent") == 1


def test_the_instructions_tell_how_many_blocks_there_are(tmp_path: Path) -> None:
    guide = openpyxl.load_workbook(built(tmp_path))["填报说明"]
    lines = [[str(cell.value) for cell in row] for row in guide.iter_rows(max_col=3)]
    assert [line[0] for line in lines].count("项目名称") == 1
    told = "共 4 组；至少填 1 组；整组空白的不算；未用的组已折叠，也不打印：选中上下相邻的行，右键“取消隐藏”即可展开"
    assert next(line[2] for line in lines if line[0] == "项目") == told
    assert next(line[2] for line in lines if line[0] == "最大一项预算").endswith("MAX(项目[预算])")
