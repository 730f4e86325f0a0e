"""What tripped those who wrote forms from the documents alone: a travel claim, a school's statistics, an inspection of equipment."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xltool
from xltool.base.errors import DefinitionError
from xltool.form.layout import place
from xltool.rules.load import load_definition

FORMS = Path(__file__).parent / "forms"
CLEAN = Path(__file__).parent / "clean"


def findings(form: str, change: Callable[[dict[str, Any]], object], tmp_path: Path) -> set[tuple[str, str | None]]:
    data = json.loads((FORMS / form / "data" / "U1.json").read_text(encoding="utf-8"))
    change(data)
    template = FORMS / form / "templates" / f"{form}.yaml"
    workbook = xltool.build(template, tmp_path / "form.xlsx", data=data)
    (file,) = xltool.check([workbook], templates=template.parent).files
    return {(finding.rule, finding.field) for finding in file.findings}


def test_a_condition_of_a_column_reads_the_block_around_its_table(tmp_path: Path) -> None:
    """`[^state]` in x-applies-if and x-required-if, block by block."""

    def in_use(data: dict[str, Any]) -> None:
        data["devices"][0] |= {"state": "in use"}
        data["devices"][0]["faults"][0]["found"] = None
        data["devices"][1]["faults"][0]["cost"] = 5

    assert findings("equipment-inspection", in_use, tmp_path) == {("value.not-applicable", "devices[1].faults[0].cost")}

    def stopped(data: dict[str, Any]) -> None:
        data["devices"][0]["faults"][0]["found"] = None

    assert findings("equipment-inspection", stopped, tmp_path) == {("schema.required", "devices[0].faults[0].found")}


def test_the_reference_says_a_condition_of_all_blocks_once() -> None:
    template = FORMS / "equipment-inspection" / "templates" / "equipment-inspection.yaml"
    formulas = [entry.formula for entry in xltool.rules(template) if entry.id in ("schema.required", "value.not-applicable")]
    assert formulas.count('IF(AND([@severity]>3, [^state]<>"in use"), [@found]<>"", TRUE)') == 1
    assert formulas.count('OR([^state]<>"scrapped", [@cost]="")') <= 1
    assert not any("devices[" in formula for formula in formulas)


def with_schema(form: Path, change: Callable[[dict[str, Any]], object], folder: Path) -> Path:
    """A copy of a form with a changed schema; its template."""
    shutil.copytree(form, folder)
    path = folder / "rules" / f"{form.name}.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    change(schema)
    path.write_text(json.dumps(schema, ensure_ascii=False), encoding="utf-8")
    return folder / "templates" / f"{form.name}.yaml"


def test_the_reference_names_what_is_live_and_what_is_not(tmp_path: Path) -> None:
    """One id with a pattern that a formula can say, and one that it cannot."""

    def change(schema: dict[str, Any]) -> None:
        schema["properties"]["unit"] |= {"pattern": "^[A-Z]{2}$", "x-ids": {"pattern": "P1"}}
        schema["properties"]["items"]["items"]["properties"]["name"] |= {"pattern": "^\\p{L}+$", "x-ids": {"pattern": "P1"}}

    template = with_schema(CLEAN / "minimal", change, tmp_path / "form")
    entries = [(entry.live, entry.fields) for entry in xltool.rules(template) if entry.id == "P1"]
    assert entries == [(True, ("unit",)), (False, ("items.name",))]


def test_a_sentence_on_formats_is_said_of_what_is_none(tmp_path: Path) -> None:
    """And so one on constants; an id of a keyword that there is not is an error, with the right one."""

    def change(schema: dict[str, Any]) -> None:
        schema["properties"]["unit"] |= {"format": "email"}
        schema["x-constraints"]["schema.format"] = {"severity": "warning", "message": {"en": "No address: {value}"}}

    template = with_schema(CLEAN / "minimal", change, tmp_path / "form")
    workbook = xltool.build(template, tmp_path / "form.xlsx", data={"unit": "nobody", "total": 0})
    (file,) = xltool.check([workbook], templates=template.parent).files
    (finding,) = [finding for finding in file.findings if finding.field == "unit"]
    assert (finding.rule, finding.severity, finding.message.en, finding.message.zh) == (
        "schema.format",
        "warning",
        *["No address: nobody"] * 2,
    )

    def misspell(schema: dict[str, Any]) -> None:
        schema["x-constraints"]["schema.patern"] = {"message": {"en": "No"}}

    with pytest.raises(DefinitionError) as caught:
        load_definition(with_schema(CLEAN / "minimal", misspell, tmp_path / "wrong"))
    assert "there is no id 'schema.patern'; did you mean 'schema.pattern'?" in caught.value.say("en")


def test_totals_and_counts_of_whole_numbers_are_whole() -> None:
    school = load_definition(FORMS / "school-statistics" / "templates" / "school-statistics.yaml").schema
    assert {school.fields[f"students.all.{name}"].kind.name for name in ("classes", "boys", "pupils", "boarders")} == {"integer"}
    inspection = load_definition(FORMS / "equipment-inspection" / "templates" / "equipment-inspection.yaml").schema
    assert [inspection.fields[path].kind.name for path in ("devices[0].worst", "failed", "minutes")] == ["integer"] * 3


def test_a_narrow_column_of_messages_has_room_for_them(tmp_path: Path) -> None:
    """In rows of usual height a message of some words would be cut where its column is narrow."""
    heights = {}
    for width in (16, 40):
        folder = tmp_path / str(width)
        template = with_schema(FORMS / "equipment-inspection", lambda _: None, folder)
        text = template.read_text(encoding="utf-8").replace("E: 14, F: 16", f"E: 14, F: {width}")
        template.write_text(text, encoding="utf-8")
        definition = load_definition(template)
        area = next(table for sheet in place(definition.template, definition.schema).sheets for table in sheet.tables)
        workbook = xltool.build(template, folder / "form.xlsx")
        rows = openpyxl.load_workbook(workbook)["Inspection"].row_dimensions
        heights[width] = rows[area.first_row].height
    assert heights[40] < 21  # the usual one
    assert 35 < heights[16] < 40  # three lines of 9 points
