"""Programs that keep pictures, or lose them, open a form with pictures, type what people type and save it: there is nothing to report.

What LibreOffice makes of the same form is in `tests/workbook/test_sheet_setup.py`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import xltool
from tests.roundtrip.comparison import told
from tests.roundtrip.programs import PROGRAMS, Program, typed
from xltool.rules.load import load_definition
from xltool.workbook.build import load_document

PAGES = Path(__file__).parents[1] / "definitions" / "clean" / "pages"
TEMPLATE = PAGES / "templates" / "pages.yaml"
#: The first two keep pictures, openpyxl only where it finds Pillow, SheetJS does not.
NAMES = ("ExcelJS", "xlsx-populate", "openpyxl", "SheetJS 0.18")


@pytest.mark.parametrize("program", [one for one in PROGRAMS if one.name in NAMES and one.suffix == ".xlsx"], ids=str)
def test_the_pictures_of_the_form_are_nothing_to_report(program: Program, tmp_path: Path) -> None:
    program.require()
    document = load_document(PAGES / "document.json")
    empty = xltool.build(TEMPLATE, tmp_path / "empty.xlsx")
    saved = program.fill(empty, typed(load_definition(TEMPLATE), document), tmp_path / f"form{program.suffix}")
    report = xltool.check([saved], templates=TEMPLATE.parent).files[0]
    assert report.document.data == document
    assert told(report) == {}
