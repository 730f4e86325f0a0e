"""A fixed note of the form that reads otherwise in what came back is noticed, with its cell and what it should say."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

import xltool
from xltool.base.cells import a1

SEED = Path(__file__).parents[1] / "data" / "changzhou-2022.json"
CELL = "A35"


def notes_changed(tmp_path: Path, text: str | None, *, inserted: bool = False) -> list[tuple[str | None, str]]:
    """What is reported of the note under the form's fields once it reads `text`."""
    path = xltool.build("project-performance-target", tmp_path / "form.xlsx", data=SEED)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    (note,) = (cell for row in sheet.iter_rows(max_row=36) for cell in row if "空行不计" in str(cell.value))
    if text != "as it was":
        note.value = text
    if inserted:
        sheet.insert_rows(1)
    book.save(path)
    findings = xltool.check([path]).files[0].findings
    return [
        (a1(finding.location.row, finding.location.column) if finding.location else None, finding.severity)
        for finding in findings
        if finding.rule == "note.changed"
    ]


def test_a_note_as_it_was_is_no_finding(tmp_path: Path) -> None:
    assert notes_changed(tmp_path, "as it was") == []


@pytest.mark.parametrize("text", ["支出可填 999 行。", None])
def test_a_note_that_was_changed_or_deleted_is_reported(text: str | None, tmp_path: Path) -> None:
    assert notes_changed(tmp_path, text) == [(CELL, "warning")]


def test_a_note_that_has_moved_with_the_form_is_no_finding(tmp_path: Path) -> None:
    assert notes_changed(tmp_path, "as it was", inserted=True) == []
