"""What is noted of a value that was read in another form than it was written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xltool
from tests.cli.conftest import MINIMAL
from xltool.base.findings import Finding
from xltool.workbook.build import load_document

MONTHLY = "monthly-report"
EXAMPLE = Path(__file__).parents[2] / "templates" / "examples" / MONTHLY / "right.json"


def noted(folder: Path, template: str, data: Any, names: dict[str, Any]) -> dict[str, Finding]:
    """The findings of a form into whose cells values were put as a program puts them, by field."""
    path = xltool.build(template, folder / "form.xlsx", data=data)
    book = openpyxl.load_workbook(path)
    for name, value in names.items():
        sheet, _, cell = book.defined_names[name].value.replace("'", "").replace("$", "").partition("!")
        book[sheet][cell.partition(":")[0]].value = value
    book.save(path)
    templates = MINIMAL / "templates" if template != MONTHLY else None
    findings = xltool.check(path, templates=templates).files[0].findings
    return {str(finding.field): finding for finding in findings if finding.rule in ("R63", "value.type")}


@pytest.mark.parametrize(
    ("name", "typed", "zh", "en"),
    [
        ("total", "1200", "“1200”是以文本形式存储的数字，已按数字读取", "“1200” is a number stored as text; it was read as a number"),
        ("total", "１２００", "已按规范写法读取：１２００→1200", "Read in the usual spelling: １２００ → 1200"),
        ("unit", " Parks ", "已去掉首尾的空格或换行：“Parks”", "Spaces or line breaks at the ends were dropped: “Parks”"),
    ],
)
def test_a_note_says_what_was_otherwise(name: str, typed: str, zh: str, en: str, tmp_path: Path) -> None:
    finding = noted(tmp_path, str(MINIMAL / "templates" / "minimal.yaml"), load_document(MINIMAL / "document.json"), {name: typed})[name]
    assert finding.rule == "R63"
    assert finding.message.zh.startswith(zh)
    assert finding.message.en.startswith(en)


def test_the_finding_of_an_amount_with_its_unit_names_the_unit_above_the_table(tmp_path: Path) -> None:
    finding = noted(tmp_path, MONTHLY, load_document(EXAMPLE), {"lines.budget": "60万"})["lines[0].budget"]
    assert finding.rule == "value.type"
    assert "应填：只填数字，不写单位；单位为“万元”；没有的留空或填 0" in finding.message.zh
    assert "the unit is 万元" in finding.message.en
