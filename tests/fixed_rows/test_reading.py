"""Fixed rows are found by their keys, in whatever order they come back; what is not known is reported and not guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.fixed_rows.support import CODES, DOCUMENT, Sheet, built, checked, read, told


def without(*rows: int) -> list[dict[str, Any]]:
    """The rows of the clean document, some of them blank."""
    blank = {"budget": None, "executed": None, "rate": 0, "progress": None, "note": None}
    return [row | (blank if number in rows else {}) for number, row in enumerate(DOCUMENT["lines"])]


def typed(rows: Iterable[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    """What is filled in in rows, with their keys: rates of rows that could not be read do not matter."""
    return [tuple(row[name] for name in ("number", "code", "name", "budget", "executed", "progress", "note")) for row in rows]


@pytest.mark.parametrize("order", [[8, 7, 6, 5, 4, 3, 2, 1, 0], [0, 2, 1, 3, 4, 5, 6, 7, 8]], ids=["reversed", "two of them"])
def test_rows_in_another_order_are_read_as_what_their_keys_say(order: list[int], tmp_path: Path) -> None:
    sheet = Sheet(built(tmp_path))
    sheet.order(order)
    path = sheet.save()
    assert read(path).data == DOCUMENT
    assert told(checked(path)) == [("rows.moved", "lines", "B4")]
    assert read(path).origins["lines[0].budget"].row == 5 + order.index(0)


def test_findings_are_where_the_rows_stand_and_name_the_path_of_the_form(tmp_path: Path) -> None:
    sheet = Sheet(built(tmp_path))
    sheet.order([8, 7, 6, 5, 4, 3, 2, 1, 0])
    sheet.set(8, E=999)  # 201, which stands last
    assert ("F1", "lines[0].executed", "E13") in told(checked(sheet.save()))


def test_a_row_that_is_gone_is_missed_by_its_name_and_rules_that_need_it_are_skipped(tmp_path: Path) -> None:
    sheet = Sheet(built(tmp_path))
    sheet.put(4, [None] * 6)
    path = sheet.save()
    assert typed(read(path).rows("lines")) == typed(without(4))
    (finding,) = checked(path)
    assert (finding.rule, finding.field, finding.value) == ("row.missing", "lines[4]", "20501")
    assert "“教育管理事务”" in finding.message.zh
    assert "“教育管理事务”" in finding.message.en


def test_every_row_that_is_missing_is_named(tmp_path: Path) -> None:
    sheet = Sheet(built(tmp_path))
    for number in range(9):
        sheet.put(number, [None] * 6)
    assert [rule for rule, _, _ in told(checked(sheet.save()))] == ["row.missing"] * 9


def test_a_row_twice_with_different_content_is_an_error_and_the_first_is_read(tmp_path: Path) -> None:
    sheet = Sheet(built(tmp_path))
    sheet.put(4, sheet.row(3))
    sheet.set(4, D=501)
    path = sheet.save()
    assert typed(read(path).rows("lines")) == typed(without(4))
    repeated, missing = checked(path)
    assert (repeated.rule, repeated.field, repeated.location and repeated.location.cell) == ("row.repeated", "lines[3]", "B9")
    assert repeated.value == [{"code": "205", "budget": 501, "executed": 300}]
    assert repeated.message.zh.startswith("“教育支出”出现在第 8、9 行，内容不同，暂按第 8 行读取")
    assert missing.rule == "row.missing"


@pytest.mark.parametrize("amount", [500, None], ids=["the same again", "blank the second time"])
def test_a_row_twice_that_says_one_thing_is_read(amount: int | None, tmp_path: Path) -> None:
    sheet = Sheet(built(tmp_path))
    sheet.put(8, ["205", "教育支出", amount, 300 if amount else None, None, None])
    path = sheet.save()
    assert typed(read(path).rows("lines")) == typed(without(8))
    assert sorted(rule for rule, _, _ in told(checked(path))) == ["row.missing", "rows.moved"]


@pytest.mark.parametrize("key", ["2059", None, 20590, "教育"], ids=str)
def test_an_altered_key_is_made_up_for_by_the_name(key: Any, tmp_path: Path) -> None:
    sheet = Sheet(built(tmp_path))
    sheet.set(3, B=key)
    path = sheet.save()
    assert read(path).data == DOCUMENT
    (finding,) = checked(path)
    assert (finding.rule, finding.field, finding.location and finding.location.cell) == ("row.key-changed", "lines[3].code", "B8")
    assert "“教育支出”" in finding.message.zh
    assert "应为“205”" in finding.message.zh


def test_a_key_altered_into_that_of_another_row_is_told_apart_by_the_names(tmp_path: Path) -> None:
    sheet = Sheet(built(tmp_path))
    sheet.set(3, B="20501")
    path = sheet.save()
    assert read(path).data == DOCUMENT
    assert told(checked(path)) == [("row.key-changed", "lines[3].code", "B8")]


def test_nothing_is_guessed_where_neither_key_nor_name_is_known(tmp_path: Path) -> None:
    sheet = Sheet(built(tmp_path))
    sheet.set(3, B="2059", C="教育")
    path = sheet.save()
    assert typed(read(path).rows("lines")) == typed(without(3))
    missing, unknown = sorted(checked(path), key=lambda finding: finding.rule)
    assert (missing.rule, missing.field) == ("row.missing", "lines[3]")
    assert (unknown.rule, unknown.location and unknown.location.cell) == ("row.unknown", "B8")
    assert unknown.value == {"code": "2059", "budget": 500, "executed": 300}
    assert "年初预算数 500；执行数 300" in unknown.message.zh


def test_a_row_that_somebody_added_is_told_with_its_content(tmp_path: Path) -> None:
    sheet = Sheet(built(tmp_path))
    sheet.put(8, ["2990", "别的支出", 7, None, None, "临时"])
    unknown = next(finding for finding in checked(sheet.save()) if finding.rule == "row.unknown")
    assert unknown.value == {"code": "2990", "budget": 7, "note": "临时"}
    assert unknown.field == "lines"


def test_keys_that_were_all_cleared_are_one_finding(tmp_path: Path) -> None:
    sheet = Sheet(built(tmp_path))
    for number in range(9):
        sheet.set(number, B=None)
    path = sheet.save()
    assert read(path).data == DOCUMENT
    (finding,) = checked(path)
    assert (finding.rule, finding.field, len(finding.also)) == ("row.key-changed", "lines[0].code", 8)
    assert "“科目编码”被改为（空白），应为“201”" in finding.message.zh
    assert "（同栏另有 8 个单元格：B6:B13）" in finding.message.zh


def test_an_altered_name_is_an_altered_label_and_the_row_is_that_of_its_key(tmp_path: Path) -> None:
    sheet = Sheet(built(tmp_path))
    sheet.set(3, C="教育经费")
    path = sheet.save()
    assert read(path).data == DOCUMENT
    assert told(checked(path)) == [("label.changed", "lines[3].name", "C8")]


@pytest.mark.parametrize("write", [int, float, lambda code: f" {code} "], ids=["whole numbers", "numbers", "with spaces"])
def test_keys_that_a_program_has_written_otherwise_are_the_same_keys(write: Any, tmp_path: Path) -> None:
    sheet = Sheet(built(tmp_path))
    for number, code in enumerate(CODES):
        sheet.set(number, B=write(code))
    path = sheet.save()
    assert read(path).data == DOCUMENT
    assert checked(path) == []


def test_rows_between_which_others_were_inserted_are_found(tmp_path: Path) -> None:
    sheet = Sheet(built(tmp_path))
    sheet.sheet.insert_rows(8, 2)
    path = sheet.save()
    assert typed(read(path).rows("lines")) == typed(DOCUMENT["lines"])
    assert "rows.moved" not in [rule for rule, _, _ in told(checked(path))]


def test_a_table_without_names_is_read_by_its_keys_alone(tmp_path: Path) -> None:
    sheet = Sheet(built(tmp_path))
    staff = sheet.book["人员表"]
    staff["A2"].value, staff["A3"].value = "205", "2010"
    path = sheet.save()
    document = read(path)
    assert [row["people"] for row in document.rows("staff")] == [None, 12, 6, None]
    told_ = [(finding.rule, finding.field, finding.value) for finding in checked(path) if finding.rule.startswith("row")]
    assert ("row.missing", "staff[0]", "201") in told_
    assert ("row.unknown", "staff", {"subject": "2010", "people": 30}) in told_


def test_a_blank_form_is_no_completed_copy_because_of_its_keys(tmp_path: Path) -> None:
    sheet = Sheet(built(tmp_path, {}))
    copy = sheet.book.copy_worksheet(sheet.sheet)
    copy.title = "副本"
    rules = [rule for rule, _, _ in told(checked(sheet.save()))]
    assert "form.second-copy" not in rules
    assert "form.copy-read" not in rules
