"""What is printed: nothing cut, no messages beside the form, no fills, rows as high as their text."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xltool
from tests.shelf.examples import FORMS, definition_of, document
from xltool.base.normalise import label_line
from xltool.form.layout import heading_labels, place
from xltool.workbook.sheets.row_height import MAX_ROW_HEIGHT, row_height, text_size, unit_apart


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
    assert 'ht="96"' in starts[table.first_row]  # 80 characters on 31 columns: six lines


@pytest.mark.parametrize("name", FORMS)
def test_messages_of_rows_stand_beside_what_is_printed(name: str) -> None:
    """Their first cell, which holds the formula, is in a hidden column: LibreOffice prints what visible columns hold."""
    definition = definition_of(name)
    for sheet in place(definition.template, definition.schema).sheets:
        for table in sheet.tables:
            if table.remark:
                assert table.remark[0] == sheet.hidden_column
                assert sheet.sheet.widths[table.remark[0]] == 0
                assert table.remark[1] > table.remark[0] > sheet.last_printed_column


@pytest.mark.parametrize("name", FORMS)
def test_tables_reach_the_edge_of_the_form(name: str) -> None:
    definition = definition_of(name)
    for sheet in place(definition.template, definition.schema).sheets:
        for table in sheet.tables if sheet.hidden_column else ():
            assert sheet.last_printed_column in (table.last_input_column, table.edge)


def test_rows_that_look_alike_and_are_hidden_end_a_sheet_whose_last_rows_may_be_unused(long: Path) -> None:
    drawn = first_sheet(long)
    last = (
        place(definition_of("project-performance-target").template, definition_of("project-performance-target").schema).sheets[0].last_row
    )
    hidden = [int(number) for number in re.findall(r'<row r="(\d+)"[^>]*hidden="1"', drawn)]
    assert hidden == list(range(last + 1, last + 85))
    form = openpyxl.load_workbook(long)["绩效目标表"]
    looks = [[_seen(form, row, column) for column in "ABCDEFG"] for row in (last, last + 1, last + 84)]
    assert looks[0] == looks[1] == looks[2]


def _seen(form: Any, row: int, column: str) -> tuple[str, ...]:
    """Fill and frame of a cell, which are those of its row where it is not written."""
    cell = form[f"{column}{row}"]
    shown = cell if cell.has_style else form.row_dimensions[row]
    sides = (getattr(shown.border, side).style for side in ("left", "right", "top", "bottom"))
    return (shown.fill.fgColor.rgb, *map(str, sides))


@pytest.mark.parametrize(
    ("text", "width", "drawn"),
    [
        ("全年（程）预算数（万元）", 15, "全年（程）预算数\n（万元）"),
        ("全年（程）预算数（万元）", 30, "全年（程）预算数（万元）"),
        ("资金总额", 4, "资金总额"),
        ("合作单位（联合申报的填）", 6, "合作单位（联合申报的填）"),
        ("Amount (USD)", 8, "Amount (USD)"),
    ],
)
def test_a_line_breaks_before_a_unit_and_not_in_it(text: str, width: float, drawn: str) -> None:
    assert unit_apart(text, "*", width, 11) == drawn
    assert label_line(drawn) == label_line(text)


def test_excel_prints_without_fills(long: Path) -> None:
    assert 'blackAndWhite="1"' in first_sheet(long)


def test_a_workbook_whose_messages_stood_among_the_columns_is_read_as_before(tmp_path: Path) -> None:
    """It was built from an earlier definition of the same version: what that placed elsewhere was moved by nobody."""
    name, built_in = "project-performance-target", FORMS["project-performance-target"].path
    shutil.copytree(built_in.parent.parent / "rules", tmp_path / "rules")
    earlier = tmp_path / "templates" / built_in.name
    earlier.parent.mkdir()
    earlier.write_text(built_in.read_text(encoding="utf-8").replace("remark: H", 'remark: "F:G"'), encoding="utf-8")
    path = xltool.build(earlier, tmp_path / "form.xlsx", data=document(name, "right"))
    read = xltool.read(path)
    assert read.data == xltool.read(xltool.build(name, tmp_path / "now.xlsx", data=document(name, "right"))).data
    assert [finding.rule for finding in read.findings if finding.severity != "info"] == ["template.changed"]


@pytest.mark.parametrize(("name", "sheet_name"), [("procurement-list", "采购明细"), ("single-audit", "Federal awards")])
def test_computed_columns_of_an_open_table_stand_in_hidden_columns(name: str, sheet_name: str) -> None:
    """LibreOffice prints what visible columns hold: each value is shown in the column behind."""
    definition = definition_of(name)
    sheet = next(sheet for sheet in place(definition.template, definition.schema).sheets if sheet.name == sheet_name)
    table = sheet.open_table
    assert table is not None
    computed = [column.name for column in definition.schema.tables[table.path].columns if column.is_computed]
    assert computed
    for column in computed:
        assert sheet.is_hidden(table.columns[column])
        assert table.last_column(column) == table.columns[column] + 1
        assert not sheet.is_hidden(table.last_column(column))
    assert {*table.rows} <= sheet.growing_rows


def test_what_is_shown_behind_a_hidden_column_has_no_button_of_the_filter(tmp_path: Path) -> None:
    drawn = first_sheet(xltool.build("procurement-list", tmp_path / "form.xlsx"))
    found = re.search(r"<autoFilter ref=\"A8:AB1008\">(.*?)</autoFilter>", drawn)
    assert found is not None
    assert re.findall(r'colId="(\d+)" hiddenButton="1"', found[1]) == [str(n) for n in (0, 1, 7, 8, 11, 12, 22, 23, 24, 25, 26, 27)]


def test_a_unit_is_said_once_by_the_label_of_the_group() -> None:
    definition = definition_of("project-performance-target")
    sheet = place(definition.template, definition.schema).sheets[0]
    texts = [label.text for label in sheet.labels]
    texts += [label.text for table in sheet.tables for label in heading_labels(table, definition.schema)]
    assert [text for text in texts if "万元" in text] == ["项目资金（万元）"]
    assert {"资金总额", "半年（程）计划执行数", "全年（程）预算数"} <= {*texts}
