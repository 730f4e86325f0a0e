"""What senders and programs do to a form with blocks that look alike."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

import xltool
from tests.repeats.support import DOCUMENT, TEMPLATES, built, fill, moved, told
from xltool.base.document import Document

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

NAMES = [block["name"] for block in DOCUMENT["projects"]]


def read(path: Path) -> Document:
    """The document of a workbook."""
    return xltool.read(path, templates=TEMPLATES)


def names_of(document: Document) -> list[str]:
    """What the blocks in use are called."""
    return [block["name"] for block in document.get("projects")]


@pytest.mark.parametrize("row", [3, 7, 17, 21, 29])
def test_rows_inserted_anywhere_move_no_block_into_another(row: int, tmp_path: Path) -> None:
    path = built(tmp_path)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    sheet.insert_rows(row)
    book.save(path)
    document = read(path)
    assert names_of(document) == NAMES
    assert [len(block["items"]) for block in document.get("projects")] == [2, 1]
    assert [block["leader"] for block in document.get("projects")] == ["陈丽", "王强"]


def test_blocks_are_found_without_names(tmp_path: Path) -> None:
    path = fill(built(tmp_path), moved(1, 2))
    book = openpyxl.load_workbook(path)
    for name in list(book.defined_names):
        del book.defined_names[name]
    book.save(path)
    assert names_of(read(path)) == NAMES


def test_what_is_altered_in_a_block_is_named_with_its_cell(tmp_path: Path) -> None:
    path = built(tmp_path)
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["A18"], book.worksheets[0]["B28"] = "名称", 99
    book.save(path)
    assert told(path) == [("label.changed", None, "A18"), ("formula.overwritten", "projects[1].spent", "B28")]
    assert read(path).get("projects[1].spent") == 60


@pytest.mark.parametrize("ending", ["xlsx", "ods", "xls"])
def test_libreoffice_saves_blocks_as_they_are(ending: str, office: LibreOffice, tmp_path: Path) -> None:
    path = fill(built(tmp_path), moved(1, 3))
    with office.open(path) as book:
        saved = book.save_as(tmp_path / f"saved.{ending}")
    assert names_of(read(saved)) == NAMES
    assert not told(saved)
