"""Who breaks which rule: the sheets 规则统计 and 规则分布."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.merge.support import busy, form, merged, sent
from tests.merge.test_summary import formulas, opened, table
from xltool.form.roster import Roster, Unit
from xltool.merging.dataset import Merged, build_dataset
from xltool.merging.summary import write_summary
from xltool.merging.summary.rule_stats import MOST_UNITS


@pytest.fixture(scope="module")
def data() -> Merged:
    return build_dataset(busy())


@pytest.fixture(scope="module")
def summary(data: Merged, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_summary(data, tmp_path_factory.mktemp("rules") / "s.xlsx")


def stats(path: Path) -> dict[str, dict[str, Any]]:
    return {row["编号"]: row for row in table(opened(path)["规则统计"], "编号")}


def test_each_rule_says_how_many_break_it_and_who(summary: Path) -> None:
    found = stats(summary)["R22"]
    assert {key.replace("\n", ""): value for key, value in found.items()} == {
        "编号": "R22",
        "级别": "错误",
        "规则": "例：资金总额 60.00，各来源之和 50.00，差 10.00，请改",
        "涉及报送数": 1,
        "占全部报送": pytest.approx(1 / 8),  # eight files and one project that is missing, without the file that is replaced
        "问题数": 1,
        "涉及单位（问题多的在前）": "常州市城市管理局",
    }
    assert stats(summary)["R64"]["涉及\n报送数"] == 1  # of the two files the one that counts
    assert stats(summary)["file.not-a-workbook"]["涉及单位（问题多的在前）"] == "扫描件.xlsx"


def test_the_gravest_and_most_frequent_come_first(summary: Path) -> None:
    order = [(["错误", "提醒", "参考"].index(row["级别"]), -row["涉及\n报送数"]) for row in stats(summary).values()]
    assert order == sorted(order)


def test_findings_are_counted_live_and_none_is_left_out(data: Merged, summary: Path) -> None:
    counting = data.findings[data.findings["status"] != "duplicate"]
    assert len(counting) < len(data.findings), "what was replaced is in the data"
    assert sum(row["问题数"] for row in stats(summary).values()) == len(counting)
    counted = {cell: formula for cell, (formula, _) in formulas(summary).items() if cell.startswith("规则统计!F")}
    assert len(counted) == len(stats(summary))
    assert all(formula.startswith("=COUNTIFS('问题清单'!") for formula in counted.values())


def test_departments_and_rules_cross(data: Merged, summary: Path) -> None:
    rows = list(openpyxl.load_workbook(summary, data_only=True)["规则分布"].iter_rows(min_row=4, values_only=True))
    headings = [str(text).replace("\n", "") for text in rows[0]]
    lines = {row[1] or row[0]: dict(zip(headings, row, strict=True)) for row in rows[1:]}
    assert lines["常州市城市管理局"]["R22"] == 1
    assert lines["常州市水利局"]["R22"] == 0
    assert lines["合计"]["R22"] == (data.findings["rule"] == "R22").sum()
    assert "R53" not in headings  # a hint; there is worse


def test_many_units_are_named_up_to_a_bound(tmp_path: Path) -> None:
    units = [Unit(id=f"U{number}", name=f"第{number}局") for number in range(30)]
    files = [sent(f"{unit.id}.xlsx", form(unit, project__leader=None), unit) for unit in units]
    found = stats(write_summary(merged(*files, roster=Roster(tuple(units))), tmp_path / "s.xlsx"))["R03"]
    assert found["涉及单位（问题多的在前）"] == "、".join(f"第{number}局" for number in range(MOST_UNITS)) + " 等 30 个"


def test_without_findings_there_are_no_such_sheets(tmp_path: Path) -> None:
    data = merged(replace(sent("1.xlsx", form()), findings=()), roster=None)
    names = opened(write_summary(data, tmp_path / "s.xlsx")).sheetnames
    assert "问题清单" in names
    assert not {"规则统计", "规则分布"} & set(names)
