"""Values that whoever sends the form out gives, on the form `given`: defaults, constants, locked fields."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

import xltool
from tests.cli.conftest import Run, run  # noqa: F401 - a fixture
from tests.workbook.test_blank_form import same
from xltool.base.findings import Finding
from xltool.base.states import SubmissionState
from xltool.form.complete_document import complete
from xltool.rules.load import load_definition
from xltool.workbook.form_copy import Issue

FORM = Path(__file__).parents[1] / "definitions" / "clean" / "given"
TEMPLATES, TEMPLATE = FORM / "templates", FORM / "templates" / "given.yaml"
DOCUMENT: dict[str, Any] = json.loads((FORM / "document.json").read_text(encoding="utf-8"), parse_float=Decimal)
SHEET = "绩效自评表"
BLANK = {
    "year": 2026,
    "unit": {"name": None, "code": None, "budget": None, "grade": None},
    "currency": "人民币",
    "rate": 1,
    "amount": None,
    "filled_on": "2026-01-31",
    "channels": ["网站", "公报"],
    "targets": [],
    "funds": [
        {"code": code, "source": source, "measure": "万元", "plan": 0, "spent": 0, "state": "无"}
        for code, source in (("10", "财政拨款"), ("20", "事业收入"), ("30", "其他"))
    ],
}


def built(folder: Path, data: dict[str, Any] | None = None) -> Path:
    return xltool.build(TEMPLATE, folder / "given.xlsx", data=data)


def changed(path: Path, cells: dict[str, Any], *, row_gone: int = 0) -> Path:
    """The workbook as openpyxl saves it after some cells of the form were overwritten, and a row taken out."""
    book = openpyxl.load_workbook(path)
    for cell, value in cells.items():
        book[SHEET][cell] = value
    if row_gone:
        for column in "ABCDE":
            book[SHEET][f"{column}{row_gone}"] = None
    book.save(path)
    return path


def findings(path: Path) -> list[Finding]:
    (file,) = xltool.check([path], templates=TEMPLATES).files
    return [finding for finding in file.findings if finding.rule == "given.changed"]


# --- the form as it is sent out ---------------------------------------------------------------------------------------


def test_a_blank_form_holds_what_is_given(tmp_path: Path) -> None:
    assert xltool.read(built(tmp_path), templates=TEMPLATES).data == BLANK


def test_an_untouched_form_is_clean_and_its_status_right_before_any_recalculation(tmp_path: Path) -> None:
    path = built(tmp_path)
    (file,) = xltool.check([path], templates=TEMPLATES).files
    assert (file.findings, file.status) == ((), SubmissionState.ACCEPTED), "nothing that is locked is asked for"
    shown = openpyxl.load_workbook(path, data_only=True)
    assert shown[SHEET]["A2"].value == "已填 9/9 · 待填 0 · 错误 0 · 提醒 0 —— 可以报送"


def test_cells_are_locked_but_for_defaults_and_open_fields(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(built(tmp_path, DOCUMENT))[SHEET]
    locked = {cell: sheet[cell].protection.locked for cell in ("B3", "D3", "B4", "D4", "F4", "B5", "D5", "F5", "B6", "D6")}
    assert [cell for cell, is_locked in locked.items() if not is_locked] == ["B5", "D5", "F5", "B6", "D6"]
    assert [sheet[f"{column}8"].protection.locked for column in "ABCDE"] == [True, True, True, False, False]
    assert not any("B4" in str(area.sqref) for area in sheet.data_validations.dataValidation), "nothing is entered there"


def test_data_go_before_defaults_and_may_say_that_a_field_is_blank(tmp_path: Path) -> None:
    path = built(tmp_path, {"currency": "美元", "rate": None, "channels": None, "targets": [{"code": "T1"}, {"code": "T2", "state": None}]})
    data = xltool.read(path, templates=TEMPLATES).data
    assert (data["currency"], data["rate"], data["channels"]) == ("美元", None, None)
    assert [row["state"] for row in data["targets"]] == ["未完成", None]


def test_another_value_for_a_constant_is_told(tmp_path: Path) -> None:
    told: list[str] = []
    xltool.build(TEMPLATE, tmp_path / "x.xlsx", data={"year": 2025}, on_difference=lambda text: told.append(text.en))
    assert told == ["year is constant: the data give 2025, the form always holds 2026, which was written"]
    assert xltool.read(tmp_path / "x.xlsx", templates=TEMPLATES).data["year"] == 2026


def test_what_was_read_and_written_again_is_the_same(tmp_path: Path) -> None:
    read = xltool.read(changed(built(tmp_path, DOCUMENT), {"B5": None, "D6": None}), templates=TEMPLATES)
    assert read.data["currency"] is None
    again = xltool.build(TEMPLATE, tmp_path / "again.xlsx", data=dict(read.data))
    assert xltool.read(again, templates=TEMPLATES).data == read.data


def test_the_instructions_and_the_reference_name_them(tmp_path: Path) -> None:
    guide = openpyxl.load_workbook(built(tmp_path))["填报说明"]
    requirements = {row[0].value: row[2].value for row in guide.iter_rows(min_row=5) if row[0].value}
    assert requirements["年度"] == "由下发方给定，不用填写：2026"
    assert requirements["单位代码"] == "由下发方填好并锁定，不用填写"
    assert requirements["币种"] == "必填；选一项；人民币、美元；已预填“人民币”，可修改"
    entries = {entry.id: entry for entry in xltool.rules(TEMPLATE) if entry.kind == "given"}
    assert (entries["year"].formula, entries["unit.code"].formula, entries["channels"].formula) == (
        "const: 2026",
        "readOnly",
        "default: 网站；公报",
    )
    assert entries["rate"].sentence.en == "“汇率” is filled in beforehand and may be changed"


# --- the form as it comes back ----------------------------------------------------------------------------------------


def test_changed_cells_are_found_with_both_values_and_the_given_ones_count(tmp_path: Path) -> None:
    path = changed(built(tmp_path, DOCUMENT), {"B3": 2025, "B4": "９９", "D4": "很多", "F4": None})
    found = findings(path)
    assert {finding.field: finding.value for finding in found} == {
        "year": {"found": 2025, "expected": 2026},
        "unit.code": {"found": "９９", "expected": "0320401"},
        "unit.budget": {"found": "很多", "expected": Decimal("120.5")},
        "unit.grade": {"found": None, "expected": "良"},
    }
    assert str(found[0].location) == f"{SHEET}!B3"
    assert found[0].message.zh == "“年度”由下发方给定，此处被改为“2025”，应为“2026”；以下发的内容为准"
    read = xltool.read(path, templates=TEMPLATES)
    assert read.data == DOCUMENT
    assert read.typed == {"channels": "公报"}
    assert {finding.rule for finding in read.findings} >= {"given.changed"}
    assert not [finding for finding in read.findings if finding.rule in ("value.type", "R63")]


def test_a_default_that_was_changed_is_nobody_s_matter(tmp_path: Path) -> None:
    path = changed(built(tmp_path, DOCUMENT), {"B5": "美元", "D5": 7.1})
    assert findings(path) == []
    assert xltool.read(path, templates=TEMPLATES).data["rate"] == Decimal("7.1")


def test_a_marked_return_holds_the_given_values_again_locked_and_marked(tmp_path: Path) -> None:
    path = changed(built(tmp_path, DOCUMENT), {"B3": 2025, "B4": "x"})
    (marked,) = xltool.annotate(xltool.check([path], templates=TEMPLATES), tmp_path / "returns")
    sheet = openpyxl.load_workbook(marked)[SHEET]
    assert (sheet["B3"].value, sheet["B4"].value, sheet["B4"].protection.locked) == (2026, "0320401", True)
    assert "“x”" in sheet["B4"].comment.text
    assert findings(marked) == []
    assert xltool.read(marked, templates=TEMPLATES).data == DOCUMENT


def test_a_marked_return_writes_no_default_where_the_sender_left_a_blank(tmp_path: Path) -> None:
    path = changed(built(tmp_path), {"B5": None, "F5": -1})
    (marked,) = xltool.annotate(xltool.check([path], templates=TEMPLATES), tmp_path / "returns")
    assert openpyxl.load_workbook(marked)[SHEET]["B5"].value is None


def test_a_copy_that_no_longer_says_what_was_given_is_read_as_it_stands(tmp_path: Path) -> None:
    path = changed(built(tmp_path, DOCUMENT), {"B3": 2025, "B4": "99"})
    book = openpyxl.load_workbook(path)
    del book["_codes"]
    book.save(path)
    read = xltool.read(path, templates=TEMPLATES)
    assert read.data["unit"]["code"] == "99"
    assert read.data["year"] == 2026, "constants stand in the definition"


# --- rows -------------------------------------------------------------------------------------------------------------


def test_rows_are_paired_by_their_keys(tmp_path: Path) -> None:
    """Somebody has exchanged the two rows, and changed a target."""
    rows = {"A8": "T02", "B8": "垃圾分类", "C8": 80, "D8": 81, "A9": "T01", "B9": "道路清扫", "C9": 90, "D9": 96.5}
    path = changed(built(tmp_path, DOCUMENT), rows)
    assert {finding.field: finding.value for finding in findings(path)} == {"targets[1].target": {"found": 90, "expected": 95}}
    data = xltool.read(path, templates=TEMPLATES).data
    assert [(row["code"], row["target"], row["done"]) for row in data["targets"]] == [("T02", 80, 81), ("T01", 95, Decimal("96.5"))]


def test_a_key_that_was_changed_is_found_by_its_place(tmp_path: Path) -> None:
    path = changed(built(tmp_path, DOCUMENT), {"A9": "T99"})
    assert {finding.field: finding.value for finding in findings(path)} == {"targets[1].code": {"found": "T99", "expected": "T02"}}
    assert xltool.read(path, templates=TEMPLATES).data == DOCUMENT


def test_a_row_that_is_gone_is_put_back_and_one_too_many_is_told(tmp_path: Path) -> None:
    path = changed(built(tmp_path, DOCUMENT), {"A12": "T77", "D12": 3}, row_gone=9)
    added, gone = findings(path)
    assert (added.field, added.value["found"]["code"], added.value["expected"]) == ("targets[1].code", "T77", None)
    assert gone.field == "targets"
    assert "“T02 垃圾分类 80”" in gone.message.zh
    rows = xltool.read(path, templates=TEMPLATES).data["targets"]
    assert [(row["code"], row["target"], row["done"]) for row in rows] == [
        ("T01", 95, Decimal("96.5")),
        (None, None, 3),
        ("T02", 80, None),
    ]
    (file,) = xltool.check([path], templates=TEMPLATES).files
    assert [finding.field for finding in file.findings if finding.rule == "schema.required"] == ["targets[1].code", "targets[2].done"]


# --- an older version -------------------------------------------------------------------------------------------------


def newer(folder: Path) -> Path:
    """The next version of the form: a field has another name, one with a default and a constant are new."""
    shutil.copytree(FORM, folder)
    template, schema = folder / "templates" / "given.yaml", folder / "rules" / "given.schema.json"
    text = template.read_text(encoding="utf-8").replace('version: "1"', 'version: "2"').replace("unit.code", "unit.number")
    text = text.replace(
        "          - fields:\n              - {field: filled_on,",
        "          - fields:\n              - {field: place, label: A, input: B}\n              - {field: law, label: C, input: D}\n          - fields:\n              - {field: filled_on,",
    )
    template.write_text(f"{text}renamed:\n  unit.code: unit.number\n", encoding="utf-8")
    data = json.loads(schema.read_text(encoding="utf-8"))
    unit = data["properties"]["unit"]["properties"]
    unit["number"] = unit.pop("code")
    data["properties"]["year"]["const"] = 2027
    data["properties"]["place"] = {"title": "地点", "type": "string", "default": "市区"}
    data["properties"]["law"] = {"title": "依据", "const": "预算法"}
    schema.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return folder / "templates"


def test_an_upgrade_carries_what_was_given_and_gives_what_is_new(tmp_path: Path) -> None:
    old = changed(built(tmp_path, {**DOCUMENT, "currency": None}), {"B4": "changed"})
    templates = newer(tmp_path / "new")
    made = xltool.upgrade(old, tmp_path / "upgraded.xlsx", templates=templates)
    data = xltool.read(made.path, templates=templates).data
    assert data["unit"]["number"] == "0320401", "not what somebody wrote over it"
    assert (data["year"], data["place"], data["law"]) == (2027, "市区", "预算法")
    assert data["currency"] is None, "it was left blank"
    assert [(item.path, item.value) for item in made.leftovers] == [("year", 2026)]
    assert load_definition("given", templates).version == "2"


def test_a_constant_may_have_an_id_and_a_sentence_of_the_form(tmp_path: Path) -> None:
    shutil.copytree(FORM, tmp_path / "form")
    schema = tmp_path / "form" / "rules" / "given.schema.json"
    data = json.loads(schema.read_text(encoding="utf-8"))
    data["properties"]["year"]["x-ids"] = {"const": "R9"}
    data["x-constraints"] = {
        "R9": {"severity": "error", "message": {"zh": "年度应为 {limit}，不是 {value}", "en": "The year is {limit}, not {value}"}}
    }
    schema.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    path = xltool.build(tmp_path / "form" / "templates" / "given.yaml", tmp_path / "x.xlsx", data=DOCUMENT)
    (file,) = xltool.check([changed(path, {"B3": 2025})], templates=tmp_path / "form" / "templates").files
    (finding,) = file.findings
    assert (finding.rule, finding.severity, finding.message.en) == ("R9", "error", "The year is 2026, not 2025")
    assert finding.value == {"found": 2025, "expected": 2026}


def test_a_locked_cell_that_was_given_blank_stays_blank(tmp_path: Path) -> None:
    data = {**DOCUMENT, "unit": {**DOCUMENT["unit"], "grade": None}}
    path = changed(built(tmp_path, data), {"F4": "优"})
    (finding,) = findings(path)
    assert finding.value == {"found": "优", "expected": None}
    assert finding.message.en == "“上年等级” is given by the issuer; it was changed to “优” where blank was given, and that one counts"
    assert xltool.read(path, templates=TEMPLATES).data == data


# --- fixed rows -------------------------------------------------------------------------------------------------------


def test_fixed_rows_hold_defaults_constants_and_locked_columns(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(built(tmp_path))["资金"]
    assert [sheet[f"{column}4"].value for column in "ABCDEF"] == ["20", "事业收入", "万元", 0, 0, "无"]
    assert [sheet[f"{column}4"].protection.locked for column in "ABCDEF"] == [True, True, True, True, False, False]


def test_fixed_rows_are_held_to_what_was_given_in_whatever_order_they_come_back(tmp_path: Path) -> None:
    path = built(tmp_path, DOCUMENT)
    book = openpyxl.load_workbook(path)
    rows = [[cell.value for cell in row] for row in book["资金"]["A3:F5"]]
    rows[0][2], rows[1][3] = "元", 999
    for place, row in zip((5, 3, 4), rows, strict=True):
        for column, value in zip("ABCDEF", row, strict=True):
            book["资金"][f"{column}{place}"] = value
    book.save(path)
    assert {finding.field: (finding.value, str(finding.location)) for finding in findings(path)} == {
        "funds[0].measure": ({"found": "元", "expected": "万元"}, "资金!C5"),
        "funds[1].plan": ({"found": 999, "expected": Decimal("20.5")}, "资金!D3"),
    }
    assert xltool.read(path, templates=TEMPLATES).data == DOCUMENT


def test_fixed_rows_keep_what_was_given_when_the_list_has_another_order_since(tmp_path: Path) -> None:
    path = built(tmp_path, DOCUMENT)
    shutil.copytree(FORM, tmp_path / "form")
    (codes,) = (file for file in (tmp_path / "form" / "rules" / "codes").iterdir() if "财政拨款" in file.read_text(encoding="utf-8"))
    head, *lines = codes.read_text(encoding="utf-8").splitlines()
    codes.write_text("\n".join((head, "1,05,,新增", *reversed(lines))) + "\n", encoding="utf-8")
    templates = tmp_path / "form" / "templates"
    (file,) = xltool.check([path], templates=templates).files
    assert "given.changed" not in {finding.rule for finding in file.findings}
    new, *rows = xltool.read(path, templates=templates).data["funds"]
    assert rows == DOCUMENT["funds"][::-1]
    assert (new["code"], new["plan"]) == ("05", None)


def test_a_filled_form_is_what_a_full_render_is() -> None:
    """What copies keep of their given values stands on cached sheets, too."""
    assert same(load_definition(TEMPLATE), complete(load_definition(TEMPLATE).schema, DOCUMENT), Issue(unit="A"))
    assert same(load_definition(TEMPLATE), complete(load_definition(TEMPLATE).schema, {}), Issue())
