"""Kinds whose lines are of a form, by the samples of the standards; formats and long texts."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

import xltool
from xltool.base.check_characters import is_credit_code, is_person_number
from xltool.rules.load import load_definition
from xltool.rules.schema_formats import schema_formats
from xltool.workbook.build import load_document

CLEAN = Path(__file__).parents[1] / "definitions" / "clean"
TEMPLATE = CLEAN / "more-kinds" / "templates" / "more-kinds.yaml"
#: The samples of the annexes of GB 11643-1999 and GB 32100-2015.
PERSONS, CODES = ("11010519491231002X", "440524188001010014"), ("91350100M000100Y43",)


@pytest.mark.parametrize(("samples", "holds"), [(PERSONS, is_person_number), (CODES, is_credit_code)])
def test_the_samples_of_the_standards_hold_and_no_other_check_character_does(samples, holds) -> None:  # type: ignore[no-untyped-def] # two of one shape
    for sample in samples:
        assert holds(sample)
        others = {f"{sample[:-1]}{character}" for character in "0123456789ABCDEFGHJKLMNPQRTUWXY"} - {sample}
        assert not any(map(holds, others))


@pytest.mark.parametrize(("samples", "holds"), [(PERSONS, is_person_number), (CODES, is_credit_code)])
def test_two_neighbours_that_changed_places_are_noticed(samples, holds) -> None:  # type: ignore[no-untyped-def] # two of one shape
    for sample in samples:
        for place in range(len(sample) - 1):
            swapped = sample[:place] + sample[place + 1] + sample[place] + sample[place + 2 :]
            assert swapped == sample or not holds(swapped)


def test_each_format_is_a_kind() -> None:
    assert schema_formats() == {"date": "date", "email": "email", "time": "time", "uri": "url"}


def test_an_id_for_a_format_is_that_of_what_cannot_be_read(tmp_path: Path) -> None:
    shutil.copytree(CLEAN / "more-kinds", tmp_path, dirs_exist_ok=True)
    path = tmp_path / "rules" / "more-kinds.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    schema["properties"]["mail"]["x-ids"] = {"format": "MAIL"}
    path.write_text(json.dumps(schema), encoding="utf-8")
    document = load_document(CLEAN / "more-kinds" / "document.json")
    template = tmp_path / "templates" / "more-kinds.yaml"
    form = xltool.build(template, tmp_path / "form.xlsx", data={**document, "mail": "office.example.com"})
    (report,) = xltool.check([form], templates=template.parent).files
    assert [(finding.rule, finding.field) for finding in report.findings] == [("MAIL", "mail")]
    assert "MAIL" in load_definition(template).rules.ids, "the workbook counts it as well"


def test_the_status_line_counts_what_is_checked_on_receipt(tmp_path: Path) -> None:
    form = xltool.build(TEMPLATE, tmp_path / "form.xlsx", data=load_document(CLEAN / "more-kinds" / "document.json"))
    shown = load_workbook(form, data_only=True)["填报检查"]["A2"].value
    assert shown.endswith(" · 待填 0 · 错误 0 · 提醒 0 —— 可以报送（另有 1 项收表后核对）"), (
        "the pattern of the brief; there is no room for a ninth person"
    )
    guide = [row[0].value for row in load_workbook(form)["填报说明"].iter_rows() if row[0].value]
    assert guide[guide.index("收到后还会检查") + 2 :] == ["错误"]


def test_a_long_text_has_room_in_the_blank_form(tmp_path: Path) -> None:
    sheet = load_workbook(xltool.build(TEMPLATE, tmp_path / "form.xlsx"))["登记表"]
    rows = {cell.value: cell.row for row in sheet.iter_rows(max_col=1) for cell in row}
    height = sheet.row_dimensions[int(rows["工作情况"] or 0)].height
    assert height is not None
    assert height > 14 * 15, "400 characters in three columns of 20"
