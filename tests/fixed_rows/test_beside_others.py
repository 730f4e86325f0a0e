"""Fixed rows beside heads, a total row above them and a column that is given: each does what it does elsewhere."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

import xltool
from tests.fixed_rows.support import FORM
from tests.parity.any_form import documents
from tests.parity.entries import EntryForm, entry_form

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from tests.referees.libreoffice import LibreOffice

_COLUMNS = "note: H}\n        remark: I"
_TABLE = """note: H, given: I}
        remark: J
        total: {field: sums, label: 合计, columns: [budget, executed], place: above}
        heads: [{over: [code, name], text: 科目}, {over: [budget, rate], text: 支出}]"""
_SUMS = """"sums": {"title": "合计", "type": "object", "properties": {
      "budget": {"title": "年初预算数", "type": ["number", "null"]}, "executed": {"title": "执行数", "type": ["number", "null"]}}},
    "total": {"title\""""
_GIVEN = """"given": {"title": "上年数", "type": ["number", "null"], "readOnly": true},
          "progress": {"title": "进度","""
DATA = {
    "unit": "办公室",
    "lines": [{"code": "205", "budget": 300, "executed": 220, "given": 77}, {"code": "20501", "budget": 100, "given": 5}],
}
GIVEN = [None, None, None, 77, 5, None, None, None, None]
#: The first row of the table, below two rows of heads and the total; its columns that hold something of their own.
FIRST_ROW, COLUMNS = 7, (2, 3, 4, 5, 7, 8, 9)


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """The form with more around its rows: its folder."""
    folder = tmp_path / "fixed-rows"
    shutil.copytree(FORM, folder)
    for path, changes in (
        (folder / "templates" / "fixed-rows.yaml", {_COLUMNS: _TABLE, "I: 26}": "I: 10, J: 26}"}),
        (folder / "rules" / "fixed-rows.schema.json", {'"total": {"title"': _SUMS, '"progress": {"title": "进度",': _GIVEN}),
    ):
        text = path.read_text(encoding="utf-8")
        for old, new in changes.items():
            assert old in text
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
    return folder


def built(form: Path, change: Callable[[Worksheet], None] | None = None) -> Path:
    path = xltool.build(form / "templates" / "fixed-rows.yaml", form / "form.xlsx", data=DATA)
    if change is not None:
        book = openpyxl.load_workbook(path)
        change(book["支出表"])
        book.save(path)
    return path


def turn_round(sheet: Worksheet) -> None:
    """Put the rows the other way round."""
    rows = [[sheet.cell(FIRST_ROW + row, column).value for column in COLUMNS] for row in range(9)]
    for number, row in enumerate(reversed(rows)):
        for column, value in zip(COLUMNS, row, strict=True):
            sheet.cell(FIRST_ROW + number, column).value = value


def test_the_total_row_stands_above_the_rows_and_its_sums_in_the_document(form: Path) -> None:
    document = xltool.read(built(form), templates=form / "templates")
    assert document.get("sums") == {"budget": 400, "executed": 220}
    assert [row["given"] for row in document.rows("lines")] == GIVEN
    assert document.findings == ()


def test_what_was_given_is_given_to_the_row_with_its_key(form: Path) -> None:
    def change(sheet: Worksheet) -> None:
        turn_round(sheet)
        sheet["I12"].value = 88  # 205 stands there now

    document = xltool.read(built(form, change), templates=form / "templates")
    assert [row["given"] for row in document.rows("lines")] == GIVEN
    told = [(finding.rule, finding.field, finding.value) for finding in document.findings if finding.rule != "file.features-lost"]
    assert told == [("rows.moved", "lines", None), ("given.changed", "lines[3].given", {"found": 88, "expected": 77})]


def test_a_row_that_is_gone_keeps_what_was_given(form: Path) -> None:
    def change(sheet: Worksheet) -> None:
        for column in COLUMNS:
            sheet.cell(FIRST_ROW + 3, column).value = None

    document = xltool.read(built(form, change), templates=form / "templates")
    assert [row["given"] for row in document.rows("lines")] == GIVEN
    assert [finding.rule for finding in document.findings if finding.rule != "file.features-lost"] == ["row.missing"]


def test_both_sides_agree(form: Path, office: LibreOffice, tmp_path: Path) -> None:
    entry: EntryForm = entry_form("fixed-rows", tmp_path / "copy", source=form)
    (tmp_path / "blank").mkdir()
    some: list[Any] = list(documents(entry, 40))
    shown = entry.form.in_office(office, entry.form.write(tmp_path / "blank"), some)
    assert list(map(str, entry.form.disagreements(some, shown))) == []
    assert list(entry.disagreements(office, list(entry.entries(60)))) == []
