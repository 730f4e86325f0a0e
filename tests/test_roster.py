"""Rosters as offices keep them: CSV from any Excel, or an .xlsx file; what is wrong is named with file and line."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from xltool.base.errors import UsageError
from xltool.form.roster import COLUMNS, Unit, load_roster
from xltool.form.roster_columns import ROSTER_COLUMNS, RosterColumn

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


#: One unit with all that a roster can say of it, under heads as offices write them.
OFFICE_UNIT = Unit(
    id="320400",
    name="常州市城市管理局",
    level="市级",
    department="常州市人民政府",
    aliases=("城管局",),
    email="cg@example.invalid",
    projects=("环卫保洁", "路灯"),
)
OFFICE_ROWS: tuple[tuple[Any, ...], ...] = (
    ("附件1", "", "", "", "", "", "", "", ""),
    ("常州市2026年度预算单位名录", "", "", "", "", "", "", "", ""),
    ("", "", "", "", "", "", "", "", ""),
    ("序号", "*单位编码", "单位名称（全称）", "级 次", "主管部门：", "简称", "邮箱", "项目\n（多个用分号）", "联系电话"),
    ("1", "320400", "常州市城市管理局", "市级", "常州市人民政府", "城管局", "cg@example.invalid", "环卫保洁\n路灯", "0519-1234"),
)


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_roster_as_an_office_has_it(tmp_path: Path, delimiter: str, encoding: str) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(OFFICE_ROWS)
    path = tmp_path / "名录.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    assert load_roster(path).units == (OFFICE_UNIT,)


def test_a_workbook_as_an_office_has_it(tmp_path: Path) -> None:
    assert load_roster(xlsx_file(tmp_path / "名录.xlsx", OFFICE_ROWS)).units == (OFFICE_UNIT,)
    renamed = (tmp_path / "名录.xlsx").rename(tmp_path / "名录.csv")
    assert load_roster(renamed).units == (OFFICE_UNIT,)  # what it is decides, not what it is called


@pytest.mark.parametrize("column", ROSTER_COLUMNS, ids=lambda column: column.key)
def test_every_head_is_understood(tmp_path: Path, column: RosterColumn) -> None:
    for head in (column.key, *column.heads, column.key.upper(), f"*{column.heads[0]}：", f"{column.heads[0]}（必填）"):
        others = [key for key in ("id", "name") if key != column.key]
        if column.key == "project_aliases":
            rows = [(head, *others, "projects"), ("老馆=市级", *others, "市级")]
            expected: object = (("老馆", "市级"),)
        else:
            rows, expected = [(head, *others), ("市级", *others)], None
        (unit,) = load_roster(csv_file(tmp_path / "roster.csv", rows)).units
        assert getattr(unit, column.key) in ("市级", ("市级",), expected), head


def test_heads_of_two_rows(tmp_path: Path) -> None:
    """Cells merged downwards hold their text in the upper one."""
    rows = [("主管部门", "单位", "", "邮箱"), ("", "编码", "名称", ""), ("财政局", "A", "国库中心", "a@example.invalid")]
    expected = (Unit(id="A", name="国库中心", department="财政局", email="a@example.invalid"),)
    assert load_roster(csv_file(tmp_path / "roster.csv", rows)).units == expected


def test_heads_that_are_not_understood_are_named_all_at_once(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "roster.csv", [("名录", "", "", ""), ("id", "name", "emial", "颜色"), ("A", "x", "", "")])
    with pytest.raises(UsageError) as refused:
        load_roster(path)
    english, chinese = refused.value.message.en, refused.value.message.zh
    assert f"{path}:2: the head 'emial' in C2 is not known; did you mean 'email'?; the head '颜色' in D2 is not known. " in english
    assert "Heads found: id, name, emial, 颜色. Heads that are known: id (编码, 单位编码, 单位代码), name (" in english
    assert "C2 的表头“emial”无法识别；是否应为“email”？" in chinese
    assert "找到的表头：id、name、emial、颜色" in chinese


def test_two_columns_of_one_meaning_are_refused(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "roster.csv", [("id", "单位名称", "单位"), ("A", "x", "y")])
    with pytest.raises(UsageError, match=r"'单位名称' in B1 and '单位' in C1 both mean the name; keep one"):
        load_roster(path)


def test_all_that_is_wrong_is_named_at_once(tmp_path: Path) -> None:
    rows = [("id", "name"), ("A", "x"), ("A", "y"), ("", "z"), ("B", "x"), *((f"U{number}", "same") for number in range(30))]
    with pytest.raises(UsageError) as refused:
        load_roster(csv_file(tmp_path / "roster.csv", rows))
    lines = refused.value.message.en.splitlines()
    assert [line.partition("roster.csv")[2] for line in lines[:3]] == [
        ":3: duplicate unit id 'A', first used on line 2",
        ":4: the id and the name must not be blank",
        ":5: duplicate unit name 'x', first used on line 2",
    ]
    assert lines[-1] == "and 12 more"


@pytest.mark.parametrize(("name", "said"), [("名录.xls", "an .xls or an encrypted workbook"), ("名录.ods", "not an .xlsx workbook")])
def test_other_workbooks_are_named_with_what_to_do(tmp_path: Path, name: str, said: str) -> None:
    path = tmp_path / name
    if name.endswith(".xls"):
        path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    with pytest.raises(UsageError, match=f"{said}; save it as .xlsx without a password, or as .csv"):
        load_roster(path)


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
    "a column is missing": (
        [("name", "级次"), ("x", "市级")],
        ":1: the roster lacks the column id. Heads found: name, 级次. Heads that are known: id (编码, 单位编码, 单位代码)",
        ":1：缺少列 id。找到的表头：name、级次。可用的表头：id（编码、单位编码、单位代码）",
    ),
    "both columns are missing": (
        [("单位名秤", "职务"), ("x", "y")],
        (
            ":1: the roster lacks the columns id, name. Heads found: 单位名秤, 职务. Heads that are known: id (编码, 单位编码, 单位代码), "
            "name (单位名称, 名称, 单位). '单位名秤'; did you mean '单位名称'?"
        ),
        (
            ":1：缺少列 id、name。找到的表头：单位名秤、职务。可用的表头：id（编码、单位编码、单位代码），name（单位名称、名称、单位）。"
            "“单位名秤”；是否应为“单位名称”？"
        ),
    ),
    "an id is blank": ([("id", "name"), ("A", "x"), ("", "y")], ":3: the id and the name must not be blank", ":3：id 与 name 不能为空"),
    "a name is blank": ([("id", "name"), ("A", " ")], ":2: the id and the name must not be blank", ":2：id 与 name 不能为空"),
    "an id stands twice": (
        [("id", "name"), ("A", "x"), ("B", "y"), ("", ""), ("A", "z")],
        ":5: duplicate unit id 'A', first used on line 2",
        ":5：单位编码“A”重复，已见于第 2 行",
    ),
    "a name stands twice": (
        [("市级单位名录", ""), ("编码", "单位"), ("A", "档案馆"), ("B", "图书馆"), ("C", "档案馆")],
        ":5: duplicate unit name '档案馆', first used on line 3",
        ":5：单位名称“档案馆”重复，已见于第 3 行",
    ),
    "an alias is another unit's": (
        [("id", "name", "aliases"), ("A", "城管局", ""), ("B", "城市管理局", "市城管；城管局")],
        ":3: duplicate unit name '城管局', first used on line 2",
        ":3：单位名称“城管局”重复，已见于第 2 行",
    ),
    "a project stands twice": (
        [("id", "name", "projects"), ("A", "x", "路灯;环卫; 路灯")],
        ":2: the project '路灯' stands twice",
        ":2：项目“路灯”重复",
    ),
}


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


def sheet_file(path: Path, value: object, code: str) -> Path:
    """A roster of two units, the id of the second as a program has saved it."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["id", "name"], ["A2", "甲"], [value, "乙"]):
        sheet.append(row)
    sheet["A3"].number_format = code
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (1, "000", "001"),
        (320400, "000000", "320400"),
        (7, '"CZ-"000', "CZ-007"),
        (1234, "000-000", "001-234"),
        (123456789012345, "0", "123456789012345"),
        (1.5, "General", "1.5"),
        (date(2026, 3, 5), "yyyy-mm-dd", "2026-03-05"),
    ],
)
def test_codes_that_are_numbers_are_read_as_they_show(value: object, code: str, shown: str, tmp_path: Path) -> None:
    assert [unit.id for unit in load_roster(sheet_file(tmp_path / "roster.xlsx", value, code)).units] == ["A2", shown]


@pytest.mark.parametrize(
    ("value", "code", "said"),
    [
        (1234567890123456, "General", "1234567890123456 has 16 digits or more"),
        (1234567890123456, "0", "1234567890123456 has 16 digits or more"),
        (320400, "#,##0", "a cell shows “320,400” but holds 320400"),
        (7, "0.00", "a cell shows “7.00” but holds 7"),
        (date(2026, 3, 5), "yyyy-mm-dd AM/PM", "a cell shows “?” but holds 2026-03-05"),
        ("#N/A", "General", "the formula in the cell gives #N/A"),
    ],
)
def test_an_id_that_a_spreadsheet_has_changed_is_refused(value: object, code: str, said: str, tmp_path: Path) -> None:
    """It would be another unit's, or nobody's: the line is named."""
    with pytest.raises(UsageError) as refused:
        load_roster(sheet_file(tmp_path / "roster.xlsx", value, code))
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
