"""No page ends with a heading: where the row below would stand on the next page, the heading begins that."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

import xltool
from tests.shelf.examples import FORMS, definition_of, document
from xltool.form.layout import SheetLayout, place
from xltool.workbook.sheets.page_flow import heading_breaks

NAME = "project-performance-target"


def sheet_of(name: str) -> SheetLayout:
    definition = definition_of(name)
    return place(definition.template, definition.schema).sheets[0]


def breaks_in(path: Path) -> list[int]:
    """The rows with which pages begin."""
    with zipfile.ZipFile(path) as archive:
        drawn = archive.read("xl/worksheets/sheet1.xml").decode()
    return [int(row) + 1 for row in re.findall(r'<brk id="(\d+)"', drawn)]


def end_of_page(sheet: SheetLayout, row: int) -> dict[int, float]:
    """Heights with which a row would stand at the end of a page."""
    ways = ({**sheet.heights, 8: float(height), 10: float(height)} for height in range(100, 409, 4))
    return next(heights for heights in ways if row in heading_breaks(sheet, heights, sheet.last_row, ()))


def test_a_heading_that_would_end_a_page_begins_the_next() -> None:
    sheet = sheet_of(NAME)
    heading = sheet.tables[0].heading_row
    heights = end_of_page(sheet, heading)
    assert heading_breaks(sheet, heights, sheet.last_row, ()) == {heading}
    assert heading_breaks(sheet, heights, heading - 1, ()) == set()
    assert heading_breaks(sheet, heights, sheet.last_row, range(8, 11)) == set()


def test_where_all_has_room_no_page_is_broken() -> None:
    sheet = sheet_of(NAME)
    assert heading_breaks(sheet, dict.fromkeys(sheet.heights, 5.0), sheet.last_row, ()) == set()


@pytest.mark.parametrize("name", FORMS)
def test_a_heading_alone_is_never_broken_from_another(name: str) -> None:
    """Breaks stand before the first row of headings, or before a title."""
    definition = definition_of(name)
    for sheet in place(definition.template, definition.schema).sheets:
        firsts = {rows.first_row for rows in sheet.lists} | {label.area.top for label in sheet.labels}
        assert heading_breaks(sheet, sheet.heights, sheet.last_row, ()) <= firsts


def test_pages_of_a_copy_are_broken_by_its_own_heights(tmp_path: Path) -> None:
    """Longer texts make rows higher; in the blank form no heading ends a page."""
    heading = sheet_of(NAME).tables[0].heading_row
    copies = []
    for length in range(900, 2000, 60):
        data: dict[str, Any] = document(NAME, "right")
        data["rationale"]["necessity"] = data["rationale"]["content"] = "字" * length
        copies.append(xltool.build(NAME, tmp_path / f"{length}.xlsx", data=data))
    assert breaks_in(xltool.build(NAME, tmp_path / "blank.xlsx")) == []
    broken = next(copy for copy in copies if heading in breaks_in(copy))
    assert len(xltool.read(broken).data["rationale"]["necessity"]) == int(broken.stem)
