"""Options that hold separators, several of them in one cell; a child beside a blank parent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.senders.cell_form import CellForm, cell_form, findings_at, numbered, row_rule

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
        told = [f"“{'；'.join(unknown(options))}”不在“内容”的选项内"] if unknown(options) else []
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
    assert shown["mark.rows.parent"][1] == (3 if required else 0)
