"""Rosters as offices keep them: CSV from any Excel, or an .xlsx file; what is wrong is named with file and line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from xltool.base.errors import UsageError
from xltool.form.roster import COLUMNS, Unit, load_roster

UNITS = (
    Unit(
        id="CZ-CG",
        name="常州市城市管理局",
        level="市级",
        department="常州市城市管理局",
        aliases=("城管局", "市城管"),
        email="cg@example.invalid",
        projects=("环卫,保洁", "路灯"),
    ),
    Unit(id="007", name="档案馆"),
)
ROWS: tuple[tuple[Any, ...], ...] = (
    COLUMNS,
    ("CZ-CG", "常州市城市管理局", "市级", "常州市城市管理局", "城管局；市城管", "cg@example.invalid", "环卫,保洁; 路灯;"),
    ("007", "档案馆", "", "", "", "", ""),
)


def csv_file(path: Path, rows: Sequence[Sequence[str]], encoding: str = "utf-8", end: str = "\n") -> Path:
    lines = [",".join(f'"{value}"' if "," in value else value for value in row) for row in rows]
    path.write_bytes((end.join(lines) + end).encode(encoding))
    return path


def xlsx_file(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    book.create_sheet("other").append(["id"])
    book.save(path)
    return path


# --- the same roster, however it was saved ----------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_csv_in_the_encodings_that_excel_writes(tmp_path: Path, encoding: str, end: str) -> None:
    assert load_roster(csv_file(tmp_path / "roster.csv", ROWS, encoding, end)).units == UNITS


@pytest.mark.parametrize("name", ["roster.xlsx", "名录.XLSX"])
def test_a_workbook(tmp_path: Path, name: str) -> None:
    assert load_roster(xlsx_file(tmp_path / name, ROWS)).units == UNITS


def test_columns_in_any_order_and_more_of_them(tmp_path: Path) -> None:
    rows = [("Name ", "remarks", " ID", "email"), ("Archive", "new", "A", "a@example.invalid")]
    expected = (Unit(id="A", name="Archive", email="a@example.invalid"),)
    assert load_roster(csv_file(tmp_path / "roster.csv", rows)).units == expected
    assert load_roster(xlsx_file(tmp_path / "roster.xlsx", rows)).units == expected


def test_rows_that_are_short_long_or_blank(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text("id,name,level\nA,Archive\n\n , ,\nB,Bridge,city,more,and more\n", encoding="utf-8")
    assert load_roster(path).units == (Unit(id="A", name="Archive"), Unit(id="B", name="Bridge", level="city"))


def test_cells_that_hold_no_text(tmp_path: Path) -> None:
    """An id that Excel took for a number is written as it shows; leading zeros that it dropped are gone."""
    rows = [("id", "name", "level"), (7, "seven", None), (320400.0, 2022, True), (1.5, date(2022, 1, 2), None)]
    units = load_roster(xlsx_file(tmp_path / "roster.xlsx", rows)).units
    assert [unit.id for unit in units] == ["7", "320400", "1.5"]
    assert [unit.name for unit in units] == ["seven", "2022", "2022-01-02"]


def test_spaces_and_line_ends_in_cells_are_plain_spaces(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text('id,name\n A\u3000,"City\nmanagement \u00a0 office"\n', encoding="utf-8")
    assert load_roster(path).units == (Unit(id="A", name="City management office"),)


def test_a_unit_is_found_by_id_name_and_alias(tmp_path: Path) -> None:
    roster = load_roster(csv_file(tmp_path / "roster.csv", ROWS))
    assert roster.by_id("CZ-CG") == roster.by_name("城管局") == roster.by_name(" 常州市城市管理局\u3000") == UNITS[0]
    assert roster.by_id("cz-cg") is roster.by_name("城管") is roster.by_id(None) is None


# --- what is wrong, and where -----------------------------------------------------------------------------------------

FAULTS: dict[str, tuple[list[tuple[Any, ...]], str, str]] = {
    "a column is missing": ([("name",), ("x",)], ":1: the roster lacks the column id", ":1：缺少列 id"),
    "both columns are missing": ([("单位",), ("x",)], ":1: the roster lacks the columns id, name", ":1：缺少列 id、name"),
    "an id is blank": ([("id", "name"), ("A", "x"), ("", "y")], ":3: the id and the name must not be blank", ":3：id 与 name 不能为空"),
    "a name is blank": ([("id", "name"), ("A", " ")], ":2: the id and the name must not be blank", ":2：id 与 name 不能为空"),
    "an id stands twice": ([("id", "name"), ("A", "x"), ("B", "y"), ("", ""), ("A", "z")], ":5: duplicate unit id 'A', first used on line 2", ":5：单位编码“A”重复，已见于第 2 行"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_a_fault_is_named_with_its_line(tmp_path: Path, fault: str, ending: str) -> None:
    rows, english, chinese = FAULTS[fault]
    path = (csv_file if ending == ".csv" else xlsx_file)(tmp_path / f"roster{ending}", rows)
    with pytest.raises(UsageError) as caught:
        load_roster(path)
    assert caught.value.say("en") == f"{path}{english}"
    assert caught.value.say("zh") == f"{path}{chinese}"


@pytest.mark.parametrize("name", ["roster.csv", "roster.xlsx"])
def test_a_roster_that_is_empty_or_missing(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with pytest.raises(UsageError, match="cannot be opened"):
        load_roster(path)
    path.write_bytes(b"")
    with pytest.raises(UsageError, match=r"lacks the columns id, name|cannot be opened"):
        load_roster(path)
    path.unlink()
    path.mkdir()
    with pytest.raises(UsageError, match="cannot be opened"):
        load_roster(path)


def test_a_workbook_without_rows(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r":1: the roster lacks the columns id, name"):
        load_roster(xlsx_file(tmp_path / "roster.xlsx", []))


def test_text_that_is_neither_utf_8_nor_gb18030(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_bytes(b"id,name\nA,\xff\xff\n")
    with pytest.raises(UsageError, match="neither UTF-8 nor GB18030"):
        load_roster(path)


@pytest.mark.parametrize("content", [b"PK\x03\x04 cut off", b"no workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)])
def test_a_workbook_that_is_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "roster.xlsx"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=r"roster\.xlsx: the roster cannot be opened"):
        load_roster(path)


@pytest.mark.parametrize(
    ("value", "code", "said"),
    [
        (1, "000", "a cell shows “001” but holds 1"),
        (1234567890123456, "General", "1234567890123456 has 16 digits or more"),
        (1234567890123456, "0", "1234567890123456 has 16 digits or more"),
    ],
)
def test_an_id_that_a_spreadsheet_has_changed_is_refused(value: int, code: str, said: str, tmp_path: Path) -> None:
    """It would be another unit's, or nobody's: the head of the column and the line are named."""
    path = tmp_path / "roster.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["id", "name"], ["A2", "甲"], [value, "乙"]):
        sheet.append(row)
    sheet["A3"].number_format = code
    book.save(path)
    with pytest.raises(UsageError) as refused:
        load_roster(path)
    assert f"roster.xlsx:3: {said}" in refused.value.message.en


def test_numbers_that_show_what_they_are_stay_ids(tmp_path: Path) -> None:
    path = tmp_path / "roster.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["id", "name"], [320400, "甲"], [123456789012345, "乙"]):
        sheet.append(row)
    sheet["A2"].number_format = "000000"
    book.save(path)
    assert [unit.id for unit in load_roster(path).units] == ["320400", "123456789012345"]
