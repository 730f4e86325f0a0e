"""Faults in design workbooks: each is named at its cell, all at once; what Excel makes of typed text is understood."""

from __future__ import annotations

from pathlib import Path
from string import ascii_uppercase

import openpyxl
import pytest
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.worksheet import Worksheet

import xltool
from tests.designing.faults import GROUPS, UNDERSTOOD, Fault
from xltool.base.cells import a1
from xltool.base.errors import DefinitionError, Problem


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return xltool.design(tmp_path_factory.mktemp("design") / "new.xlsx", lang="zh").path.read_bytes()


def _place(sheet: Worksheet, fault: Fault) -> tuple[int, int]:
    heads = {str(cell.value): cell.column for cell in sheet[1] if cell.value is not None}
    column = column_index_from_string(fault.column) if fault.column.isascii() else heads[fault.column]
    if isinstance(fault.row, int):
        return fault.row, column
    words = fault.row.split("|")
    row = next(row for row in sheet.iter_rows() if [str(cell.value) for cell in row[: len(words)]] == words)
    return int(row[0].row or 0), column


def _written(content: bytes, faults: list[Fault], path: Path) -> dict[str, Fault]:
    """Write faults into the example; return them by their cells."""
    path.write_bytes(content)
    book = openpyxl.load_workbook(path)
    places = [(fault, *_place(book[fault.sheet], fault)) for fault in faults]
    for fault, row, column in places:
        cell = book[fault.sheet].cell(row, column)
        cell.value = fault.written
    book.save(path)
    return {f"{fault.sheet}!{a1(row, column)}": fault for fault, row, column in places if fault.said}


def _said_at(cell: str, fault: Fault, problems: tuple[Problem, ...]) -> str:
    """What is said of a cell; of one that is blank in its row, as there is nothing to point at."""
    named = [problem for problem in problems if cell == problem.cell or (fault.written is None and _row(cell) == _row(problem.cell))]
    return " ".join(problem.message.zh for problem in named)


def _row(cell: str) -> tuple[str, str]:
    sheet, _, place = cell.rpartition("!")
    return sheet, place.lstrip(ascii_uppercase)


def test_there_are_eighty() -> None:
    assert sum(len(faults) for faults in GROUPS.values()) >= 80


@pytest.mark.parametrize("name", GROUPS)
def test_each_fault_is_named_at_its_cell(name: str, example: bytes, tmp_path: Path) -> None:
    by_cell = _written(example, GROUPS[name], tmp_path / "new.xlsx")
    with pytest.raises(DefinitionError) as caught:
        xltool.design(tmp_path / "new.xlsx", tmp_path / "out", lang="zh")
    said = {cell: _said_at(cell, by_cell[cell], caught.value.problems) for cell in by_cell}
    assert {cell: text for cell, text in said.items() if by_cell[cell].said not in text or not text} == {}
    marked = openpyxl.load_workbook(tmp_path / "new.checked.xlsx")
    assert marked["问题"].max_row == len(caught.value.problems) + 1


@pytest.mark.parametrize("name", UNDERSTOOD)
def test_what_excel_makes_of_typed_text_is_understood(name: str, example: bytes, tmp_path: Path) -> None:
    _written(example, UNDERSTOOD[name], tmp_path / "new.xlsx")
    assert xltool.design(tmp_path / "new.xlsx", tmp_path / "out", lang="zh").warnings == ()


def test_unknown_columns_and_sheets_are_one_warning_each_and_blank_rows_none(example: bytes, tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    path.write_bytes(example)
    book = openpyxl.load_workbook(path)
    fields = book["字段"]
    fields.cell(1, fields.max_column + 1).value = "我的备注"
    fields.cell(2, fields.max_column).value = "记一下"
    fields.cell(3, fields.max_column).value = "再记一下"
    for row in range(8, 40):
        fields.cell(row, 1).value = "   "
    book.create_sheet("草稿")["A1"] = "随手写的"
    book.save(path)
    warnings = xltool.design(path, tmp_path / "out", lang="zh").warnings
    assert len(warnings) == 2
    assert any("我的备注" in warning for warning in warnings)
    assert any("草稿" in warning for warning in warnings)
