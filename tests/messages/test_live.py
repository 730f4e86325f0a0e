"""The check sheet and the messages beside rows say live, in LibreOffice, what Python has written into the file, and what findings say."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

import xltool
from tests.shelf.examples import BLANK, FORMS, document_path, expected, right
from xltool.base.cells import a1
from xltool.form.layout import place
from xltool.form.sheet_names import CHECK_SHEET
from xltool.rules.definition import Definition
from xltool.rules.load import load_definition
from xltool.rules.ruleset import Constraint
from xltool.workbook.sheets.check_sheet import HEAD_ROW

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

FAULTY = [(name, example) for name in FORMS for example in expected(name) if example not in (BLANK, *right(name))]
#: Of every form one example goes through LibreOffice; `XLTOOL_ALL_PROGRAMS=1` sends all.
OPENED = FAULTY if "XLTOOL_ALL_PROGRAMS" in os.environ else list({name: (name, example) for name, example in FAULTY}.values())
ASKS = "（是否为“"  # what only the check of the file can ask
LINES = range(1, 7)  # columns of the check sheet that are seen


def cells_of(definition: Definition) -> list[str]:
    """Return the cells of the check sheet's lines, and those with the messages of rows."""
    sheet = CHECK_SHEET.say(definition.template.language)
    rows = range(HEAD_ROW + 1, HEAD_ROW + 1 + len(definition.rules.ids))
    checks = [f"{sheet}!{a1(row, column)}" for row in rows for column in LINES]
    tables = place(definition.template, definition.schema).tables.values()
    remarks = [
        f"{on.name}!{a1(row, area.remark[0])}" for on, area in tables if area.remark for row in range(area.first_row, area.first_row + 40)
    ]
    return checks + remarks


def cached(path: Path, cells: list[str]) -> dict[str, Any]:
    book = openpyxl.load_workbook(path, data_only=True)
    return {cell: book[cell.rpartition("!")[0]][cell.rpartition("!")[2]].value or "" for cell in cells}


@pytest.mark.parametrize(("name", "example"), OPENED)
def test_libreoffice_says_what_python_says(name: str, example: str, office: LibreOffice, tmp_path: Path) -> None:
    definition = load_definition(FORMS[name].path)
    path = xltool.build(name, tmp_path / "form.xlsx", data=document_path(name, example))
    cells = cells_of(definition)
    before = cached(path, cells)
    with office.open(path) as book:
        book.recalculate()
        live = {cell: value or "" for cell, value in book.values(cells).items()}
    assert {cell: (live[cell], before[cell]) for cell in cells if live[cell] != before[cell]} == {}


@pytest.mark.parametrize(("name", "example"), FAULTY)
def test_findings_say_what_the_check_sheet_says(name: str, example: str, tmp_path: Path) -> None:
    definition = load_definition(FORMS[name].path)
    path = xltool.build(name, tmp_path / "form.xlsx", data=document_path(name, example))
    lines = [str(value) for value in cached(path, cells_of(definition)).values()]
    said = "\n".join(lines)
    rendered = {rule.id for rule in definition.rules.rendered if not (isinstance(rule, Constraint) and rule.field.kind.is_list)}
    first: dict[str, str] = {}
    for finding in xltool.check([path]).files[0].findings:
        if finding.rule in rendered:
            first.setdefault(finding.rule, getattr(finding.message, definition.template.language).partition(ASKS)[0])
    assert {rule: message for rule, message in first.items() if message not in said} == {}
