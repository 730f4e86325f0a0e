"""Blocks side by side, and on sheets of their own."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xltool
from tests.workbook.full_render import full_render
from xltool.reading.read_workbook import read_workbook
from xltool.rules.load import load_definition
from xltool.workbook.assemble import build_workbook
from xltool.workbook.build import fit
from xltool.workbook.form_copy import Issue

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
    assert messages["costs"] == "The costs of South differ from the plan, 50.00"
    assert messages["large"] == "Travel is more than the plan of South"


def test_the_print_area_ends_with_the_last_column_in_use(tmp_path: Path) -> None:
    area = openpyxl.load_workbook(built("repeats-beside", tmp_path)).defined_names["xltool.print.partners"].attr_text
    assert area.startswith("'Partners'!$A$1:INDEX('Partners'!$A$1:$I$18,18,MAX(3,6*")


def test_each_object_has_a_sheet(tmp_path: Path) -> None:
    path = built("repeats-sheets", tmp_path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[:5] == ["汇总", "第1批", "第2批", "第3批", "填报检查"]
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


# --- sheets of blocks that are not in use -----------------------------------------------------------------------------


def third_in_use() -> dict[str, Any]:
    data = document("repeats-sheets")
    data["batches"].append({**data["batches"][1], "name": "追加"})
    return data


def tabs(path: Path) -> dict[str, bool]:
    """Of each sheet of a block whether its tab is grey."""
    return {
        sheet.title: sheet.sheet_properties.tabColor is not None for sheet in openpyxl.load_workbook(path).worksheets if "批" in sheet.title
    }


def test_the_tab_of_a_sheet_that_is_not_in_use_is_grey(tmp_path: Path) -> None:
    assert tabs(built("repeats-sheets", tmp_path)) == {"第1批": False, "第2批": False, "第3批": True}
    assert tabs(built("repeats-sheets", tmp_path, third_in_use())) == {"第1批": False, "第2批": False, "第3批": False}


def test_a_sheet_that_is_not_in_use_says_so_behind_its_first_text_and_keeps_the_text(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(built("repeats-sheets", tmp_path))
    sheets = [book[f"第{number}批"] for number in (1, 2, 3)]
    assert [sheet["A1"].value for sheet in sheets] == [f"采购需求：第{number}批（至多 20 项）" for number in (1, 2, 3)]
    rules = [rule for sheet in sheets for cells in sheet.conditional_formatting if str(cells.sqref) == "A1:G1" for rule in cells.rules]
    assert [(rule.formula, rule.dxf.numFmt.formatCode) for rule in rules] == [(["_xltool!$D$4=0"], '@"（未使用）"')]  # two are asked for


def test_of_a_sheet_that_is_not_in_use_a_blank_cell_is_printed_which_is_nothing(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(built("repeats-sheets", tmp_path))
    area = book.defined_names["xltool.print.batches.3"].attr_text
    assert area.startswith("IF(_xltool!$D$4=1,'第3批'!$A$1:INDEX(")
    assert area.endswith(",'第3批'!$I$1)")
    assert book["第3批"]["I1"].value is None
    for number in (1, 2):  # asked for in any case
        assert book.defined_names[f"xltool.print.batches.{number}.items"].attr_text.startswith(f"'第{number}批'!$A$1:INDEX(")


@pytest.mark.parametrize("data", [document("repeats-sheets"), third_in_use(), {}], ids=["two", "three", "none"])
def test_a_workbook_of_cached_sheets_has_the_tabs_of_one_drawn_anew(data: dict[str, Any]) -> None:
    definition = load_definition(CLEAN / "repeats-sheets" / "templates" / "repeats-sheets.yaml")
    filled = fit(definition, data)
    heads = [
        [archive.read(f"xl/worksheets/sheet{number}.xml").partition(b"<sheetFormatPr")[0] for number in range(1, 5)]
        for content in (build_workbook(definition, filled), full_render(definition, filled, Issue()))
        for archive in [zipfile.ZipFile(io.BytesIO(content))]
    ]
    assert heads[0] == heads[1]


def test_the_instructions_tell_what_becomes_of_blank_blocks(tmp_path: Path) -> None:
    def said(name: str, title: str) -> str:
        sheet = openpyxl.load_workbook(built(name, tmp_path)).worksheets[-3]
        return next(str(row[2].value) for row in sheet.iter_rows(max_col=3) if row[0].value == title)

    assert said("repeats-sheets", "批次").endswith("整组空白的不算；每组一张工作表，空白的不打印")
    assert said("repeats-beside", "Partners").endswith("a block that is blank does not count")
    assert said("repeats", "项目").endswith("右键“取消隐藏”即可展开")
