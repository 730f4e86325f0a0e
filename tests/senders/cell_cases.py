"""Put cases into one form of every kind of field, a row each, and read what became of them.

A case is `{"cell": …, "format": …, "value": …, "findings": […]}`: what the cell holds and its number format (General if none is
given), the value of the document, and the rules of the findings at the cell. A case of another column than its folder's names it
as `column`.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

import xltool
from tests.form.test_kinds import definition_folder
from xltool.base.messages import Lang
from xltool.checking.check_report import FileReport
from xltool.form.layout import place
from xltool.rules.load import load_definition

HERE = Path(__file__).parent
Case = dict[str, Any]


def cases_of(folder: str, name: str) -> list[Case]:
    """The cases of a file."""
    cases: list[Case] = json.loads((HERE / folder / f"{name}.json").read_text(encoding="utf-8"))
    return cases


def filled_form(folder: Path, cases: list[Case], column: str, language: Lang = "zh") -> Path:
    """A form with a row for each case."""
    template = definition_folder(folder, language)
    definition = load_definition(template)
    path = xltool.build(template, folder / "form.xlsx")
    book = load_workbook(path)
    _, area = place(definition.template, definition.schema).tables["rows"]
    sheet = book["S"]
    assert isinstance(sheet, Worksheet)
    for row, case in enumerate(cases, start=area.first_row):
        cell = sheet.cell(row, area.columns[case.get("column", column)], case["cell"])
        cell.number_format = case.get("format", "General")
        sheet.cell(row, area.columns["text"]).value = cell.value if case.get("column", column) == "text" else "甲"
    book.save(path)
    return path


def check(path: Path, folder: Path) -> FileReport:
    """Check a form whose definition lies in a folder."""
    return xltool.check([path], templates=folder / "templates").files[0]


def results(report: FileReport, cases: list[Case], column: str) -> list[tuple[Any, list[str]]]:
    """What was read of each case, and the rules of the findings there."""
    document = report.document
    found: list[tuple[Any, list[str]]] = []
    for row, case in enumerate(cases):
        path = f"rows[{row}].{case.get('column', column)}"
        value = document.get(path)
        found.append((float(value) if isinstance(value, Decimal) else value, [f.rule for f in report.findings if path in f.fields]))
    return found


def expected(cases: list[Case]) -> list[tuple[Any, list[str]]]:
    """What must be read of each case, and the rules of the findings there."""
    return [(case["value"], case["findings"]) for case in cases]
