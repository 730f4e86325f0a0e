"""What the margin of a layout says counts before what is drawn, for the keyword that it says and for no other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xltool
from xltool.rules.design_sheets import design_parts


def _block(path: Path, row: int, head: str, written: Any, *, drawn: tuple[str, Any] | None = None) -> dict[str, Any]:
    """Write into the margin, and draw something else besides; return the block of the request's table."""
    book = openpyxl.load_workbook(path)
    sheet = book["版面"]
    heads = {cell.value: cell.column for cell in sheet[1] if cell.value}
    column = heads.get(head, max(heads.values()) + 1)
    sheet.cell(1, column).value = head
    sheet.cell(row, column).value = written
    if drawn is not None:
        sheet[drawn[0]] = drawn[1]
    book.save(path)
    parts = design_parts(path)
    assert parts.problems == []
    return next(block for block in parts.template["sheets"][0]["blocks"] if block["block"] == "table")


@pytest.fixture
def design(tmp_path: Path) -> Path:
    return xltool.design(tmp_path / "new.xlsx", lang="zh").path


def test_a_height_in_the_margin_counts_before_the_drawn_one(design: Path) -> None:
    assert _block(design, 7, "行高", 40)["height"] == 40


def test_columns_in_the_margin_count_before_those_drawn(design: Path) -> None:
    written = '{"name": "A", "kind": "B", "quantity": "C", "price": "D", "amount": "E"}'
    block = _block(design, 7, "列", written, drawn=("B8", "{items.amount}"))
    assert (block["columns"]["kind"], block["columns"]["amount"]) == ("B", "E")


def test_what_the_margin_does_not_say_is_drawn(design: Path) -> None:
    block = _block(design, 7, "行高", 40, drawn=("F8", None))
    assert "remark" not in block
    assert block["capacity"] == 20


def test_null_in_the_margin_leaves_out_what_is_drawn(design: Path) -> None:
    assert "remark" not in _block(design, 7, "问题列", "null")
