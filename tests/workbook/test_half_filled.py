"""`build` takes half-filled documents: what is missing, null or an empty text is blank, be it a field, an object, a table or a row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import xltool
from xltool.base.errors import DataError

TEMPLATE = Path(__file__).parents[1] / "definitions" / "clean" / "conditions" / "templates" / "conditions.yaml"
BLANK: dict[str, Any] = {"unit": None, "mode": None, "reason": None, "lender": {"name": None, "mail": None}, "items": []}


@pytest.mark.parametrize(
    ("data", "read"),
    [
        ({}, {}),
        ({"lender": None}, {}),
        ({"lender": {}, "items": None}, {}),
        ({"unit": "", "mode": None}, {}),
        ({"unit": "Parks", "lender": {"mail": "a@b.example"}}, {"unit": "Parks", "lender": {"name": None, "mail": "a@b.example"}}),
        ({"items": [{"amount": ""}, None, {}]}, {}),
        ({"items": [{"name": "Trees"}, None]}, {"items": [{"name": "Trees", "amount": None, "note": None}]}),
    ],
)
def test_what_is_missing_is_blank(data: dict[str, Any], read: dict[str, Any], tmp_path: Path) -> None:
    workbook = xltool.build(TEMPLATE, tmp_path / "form.xlsx", data=data)
    assert xltool.read(workbook, templates=TEMPLATE.parent).data == BLANK | read


@pytest.mark.parametrize("data", [{"unit": 5}, {"items": {}}, {"lender": []}, {"items": ["Trees"]}, {"units": "Parks"}])
def test_what_does_not_fit_is_refused(data: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(DataError):
        xltool.build(TEMPLATE, tmp_path / "form.xlsx", data=data)
