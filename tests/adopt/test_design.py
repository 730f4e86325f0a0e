"""A drawn form becomes a design workbook: nothing is lost on the way back, guesses are coloured, what the officer corrects is read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

import xltool
from tests.adopt.score import adopted, names
from xltool.adopt.design_of_form import design_of_form
from xltool.adopt.form_definition import definition_of
from xltool.rules.design_sheets import unfolded_aside
from xltool.rules.load import load_definition


@pytest.mark.parametrize("name", names())
def test_the_design_workbook_says_the_definition(name: str, tmp_path: Path) -> None:
    """What `design` reads is what was found, cell by cell and look by look, and it loads."""
    source = definition_of(adopted(name), "zh").source
    path = tmp_path / "design.xlsx"
    path.write_bytes(design_of_form(adopted(name), "zh"))
    with unfolded_aside(path) as unfolded:
        assert not unfolded.parts.problems
        assert json.dumps(unfolded.parts.template, sort_keys=True) == json.dumps(source.template, sort_keys=True)
        assert json.dumps(unfolded.parts.schema, sort_keys=True) == json.dumps(source.schema, sort_keys=True)
        definition = load_definition(unfolded.template)
    places = {sheet.name for sheet in definition.template.sheets}
    assert places == {found.sheet for found in adopted(name).fields} | {table.sheet for table in adopted(name).tables}


def test_formulas_options_and_limits_are_said() -> None:
    schema = definition_of(adopted("budget_grid"), "zh").source.schema
    (grid,) = (node for node in schema["properties"].values() if node["type"] == "object")
    rows = grid["properties"]
    assert list(rows) == ["办公费", "印刷费", "差旅费", "会议费", "培训费", "劳务费", "total"]
    assert [node["title"] for node in rows["会议费"]["properties"].values()] == ["预算数", "决算数", "预算数", "其中：财政拨款", "备注"]
    assert rows["total"]["title"] == "合计"
    assert rows["total"]["properties"]["预算数"]["x-value"].startswith("SUM(")
    claim = definition_of(adopted("expense_claim"), "en").source.schema["properties"]
    table = next(node for node in claim.values() if node["type"] == "array")
    assert table["items"]["properties"]["amount"]["x-value"] == "[@quantity]*[@unit_price]"
    assert "SUM(table[amount])" in {node.get("x-value") for node in claim.values()} | {
        cell.get("x-value") for node in claim.values() for cell in node.get("properties", {}).values()
    }
    locked = definition_of(adopted("locked_return"), "en").source.schema
    assert '"enum"' in json.dumps(locked)
    assert '"minimum"' in json.dumps(locked)


def test_guesses_are_coloured_with_their_reasons_beside_them(tmp_path: Path) -> None:
    path = tmp_path / "design.xlsx"
    path.write_bytes(design_of_form(adopted("school_card"), "en"))
    book = load_workbook(path)
    fields = book["Fields"]
    colours = {str(row[0].value): row[0].fill.fgColor.rgb[-6:] for row in fields.iter_rows(min_row=2) if row[0].fill.patternType == "solid"}
    assert colours["姓名"] == "D9EAD3"
    heads = [cell.value for cell in fields[1]]
    assert any("guessed" in str(row[heads.index("Comment")].value) for row in fields.iter_rows(min_row=2))
    layout = book["Layout"]
    comments = [
        cell.comment.text for row in layout.iter_rows() for cell in row if cell.comment is not None and str(cell.value).startswith("{")
    ]
    assert any("label" in text for text in comments)
    assert any(str(rule.sqref) for rule in layout.conditional_formatting)
    questions = book["Problems"]
    assert questions["A1"].value == "Cell"


def test_what_the_officer_corrects_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "design.xlsx"
    path.write_bytes(design_of_form(adopted("school_card"), "zh"))
    book = load_workbook(path)
    fields = book["字段"]
    heads = [cell.value for cell in fields[1]]
    row = next(row for row in fields.iter_rows(min_row=2) if row[0].value == "民族")
    row[heads.index("标题")].value = "民族（全称）"
    row[heads.index("最多字数")].value = 12
    layout = book["版面"]
    label = next(cell for line in layout.iter_rows() for cell in line if cell.value == "民族")
    label.value = "民族（全称）"
    book.save(path)
    made = xltool.design(path, tmp_path / "forms").path
    field = load_definition(made).schema.fields["民族"]
    assert (field.title, field.max_length) == ("民族（全称）", 12)


def test_a_form_that_does_not_ask_for_the_unit_gets_a_field_for_it(tmp_path: Path) -> None:
    from openpyxl import Workbook

    from tests.adopt.pen import Pen

    book = Workbook()
    pen = Pen(book, "S")
    pen.boxes(1, ("A", "品名"), ("B", "数量"), ("C", "单价"), bold=True)
    for row in range(2, 6):
        pen.boxes(row, ("A", None), ("B", None), ("C", None))
    book.save(tmp_path / "list.xlsx")
    adoption = xltool.adopt(tmp_path / "list.xlsx", tmp_path / "design.xlsx", lang="zh")
    assert adoption.tables
    definition = load_definition(xltool.design(tmp_path / "design.xlsx", tmp_path / "forms").path)
    assert definition.template.identity.unit == "unit"
    assert xltool.build(definition.path, tmp_path / "form.xlsx")
