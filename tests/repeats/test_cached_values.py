"""What formulas show before anything is recalculated is what LibreOffice calculates, also in blocks that are not in use."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

import xltool

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

CLEAN = Path(__file__).parents[1] / "definitions" / "clean"


def documents(name: str) -> dict[str, dict[str, Any]]:
    """The clean document, a blank one, and one of a single block that lacks its name, in a form of which little is filled in."""
    data: dict[str, Any] = json.loads((CLEAN / name / "document.json").read_text(encoding="utf-8"))
    array = next(key for key, value in data.items() if isinstance(value, list))
    return {"clean": data, "blank": {}, "half": {array: [{**data[array][0], "name": None}]}}


def cells_of(path: Path) -> dict[tuple[str, str], Any]:
    """What every cell shows; a blank nothing."""
    book = openpyxl.load_workbook(path, data_only=True)
    cells = ((sheet.title, cell) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
    return {(title, cell.coordinate): _plain(cell.value) for title, cell in cells if cell.value not in (None, "")}


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return float((value - dt.datetime(1899, 12, 30)).days)
    return round(float(value), 9) if isinstance(value, int | float) else value


@pytest.mark.parametrize("content", ["clean", "blank", "half"])
@pytest.mark.parametrize("name", ["repeats", "repeats-beside", "repeats-sheets"])
def test_a_workbook_opens_with_right_values(name: str, content: str, office: LibreOffice, tmp_path: Path) -> None:
    path = xltool.build(CLEAN / name / "templates" / f"{name}.yaml", tmp_path / "form.xlsx", data=documents(name)[content])
    with office.open(path) as book:
        book.recalculate()
        saved = book.save_as(tmp_path / "saved.xlsx")
    assert cells_of(path) == cells_of(saved)
