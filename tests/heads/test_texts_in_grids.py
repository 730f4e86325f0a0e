"""Columns of fixed texts in a grid, and columns that only its total has: on the form `self-evaluation`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xltool
from tests.heads.support import told
from tests.shelf.examples import definition_of, document
from xltool.rules.evaluate import evaluate

FORM = "self-evaluation"
SHEET = "项目支出绩效自评表"
DOCUMENT = evaluate(definition_of(FORM), document(FORM, "right")).data


def sheet_of(folder: Path) -> Any:
    return openpyxl.load_workbook(xltool.build(FORM, folder / "form.xlsx", data=DOCUMENT), data_only=True)[SHEET]


def test_each_row_has_its_text(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path)
    assert [sheet[f"H{row}"].value for row in range(6, 11)] == ["分值", "10", "—", "—", "—"]
    assert [sheet[f"C{row}"].value for row in range(7, 11)] == ["年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金"]


def test_a_property_of_the_total_alone_has_a_column(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path)
    score = DOCUMENT["funds"]["total"]["score"]
    assert [sheet[f"J{row}"].value for row in range(6, 11)] == ["得分", float(score), "—", "—", "—"]
    assert sheet["J7"].protection.locked


@pytest.mark.parametrize(
    ("cell", "value", "was"),
    [("H7", "20", "10"), ("H8", None, "—"), ("J9", "3", "—"), ("H6", "权重", "分值"), ("G11", "完成情况", "实际完成情况")],
)
def test_texts_heads_and_gaps_are_watched(cell: str, value: str | None, was: str, tmp_path: Path) -> None:
    path = xltool.build(FORM, tmp_path / "form.xlsx", data=DOCUMENT)
    book = openpyxl.load_workbook(path)
    book[SHEET][cell] = value
    book.save(path)
    read = xltool.read(path)
    assert told(read) == [("label.changed", cell)]
    assert f"“{was}”" in next(finding for finding in read.findings if finding.rule == "label.changed").message.zh
    assert read.data == DOCUMENT


@pytest.mark.parametrize(("cell", "field"), [("I7", "funds.total.rate"), ("E7", "funds.total.initial"), ("J7", "funds.total.score")])
def test_an_overwritten_computed_cell_is_found(cell: str, field: str, tmp_path: Path) -> None:
    path = xltool.build(FORM, tmp_path / "form.xlsx", data=DOCUMENT)
    book = openpyxl.load_workbook(path)
    book[SHEET][cell] = 0.5
    book.save(path)
    (file,) = xltool.check([path]).files
    assert [(finding.rule, finding.field) for finding in file.findings if finding.rule not in ("file.features-lost", "R14")] == [
        ("formula.overwritten", field)
    ]
    assert file.document.data == DOCUMENT


def test_without_funds_there_is_neither_rate_nor_score(tmp_path: Path) -> None:
    read = xltool.read(xltool.build(FORM, tmp_path / "form.xlsx"))
    assert read.data["funds"]["total"] == {"initial": 0, "full": 0, "executed": 0, "rate": None, "score": None}
