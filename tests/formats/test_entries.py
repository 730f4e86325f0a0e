"""Entry validation: the quick look knows the kinds that a form is written with, and sees when there are others."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import xltool
from tests.formats.packages import FORM, TEMPLATE, changed, replace
from xltool.reading.formats.xlsx import XlsxBook
from xltool.reading.guard.limits import Limits
from xltool.reading.parsing.package import Package
from xltool.reading.tampering.expected_form import expected_form
from xltool.rules.load import load_definition

CLEAN = Path(__file__).parent.parent / "definitions" / "clean"
TEMPLATES = [TEMPLATE, *sorted(CLEAN.glob("*/templates/*.yaml"))]


def with_own_rules(folder: Path) -> Path:
    """The minimal definition; one rule looks at its own cell, one at a cell of its row, others do not."""
    shutil.copytree(CLEAN / "minimal", folder)
    schema = folder / "rules" / "minimal.schema.json"
    content = json.loads(schema.read_text(encoding="utf-8"))
    message = {"zh": "有误", "en": "This is wrong"}
    content["x-rules"] = [
        {"id": "even", "severity": "error", "at": "total", "formula": "ROUND(total/2,0)*2=total", "message": message},
        {"id": "name", "severity": "error", "each": "items", "at": "[@name]", "formula": 'NOT([@name]="x")', "message": message},
        {"id": "amount", "severity": "warning", "each": "items", "at": "[@amount]", "formula": "[@amount]>0", "message": message},
        {"id": "unit", "severity": "error", "at": "unit", "formula": 'OR(total>1,NOT(unit="x"))', "message": message},
    ]
    schema.write_text(json.dumps(content), encoding="utf-8")
    return folder / "templates" / "minimal.yaml"


def test_entries_with_rules_of_their_own(tmp_path: Path) -> None:
    template = with_own_rules(tmp_path / "minimal")
    (sheet,) = expected_form(load_definition(template)).sheets.values()
    assert [kind for _, kind in sheet.entries].count("custom") == 2
    test_entries_are_what_a_form_is_written_with(template, tmp_path)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: Path(template).stem)
def test_entries_are_what_a_form_is_written_with(template: str | Path, tmp_path: Path) -> None:
    path = Path(xltool.build(template, tmp_path / "form.xlsx"))
    book = XlsxBook(Package(path, Limits()), Limits())
    for name, sheet in expected_form(load_definition(template)).sheets.items():
        traits = book.grid(name).traits
        assert traits is not None
        written = {(cells, kind) for text, kind in traits.validations for cells in text.split()}
        assert sheet.entries == {(cells, kind) for cells, kind in written if kind != "none"}


KINDS = {
    "a dropdown that accepts anything": ('<dataValidation type="list"', "<dataValidation"),
    "a dropdown that asks for a length": ('<dataValidation type="list"', '<dataValidation type="textLength"'),
    "a number that accepts anything": ('<dataValidation type="decimal"', '<dataValidation type="none"'),
}


@pytest.mark.parametrize("name", KINDS)
def test_another_kind_over_the_same_cells(name: str, tmp_path: Path) -> None:
    found = xltool.read(changed(tmp_path / "form.xlsx", replace(FORM, *KINDS[name]))).findings
    assert [finding.rule for finding in found] == ["validation.removed"]


def test_a_formula_of_its_own_is_no_finding(tmp_path: Path) -> None:
    """It may say the same as the kind that was written, and some programs write such."""
    path = changed(tmp_path / "form.xlsx", replace(FORM, '<dataValidation type="decimal"', '<dataValidation type="custom"'))
    assert xltool.read(path).findings == ()
