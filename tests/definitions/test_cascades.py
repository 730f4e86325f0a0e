"""Codes that other fields select: single fields, properties beside, fields on another sheet, two fields together."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.formula.translate import Translator
from openpyxl.utils import absolute_coordinate
from openpyxl.workbook.defined_name import DefinedName

import xltool
from tests.referees import require_libreoffice
from tests.referees.libreoffice import LibreOffice
from xltool.base.paths import put
from xltool.form.layout import place
from xltool.rules.evaluate import evaluate
from xltool.rules.load import load_definition
from xltool.workbook.code_ranges import CodeRanges
from xltool.workbook.validation import EntryValidation

FORM = Path(__file__).parent / "clean" / "cascades"
TEMPLATE = FORM / "templates" / "cascades.yaml"


def document(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The document of the form with some fields changed; `branch` is the only row of the table."""
    data: dict[str, Any] = json.loads((FORM / "document.json").read_text(encoding="utf-8"))
    for path, value in changes.items():
        if path == "branch":
            data["branches"] = [value]
        else:
            put(data, path, value)
    return data


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"city": "南京市", "school": None}, []),
        ({"city": "杭州市", "school": None}, ["city"]),
        ({"region": "海上", "city": "常州市"}, ["city"]),  # nothing lies below it
        ({"region": "海上", "city": None, "school": None}, []),
        ({"old": {"region": None, "city": "南京市", "district": "鼓楼区"}}, ["old.city"]),
        ({"old": {"region": "江苏省", "city": "南京市", "district": "西湖区"}}, ["old.district"]),
        ({"new": {"region": "江苏省", "city": "南京市", "district": "鼓楼区"}, "old.district": None}, []),
        ({"school": "金陵学校"}, ["school"]),
        ({"stage": "高中"}, ["school"]),
        ({"city": None}, ["school"]),
        ({"branch": {"city": "南京市", "stage": "小学", "school": "金陵学校"}}, []),
        ({"branch": {"city": "南京市", "stage": "初中", "school": "金陵学校"}}, ["branches[0].school"]),
        ({"branch": {"city": "南京市", "stage": None, "school": "金陵学校"}}, ["branches[0].school"]),
        ({"branch": {"city": "南京", "stage": "初中", "school": "金陵学校"}}, ["branches[0].city"]),  # one cause, one finding
    ],
)
def test_a_code_is_held_to_what_stands_above(changes: dict[str, Any], refused: list[str]) -> None:
    state = evaluate(load_definition(TEMPLATE), document(changes))
    assert [one.path for one in state.violations if one.keyword == "enum"] == refused


def test_the_finding_names_what_is_blank_and_offers_what_is_near(tmp_path: Path) -> None:
    def messages(changes: Mapping[str, Any]) -> list[str]:
        path = xltool.build(TEMPLATE, tmp_path / "form.xlsx", data=document(changes))
        (file,) = xltool.check([path], templates=TEMPLATE.parent).files
        return [finding.message.zh for finding in file.findings if finding.rule == "schema.enum"]

    assert messages({"city": None}) == ["“学校”填了“实验学校”，但“城市”未填；请先填“城市”"]
    assert messages({"stage": "小学", "school": "实验学效"}) == ["“实验学效”不在“学校”的选项内，请从下拉列表中选择（是否为“实验学校”？）"]


#: Cell of the dropdown → what it offers while the document is as it stands.
OFFERED = {
    ("登记表", "D4"): "常州市|南京市",
    ("登记表", "D5"): "常州市|南京市",
    ("登记表", "F5"): "鼓楼区",
    ("新址", "F1"): "西湖区|上城区",
    ("新址", "B2"): "第一中学|实验学校",  # selected on the other sheet
    ("登记表", "C7"): "实验学校",
    ("登记表", "C8"): "第一中学",
}


def test_libreoffice_offers_what_stands_below(tmp_path: Path) -> None:
    require_libreoffice()
    path = xltool.build(TEMPLATE, tmp_path / "form.xlsx", data=document({}))
    book = openpyxl.load_workbook(path)
    for number, (sheet, cell) in enumerate(OFFERED):
        probe = book[sheet].cell(book[sheet][cell].row, 30 + number)
        probe.value = f'=_xlfn.TEXTJOIN("|",TRUE,{source(book[sheet], cell)})'
        book.defined_names[f"probe{number}"] = DefinedName(f"probe{number}", attr_text=f"'{sheet}'!{absolute_coordinate(probe.coordinate)}")
    book.save(path)
    with LibreOffice() as office, office.open(path) as opened:
        opened.recalculate()
        shown = opened.values([f"probe{number}" for number in range(len(OFFERED))])
    assert dict(zip(OFFERED, shown.values(), strict=True)) == OFFERED


def source(sheet: Any, cell: str) -> str:
    """The source of a cell's dropdown; the first cell of its range is the one for which it is written."""
    (validation,) = [one for one in sheet.data_validations.dataValidation if cell in one.sqref]
    first = min(validation.sqref.ranges, key=lambda area: area.min_row).coord.partition(":")[0]
    return str(Translator(f"={validation.formula1}", origin=first).translate_formula(cell)).removeprefix("=")


def test_a_source_that_excel_would_refuse_is_left_out() -> None:
    definition = load_definition(TEMPLATE)
    layout = place(definition.template, definition.schema)
    sheet, input_ = layout.inputs["school"]
    school = definition.schema.fields["school"]
    assert school.cascade is not None
    long = replace(school, cascade=replace(school.cascade, parents=("x" * 80, "y" * 80)))
    entry = EntryValidation(definition, sheet, CodeRanges(definition.schema))
    assert [entry.options(input_.area, field)["validate"] for field in (school, long)] == ["list", "any"]
