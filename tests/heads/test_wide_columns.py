"""A column over several sheet columns is merged in each row; its first cell holds the value, and everything else knows the whole."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

import xltool
from tests.heads.support import FOLDER, SHEET, TEMPLATE, built, read_altered, told
from tests.referees.libreoffice import LibreOffice
from xltool.checking.marked_return import annotate
from xltool.form.layout import place
from xltool.rules.load import load_definition
from xltool.workbook.build import load_document
from xltool.workbook.sheets.row_height import row_height

DOCUMENT = load_document(FOLDER / "document.json")
WIDTH = 22  # of the columns B and C
LONG = "城区主次干道及背街小巷行道树补植与养护项目（含地被植物）"


def sheet_of(path: Path) -> Worksheet:
    sheet = openpyxl.load_workbook(path)[SHEET]
    assert isinstance(sheet, Worksheet)
    return sheet


def styles_of(path: Path, *cells: str) -> list[str]:
    """The numbers of the styles of cells, of merged ones too, for which openpyxl gives none."""
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    return [re.findall(rf'<c r="{cell}" s="(\d+)"', xml)[0] for cell in cells]


def with_name(name: str) -> dict[str, Any]:
    """The document with another name in its second row."""
    rows = [dict(row) for row in DOCUMENT["plan"]]
    rows[1]["name"] = name
    return DOCUMENT | {"plan": rows}


def test_every_row_is_merged_and_the_name_stands_for_the_first_cells(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(built(tmp_path / "form.xlsx"))
    merged = {str(area) for area in book[SHEET].merged_cells.ranges}
    assert {f"B{row}:C{row}" for row in range(10, 30)} <= merged
    assert book.defined_names["plan.name"].attr_text == f"'{SHEET}'!$B$10:$B$29"
    (validation,) = [item for item in book[SHEET].data_validations.dataValidation if "B10" in item.sqref]
    assert str(validation.sqref) == "B10:B29"
    assert not book[SHEET]["C10"].protection.locked, "protection does not matter to what a program writes into merged cells"


def test_a_row_is_as_high_as_a_text_needs_in_the_whole_width(tmp_path: Path) -> None:
    path = xltool.build(TEMPLATE, tmp_path / "form.xlsx", data=with_name(LONG))
    assert sheet_of(path).row_dimensions[11].height >= row_height(LONG, WIDTH) > 24


def test_a_problem_colours_the_whole_cell(tmp_path: Path) -> None:
    areas = [str(area.sqref) for area in sheet_of(built(tmp_path / "form.xlsx")).conditional_formatting]
    assert "B10:C29" in areas


def test_a_marked_return_marks_the_whole_cell_and_notes_its_first(tmp_path: Path) -> None:
    """A pattern is not checked while the form is filled in: what it finds is coloured for good."""
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    schema = tmp_path / "rules" / "quarters.schema.json"
    schema.write_text(
        schema.read_text(encoding="utf-8").replace('"title": "项目名称",', '"title": "项目名称", "pattern": "^[^/]*$",'), encoding="utf-8"
    )
    path = xltool.build(tmp_path / "templates" / "quarters.yaml", tmp_path / "form.xlsx", data=with_name("绿化/清运"))
    report = xltool.check([path], templates=tmp_path / "templates")
    assert [(finding.rule, finding.location and finding.location.cell) for finding in report.files[0].findings] == [
        ("schema.pattern", "B11")
    ]
    (marked,) = annotate(report, tmp_path / "marked")
    sheet = sheet_of(marked)
    comment = sheet["B11"].comment
    assert comment is not None
    assert "格式不正确" in comment.text
    styles = styles_of(marked, "B10", "C10", "B11", "C11")
    assert styles[0] == styles[1] != styles[2] == styles[3]
    assert "B11:C11" in {str(area) for area in sheet.merged_cells.ranges}


def test_a_text_beside_the_first_cell_is_content_outside_the_inputs(tmp_path: Path) -> None:
    def alter(sheet: Worksheet) -> None:
        sheet.unmerge_cells("B11:C11")
        sheet["C11"] = "另写"

    document = read_altered(tmp_path / "form.xlsx", alter)
    assert told(document) == [("content.stray", "C11")]
    assert document.data == DOCUMENT


def test_other_cells_merged_with_it_hide_inputs(tmp_path: Path) -> None:
    def alter(sheet: Worksheet) -> None:
        sheet.unmerge_cells("B13:C13")
        sheet.merge_cells("B13:D13")

    assert told(read_altered(tmp_path / "form.xlsx", alter)) == [("cell.merged", "B13")]


@pytest.mark.parametrize("row", [10, 11, 12])
def test_rows_inserted_between_are_read_over(row: int, tmp_path: Path) -> None:
    document = read_altered(tmp_path / "form.xlsx", lambda sheet: sheet.insert_rows(row))
    assert document.data == DOCUMENT
    assert not [finding for finding in document.findings if finding.severity == "error"]


def test_a_sheet_column_inserted_before_it_moves_it(tmp_path: Path) -> None:
    document = read_altered(tmp_path / "form.xlsx", lambda sheet: sheet.insert_cols(1))
    assert document.data == DOCUMENT
    assert ("layout.moved", None) in told(document)
    assert not [finding for finding in document.findings if finding.severity == "error"]


def test_libreoffice_types_into_it_and_the_checks_follow(tmp_path: Path, office: LibreOffice) -> None:
    path = xltool.build(TEMPLATE, tmp_path / "form.xlsx")
    filled = tmp_path / "filled.xlsx"
    with office.open(path) as book:
        book.fill({"unit": "某局", ("plan.name", 0): LONG, ("plan.kind", 0): "项目支出", ("plan.q1", 0): 5, ("plan.done", 0): 9})
        book.recalculate()
        assert book.values(["check.Q2"]) == {"check.Q2": 1.0}
        book.save_as(filled)
    document = xltool.read(filled, templates=FOLDER / "templates")
    assert [row["name"] for row in document.rows("plan")] == [LONG]
    assert told(document) == []


def test_ods_and_xls_keep_it(tmp_path: Path, office: LibreOffice) -> None:
    path = built(tmp_path / "form.xlsx")
    for ending in ("ods", "xls"):
        with office.open(path) as book:
            book.save_as(tmp_path / f"form.{ending}")
        assert xltool.read(tmp_path / f"form.{ending}", templates=FOLDER / "templates").data == DOCUMENT, ending


@pytest.mark.parametrize(("columns", "cells"), [("B", "B8:B27"), ("B:C", "B8:C27"), ("B:E", "B8:E27")])
def test_as_many_sheet_columns_as_are_named(columns: str, cells: str, tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "templates" / "quarters.yaml"
    places = f"{{kind: A, name: '{columns}', q1: G, q2: H, q3: I, q4: J, done: K, rate: L, who: M}}"
    table = f"      - {{block: table, table: plan, capacity: 20, columns: {places}}}\n"
    path.write_text(
        re.sub(r"      - block: table\n.*?(?=summary)", table, path.read_text(encoding="utf-8"), flags=re.DOTALL), encoding="utf-8"
    )
    definition = load_definition(path)
    assert place(definition.template, definition.schema).tables["plan"][1].column_span("name").a1 == cells
    workbook = xltool.build(path, tmp_path / "form.xlsx", data=DOCUMENT)
    assert xltool.read(workbook, templates=tmp_path / "templates").data == DOCUMENT


def test_the_names_of_fixed_rows_stand_in_several_columns_too(tmp_path: Path) -> None:
    """Keys and names are locked in the whole cell, and rows are found by key as in one column."""
    shutil.copytree(FOLDER.parent / "fixed-rows", tmp_path, dirs_exist_ok=True)
    path = tmp_path / "templates" / "fixed-rows.yaml"
    text = path.read_text(encoding="utf-8").replace("{subject: A, people: B, share: C}", "{subject: 'A:B', people: 'C:D', share: E}")
    path.write_text(text, encoding="utf-8")
    document = load_document(tmp_path / "document.json")
    workbook = xltool.build(path, tmp_path / "form.xlsx", data=document)
    (file,) = xltool.check([workbook], templates=tmp_path / "templates").files
    assert (file.findings, file.document.data) == ((), document)
    sheet = openpyxl.load_workbook(workbook)["人员表"]
    assert {"A1:B1", "A2:B2", "C2:D2", "A5:B5"} <= {str(area) for area in sheet.merged_cells.ranges}
    assert sheet["A2"].protection.locked
    assert not sheet["C2"].protection.locked
