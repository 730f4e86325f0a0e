"""Cells that look as their office draws them; what is the matter with an input is seen all the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xltool
from xltool.base.cells import Area
from xltool.form.block import LookedArea, TableArea
from xltool.form.look import AS_USUAL, BORDERS, DrawnLook, look_data, look_of
from xltool.form.placed_looks import look_at, placed_looks
from xltool.workbook.drawn_looks import input_changes, look_changes
from xltool.workbook.styles import ERROR_FILL, INFO_FILL, NOT_ASKED_FILL, TODO_FILL, WARNING_FILL, WARNING_INK

_FORM = Path(__file__).parents[1] / "definitions" / "clean" / "looks"
_TEMPLATE = _FORM / "templates" / "looks.yaml"


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("looks") / "form.xlsx"
    return openpyxl.load_workbook(xltool.build(_TEMPLATE, path))["登记表"]


def test_cells_look_as_they_are_drawn(form: Any) -> None:
    title, label, unit, budget, group = (form[cell] for cell in ("A1", "A3", "B3", "C4", "A5"))
    assert (title.font.name, title.font.sz, title.font.b, title.font.u, title.font.color.rgb) == ("楷体", 20, True, "single", "FFC00000")
    assert (label.font.b, label.fill.fgColor.rgb) == (True, "FFDDEBF7")
    assert [getattr(unit.border, side).style for side in ("top", "left", "bottom")] == [None, None, "thin"]
    assert (budget.font.sz, budget.alignment.horizontal, budget.fill.fgColor.rgb) == (14, "right", "FFE2EFDA")
    assert (group.border.top.style, group.border.top.color.rgb) == ("double", "FF0070C0")


def test_the_row_of_a_table_means_all_of_its_rows(form: Any) -> None:
    assert {form.cell(row, 1).font.name for row in range(9, 14)} == {"楷体"}
    assert {form.cell(row, 3).border.top.style for row in range(9, 14)} == {"dotted"}
    assert form["A14"].fill.fgColor.rgb == "FFEDEDED", "the total below"
    assert form["A8"].font.name != "楷体", "the headings above"


def test_an_input_is_unlocked_and_keeps_its_live_colours(form: Any) -> None:
    assert not form["B3"].protection.locked
    coloured = [str(area.sqref) for area in form.conditional_formatting]
    assert {"B3", "C4"} <= {cells.split(":")[0] for cells in coloured}


def test_a_marked_return_shows_what_the_form_cannot_see_over_the_look(tmp_path: Path) -> None:
    document = json.loads((_FORM / "document.json").read_text(encoding="utf-8"))
    path = xltool.build(_TEMPLATE, tmp_path / "form.xlsx", data={**document, "clerk": "<b>张三</b>"})
    (returned,) = xltool.annotate(xltool.check([path], templates=_TEMPLATE.parent), tmp_path / "returns")
    sheet = openpyxl.load_workbook(returned)["登记表"]
    assert sheet["C5"].fill.fgColor.rgb == f"FF{WARNING_FILL[1:]}"
    assert sheet["C5"].font.color.rgb == f"FF{WARNING_INK[1:]}", "a drawn ink might not be read on the fill"
    assert sheet["C4"].fill.fgColor.rgb == "FFE2EFDA"


@pytest.mark.parametrize("fill", [ERROR_FILL, WARNING_FILL, INFO_FILL, TODO_FILL, NOT_ASKED_FILL, "#F9A5AB"])
def test_no_input_is_filled_as_if_something_were_the_matter_with_it(fill: str) -> None:
    assert input_changes(DrawnLook(fill=fill, bold=True)) == {"bold": True}
    assert look_changes(DrawnLook(fill=fill))["bg_color"] == fill, "a label may be"


def test_what_is_typed_can_be_read() -> None:
    assert input_changes(DrawnLook(color="#FFFFFF")) == {}
    assert input_changes(DrawnLook(color="#FFFFFF", fill="#1F4E79")) == {"font_color": "#FFFFFF", "bg_color": "#1F4E79"}


def test_rows_of_a_block_are_counted_with_each_table_as_one_row() -> None:
    table = TableArea("items", 12, 5, {"name": 1}, None)  # headings in row 12, five rows below
    looks = [LookedArea(area=Area(1, 1, 1, 1), look=AS_USUAL), LookedArea(area=Area(2, 1, 3, 2), look=DrawnLook(bold=True))]
    assert [looked.area for looked in placed_looks(looks, 12, [table])] == [Area(12, 1, 12, 1), Area(13, 1, 18, 2)]
    assert look_at(Area(18, 2, 18, 4), placed_looks(looks, 12, [table])) == DrawnLook(bold=True)
    assert look_at(Area(19, 2, 19, 2), placed_looks(looks, 12, [table])) == AS_USUAL


@pytest.mark.parametrize("border", [*BORDERS, {"top": "thin"}, {"top": "thin", "left": "none"}])
def test_a_look_is_written_as_it_was(border: Any) -> None:
    data = {"font": "楷体", "size": 12, "border": border, "align": "left"}
    assert look_data(look_of(data)) == data
