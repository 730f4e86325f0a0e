"""Data given to `build` may leave rows and names out; a row of which nobody knows where it belongs is an error."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

import xltool
from tests.fixed_rows.support import CODES, FORM, TEMPLATE, TEMPLATES, read
from xltool.base.errors import DataError
from xltool.rules.evaluate import evaluate
from xltool.rules.load import load_definition


def test_rows_that_are_left_out_are_blank(tmp_path: Path) -> None:
    rows = [{"code": "205", "budget": 5}, {"code": " 201", "budget": 1}]
    document = read(xltool.build(TEMPLATE, tmp_path / "form.xlsx", data={"lines": rows}))
    assert [row["code"] for row in document.rows("lines")] == CODES
    assert [row["budget"] for row in document.rows("lines")] == [1, None, None, 5, *[None] * 5]
    assert document.rows("lines")[3]["name"] == "教育支出"


@pytest.mark.parametrize(
    ("rows", "pointer", "zh", "en"),
    [
        ([{"code": "999"}], "/lines/0/code", "代码表 subjects 中没有“999”", "the list subjects has no '999'"),
        ([{"budget": 1}], "/lines/0", "缺少“code”，不知是哪一行", "no 'code': nothing says which row it is"),
        ([{"code": "201"}, {"code": "201"}], "/lines/1/code", "“201”不止一行", "more than one row has '201'"),
    ],
    ids=["unknown", "without key", "twice"],
)
def test_rows_that_fit_nowhere_are_refused(rows: list[dict[str, Any]], pointer: str, zh: str, en: str, tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        xltool.build(TEMPLATE, tmp_path / "form.xlsx", data={"lines": rows})
    ((place, message),) = caught.value.problems
    assert (place, message.zh, message.en) == (pointer, zh, en)


def test_every_row_is_in_use() -> None:
    """A required column is required in every row; counts and row numbers go over all of them."""
    state = evaluate(load_definition(TEMPLATE), {})
    assert [row["code"] for row in state.data["lines"]] == CODES
    assert [row["number"] for row in state.data["lines"]] == list(range(1, 10))
    assert state.inputs.n_rows == {"lines": 9, "staff": 4}
    missing = {path for rule, path in state.violated if rule == "schema.required"}
    assert missing == {"unit", *(f"lines[{row}].budget" for row in range(9))}
    assert state.verdicts["F7", 0].violated, "three of four numbers of people may not be blank"


def test_other_validators_know_the_rows_from_the_resolved_schema() -> None:
    table = load_definition(TEMPLATE).schema.resolved["properties"]["lines"]
    assert (table["minItems"], table["maxItems"]) == (9, 9)
    assert table["items"]["properties"]["code"]["enum"] == CODES


def test_a_level_of_the_list_gives_the_rows_of_that_level() -> None:
    fixed = load_definition(TEMPLATE).schema.tables["staff"].fixed
    assert fixed is not None
    assert fixed.keys == ("201", "205", "208", "299")


def test_reports_name_the_rows(tmp_path: Path) -> None:
    from xltool.checking.reports.html_report import html_report
    from xltool.checking.reports.text_report import text_report

    path = xltool.build(TEMPLATE, tmp_path / "form.xlsx", data={"unit": "办公室", "lines": [{"code": "205", "budget": 3}]})
    report = xltool.check([path], templates=TEMPLATES)
    lines = [line.text for line in text_report(report, "zh")]
    assert any("“年初预算数”未填写，请填写  @ 支出表!D5（一般公共服务支出） D6（人大事务）" in line for line in lines)
    english = [line.text for line in text_report(report, "en")]
    assert any("支出表!D5 (一般公共服务支出) D6 (人大事务)" in line for line in english)
    assert "D6 <bdi>人大事务</bdi>" in html_report(report, "zh")
    assert report.as_json("zh")["files"][0]["findings"][0]["field"] == "lines[0].budget"


def test_the_instructions_and_the_reference_tell_that_the_rows_are_fixed(tmp_path: Path) -> None:
    import openpyxl

    guide = openpyxl.load_workbook(xltool.build(TEMPLATE, tmp_path / "form.xlsx"))["填报说明"]
    told = {row[0]: row[2] for row in guide.iter_rows(values_only=True) if row[0]}
    assert told["支出"] == "各行固定，共 9 行，不能增删"
    assert told["支出 · 科目编码"] == told["支出 · 科目名称"] == "已在表中并锁定，不用填写"
    entries = {entry.id: entry for entry in xltool.rules(TEMPLATE)}
    assert (entries["lines"].kind, entries["lines"].formula) == ("given", "x-rows: subjects")
    assert entries["lines"].fields == ("lines.code", "lines.name")


def test_defaults_stand_in_every_row_unless_the_data_say_otherwise_by_key(tmp_path: Path) -> None:
    shutil.copytree(FORM, tmp_path / "form")
    schema = tmp_path / "form" / "rules" / "fixed-rows.schema.json"
    text = schema.read_text(encoding="utf-8").replace('"progress": {"title": "进度",', '"progress": {"title": "进度", "default": "正常",')
    schema.write_text(text, encoding="utf-8")
    templates = tmp_path / "form" / "templates"
    data = {"lines": [{"code": "205", "progress": None}, {"code": "20102", "progress": "滞后"}]}
    document = xltool.read(xltool.build(templates / "fixed-rows.yaml", tmp_path / "form.xlsx", data=data), templates=templates)
    assert [row["progress"] for row in document.rows("lines")] == ["正常", "正常", "滞后", None, *["正常"] * 5]
