"""A rule over a whole table names the row that it means, where one row breaks it and the others do not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

import xltool
from tests.definitions.test_faulty import MINIMAL
from xltool.base.findings import Finding

ROWS = [("plain", 1), ("plain", 2), ("special", 900), ("plain", 3)]
#: Rule → the row of the finding, 0-based.
RULES: dict[str, int] = {
    "MAX(items[amount])<=100": 2,
    "SUMPRODUCT((items[amount]>100)*1)=0": 2,
    'COUNTIF(items[name], "special")=0': 2,
    'COUNTIF(items[name], "nothing")>=1': 0,  # no row is meant: the first stands for the table
    "SUM(items[amount])=0": 0,  # every row breaks it
}


def finding(formula: str, folder: Path, rows: list[tuple[str, int]]) -> Finding:
    shutil.copytree(MINIMAL, folder / "forms")
    schema = folder / "forms/rules/minimal.schema.json"
    node: dict[str, Any] = json.loads(schema.read_text(encoding="utf-8"))
    column = "name" if "name" in formula else "amount"
    rule = {"id": "X1", "severity": "error", "at": f"items.{column}", "formula": formula, "message": {"zh": "有误", "en": "wrong"}}
    node["x-rules"] = [rule]
    schema.write_text(json.dumps(node, ensure_ascii=False), encoding="utf-8")
    document = json.loads((MINIMAL / "document.json").read_text(encoding="utf-8"))
    first = document["items"][0]
    document["items"] = [{**first, "name": name, "amount": amount} for name, amount in rows]
    template = folder / "forms/templates/minimal.yaml"
    path = xltool.build(str(template), folder / "form.xlsx", data=document)
    (found,) = (one for one in xltool.check([path], templates=template.parent).files[0].findings if one.rule == "X1")
    return found


@pytest.mark.parametrize("formula", RULES)
def test_the_row_that_is_meant(formula: str, tmp_path: Path) -> None:
    found = finding(formula, tmp_path, ROWS)
    assert found.field is not None
    assert found.field.startswith(f"items[{RULES[formula]}].")


def test_a_table_of_one_row(tmp_path: Path) -> None:
    assert finding("MAX(items[amount])<=100", tmp_path, [("plain", 900)]).field == "items[0].amount"
