"""A separator between digits is never deleted; a space or comma parts groups of three digits only. Anything else is `value.type`."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import xltool
from tests.parity.cases import Cell
from tests.roundtrip.programs import openpyxl_fill
from tests.senders.cell_form import CellForm, cell_form, findings_at, numbered, row_rule
from xltool.checking.marked_return import annotate

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

#: What is typed → the number that is read; None where it is `value.type`.
AMOUNTS: dict[str, float | None] = {
    "100\n200": None, "100\r\n200": None, "60 40": None, "3\t5": None, "100\t200": None, "100  200": None, "1 234 567": 1234567,
    "1,234,567.5": 1234567.5, "1 234 567.5": 1234567.5, "12,34": None, "12 34": None, "1 234,567": None, "1,234 567": None, "3, 500": None,
    "1\u00a0234": 1234, "1\u2009234": 1234, "1\u202f234": 1234, "1\u2003234": None, "１２３４": 1234, "１ ２３４": None, "0 123": None,
    "276 .68": None, "276. 68": None, "- 5": -5, "-1 234": -1234, " 5\n": 5, "\u30005": 5, "1 234 5678": None,
}  # fmt: skip
WHOLE: dict[str, float | None] = {cell: number for cell, number in AMOUNTS.items() if number is None or number == int(number)}
SHARES: dict[str, float | None] = {
    "12.5 %": 0.125,
    "1 250 %": 12.5,
    "9 5%": None,
    "95\n%": 0.95,
    "1\n250%": None,
    "1,25%": None,
    "95 ％": 0.95,
}
#: What is typed → the number of the quantity; None where it is `value.type`, and a text where it is words.
QUANTITIES: dict[str, float | str | None] = {
    "≥5 10场": None, "≥ 5 场": 5, "60 40": None, "100\n200场": None, "3\t5": None, "≥1 234场": 1234, "≥1,234,567.5万元": 1234567.5,
    "≥12,34场": None, "1 1/2": None, "≥3, 500场": None, "> = 5场": 5, "5 万 元": 5, "≥5 m2": 5, "2022 年 3 月": "2022 年 3 月",
    "5场 10 20场": "5场 10 20场", "10 - 20个": "10 - 20个", "提升 5 10": "提升 5 10",
}  # fmt: skip
#: What is typed → the number as it is kept; None where it is `value.type`.
#: What is typed → the date as it is kept; None where it is `value.type`.
DATES: dict[str, str | None] = {
    "2022 3 5": None, "202 2年3月": None, "2022\n3": None, "20 22": None, "2022年1 2月": None, "2022 年 3 月": "2022年3月", "2022-03 - 05": "2022-03-05",
}  # fmt: skip
PHONES: dict[str, str | None] = {
    "85682222 13": None, "85682222\n85682223": None, "8568 2222": None, "0519 - 85682222": "0519-85682222", "０５１９－85682222": "0519-85682222",
    "85682222 转 8001": "85682222转8001", " 85682222\n": "85682222", "无": "无",
}  # fmt: skip

KINDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "amount": ({"title": "金额", "type": ["number", "null"], "x-kind": "money"}, AMOUNTS),
    "whole": ({"title": "人数", "type": ["integer", "null"]}, WHOLE),
    "share": ({"title": "比例", "type": ["number", "null"], "x-kind": "percent"}, SHARES),
    "target": ({"title": "指标值", "type": ["string", "null"], "x-kind": "quantity"}, QUANTITIES),
    "date": ({"title": "日期", "type": ["string", "null"], "x-kind": "date"}, DATES),
    "phone": ({"title": "电话", "type": ["string", "null"], "x-kind": "phone"}, PHONES),
}
TEXTS = ("date", "phone")  # kinds whose values are texts
RESULT = {"title": "Result", "type": ["number", "null"]}


def form_of(name: str, folder: Path) -> CellForm:
    """A form with one column of the kind, and what its numbers are beside it: a rule holds them to be the same, live too."""
    subschema = KINDS[name][0]
    if name in TEXTS:
        return cell_form(folder, {name: subschema, "result": {"title": "Result", "type": ["string", "null"]}}, rules=[same(name, name)])
    return cell_form(folder, {name: subschema, "result": RESULT}, rules=[same(name, f"{name}.number" if name == "target" else name)])


def same(name: str, value: str) -> dict[str, Any]:
    return row_rule("SAME", name, f'OR([@result]="",[@{value}]=[@result])')


def values_of(name: str) -> dict[str, list[Any]]:
    results = KINDS[name][1]
    numbers = [result if name in TEXTS or not isinstance(result, str) else None for result in results.values()]
    return {**numbered(name, list(results)), "rows.result": numbers}


@pytest.mark.parametrize("name", KINDS)
def test_a_file_is_read_as_what_it_plainly_says(name: str, tmp_path: Path) -> None:
    form, results = form_of(name, tmp_path), KINDS[name][1]
    report = form.checked(form.sent(values_of(name), tmp_path))
    found = {row: [finding.rule for finding in findings] for row, findings in findings_at(report, name).items()}
    assert found == {row: ["value.type"] for row, result in enumerate(results.values()) if result is None}
    for row, (cell, result) in enumerate(results.items()):
        read = report.document.get(f"rows[{row}].{name}")
        if result is None:
            assert read.split() == cell.split(), "nothing of it is dropped"
        elif name != "target" or isinstance(result, str):
            assert read == (result if isinstance(result, str) else Decimal(str(result))), cell


@pytest.mark.parametrize("name", KINDS)
def test_the_workbook_says_the_same_while_it_is_filled_in(name: str, office: LibreOffice, tmp_path: Path) -> None:
    results = KINDS[name][1]
    shown = form_of(name, tmp_path).live(values_of(name), office, tmp_path)
    assert shown["check.value.type"] == sum(result is None for result in results.values())
    assert shown["check.SAME"] == 0, "each number is the one that is expected"
    marked = shown[f"mark.rows.{name}"][: len(results)]
    assert marked == [3 if result is None else 0 for result in results.values()]


@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls"])
def test_every_format_is_read_alike(suffix: str, office: LibreOffice, tmp_path: Path) -> None:
    """Saved by LibreOffice, which keeps line ends and tabs in a text of each of these but for tabs in .ods."""
    cells = [cell for cell in AMOUNTS if not (suffix == "ods" and "\t" in cell) and "\r" not in cell]
    form = form_of("amount", tmp_path)
    with office.open(form.sent(numbered("amount", cells), tmp_path)) as book:
        saved = book.save_as(tmp_path / f"saved.{suffix}")
    report = form.checked(saved)
    assert sorted(findings_at(report, "amount")) == [row for row, cell in enumerate(cells) if AMOUNTS[cell] is None]


def test_the_message_shows_where_a_line_ends(tmp_path: Path) -> None:
    form = form_of("amount", tmp_path)
    found = findings_at(form.checked(form.sent(numbered("amount", ["100\n200", "3\t5", "60 40"]), tmp_path)), "amount")
    assert [finding.message.zh.partition("无法识别")[0] for (finding,) in found.values()] == [
        "“金额”的内容“100⏎200”", "“金额”的内容“3⇥5”", "“金额”的内容“60 40”",
    ]  # fmt: skip


def test_the_marked_return_holds_what_was_typed(tmp_path: Path) -> None:
    form = form_of("amount", tmp_path)
    report = form.checked(form.sent(values_of("amount"), tmp_path))
    (made,) = annotate(report, tmp_path / "returns")
    again = form.checked(made)
    assert again.document.data == report.document.data
    assert again.document.typed == report.document.typed


def test_the_built_in_form(tmp_path: Path) -> None:
    """Where the schema has a pattern, one cause is still one finding."""
    blank = xltool.build("project-performance-target", tmp_path / "blank.xlsx")
    typed: dict[str, Cell] = {"project.phone": "85682222 13", "income.total": "100\n200"}
    sent = openpyxl_fill(blank, {**typed, "indicators.full_year": ["≥5 10场"]}, tmp_path / "sent.xlsx")
    errors = [finding for finding in xltool.check([sent]).files[0].findings if finding.severity == "error"]
    for place in (*typed, "indicators[0].full_year"):
        assert [finding.rule for finding in errors if finding.field == place] == ["value.type"]
