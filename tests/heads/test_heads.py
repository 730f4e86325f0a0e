"""Heads stand over the columns that they name, to any depth; a column that fewer heads cover has a heading that is as much higher."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.heads.support import SHEET, TEMPLATE, built
from xltool.base.cells import Area
from xltool.base.messages import Text
from xltool.form.heads import parse_heads, place_heads
from xltool.form.layout import heading_labels, place
from xltool.rules.load import load_definition
from xltool.workbook.sheets.row_height import label_height

MONTHS = {f"m{month}": (month + 1, month + 1) for month in range(1, 13)}  # columns B to M
Data = Sequence[Mapping[str, Any]]


class Sheet:
    """A sheet that notes what is placed on it, and the loader that notes what is wrong."""

    def __init__(self) -> None:
        self.row = 1
        self.placed: dict[str, str] = {}
        self.areas: list[Area] = []
        self.errors: list[str] = []

    def next_row(self, height: float) -> None:
        assert height > 0
        self.row += 1

    def label_in(self, area: Area, text: str, style: str, pointer: str) -> None:
        assert (style, pointer[:6]) == ("heading", "/heads")
        self.placed[text] = area.a1
        self.areas.append(area)

    def columns(self, text: str, pointer: str) -> tuple[int, int]:
        raise NotImplementedError(text, pointer)

    def report(self, message: Text, pointer: str) -> None:
        self.errors.append(f"{pointer}: {message.en}")

    def report_column(self, name: str, known: Iterable[str], pointer: str, among: str) -> None:
        assert (name in known, among) == (False, "/columns")
        self.errors.append(f"{pointer}: unknown column {name!r}")


def placed(data: Data, columns: Mapping[str, tuple[int, int]] = MONTHS) -> tuple[Sheet, dict[str, int]]:
    sheet = Sheet()
    return sheet, place_heads(parse_heads(data, columns, "/heads", sheet), columns, sheet)


YEAR = {"over": ["m1", "m12"], "text": "全年"}
HALVES = [{"over": ["m1", "m6"], "text": "上半年"}, {"over": ["m7", "m12"], "text": "下半年"}]
QUARTER = {"over": ["m1", "m3"], "text": "一季度"}
CELLS = {"全年": "B1:M1", "上半年": "B2:G2", "下半年": "H2:M2", "一季度": "B3:D3"}


@pytest.mark.parametrize(
    "data",
    [
        [{**YEAR, "heads": [{**HALVES[0], "heads": [QUARTER]}, HALVES[1]]}],
        [YEAR, *HALVES, QUARTER],
        [QUARTER, *HALVES, YEAR],
        [{**YEAR, "heads": [*HALVES, QUARTER]}],
    ],
    ids=["nested", "beside", "from the lowest", "half nested"],
)
def test_a_head_stands_below_those_that_reach_further_however_it_is_written(data: Data) -> None:
    sheet, tops = placed(data)
    assert sheet.placed == CELLS
    assert sheet.errors == []
    assert sheet.row == 4, "the row of the columns' own headings"
    assert [tops[f"m{month}"] for month in range(1, 13)] == [4, 4, 4, *[3] * 9]


def test_of_two_heads_over_the_same_columns_the_first_is_above() -> None:
    sheet, _ = placed([{"over": ["m1", "m2"], "text": "上"}, {"over": ["m2", "m1"], "text": "下"}, {"over": ["m2"], "text": "底"}])
    assert sheet.placed == {"上": "B1:C1", "下": "B2:C2", "底": "C3"}


def test_columns_without_heads_have_one_row_of_headings() -> None:
    sheet, tops = placed([])
    assert (sheet.row, set(tops.values())) == (1, {1})


heads = st.lists(
    st.tuples(st.integers(1, 12), st.integers(1, 12)).map(lambda ends: {"over": [f"m{end}" for end in ends], "text": "x"}), max_size=12
)


@given(heads)
def test_whatever_is_written_no_two_headings_share_a_cell_and_none_is_left_open(data: Data) -> None:
    """What crosses is reported and left out; the rest fills every cell above the columns once, or leaves it to a head further up."""
    sheet, tops = placed(data)
    own = [Area(tops[name], first, sheet.row, last) for name, (first, last) in MONTHS.items()]
    areas = [*sheet.areas, *own]
    assert not any(one.overlaps(other) for one, other in itertools.combinations(areas, 2))
    assert {cell for area in areas for cell in area.cells()} == set(Area(1, 2, sheet.row, 13).cells())
    assert len(sheet.areas) + len(sheet.errors) == len(data)


# --- in the workbook --------------------------------------------------------------------------------------------------


def test_headings_are_merged_downwards_over_the_rows_that_no_head_takes(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(built(tmp_path / "form.xlsx"))[SHEET]
    merged = {str(area): sheet[str(area).partition(":")[0]].value for area in sheet.merged_cells.ranges}
    heads = {"A7:C7": "项目", "D7:I7": "年度安排", "D8:E8": "上半年", "F8:G8": "下半年", "H8:I8": "执行情况（截至填报日，含应付未付）"}
    own = {"A8:A9": "类别*", "B8:C9": "项目名称*", "J7:J9": "经办人", "K7:K9": "本行问题"}
    assert {area: text for area, text in merged.items() if area[1] in "789"} == heads | own
    assert (sheet["D9"].value, sheet["I9"].value) == ("一季度\n（万元）", "支出进度")
    assert sheet.auto_filter.ref == "A9:J29", "filters hang on the lowest row of headings"


def test_rows_are_high_enough_for_every_heading(tmp_path: Path) -> None:
    definition = load_definition(TEMPLATE)
    (layout,) = place(definition.template, definition.schema).sheets
    sheet = openpyxl.load_workbook(built(tmp_path / "form.xlsx"))[SHEET]
    labels = [label for label in layout.labels if label.style == "heading"]
    for label in [*labels, *heading_labels(layout.tables[0], definition.schema)]:
        area = label.area
        height = sum(sheet.row_dimensions[row].height or 0 for row in range(area.top, area.bottom + 1))
        width = sum(layout.sheet.widths[column] for column in range(area.left, area.right + 1))
        assert height >= label_height(label.text, width, 11), label.text


@pytest.mark.parametrize(
    ("text", "width", "n_lines"),
    [
        ("全年预算数（万元）", 20, 1),
        ("全年预算数（万元）", 12, 2),
        ("一般公共服务支出（万元）", 9, 3),
        ("Passed Through to Subrecipients", 12, 4),
        ("Passed\nThrough to", 12, 2),
        ("Antidisestablishmentarianism", 12, 3),
        ("a b c d e f g", 12, 2),
    ],
)
def test_lines_of_a_heading_break_at_words_and_between_characters(text: str, width: float, n_lines: int) -> None:
    assert label_height(text, width, 11) == n_lines * 14 + 4
    assert label_height(text, width * 2, 22) >= label_height(text, width, 11)


def test_data_begin_below_the_lowest_row_of_headings() -> None:
    definition = load_definition(TEMPLATE)
    area = place(definition.template, definition.schema).tables["plan"][1]
    assert (area.heading_row, area.first_row, area.last_row) == (9, 10, 29)
