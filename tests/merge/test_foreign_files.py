"""Files of another form among those of a round: they are listed and counted apart, and nothing else of the summary speaks of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.merge.support import PARKS, WATER, form, merged, report, sent, unread
from tests.merge.test_summary import departments, recalculated, table
from tests.referees.libreoffice import LibreOffice
from xltool.checking.check import finish
from xltool.checking.check_report import CheckReport
from xltool.form.roster import Roster, Unit
from xltool.merging.dataset import Merged, build_dataset
from xltool.merging.summary import write_summary
from xltool.rules.load import load_definition

STRANGER = Unit(id="XX", name="常州市陌生局")
USUAL = load_definition("project-performance-target")
OTHER = replace(USUAL, template=replace(USUAL.template, id="another"))


def mixed(*more: Any, roster: Roster | None = None) -> CheckReport:
    """Two right forms, and two files of another form that break many rules: of a unit that sent the form too, and of one that did not."""
    return report(
        sent("1.xlsx", form(WATER, total="100"), WATER, roster=roster),
        sent("2.xlsx", form(PARKS, total="50"), PARKS, roster=roster),
        sent("3.xlsx", {**form(WATER), "indicators": []}, WATER, roster=roster, definition=OTHER),
        sent("4.xlsx", {**form(STRANGER), "indicators": []}, STRANGER, roster=roster, definition=OTHER),
        *more,
        roster=roster,
    )


@pytest.fixture(scope="module")
def data() -> Merged:
    return build_dataset(mixed(unread("5.xlsx")), definition=USUAL)


@pytest.fixture(scope="module")
def summary(data: Merged, tmp_path_factory: pytest.TempPathFactory) -> Path:
    before = build_dataset(mixed(sent("6.xlsx", form(STRANGER), STRANGER, roster=None)), definition=USUAL)
    return write_summary(replace(data, earlier=before), tmp_path_factory.mktemp("mixed") / "s.xlsx")


def lines(path: Path, sheet: str) -> list[str]:
    """The names of the lines of a sheet of figures."""
    rows = openpyxl.load_workbook(path, data_only=True)[sheet].iter_rows(values_only=True)
    return [str(row[1]) for row in rows if isinstance(row[0], int)]


def test_no_rule_is_counted_that_only_another_form_breaks(data: Merged, summary: Path) -> None:
    foreign = set(data.findings[data.findings["status"] == "foreign"]["rule"])
    counting = set(data.findings[data.findings["status"] != "foreign"]["rule"])
    assert foreign - counting
    book = openpyxl.load_workbook(summary, data_only=True)
    assert {row["编号"] for row in table(book["规则统计"], "编号")} == counting
    assert {row["编号"] for row in table(book["问题清单"], "部门\n序号")} == counting
    assert "非本次任务的报送的" in str(book["问题清单"]["A2"].value)


def test_a_rule_is_shared_by_what_counts(summary: Path) -> None:
    book = openpyxl.load_workbook(summary, data_only=True)
    share = {row["编号"]: row["占全部\n报送"] for row in table(book["规则统计"], "编号")}
    assert share["file.not-a-workbook"] == pytest.approx(1 / 3)


def test_who_sent_only_another_form_has_no_line_among_the_figures(summary: Path) -> None:
    assert lines(summary, "指标分布") == [PARKS.name, WATER.name]
    assert set(lines(summary, "年度对比")) == {WATER.name, PARKS.name, STRANGER.name}, "a year ago it sent the form"
    assert lines(summary, "汇总") == [PARKS.name, WATER.name, "（其他来件）"]


def test_other_files_are_counted_apart(summary: Path) -> None:
    rows = departments(summary)
    assert {name: row["其他来件"] for name, row in rows.items()} == {WATER.name: 1, PARKS.name: 0, "（其他来件）": 2, "合计": 3}
    assert (rows["（其他来件）"]["单位"], rows["（其他来件）"]["已报"]) == (0, 0)


def test_every_formula_agrees(summary: Path, office: LibreOffice) -> None:
    assert recalculated(office, summary) > 100


def test_who_sent_another_form_has_not_sent_this_one() -> None:
    roster = Roster((WATER, PARKS, STRANGER))
    rows = build_dataset(mixed(roster=roster), definition=USUAL).submissions
    missing = rows[rows["status"] == "missing"]
    assert missing["unit"].tolist() == [STRANGER.id]
    assert missing["errors"].tolist() == [1]


def test_a_file_of_another_form_is_replaced_by_none() -> None:
    twice = [sent(name, form(STRANGER), STRANGER, roster=None, definition=OTHER) for name in ("3.xlsx", "4.xlsx")]
    rows = build_dataset(finish([sent("1.xlsx", form(), roster=None), *twice], None), definition=USUAL).submissions
    assert rows["status"].tolist().count("foreign") == 2
    assert rows["replaced_by"].isna().all()


def test_the_year_of_the_title_is_that_of_the_forms(tmp_path: Path) -> None:
    other = sent("3.xlsx", {**form(WATER), "year": 1999}, WATER, roster=None, definition=OTHER)
    path = write_summary(
        merged(sent("1.xlsx", form(), roster=None), sent("2.xlsx", form(PARKS), PARKS, roster=None), other, roster=None),
        tmp_path / "s.xlsx",
    )
    assert "（2022年度）" in str(openpyxl.load_workbook(path).worksheets[0]["A1"].value)
