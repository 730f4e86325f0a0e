"""Each program opens a form with fixed rows, blank or with its rows in another order, types the amounts and saves it: every row is found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import xltool
from tests.fixed_rows.support import DOCUMENT, TEMPLATE, TEMPLATES, Sheet
from tests.roundtrip.programs import PROGRAMS, Program, typed
from xltool.rules.load import load_definition

_OF_THE_PROGRAM = {"file.features-lost", "names.changed"}


def entries(*, is_reversed: bool) -> dict[str, Any]:
    """What is typed into the form, by defined name; keys and names stand there, and what is computed is locked."""
    definition = load_definition(TEMPLATE)
    document = {**DOCUMENT, "lines": DOCUMENT["lines"][::-1]} if is_reversed else DOCUMENT
    names = {field.path for field in definition.schema.all_fields() if field.is_typed}
    return {name: value for name, value in typed(definition, document).items() if name in names}


@pytest.mark.parametrize("is_reversed", [False, True], ids=["as sent out", "in another order"])
@pytest.mark.parametrize("program", PROGRAMS, ids=str)
def test_every_row_comes_back_as_itself(program: Program, is_reversed: bool, tmp_path: Path) -> None:
    program.require()
    if is_reversed and program.name == "xlsx-populate":
        pytest.skip("it opens no workbook that openpyxl has saved")
    path = xltool.build(TEMPLATE, tmp_path / "empty.xlsx")
    if is_reversed:
        sheet = Sheet(path)
        sheet.order(list(range(9))[::-1])
        path = sheet.save()
    saved = program.fill(path, entries(is_reversed=is_reversed), tmp_path / f"form{program.suffix}")
    (file,) = xltool.check([saved], templates=TEMPLATES).files
    assert file.document.data == DOCUMENT
    rules = {finding.rule for finding in file.findings} - _OF_THE_PROGRAM
    assert rules == ({"rows.moved"} if is_reversed else set())
