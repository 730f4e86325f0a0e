"""Objects that share one description: `[@name]` is the property beside a computed one, as it is the column beside it in a row."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xltool
from xltool.base.errors import DefinitionError
from xltool.rules.evaluate import evaluate
from xltool.rules.load import load_definition

TEMPLATE = """
id: funds
version: "1"
identity: {unit: unit}
sheets:
  - name: 表
    blocks:
      - block: fields
        rows:
          - fields: [{field: unit, label: A, input: "B:D"}]
          - fields: [{field: fiscal.full, label: A, input: B}, {field: fiscal.used, input: C}, {field: fiscal.rate, input: D}]
          - fields: [{field: other.full, label: A, input: B}, {field: other.used, input: C}, {field: other.rate, input: D}]
          - fields: [{field: place.name, label: A, input: B}, {field: place.title, label: C, input: D}]
"""


def definition_folder(folder: Path, rate: str = "IF([@full]=0, 0, [@used]/[@full])") -> Path:
    """A form of two objects with the same properties."""
    line = {
        "type": "object",
        "properties": {
            "full": {"title": "预算数", "type": ["number", "null"], "minimum": 0},
            "used": {"title": "执行数", "type": ["number", "null"], "minimum": 0},
            "rate": {"title": "执行率", "x-kind": "percent", "x-value": rate},
        },
    }
    schema = {
        "title": "资金",
        "type": "object",
        "properties": {
            "unit": {"title": "单位", "type": "string"},
            "fiscal": {"title": "财政资金", "$ref": "#/$defs/line"},
            "other": {"title": "其他资金", "$ref": "#/$defs/line"},
            "place": {
                "title": "地点",
                "type": "object",
                "properties": {
                    "name": {"title": "地名", "type": ["string", "null"]},
                    "title": {"title": "全称", "x-value": '"地点："&[@name]'},
                },
            },
        },
        "$defs": {"line": line},
    }
    (folder / "rules").mkdir()
    (folder / "templates").mkdir()
    (folder / "rules" / "funds.schema.json").write_text(json.dumps(schema, ensure_ascii=False, indent=1), encoding="utf-8")
    path = folder / "templates" / "funds.yaml"
    path.write_text(TEMPLATE, encoding="utf-8")
    return path


DOCUMENT: dict[str, Any] = {
    "unit": "一处",
    "fiscal": {"full": 200, "used": 50},
    "other": {"full": 10, "used": 20},
    "place": {"name": "常州"},
}


def test_each_object_reads_its_own_properties(tmp_path: Path) -> None:
    data = evaluate(load_definition(definition_folder(tmp_path)), DOCUMENT).data
    assert (data["fiscal"]["rate"], data["other"]["rate"], data["place"]["title"]) == (0.25, 2, "地点：常州")


def test_the_workbook_shows_the_same(tmp_path: Path) -> None:
    path = xltool.build(definition_folder(tmp_path), tmp_path / "funds.xlsx", data=DOCUMENT)
    shown = openpyxl.load_workbook(path, data_only=True)["表"]
    formulas = openpyxl.load_workbook(path)["表"]
    assert [shown[cell].value for cell in ("D2", "D3", "D4")] == [0.25, 2, "地点：常州"]
    assert all(formulas[cell].data_type == "f" for cell in ("D2", "D3", "D4"))


def test_a_property_that_the_object_has_not_is_reported_at_its_place(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError) as caught:
        load_definition(definition_folder(tmp_path, "[@used]/[@half]"))
    assert {problem.message.en for problem in caught.value.problems} == {"unknown field 'fiscal.half'", "unknown field 'other.half'"}
