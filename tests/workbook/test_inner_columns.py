"""Columns of tables that have no cells on the helper sheet: what reads them says the names of their formulas."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from zipfile import ZipFile

import pytest

import xltool
from tests.shelf.examples import FORMS
from xltool.form.sheet_names import HIDDEN_SHEET

NAME = re.compile(r"xltool\.row\.([A-Z]+)")
CELL = re.compile(r"<f>xltool\.row\.([A-Z]+)</f>")
RANGE = re.compile(rf"(?:{HIDDEN_SHEET}!)?\$([A-Z]+)\$?\d+(?::\$([A-Z]+)\$?\d+)?")


@pytest.mark.parametrize("form", FORMS)
def test_nothing_reads_the_cells_of_a_column_without_cells(form: str, tmp_path: Path) -> None:
    with ZipFile(xltool.build(form, tmp_path / "form.xlsx")) as archive:
        parts = {name: unescape(archive.read(name).decode()) for name in archive.namelist() if name.endswith(".xml")}
    written = {column for text in parts.values() for column in CELL.findall(text)}
    inner = set(NAME.findall(parts["xl/workbook.xml"])) - written
    assert inner, "the form has columns without cells"
    outside = re.compile(rf"{HIDDEN_SHEET}!\$(?:{'|'.join(inner)})\$?\d")
    assert [name for name, text in parts.items() if outside.search(text)] == []
    (helpers,) = (text for text in parts.values() if "<f>xltool.row." in text and 'r="B1"' in text)
    formulas = [re.sub(r'"[^"]*"|\'[^\']*\'![$A-Z0-9:]+', "", formula) for formula in re.findall(r"<f[^>]*>([^<]+)</f>", helpers)]
    assert [formula for formula in formulas if any(set(ends) & inner for ends in RANGE.findall(formula))] == []
