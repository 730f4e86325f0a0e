"""What is printed: nothing cut, no messages beside the form, no fills, rows as high as their text."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xltool
from tests.shelf.examples import FORMS, definition_of
from xltool.form.layout import place
from xltool.workbook.sheets.row_height import MAX_ROW_HEIGHT, row_height, text_size


def first_sheet(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The form with texts of 5,000 characters, as many as its schema allows."""
    data: dict[str, Any] = {"goals": {"annual": "字" * 5000, "medium_term": "甲" * 40}, "indicators": [{"level3": "指标" * 40}]}
    return xltool.build("project-performance-target", tmp_path_factory.mktemp("long") / "form.xlsx", data=data)


def test_a_text_that_the_highest_row_cannot_hold_is_written_smaller(long: Path) -> None:
    form = openpyxl.load_workbook(long)["绩效目标表"]
    layout = place(definition_of("project-performance-target").template, definition_of("project-performance-target").schema)
    (annual, term) = (layout.inputs[path][1].area for path in ("goals.annual", "goals.medium_term"))
    assert form.row_dimensions[annual.top].height == pytest.approx(MAX_ROW_HEIGHT, abs=0.5)  # whole pixels
    assert form[annual.a1.partition(":")[0]].font.size < 8
    assert form[term.a1.partition(":")[0]].font.size == 11


@pytest.mark.parametrize(
    ("length", "width", "size"), [(500, 107, None), (1300, 107, None), (2000, 107, 9.0), (5000, 107, 5.5), (9000, 40, 5.0)]
)
def test_a_text_is_as_small_as_it_must_be(length: int, width: float, size: float | None) -> None:
    assert text_size("字" * length, width) == size
    assert (size is None) == (row_height("字" * length, width) < MAX_ROW_HEIGHT)


def test_long_texts_begin_at_the_top_of_their_cells(long: Path) -> None:
    form = openpyxl.load_workbook(long)["绩效目标表"]
    layout = place(definition_of("project-performance-target").template, definition_of("project-performance-target").schema)
    alignments = {path: form.cell(place_.area.top, place_.area.left).alignment.vertical for path, (_, place_) in layout.inputs.items()}
    assert alignments["goals.annual"] == alignments["rationale.content"] == "top"
    assert alignments["project.name"] == alignments["income.total"] == "center"


def test_rows_of_a_table_have_no_height_of_their_own(long: Path) -> None:
    """Programs then make a row fit what is typed; a row with merged inputs would not, and keeps its height."""
    drawn = first_sheet(long)
    table = place(definition_of("project-performance-target").template, definition_of("project-performance-target").schema).tables[
        "indicators"
    ][1]
    starts = {int(number): start for start, number in re.findall(r'(<row r="(\d+)"[^>]*>)', drawn)}
    assert all("customHeight" not in starts[row] for row in table.rows)
    assert "customHeight" in starts[1]
    assert "customHeight" in starts[table.heading_row]
    assert 'ht="81"' in starts[table.first_row]  # 80 characters on 33 columns: five lines


@pytest.mark.parametrize("name", FORMS)
def test_messages_of_rows_are_printed_only_where_the_form_itself_needs_their_columns(name: str) -> None:
    definition = definition_of(name)
    for sheet in place(definition.template, definition.schema).sheets:
        messages = {table.remark for table in sheet.tables if table.remark}
        if all(first > sheet.last_printed_column for first, _ in messages):
            continue
        assert (name.partition("@")[0], sheet.name) in {
            ("project-performance-target", "绩效目标表"),
            ("self-evaluation", "项目支出绩效自评表"),
            ("project-application", "二、项目组与课题"),
            ("project-application", "三、预算与附件"),
        }


def test_excel_prints_without_fills(long: Path) -> None:
    assert 'blackAndWhite="1"' in first_sheet(long)
