"""What is asked for in some cases only, on the form `applies`: fields, objects, columns, a table, a sheet."""

from __future__ import annotations

import copy
import json
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xltool
from xltool.rules.load import load_definition
from xltool.workbook.build import load_document

FORM = Path(__file__).parent / "clean" / "applies"
TEMPLATES = FORM / "templates"
APPLIES = load_document(FORM / "document.json")

#: What is changed in the right document, and the findings: rule and field.
CASES: dict[str, tuple[dict[str, Any], set[tuple[str, str]]]] = {
    "an object that does not apply": (
        {"joint": "否", "members": []},
        {("value.not-applicable", f"partner.{name}") for name in ("name", "share", "kind", "other")},
    ),
    "a table that does not apply": (
        {"joint": "否", "partner": {}, "members": [{"name": "文化馆", "share": 1}]},
        {("value.not-applicable", "members[0].name"), ("value.not-applicable", "members[0].share")},
    ),
    "all is well without them": ({"joint": "否", "partner": {}, "members": []}, set()),
    "required where it applies": (
        {"partner": {"share": 20, "kind": "事业"}},
        {("schema.required", "partner.name")},
    ),
    "a condition within a condition": (
        {"partner": {"name": "图书馆", "share": 20, "kind": "企业", "other": "社会团体"}},
        {("value.not-applicable", "partner.other")},
    ),
    "a column, row by row": (
        {"goods": [{"name": "灯光", "imported": "是", "licence": "A"}, {"name": "音响", "imported": "否", "country": "德国"}]},
        {("schema.required", "goods[0].country"), ("value.not-applicable", "goods[1].country")},
    ),
    "required in some cases": ({"reason": None}, {("schema.required", "reason")}),
    "required where two conditions hold": (
        {"goods": [{"name": "灯光", "imported": "是", "country": "德国"}]},
        {("schema.required", "goods[0].licence")},
    ),
    "a sheet": ({"amount": 99, "reason": "扩建"}, {("value.not-applicable", "annex.plan"), ("value.not-applicable", "annex.checked")}),
    "a sheet that is asked for": ({"annex": {}}, {("schema.required", "annex.plan")}),
    "undecided while the answer is missing": (
        {"joint": None, "partner": {}, "members": []},
        {("schema.required", "joint")},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_does_not_apply_stays_blank_and_what_applies_is_asked_for(name: str, tmp_path: Path) -> None:
    changes, expected = CASES[name]
    data = copy.deepcopy(APPLIES) | changes
    workbook = xltool.build(TEMPLATES / "applies.yaml", tmp_path / "form.xlsx", data=data)
    (file,) = xltool.check([workbook], templates=TEMPLATES).files
    assert {(finding.rule, finding.field) for finding in file.findings} == expected
    shown = openpyxl.load_workbook(workbook, data_only=True)
    counted = sum(cell_named(shown, name) for name in ("check.value.not_applicable", "check.schema.required"))
    assert counted == len(expected), "the workbook counts the same before any recalculation"


def cell_named(book: openpyxl.Workbook, name: str) -> int:
    ((sheet, cell),) = book.defined_names[name].destinations
    value = book[sheet][cell].value
    assert isinstance(value, int)
    return value


def test_the_sentence_says_when_it_is_asked_for(tmp_path: Path) -> None:
    data = copy.deepcopy(APPLIES) | {"joint": "否", "members": [], "partner": {"kind": "企业"}}
    workbook = xltool.build(TEMPLATES / "applies.yaml", tmp_path / "form.xlsx", data=data)
    (finding,) = xltool.check([workbook], templates=TEMPLATES).files[0].findings
    assert finding.message.zh == '“单位性质”在此不适用，请清空（仅当 联合申报="是" 时填写）'
    assert finding.message.en.startswith("“单位性质” does not apply here: clear it")
    assert finding.location is not None
    assert finding.location.cell == "B6"


def test_a_default_may_stand_where_it_does_not_apply(tmp_path: Path) -> None:
    shutil.copytree(FORM, tmp_path / "form")
    schema = tmp_path / "form" / "rules" / "applies.schema.json"
    data = json.loads(schema.read_text(encoding="utf-8"))
    for holder, name, default in (
        ("partner", "kind", "事业"),
        ("partner", "share", 8.5),
        ("partner", "name", '“甲" = 1'),
        ("annex", "plan", "一\n二"),
        ("annex", "checked", "2026-03-05"),
    ):
        data["properties"][holder]["properties"][name]["default"] = default
    schema.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    templates = tmp_path / "form" / "templates"
    answers = {"unit": "文化馆", "joint": "否", "amount": 10, "goods": []}
    for partner, expected in (({}, []), ({"kind": "企业", "share": 8.4}, ["partner.kind", "partner.share"])):
        workbook = xltool.build(templates / "applies.yaml", tmp_path / "form.xlsx", data={**answers, "partner": partner})
        (file,) = xltool.check([workbook], templates=templates).files
        assert sorted(str(finding.field) for finding in file.findings) == expected
        assert cell_named(openpyxl.load_workbook(workbook, data_only=True), "check.value.not_applicable") == len(expected)
        assert xltool.read(workbook, templates=templates).data["annex"] == {"plan": "一\n二", "checked": "2026-03-05"}


def test_what_does_not_apply_is_greyed(tmp_path: Path) -> None:
    """The mark is -1 in the cells of an object and in all rows of a table that do not apply; a row's own condition marks rows in use."""
    data = {"unit": "文化馆", "joint": "否", "amount": 5, "goods": [{"name": "灯光", "imported": "否"}]}
    workbook = xltool.build(TEMPLATES / "applies.yaml", tmp_path / "form.xlsx", data=data)
    book = openpyxl.load_workbook(workbook, data_only=True)
    assert marks(book, "mark.partner.name") == [-1]
    assert marks(book, "mark.partner.rest") == [-1]
    assert marks(book, "mark.annex.plan") == [-1]
    assert marks(book, "mark.members.name") == [-1] * 4
    assert marks(book, "mark.goods.country") == [-1, 0, 0, 0, 0, 0]
    rules = [rule for cells in book["申报表"].conditional_formatting for rule in cells.rules]
    assert sum(rule.formula[0].endswith("=-1") for rule in rules) == 9


def marks(book: openpyxl.Workbook, name: str) -> list[Any]:
    ((sheet, cells),) = book.defined_names[name].destinations
    found = book[sheet][cells]
    return [row[0].value for row in found] if isinstance(found, tuple) else [found.value]


def test_the_instructions_say_it(tmp_path: Path) -> None:
    workbook = xltool.build(TEMPLATES / "applies.yaml", tmp_path / "form.xlsx")
    rows = openpyxl.load_workbook(workbook)["填报说明"].iter_rows(values_only=True)
    told = {str(row[0]): str(row[2]) for row in rows if row[0] and row[2]}
    assert told["合作单位名称"].startswith('仅当 联合申报="是" 时填写，否则留空；必填')
    assert told["物品 · 原产国"].startswith('仅当 是否进口="是" 时填写，否则留空；必填')


def test_conditions_are_each_decided_once() -> None:
    conditions = load_definition(TEMPLATES / "applies.yaml").rules.conditions
    assert [(str(condition.node), condition.each, len(condition.paths)) for condition in conditions] == [
        ('joint="是"', None, 7),
        ('AND(joint="是", partner.kind="其他")', None, 1),
        ('[@imported]="是"', "goods", 1),
        ('AND([@imported]="是", amount>10)', "goods", 1),
        ("amount>=100", None, 2),
    ]


def test_a_repeated_block_on_a_sheet_that_does_not_apply(tmp_path: Path) -> None:
    """What stands on the sheet is asked for in each block, tables included."""
    source, form = Path(__file__).parent / "clean" / "repeats", tmp_path / "repeats"
    shutil.copytree(source, form)
    template = form / "templates" / "repeats.yaml"
    text = template.read_text(encoding="utf-8")
    second = '  - name: 项目\n    applies_if: unit.name="文化局"\n    blocks:\n      - block: repeat'
    template.write_text(text.replace("      - block: repeat", second), encoding="utf-8")
    definition = load_definition(template)
    (governed,) = (condition.paths for condition in definition.rules.conditions if str(condition.node) == 'unit.name="文化局"')
    assert {"projects[0].name", "projects[3].leader", "projects[1].items", "projects[1].items.amount"} <= {*governed}
    workbook = xltool.build(template, tmp_path / "form.xlsx", data=load_document(form / "document.json"))
    (file,) = xltool.check([workbook], templates=form / "templates").files
    found = {finding.field for finding in file.findings if finding.rule == "value.not-applicable"}
    assert {"projects[0].name", "projects[0].items[0].kind"} <= found


def test_nothing_is_said_of_what_depends_on_an_answer_that_is_none_of_the_choices(tmp_path: Path) -> None:
    """Somebody who types TRUE or Y means something: that the fields below do not apply would be a guess."""
    data = copy.deepcopy(APPLIES) | {"joint": "TRUE"}
    workbook = xltool.build(TEMPLATES / "applies.yaml", tmp_path / "form.xlsx", data=data)
    (file,) = xltool.check([workbook], templates=TEMPLATES).files
    assert [(finding.rule, finding.field) for finding in file.findings] == [("schema.enum", "joint")]
    assert cell_named(openpyxl.load_workbook(workbook, data_only=True), "check.value.not_applicable") == 0
