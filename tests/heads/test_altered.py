"""Heads and fixed texts that read otherwise in what came back are errors at their cells, as for labels; values are read as before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

import xltool
from tests.heads.support import FOLDER, SHEET, built, read_altered, told
from xltool.workbook.build import load_document

DOCUMENT = load_document(FOLDER / "document.json")


def writes(cell: str, value: str | int | None) -> Callable[[Worksheet], object]:
    """A script that writes one cell."""
    return lambda sheet: sheet.__setitem__(cell, value)


@pytest.mark.parametrize(
    ("cell", "value", "was"),
    [
        ("D7", "年度计划", "年度安排"),
        ("F8", None, "下半年"),
        ("A8", "种类", "类别"),
        ("J3", "单位：", "单位"),
        ("K3", "元", "万元"),
        ("D4", "上年预算数", "年初预算数"),
        ("H5", None, "—"),
        ("F6", "20", "10"),
        ("F6", 20, "10"),
    ],
)
def test_a_head_or_text_that_reads_otherwise_is_an_error(cell: str, value: str | int | None, was: str, tmp_path: Path) -> None:
    document = read_altered(tmp_path / "form.xlsx", writes(cell, value))
    assert told(document) == [("label.changed", cell)]
    (finding,) = [finding for finding in document.findings if finding.rule == "label.changed"]
    assert (finding.severity, f"“{was}”" in finding.message.zh) == ("error", True)
    assert document.data == DOCUMENT


@pytest.mark.parametrize(
    "alter",
    [
        writes("F6", 10),
        writes("K3", "  万元 "),
        writes("D7", "年度安排\n"),
        lambda _: None,
    ],
    ids=["a number of the text 10", "spaces", "a line break", "nothing"],
)
def test_what_reads_the_same_is_not_said(alter: Callable[[Worksheet], object], tmp_path: Path) -> None:
    document = read_altered(tmp_path / "form.xlsx", alter)
    assert told(document) == []
    assert document.data == DOCUMENT


def test_the_same_text_typed_elsewhere_does_not_stand_for_a_fixed_text(tmp_path: Path) -> None:
    """A “—” that a sender types into an input does not count as a label that has moved."""

    def alter(sheet: Worksheet) -> None:
        sheet["H5"], sheet["H6"] = None, "—"

    document = read_altered(tmp_path / "form.xlsx", alter)
    assert told(document) == [("label.changed", "H5")]
    assert document.data == DOCUMENT | {"other": {"initial": 0, "remark": "—"}}


@pytest.mark.parametrize("row", [1, 5, 7, 9])
def test_a_row_inserted_above_or_between_heads_moves_what_stands_below(row: int, tmp_path: Path) -> None:
    document = read_altered(tmp_path / "form.xlsx", lambda sheet: sheet.insert_rows(row))
    assert ("layout.moved", None) in told(document)
    assert not [finding for finding in document.findings if finding.severity == "error"]
    assert document.data == DOCUMENT


@pytest.mark.parametrize("column", range(1, 11))
def test_a_column_inserted_before_any_label_changes_no_text(column: int, tmp_path: Path) -> None:
    document = read_altered(tmp_path / "form.xlsx", lambda sheet: sheet.insert_cols(column))
    assert {rule for rule, _ in told(document)} <= {"layout.moved", "names.changed"}
    assert document.data == DOCUMENT


def test_a_changed_text_is_told_once_where_the_form_has_moved(tmp_path: Path) -> None:
    def alter(sheet: Worksheet) -> None:
        sheet["H5"] = "无"
        sheet.insert_rows(1)

    document = read_altered(tmp_path / "form.xlsx", alter)
    assert told(document) == [("layout.moved", None), ("label.changed", "H6")]


def test_fixed_texts_and_heads_are_locked(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(built(tmp_path / "form.xlsx"))[SHEET]
    assert all(sheet[cell].protection.locked for cell in ("D7", "D8", "A8", "J3", "K3", "F6", "H5"))
    assert not sheet["C3"].protection.locked


def test_heads_alone_make_a_form_known_whose_identity_is_gone(tmp_path: Path) -> None:
    path = built(tmp_path / "form.xlsx")
    book = openpyxl.load_workbook(path)
    for name in book.sheetnames[1:]:
        del book[name]
    book.save(path)
    document = xltool.read(path, templates=FOLDER / "templates")
    assert document.template == "quarters"
    assert document.data == DOCUMENT
