"""Kinds that take the options of their field: boxes to tick, and yes or no."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

import xltool
from xltool.checking.marked_return import annotate
from xltool.form.kinds import KINDS
from xltool.form.schema import Field
from xltool.rules.load import load_definition
from xltool.workbook.build import load_document

CLEAN = Path(__file__).parents[1] / "definitions" / "clean" / "more-kinds"
TEMPLATE = CLEAN / "templates" / "more-kinds.yaml"
OPTIONS = ("甲", "乙", "其他（服务）", "其他")
BOXES = Field(path="x", kind=KINDS["checkboxes"], title="x", choices=OPTIONS)


@pytest.mark.parametrize(("typed", "ticked"), [
    ("□甲 ☑乙 □其他（服务） □其他", ["乙"]),
    ("□甲 ■乙 □其他（服务） ☑其他", ["乙", "其他"]),
    ("√甲 □乙", ["甲"]),
    ("□√甲 □乙", ["甲"]),
    ("( )甲 (x)乙", ["乙"]),
    ("[ ]甲\n[X]乙", ["乙"]),
    ("（√）甲；（ ）乙", ["甲"]),
    ("☑ 其他(服务)", ["其他（服务）"]),
    ("✓乙、✔甲", ["甲", "乙"]),
    ("乙", ["乙"]),
    ("甲；其他", ["甲", "其他"]),
    ("□甲 □乙 □其他（服务） □其他", None),
    (" ", None),
])  # fmt: skip
def test_what_is_ticked_is_read(typed: str, ticked: list[str] | None) -> None:
    assert BOXES.read(typed).value == ticked


@pytest.mark.parametrize("typed", ["甲 乙", "甲√", "□甲 √□乙", "☑甲 □甲", "☑甲 ☑甲", "☑丙", "☑", "☒甲", "□甲 ☑乙 都是", "√", "☑甲乙", 1])
def test_what_is_unclear_is_not_guessed(typed: Any) -> None:
    value = BOXES.read(typed).value
    assert value == str(typed)
    assert BOXES.kind.is_unreadable(value)


@pytest.mark.parametrize("ticked", [None, ["甲"], ["其他（服务）", "其他"], list(OPTIONS)])
def test_what_is_written_is_read_again(ticked: list[str] | None) -> None:
    assert BOXES.read(BOXES.written(ticked)).value == ticked


def test_a_blank_form_has_the_boxes_and_is_blank(tmp_path: Path) -> None:
    path = xltool.build(TEMPLATE, tmp_path / "form.xlsx")
    sheet = load_workbook(path)["登记表"]
    texts = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str) and cell.value.startswith("□")]
    assert texts == ["□研究 □试验 □其他 (服务) □其他", *["□甲 □乙 □丙"] * 8]
    read = xltool.read(path, templates=TEMPLATE.parent)
    assert (read.get("areas"), read.rows("people"), read.findings) == (None, [], ())


def test_ticks_come_back_from_a_form_and_unclear_ones_are_reported(tmp_path: Path) -> None:
    path = xltool.build(TEMPLATE, tmp_path / "form.xlsx", data=load_document(CLEAN / "document.json"))
    book = load_workbook(path)
    sheet = book["登记表"]
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == "☑研究 □试验 □其他 (服务) ☑其他":
                cell.value = "■研究 □试验 √其他 (服务) □其他"
            elif cell.value == "□甲 ☑乙 □丙":
                cell.value = "甲 乙√ 丙"
    book.save(path)
    read = xltool.read(path, templates=TEMPLATE.parent)
    assert read.get("areas") == ["研究", "其他 (服务)"]
    (report,) = xltool.check([path], templates=TEMPLATE.parent).files
    found = [(finding.rule, finding.field) for finding in report.findings if finding.rule == "value.type"]
    assert found == [("value.type", "people[1].skills")]
    (returned,) = annotate(report, tmp_path / "returns")
    texts = {cell.value for row in load_workbook(returned)["登记表"].iter_rows() for cell in row}
    assert {"■研究 □试验 √其他 (服务) □其他", "甲 乙√ 丙", "□甲 □乙 □丙"} <= texts


@pytest.mark.parametrize(("options", "typed", "value"), [
    (("是", "否"), "y", "是"), (("是", "否"), "√", "是"), (("是", "否"), "NO", "否"), (("是", "否"), "是的", "是的"), (("是", "否"), "×", "×"),
    (("Y", "N"), "yes", "Y"), (("Y", "N"), "是", "Y"), (("N", "Y"), "否", "N"), (("Yes", "No"), "YES", "Yes"), (("Yes", "No"), True, "Yes"),
    (("同意", "不同意"), "是", "是"), (("是", "对", "否"), "y", "y"), (("是", "否", "其他"), "n", "否"), (("是", "否"), 1, "1"),
])  # fmt: skip
def test_yes_and_no_are_understood(options: tuple[str, ...], typed: Any, value: str) -> None:
    assert Field(path="x", kind=KINDS["yes-no"], title="x", choices=options).read(typed).value == value


def test_a_field_without_choices_offers_those_of_its_language() -> None:
    definition = load_definition(TEMPLATE)
    public, party = definition.schema.field("public"), definition.schema.field("people.party")
    assert public is not None
    assert party is not None
    assert (public.choices, party.choices) == (("是", "否"), ("Y", "N"))
    assert definition.schema.resolved["properties"]["public"]["enum"] == ["是", "否"]
