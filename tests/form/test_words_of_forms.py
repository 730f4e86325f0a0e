"""What a form says where it is blank: units that stand once above the amounts, parts of values in words, the line of the year."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from xltool.rules.load import load_definition
from xltool.workbook.build import build


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    return openpyxl.load_workbook(build("monthly-report", tmp_path_factory.mktemp("form") / "form.xlsx"))


def test_amounts_have_the_unit_of_their_table_and_other_numbers_have_none() -> None:
    lines = load_definition("monthly-report").schema.tables["lines"]
    assert {column.name: column.unit for column in lines.columns if column.is_number} == {
        **{column.name: "万元" for column in lines.columns if column.kind.name == "money"},
        "rate": "",
        "growth": "",
    }
    items = load_definition("procurement-list").schema.tables["items"]
    assert [(column.label, column.unit) for column in items.columns if column.name in ("quantity", "price", "ceiling")] == [
        ("数量", ""), ("单价", "元"), ("配置标准（元）", "元"),
    ]  # fmt: skip


def test_amounts_have_the_unit_of_their_object_and_of_no_other() -> None:
    fields = load_definition("single-audit").schema.fields
    assert (fields["cover.total_amount_expended"].unit, fields["cover.name"].unit) == ("USD", "")
    assert "USD" not in fields["cover.total_amount_expended"].label


def test_headings_do_not_repeat_it_and_hints_and_instructions_say_it(form: openpyxl.Workbook) -> None:
    texts = [str(cell.value) for row in form["月报表"].iter_rows() for cell in row if cell.value]
    assert "1月" in texts
    assert not any("1月（万元）" in text for text in texts)
    hints = [str(validation.prompt) for validation in form["月报表"].data_validations.dataValidation if validation.prompt]
    assert any(hint.endswith("单位：万元。") for hint in hints)
    guide = [row for row in form["填报说明"].iter_rows(values_only=True) if row[0] == "支出 · 预算数"]
    assert "单位：万元" in str(guide[0][2])


def test_conditions_name_parts_of_values_in_words(form: openpyxl.Workbook) -> None:
    needs = [str(row[2]) for row in form["填报说明"].iter_rows(values_only=True)]
    assert any("仅当 报告期的月份>=5 时填写" in need for need in needs)
    assert not any("报告期.month" in need for need in needs)


@pytest.mark.parametrize("name", ["department-targets", "monitoring", "self-evaluation"])
def test_the_line_of_the_year_says_so_while_it_is_blank(name: str, tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(build(name, tmp_path / "form.xlsx")).worksheets[0]
    assert {"年度", "年度*"} & {cell.value for row in sheet.iter_rows(max_row=4) for cell in row}
