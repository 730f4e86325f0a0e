"""A form on three sheets: fields of one are computed from tables of another, and rules read all three; live as in Python."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl

import xltool
from tests.parity.comparison import Form
from xltool.form.layout import place
from xltool.rules.load import load_definition
from xltool.rules.ruleset import input_paths

if TYPE_CHECKING:
    from tests.parity.cases import Case
    from tests.referees.libreoffice import LibreOffice

TEMPLATE = Path(__file__).parents[1] / "definitions" / "clean" / "pages" / "templates" / "pages.yaml"
FORM = Form(load_definition(TEMPLATE))
WHO: Case = {"unit": "县农机站", "inspector": "甲", "checked": "2026-11-02", "filler": "乙"}
FIRST, SECOND, THIRD = "基本情况", "设备清单", "维修安排"


def devices(*rows: tuple[Any, Any, Any]) -> Case:
    return {f"devices.{name}": [row[index] for row in rows] for index, name in enumerate(("name", "number", "sound"))}


def repairs(*rows: tuple[Any, Any, Any]) -> Case:
    return {f"repairs.{name}": [row[index] for row in rows] for index, name in enumerate(("device", "count", "price"))}


PUMPS = devices(("水泵", 4, 3), ("发电机", 2, 2))
#: What is typed, what it is computed to, and the rules that are broken.
CASES: dict[str, tuple[Case, dict[str, Any], dict[str, int]]] = {
    "all is well": (
        WHO | PUMPS | repairs(("水泵", 1, 320.5)) | {"budget": 800},
        {"total": 6, "faulty": 1, "cost": 320.5, "left": 479.5, "repaired": 1},
        {},
    ),
    "too dear": (
        WHO | PUMPS | repairs(("水泵", 1, 320.5)) | {"budget": 300},
        {"cost": 320.5, "left": -20.5},
        {"P2": 1},
    ),
    "not repaired, and nobody says why": (WHO | PUMPS | {"budget": 0}, {"faulty": 1, "repaired": 0, "cost": 0}, {"P3": 1}),
    "not repaired, and why": (WHO | PUMPS | {"budget": 0, "opinion": "报废"}, {"repaired": 0}, {}),
    "more than are faulty": (
        WHO | PUMPS | repairs(("水泵", 2, 10), ("发电机", 1, 10), ("水泵", 1, 10)) | {"budget": 800},
        {"cost": 40, "repaired": 4},
        {"P4": 2},
    ),
    "a device that is not on the list": (WHO | PUMPS | repairs(("水車", 1, 5)) | {"budget": 5}, {"left": 0}, {"P4": 1}),
    "more sound than there are": (
        WHO | devices(("水泵", 1, 2)) | {"budget": 5},
        {"total": 1, "faulty": -1, "repaired": 0},
        {"P1": 1},
    ),
    "a number that cannot be read": (WHO | devices(("水泵", "四", 3)) | repairs(("水泵", 1, 10)) | {"budget": 5}, {}, {"P2": 1, "value.type": 1}),
    "nothing": ({}, {"total": 0, "cost": 0, "left": 0, "repaired": 0}, {"schema.required": 4}),
}  # fmt: skip


def test_what_one_sheet_computes_and_a_rule_over_three_hold_live_as_in_python(office: LibreOffice, tmp_path: Path) -> None:
    path = FORM.write(tmp_path)
    shown = FORM.in_office(office, path, [case for case, _, _ in CASES.values()])
    assert list(map(str, FORM.disagreements([case for case, _, _ in CASES.values()], shown))) == []
    for name, live in zip(CASES, shown, strict=True):
        _, computed, broken = CASES[name]
        assert {field: live[field] for field in computed} == computed, name
        counts = {f"check.{rule.replace('-', '_')}": count for rule, count in broken.items()}
        assert {count: live[count] for count in live if count.startswith("check.") and live[count]} == counts, name


def test_the_fields_and_the_rule_read_other_sheets_than_their_own() -> None:
    """Else the form would not show what it is for."""
    definition = FORM.definition
    layout = place(definition.template, definition.schema)

    def sheets(part: Any) -> set[str]:
        inputs = input_paths(part, definition.schema)
        return {layout.location(path).sheet for path in {*inputs.fields, *inputs.row, *inputs.columns}}  # type: ignore[union-attr]  # each has a place

    computed = {value.path: sheets(value) for value in definition.rules.computed}
    assert SECOND in computed["total"]
    assert layout.location("total").sheet == FIRST  # type: ignore[union-attr]  # it has a place
    assert computed["left"] == {FIRST, THIRD}
    assert FIRST in computed["repairs.share"]
    rules = {rule.id: sheets(rule) for rule in definition.rules.rules}
    assert rules["P3"] == {FIRST, SECOND, THIRD}
    assert {SECOND, THIRD} <= rules["P4"]


def test_the_workbook_opens_with_what_python_computed(tmp_path: Path) -> None:
    path = xltool.build(TEMPLATE, tmp_path / "form.xlsx", data=TEMPLATE.parents[1] / "document.json")
    book = openpyxl.load_workbook(path, data_only=True)
    shown = {}
    for name in ("total", "faulty", "left", "cost", "repaired"):
        ((sheet, cell),) = book.defined_names[name].destinations
        shown[name] = book[sheet][cell].value
    assert shown == {"total": 6, "faulty": 1, "left": 479.5, "cost": 320.5, "repaired": 1}


def test_a_finding_of_one_sheet_says_what_stands_on_the_others(tmp_path: Path) -> None:
    data = {"unit": "县农机站", "budget": 10, "devices": [{"name": "水泵", "number": 4, "sound": 1}]}
    path = xltool.build(TEMPLATE, tmp_path / "form.xlsx", data=data)
    (report,) = xltool.check(path, templates=TEMPLATE.parent).files
    messages = {item.rule: (item.location.sheet, item.message.zh) for item in report.findings if item.location}
    assert messages["P3"] == (FIRST, "有 3 台待修，只安排了 0 台，请在检查意见中说明")
