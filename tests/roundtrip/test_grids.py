"""Each program opens an empty form with grids, totals, heads, merged columns, conditions, lookups, kinds or repeated blocks.

It types what people type and saves it: what is computed follows.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import xltool
from tests.referees import require_ooxml
from tests.referees.ooxml import ooxml_errors
from tests.roundtrip.comparison import told
from tests.roundtrip.programs import PROGRAMS, Program, typed
from xltool.rules.load import load_definition
from xltool.workbook.build import load_document

DEFINITIONS = Path(__file__).parents[1] / "definitions"
DOCUMENTS = {
    DEFINITIONS / "clean" / "grids": "document.json",
    DEFINITIONS / "clean" / "totals": "document.json",
    DEFINITIONS / "clean" / "quarters": "document.json",
    **{
        DEFINITIONS / "clean" / name: "document.json"
        for name in ("applies", "cascades", "lookups", "more-kinds", "pages", "repeats", "repeats-beside", "repeats-sheets")
    },
    DEFINITIONS / "forms" / "monthly-report": "data/U1.json",
    DEFINITIONS / "forms" / "single-audit": "data/U1.json",
}
EACH_FORM = pytest.mark.parametrize("form", DOCUMENTS, ids=lambda form: form.name)
#: The forms that go through every program; the others go through the first two here, and through all in `python -m tests.roundtrip`.
THROUGH_ALL = ("quarters", "monthly-report")
RUNS = [(program, form) for form in DOCUMENTS for program in (PROGRAMS if form.name in THROUGH_ALL else PROGRAMS[:2])]


@pytest.mark.parametrize(("program", "form"), RUNS, ids=lambda part: getattr(part, "name", str(part)))
def test_the_same_document_and_no_findings(program: Program, form: Path, tmp_path: Path) -> None:
    program.require()
    template, document = form / "templates" / f"{form.name}.yaml", load_document(form / DOCUMENTS[form])
    empty = xltool.build(template, tmp_path / "empty.xlsx")
    saved = program.fill(empty, typed(load_definition(template), document), tmp_path / f"form{program.suffix}")
    report = xltool.check([saved], templates=template.parent).files[0]
    assert report.document.data == document
    assert told(report) == {}


@EACH_FORM
def test_the_open_xml_sdk_finds_nothing_wrong(form: Path, tmp_path: Path) -> None:
    require_ooxml()
    template = form / "templates" / f"{form.name}.yaml"
    assert ooxml_errors(xltool.build(template, tmp_path / "empty.xlsx")) == []
    assert ooxml_errors(xltool.build(template, tmp_path / "filled.xlsx", data=form / DOCUMENTS[form])) == []
