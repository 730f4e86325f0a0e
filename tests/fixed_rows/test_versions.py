"""Rows are matched by key from version to version, from year to year and between two submissions."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

import xltool
from tests.fixed_rows.support import DOCUMENT, FORM, TEMPLATE, TEMPLATES, Sheet, built, told
from xltool.campaign.issue.carry_over import CarryOver
from xltool.checking.upgrade import upgrade
from xltool.rules.load import load_definition

#: Another order, one row less, one more, one with another name.
NEW_LIST = """level,value,parent,name
1,205,,教育支出
2,20502,205,普通教育
2,20501,205,教育管理
1,201,,一般公共服务支出
2,20101,201,人大事务
2,20103,201,政府办公厅事务
1,208,,社会保障和就业支出
2,20801,208,人力资源和社会保障管理事务
1,299,,其他支出
"""


@pytest.fixture
def next_year(tmp_path: Path) -> Path:
    """The form with the list of another year: its folder of templates."""
    shutil.copytree(FORM, tmp_path / "next")
    (tmp_path / "next" / "rules" / "codes" / "subjects.csv").write_text(NEW_LIST, encoding="utf-8")
    template = tmp_path / "next" / "templates" / "fixed-rows.yaml"
    template.write_text(template.read_text(encoding="utf-8").replace('version: "1"', 'version: "2"'), encoding="utf-8")
    return tmp_path / "next" / "templates"


def test_an_upgrade_carries_rows_by_their_keys_and_lists_those_that_are_no_more(next_year: Path, tmp_path: Path) -> None:
    result = upgrade(built(tmp_path), tmp_path / "new.xlsx", templates=next_year)
    document = xltool.read(result.path, templates=next_year)
    budgets = {row["code"]: row["budget"] for row in document.rows("lines")}
    assert budgets == {
        "205": 500, "20502": 250, "20501": 200, "201": Decimal("300.5"), "20101": 100, "20103": None, "208": 80, "20801": 80, "299": 0,
    }  # fmt: skip
    assert [row["name"] for row in document.rows("lines")][2] == "教育管理"
    left = {(one.path, one.location.cell): one.value for one in result.leftovers}
    assert left == {("lines[2].budget (20102)", "D7"): 200.5, ("lines[2].executed (20102)", "E7"): 150}
    assert [row["people"] for row in document.rows("staff")] == [30, 12, 6, None]


def test_last_years_rows_are_carried_by_their_keys(next_year: Path) -> None:
    carried = CarryOver(load_definition(next_year / "fixed-rows.yaml")).carry(DOCUMENT, "1")
    executed = {row["code"]: row["executed"] for row in carried.data["lines"]}
    assert executed == {
        "205": 300, "20502": 175, "20501": 120, "201": 200, "20101": 40, "20103": None, "208": 60, "20801": 60, "299": None,
    }  # fmt: skip
    assert carried.left_out == ("lines[2] (20102)",)


def test_a_form_of_an_older_version_is_read_by_its_keys(next_year: Path, tmp_path: Path) -> None:
    document = xltool.read(built(tmp_path), templates=next_year)
    budgets = {row["code"]: row["budget"] for row in document.rows("lines")}
    assert budgets["20501"] == 200
    assert budgets["20103"] is None


def test_a_difference_is_that_of_the_row_with_its_name(tmp_path: Path) -> None:
    old = built(tmp_path)
    (tmp_path / "other").mkdir()
    sheet = Sheet(built(tmp_path / "other"))
    sheet.order([8, 7, 6, 5, 4, 3, 2, 1, 0])
    sheet.set(5, D=510)  # 205 stands there now
    difference = xltool.diff(old, sheet.save(), templates=TEMPLATES)
    (row,) = difference.rows
    assert (row.kind, row.label, row.old_row, row.new_row) == ("changed", "教育支出", 3, 3)
    assert [(cell.field, cell.old, cell.new) for cell in row.cells if cell.field == "lines.budget"] == [("lines.budget", 500, 510)]
    assert (str(row.old_cell), str(row.new_cell)) == ("支出表!A8", "支出表!A10")


def test_a_marked_return_has_every_row_again_and_lists_what_was_not_read(tmp_path: Path) -> None:
    sheet = Sheet(built(tmp_path))
    sheet.order([8, 7, 6, 5, 4, 3, 2, 1, 0])
    sheet.put(0, ["2990", "别的支出", 7, None, None, "临时"])
    path = sheet.save()
    (marked,) = xltool.annotate(xltool.check([path], templates=TEMPLATES), tmp_path / "returns")
    again = xltool.read(marked, templates=TEMPLATES)
    assert [row["code"] for row in again.rows("lines")] == [row["code"] for row in DOCUMENT["lines"]]
    assert again.rows("lines")[0] == DOCUMENT["lines"][0]
    book = openpyxl.load_workbook(marked)
    texts = [[cell for cell in row if cell is not None] for row in book["问题清单"].iter_rows(values_only=True)]
    assert ["B5", "2990", "7", "临时"] in [[text for text in row if text != ""] for row in texts]
    assert any("支出 · 其他支出" in row and "支出表!B13" in row for row in texts)
    assert [rule for rule, _, _ in told(list(again.findings))] == []


def test_the_same_form_is_handed_out_blank_and_filled_alike(tmp_path: Path) -> None:
    """Rows as drawn are copied; a fixed cell that a document says again is not written anew."""
    blank = openpyxl.load_workbook(xltool.build(TEMPLATE, tmp_path / "blank.xlsx"))["支出表"]
    filled = openpyxl.load_workbook(built(tmp_path))["支出表"]
    for row in range(5, 14):
        for column in "BC":
            one, other = blank[f"{column}{row}"], filled[f"{column}{row}"]
            assert (one.value, one.protection.locked, one.alignment.indent) == (other.value, True, other.alignment.indent)
