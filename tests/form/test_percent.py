"""A percentage is typed, shown and reported as one, and is a share of 1 in data and rules."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xltool
from xltool.checking.check_report import CheckReport
from xltool.checking.reports.difference_report import difference_report
from xltool.checking.reports.html_report import html_report
from xltool.form.kinds import KINDS

PERCENT = KINDS["percent"]
TEMPLATE = """
id: shares
version: "1"
language: en
identity: {unit: name}
sheets:
  - name: Form
    widths: {"A:D": 16}
    blocks:
      - block: fields
        rows:
          - fields:
              - {field: name, label: A, input: B}
              - {field: share, label: C, input: D}
          - fields:
              - {field: fine, label: A, input: B}
              - {field: amount, label: C, input: D}
      - block: table
        table: rows
        columns: {item: A, share: B}
        capacity: 3
summary: {details: [share], table: rows}
"""
SHARE: dict[str, Any] = {"title": "Share", "type": ["number", "null"], "x-kind": "percent", "minimum": 0, "multipleOf": 0.0001}
TEXT = {"type": ["string", "null"]}
SCHEMA: dict[str, Any] = {
    "title": "Shares",
    "type": "object",
    "properties": {
        "name": {"title": "Unit", **TEXT},
        "share": SHARE,
        "fine": {**SHARE, "title": "Fine share", "multipleOf": 0.000001},
        "amount": {"title": "Amount", "type": ["number", "null"]},
        "rows": {"title": "Rows", "type": "array", "items": {"type": "object", "properties": {"item": {"title": "Item", **TEXT}, "share": SHARE}}},
    },
    "x-rules": [
        {
            "id": "P1", "severity": "error", "each": "rows", "at": "[@share]", "formula": "[@share]<=share",
            "message": {"zh": "{share} 过大", "en": "{value} is too large, as {share}"},
        }
    ],
}  # fmt: skip
DATA = {"name": "A", "share": 0.5, "fine": 0.123456, "rows": [{"item": "x", "share": 0.125}]}


@pytest.fixture
def template(tmp_path: Path) -> Path:
    for name, text in (("templates/shares.yaml", TEMPLATE), ("rules/shares.schema.json", json.dumps(SCHEMA))):
        path = tmp_path / name
        path.parent.mkdir()
        path.write_text(text, encoding="utf-8")
    return tmp_path / "templates" / "shares.yaml"


def filled(template: Path, file: str = "form.xlsx", cells: dict[str, Any] | None = None, **changes: Any) -> Path:
    """The form with its data, and then cells of the form overwritten."""
    path = template.parent / file
    xltool.build(template, path, data={**DATA, **changes})
    if cells:
        book = openpyxl.load_workbook(path)
        for cell, value in cells.items():
            book["Form"][cell] = value
        book.save(path)
    return path


def check(path: Path) -> CheckReport:
    return xltool.check([path], templates=path.parent)


@pytest.mark.parametrize(("typed", "value"), [
    ("95%", "0.95"), ("９５％", "0.95"), ("12.5 %", "0.125"), (" ９５．５ ％ ", "0.955"), ("+7%", "0.07"), ("-5%", "-0.05"),
    ("1,250%", "12.5"), ("0.1%", "0.001"), ("100%", "1"), ("0.5", "0.5"), ("12.3%", "0.123"), (0.1 + 0.2, "0.3"),
])  # fmt: skip
def test_what_reads_as_a_percentage(typed: Any, value: str) -> None:
    assert PERCENT.read(typed).value == Decimal(value)


@pytest.mark.parametrize("typed", ["%", "5%%", "%5", "5%5", "约5%", "1,23%", "5‰", "五%"])
def test_what_does_not(typed: str) -> None:
    value = PERCENT.read(typed).value
    assert value == typed
    assert PERCENT.is_unreadable(value)


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if kind.is_number and kind is not PERCENT])
def test_other_numbers_take_no_percent_sign(name: str) -> None:
    assert KINDS[name].is_unreadable(KINDS[name].read("95%").value)


@pytest.mark.parametrize(("value", "shown"), [
    (0.125, "12.50%"), (Decimal("0.95"), "95.00%"), (1, "100.00%"), (0, "0.00%"), (Decimal("0.123456"), "12.3456%"), (-0.05, "-5.00%"),
    (12, "1200.00%"), (1e-7, "0.00001%"), (None, ""), ("约5%", "约5%"),
])  # fmt: skip
def test_what_people_see(value: Any, shown: str) -> None:
    assert PERCENT.show(value) == shown


def test_the_form_formats_percentages(template: Path) -> None:
    sheet = openpyxl.load_workbook(filled(template))["Form"]
    assert (sheet["D1"].value, sheet["D1"].number_format) == (0.5, "0.00%")
    assert (sheet["B2"].value, sheet["B2"].number_format) == (0.123456, "0.00##%")
    assert [sheet.cell(row, 2).number_format for row in range(4, 7)] == ["0.00%"] * 3


def test_percentages_typed_as_text_are_read_and_told(template: Path) -> None:
    (file,) = check(filled(template, cells={"D1": "９５％", "D2": "5%"})).files
    assert file.document.data["share"] == Decimal("0.95")
    assert [(finding.rule, finding.field, finding.message.en) for finding in file.findings] == [
        ("R63", "share", "Read in the usual spelling: ９５％ → 95.00%"),
        ("value.type", "amount", "“5%” cannot be read as “Amount”; enter digits only, without the unit; blank or 0 for none"),
    ]


def test_reports_show_percentages(template: Path) -> None:
    report = check(filled(template, share=0.1, rows=[{"item": "x", "share": 0.125}]))
    (finding,) = report.files[0].findings
    assert finding.message.en == "12.50% is too large, as 12.50%"
    assert finding.value == Decimal("0.125")
    assert html_report(report, "en").count("12.50%") > finding.message.en.count("12.50%"), "the value beside its cell"


def test_the_marked_return_shows_percentages(template: Path, tmp_path: Path) -> None:
    path = filled(template, share=0.1)
    xltool.annotate(check(path).files, tmp_path / "returns")
    (marked,) = (tmp_path / "returns").iterdir()
    book = openpyxl.load_workbook(marked)
    cells = [cell.value for row in book[book.sheetnames[-1]].iter_rows() for cell in row]
    cells += [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.column == 5]
    assert "12.50%" in cells
    assert book["Form"]["D1"].number_format == "0.00%"


def test_differences_show_percentages(template: Path) -> None:
    old, new = filled(template, "old.xlsx"), filled(template, "new.xlsx", share=0.95, rows=[{"item": "x", "share": 0.13}])
    difference = xltool.diff(old, new, templates=template.parent)
    lines = [line.text for line in difference_report(difference, "en")]
    assert any("50.00% → 95.00%" in line for line in lines)
    assert any("12.50% → 13.00%" in line for line in lines)
    assert difference.as_json()["fields"][0]["new"] == Decimal("0.95")


def test_the_summary_formats_percentages(template: Path, tmp_path: Path) -> None:
    summary = tmp_path / "summary.xlsx"
    rejected = filled(template, "rejected.xlsx", name="B", share=0.1)
    merged = xltool.merge([filled(template), rejected], output=summary, templates=template.parent)
    assert merged.forms["share"].tolist() == [Decimal("0.5000")]
    cells = [cell for sheet in openpyxl.load_workbook(summary) for row in sheet.iter_rows() for cell in row]
    assert "12.50%" in [cell.value for cell in cells], "in the list of findings"
    formats = {cell.value: cell.number_format for cell in cells if cell.value in (0.5, 0.125)}
    assert formats == {0.5: "0.00%", 0.125: "0.00%"}


def test_limits_are_told_as_percentages(template: Path) -> None:
    at_least = {**SCHEMA, "properties": {**SCHEMA["properties"], "share": {**SHARE, "minimum": 0.05}}}
    (template.parents[1] / "rules" / "shares.schema.json").write_text(json.dumps(at_least), encoding="utf-8")
    book = openpyxl.load_workbook(filled(template))
    texts = [cell.value for row in book[book.sheetnames[2]].iter_rows() for cell in row if isinstance(cell.value, str)]
    assert any("≥ 5.00%" in text for text in texts)
    assert any("5.00%" in (validation.error or "") for validation in book["Form"].data_validations.dataValidation)
