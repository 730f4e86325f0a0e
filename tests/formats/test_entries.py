"""Entry validation: the quick look knows the kinds that a form is written with, and sees when there are others."""

from __future__ import annotations

from pathlib import Path

import pytest

import xltool
from tests.formats.packages import FORM, TEMPLATE, changed, replace
from xltool.load import load_definition
from xltool.reader.genuine import genuine
from xltool.reader.limits import Limits
from xltool.reader.ooxml import OoxmlBook
from xltool.reader.parts import Package

CLEAN = Path(__file__).parent.parent / "definitions" / "clean"
TEMPLATES = [TEMPLATE, *sorted(CLEAN.glob("*/templates/*.yaml"))]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: Path(template).stem)
def test_entries_are_what_a_form_is_written_with(template: str | Path, tmp_path: Path) -> None:
    path = Path(xltool.build(template, tmp_path / "form.xlsx"))
    book = OoxmlBook(Package(path, Limits()), Limits())
    for name, sheet in genuine(load_definition(template)).sheets.items():
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
