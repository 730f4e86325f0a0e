"""Options that hold separators, several of them in one cell; a child beside a blank parent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from tests.senders.cell_form import CellForm, cell_form, findings_at, numbered, row_rule
from xltool.checking.marked_return import annotate
from xltool.workbook.helper_sheet.plan_records import TO_FILL_IN

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

OPTIONS = ("水", "电", "水、电", "水、电、气", "Roads, bridges", "Roads", "其他；（请说明）")
#: What is typed → the options that are read; those that are none of the list make a finding.
CELLS: dict[str, tuple[str, ...]] = {
    "水、电": ("水、电",), "水、电、气": ("水、电、气",), "水；电": ("水", "电"), "电、水、电": ("电", "水、电"), "水、电、水": ("水、电", "水"),
    "Roads, bridges": ("Roads, bridges",), "Roads, bridges, Roads": ("Roads, bridges", "Roads"), "Roads,bridges": ("Roads", "bridges"),
    "其他；（请说明）；水": ("其他；（请说明）", "水"), "水\n电": ("水", "电"), "水; 电 ，": ("水", "电"), "水，，电": ("水", "电"), "气": ("气",),
    "水、电、气、水、电": ("水、电、气", "水、电"), "水 电": ("水 电",), "水；水": ("水", "水"), "水火": ("水火",), "水、电。": ("水、电。",), "水电": ("水电",),
}  # fmt: skip
TOOLS: dict[str, Any] = {"title": "内容", "type": ["array", "null"], "items": {"enum": list(OPTIONS)}}


def unknown(options: tuple[str, ...]) -> list[str]:
    return [option for option in options if option not in OPTIONS]


def test_whole_options_come_first_and_the_longest_of_them(tmp_path: Path) -> None:
    form = cell_form(tmp_path, {"tools": TOOLS})
    report = form.checked(form.sent(numbered("tools", list(CELLS)), tmp_path))
    found = findings_at(report, "tools")
    for row, (cell, options) in enumerate(CELLS.items()):
        assert report.document.get(f"rows[{row}].tools") == list(options), cell
        messages = [finding.message.zh for finding in found.get(row, ())]
        told = (
            [f"“{'；'.join(unknown(options))}”不在“内容”的选项内，请填：{'、'.join(OPTIONS)}（可选多项，用“；”隔开）"]
            if unknown(options)
            else []
        )
        assert [message.partition("（是否为")[0] for message in messages] == told, cell
        assert all(finding.rule == "schema.enum" and finding.location is not None for finding in found.get(row, ()))


def test_several_values_are_checked_while_the_form_is_filled_in(office: LibreOffice, tmp_path: Path) -> None:
    """Rules see the options with ； between them, on both sides."""
    columns = {"tools": TOOLS, "result": {"title": "Result", "type": ["string", "null"]}}
    form = cell_form(tmp_path, columns, rules=[row_rule("SAME", "tools", "[@tools]=[@result]")])
    values = {**numbered("tools", list(CELLS)), "rows.result": ["；".join(options) for options in CELLS.values()]}
    shown = form.live(values, office, tmp_path)
    assert shown["mark.rows.tools"][: len(CELLS)] == [3 if unknown(options) else 0 for options in CELLS.values()]
    assert shown["check.SAME"] == 0


def test_codes_that_hold_separators(office: LibreOffice, tmp_path: Path) -> None:
    column = {"title": "内容", "type": ["array", "null"], "x-codes": "works", "items": {"type": "string"}}
    form = cell_form(tmp_path, {"tools": column}, codes={"works": "level,value,parent\n1,水、电,\n1,水,\n"})
    values = numbered("tools", ["水、电；水", "水；电"])
    assert form.live(values, office, tmp_path)["mark.rows.tools"][:2] == [0, 3]
    assert list(findings_at(form.checked(form.sent(values, tmp_path)), "tools")) == [1]


# --- a child and its parent ---------------------------------------------------------------------------------------------

CODES = "level,value,parent\n1,产出,\n1,效益,\n2,数量,产出\n2,质量,产出\n2,社会,效益\n"
PARENTS = ("产出", None, "效益", "成本", None, "产出", None)
CHILDREN = ("数量", "数量", "数量", "数量", None, None, "火星")


def nested(folder: Path, *, required: bool) -> CellForm:
    types: Any = "string" if required else ["string", "null"]
    parent = {"title": "一级", "type": types, "x-codes": "levels"}
    return cell_form(
        folder,
        {"parent": parent, "child": {"title": "二级", "type": types, "x-codes": "levels", "x-parent": "parent"}},
        codes={"levels": CODES},
    )


def rows() -> dict[str, list[Any]]:
    return {**numbered("parent", list(PARENTS)), "rows.child": list(CHILDREN)}


def test_a_child_beside_a_blank_parent_is_found(tmp_path: Path) -> None:
    form = nested(tmp_path, required=False)
    report = form.checked(form.sent(rows(), tmp_path))
    assert {row: [finding.rule for finding in found] for row, found in findings_at(report, "child").items()} == {
        1: ["schema.enum"], 2: ["schema.enum"], 6: ["schema.enum"],
    }  # fmt: skip
    assert [finding.message.zh for finding in findings_at(report, "child")[1]] == ["“二级”填了“数量”，但“一级”未填；请先填“一级”"]
    assert list(findings_at(report, "parent")) == [3], "an unknown parent is the one finding of its row"


def test_where_the_parent_is_required_it_is_the_one_that_is_missing(tmp_path: Path) -> None:
    form = nested(tmp_path, required=True)
    report = form.checked(form.sent(rows(), tmp_path))
    assert [finding.rule for finding in findings_at(report, "parent")[1]] == ["schema.required"]
    assert 1 not in findings_at(report, "child")


@pytest.mark.parametrize("required", [False, True])
def test_the_workbook_finds_the_same(required: bool, office: LibreOffice, tmp_path: Path) -> None:
    shown = nested(tmp_path, required=required).live(rows(), office, tmp_path)
    assert shown["mark.rows.child"][1] == (0 if required else 3)
    assert shown["mark.rows.parent"][1] == (TO_FILL_IN if required else 0)


# --- options that are written in a way that only looks like them ----------------------------------------------------------

LOOKS = ("县(区)级", "人大", "Yes", "No", "PPP", "ppp", "Roads, bridges", "生态（一）")
#: What is typed → what is read.
MEANT: dict[str, tuple[str, ...]] = {
    "县（区）级；⼈大": ("县(区)级", "人大"), "yes；NO": ("Yes", "No"), "ＹＥＳ、⽣态(一)": ("Yes", "生态（一）"), "Yes；人大": ("Yes", "人大"),
    "PPP；ppp": ("PPP", "ppp"), "Ppp；yes": ("Ppp", "Yes"), "yes，省级": ("Yes", "省级"), "Roads, bridges；no": ("Roads, bridges", "No"),
    "roads, bridges": ("roads", "bridges"), "yes；YES": ("Yes", "YES"), "yesno": ("yesno",), "省级": ("省级",), "İyes；yes": ("İyes", "Yes"),
    "yes\nno": ("Yes", "No"), "𠀀；yes": ("𠀀", "Yes"),
}  # fmt: skip
LOOK: dict[str, Any] = {"title": "内容", "type": ["array", "null"], "items": {"enum": list(LOOKS)}}


def test_each_of_several_options_is_the_one_that_it_looks_like(office: LibreOffice, tmp_path: Path) -> None:
    """The first text that looks like an option is it; of two that look alike (PPP, ppp) neither is guessed."""
    columns = {"tools": LOOK, "result": {"title": "Result", "type": ["string", "null"]}}
    form = cell_form(tmp_path, columns, rules=[row_rule("SAME", "tools", "EXACT([@tools],[@result])")])
    values = {**numbered("tools", list(MEANT)), "rows.result": ["；".join(options) for options in MEANT.values()]}
    shown = form.live(values, office, tmp_path)
    outside = [any(option not in LOOKS for option in options) for options in MEANT.values()]
    assert shown["mark.rows.tools"][: len(MEANT)] == [3 if one else 0 for one in outside]
    assert shown["check.SAME"] == 0
    report = form.checked(form.sent(values, tmp_path))
    assert [tuple(report.document.get(f"rows[{row}].tools")) for row in range(len(MEANT))] == list(MEANT.values())
    assert list(findings_at(report, "tools")) == [row for row, one in enumerate(outside) if one]
    normalised = next(finding for finding in report.findings if finding.rule == "R63")
    assert normalised.message.zh.startswith("已按规范写法读取：县（区）级；⼈大→县(区)级；人大")


def test_the_return_holds_what_was_typed(tmp_path: Path) -> None:
    form = cell_form(tmp_path / "forms", {"tools": LOOK})
    (returned,) = annotate(form.checked(form.sent(numbered("tools", ["yes；⼈大"]), tmp_path)), tmp_path / "returns")
    sheet = load_workbook(returned)["Form"]
    assert sheet["B3"].value == "yes；⼈大"


def test_many_options_take_several_columns_and_very_many_are_asked_about(office: LibreOffice, tmp_path: Path) -> None:
    """Each is compared in the workbook too, which has no room for thousands: from 101 on what is meant is asked."""
    for number, is_read in ((100, True), (101, False)):
        options = [f"Option {index}" for index in range(number)]
        column = {"title": "内容", "type": ["array", "null"], "items": {"enum": options}}
        folder = tmp_path / str(number)
        form = cell_form(folder, {"tools": column})
        values = numbered("tools", ["option 99；option 0", "Option 0；Option 99"])
        shown = form.live(values, office, folder)
        assert shown["mark.rows.tools"][:2] == [0 if is_read else 3, 0]
        found = findings_at(form.checked(form.sent(values, folder)), "tools")
        assert list(found) == ([] if is_read else [0])
        assert is_read or "是否为" in found[0][0].message.zh
