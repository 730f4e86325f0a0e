"""Long code lists: where programs look a code up by an index instead of comparing it with every other, both sides still say the same."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.parity.entries import EntryForm, entry_form
from tests.referees import require_libreoffice
from tests.referees.libreoffice import LibreOffice
from xltool.base.text_search import LONG_LIST
from xltool.workbook.blank_form import cached_blank_form

GROUPS, CODES = 40, 20 * LONG_LIST // 40
_TEMPLATE = """
id: long
version: "1"
sheets:
  - name: 表
    widths: {"A:G": 14}
    blocks:
      - {block: status, columns: "A:G"}
      - block: fields
        rows:
          - fields:
              - {field: unit, label: A, input: B}
              - {field: main, label: C, input: D}
              - {field: main_name, label: E, input: F}
      - block: table
        table: lines
        columns: {group: A, code: B, name: C, price: D, any: E}
        remark: G
        capacity: 12
identity: {unit: unit}
"""


def _field(title: str, **keywords: Any) -> dict[str, Any]:
    return {"title": title, "type": ["string", "null"], **keywords}


def _schema() -> dict[str, Any]:
    columns = {
        "group": _field("类别", **{"x-codes": "things"}),
        "code": _field("编码", **{"x-codes": "things", "x-parent": "group"}),
        "name": _field("名称", **{"x-lookup": {"list": "things", "by": "code", "column": "name"}}),
        "price": {"title": "单价", "type": ["number", "null"], "x-lookup": {"list": "things", "by": "code", "column": "price"}},
        "any": _field("其他编码", **{"x-codes": "flat"}),
    }
    fields = {
        "unit": _field("单位"),
        "main": _field("主要", **{"x-codes": "flat"}),
        "main_name": _field("名称", **{"x-lookup": {"list": "flat", "by": "main", "column": "name"}}),
        "lines": {"title": "明细", "type": "array", "maxItems": 12, "items": {"type": "object", "properties": columns}},
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "长表", "type": "object", "properties": fields}


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> EntryForm:
    """A form with a nested and a flat list of thousands of codes, and an example with codes of both."""
    folder = tmp_path_factory.mktemp("long", numbered=False)
    for name in ("templates", "rules/codes"):
        (folder / name).mkdir(parents=True)
    groups = [f"组{number}" for number in range(GROUPS)]
    codes = [(f"{group}-A{number:03d}", group) for group in groups for number in range(CODES)]
    nested = [*(f"1,{group},,," for group in groups), *(f"2,{code},{group},名{code},{len(code)}.5" for code, group in codes)]
    (folder / "rules/codes/things.csv").write_text("\n".join(["level,value,parent,name,price", *nested]), encoding="utf-8")
    flat = [f"1,{code},,平{code}" for code, _ in codes]
    (folder / "rules/codes/flat.csv").write_text("\n".join(["level,value,parent,name", *flat]), encoding="utf-8")
    (folder / "rules/long.schema.json").write_text(json.dumps(_schema(), ensure_ascii=False), encoding="utf-8")
    (folder / "templates/long.yaml").write_text(_TEMPLATE, encoding="utf-8")
    rows = [{"group": group, "code": code, "any": code} for code, group in codes[:: len(codes) // 9]]
    (folder / "document.json").write_text(json.dumps({"unit": "甲", "main": codes[7][0], "lines": rows}), encoding="utf-8")
    return entry_form("long", tmp_path_factory.mktemp("copy"), 12, source=folder)


def test_codes_are_not_compared_one_by_one(form: EntryForm) -> None:
    grid = cached_blank_form(form.form.definition, "").helpers.grid
    formulas = [cell.formula for cell in grid.cells] + [column.formula for column in grid.filled.values()]
    watched = [formula for formula in formulas if "_codes" in formula and "LOWER(" not in formula]
    assert len([formula for formula in watched if "MATCH(" in formula]) >= 5
    compared = [int(last) for formula in watched for last in re.findall(r"EXACT\('_codes'!\$[A-Z]+\$2:\$[A-Z]+\$(\d+),", formula)]
    assert compared == [GROUPS + 1], "only the groups, which are few"


def test_the_same_codes_stand_on_the_sheet_once(form: EntryForm) -> None:
    names = cached_blank_form(form.form.definition, "").names
    assert names["codes.main"] == names["codes.lines.any"]


def test_both_sides_say_the_same_after_each_entry(form: EntryForm) -> None:
    require_libreoffice()
    with LibreOffice() as office:
        assert list(form.disagreements(office, list(form.entries(60, seed=3)))) == []
