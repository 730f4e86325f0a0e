"""A design workbook that another program has saved says the same definition."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.designing.definitions import assert_same, source_of
from tests.referees.libreoffice import LibreOffice
from tests.referees.nodejs import exceljs_fill
from xltool.designing.write_design import design_workbook
from xltool.rules.design_sheets import design_parts

#: Forms that together have every kind of block, several sheets, heads, totals, wide columns, rules with quotes.
FORMS = ("self-evaluation", "looks", "pages", "grids", "repeats", "quarters", "two-sheets", "minimal")
TEMPLATES = [f"tests/definitions/clean/{name}/templates/{name}.yaml" for name in FORMS[1:]] + [f"templates/{FORMS[0]}.yaml"]


def _with_openpyxl(path: Path, target: Path, _office: LibreOffice) -> None:
    openpyxl.load_workbook(path).save(target)


def _with_exceljs(path: Path, target: Path, _office: LibreOffice) -> None:
    exceljs_fill(path, {}, target)


def _with_libreoffice(path: Path, target: Path, office: LibreOffice) -> None:
    with office.open(path) as book:
        book.save_as(target)


@pytest.mark.parametrize("save", [_with_openpyxl, _with_exceljs, _with_libreoffice], ids=["openpyxl", "exceljs", "libreoffice"])
@pytest.mark.parametrize("template", TEMPLATES)
def test_a_saved_design_is_the_same(
    template: str, save: Callable[[Path, Path, LibreOffice], None], office: LibreOffice, tmp_path: Path
) -> None:
    source = source_of(template)
    (tmp_path / "design.xlsx").write_bytes(design_workbook(source, "zh"))
    save(tmp_path / "design.xlsx", tmp_path / "saved.xlsx", office)
    assert_same(design_parts(tmp_path / "saved.xlsx"), source)
