"""Grids on two forms: what is drawn, what comes back, what is found when rows, columns, labels or sums are altered."""

from __future__ import annotations

import copy
import json
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

import xltool
from tests.cli.conftest import Run, run  # noqa: F401 - a fixture
from xltool.base.findings import Finding
from xltool.rules.load import load_definition
from xltool.workbook.build import load_document

DEFINITIONS = Path(__file__).parents[1] / "definitions"
GRIDS = DEFINITIONS / "clean" / "grids"
MONTHLY = DEFINITIONS / "forms" / "monthly-report"
SHEETS = {GRIDS: "资金与人员", MONTHLY: "半年报"}
DOCUMENTS = {GRIDS: load_document(GRIDS / "document.json"), MONTHLY: load_document(MONTHLY / "data" / "U1.json")}
BOTH = pytest.mark.parametrize("form", [GRIDS, MONTHLY], ids=["grids", "monthly-report"])


def built(form: Path, folder: Path, data: dict[str, Any] | None = None) -> Path:
    template = form / "templates" / f"{form.name}.yaml"
    return xltool.build(template, folder / "form.xlsx", data=DOCUMENTS[form] if data is None else data)


def altered(path: Path, change: Callable[[Worksheet], Any], *, without_names: bool = False) -> Path:
    """The workbook as openpyxl saves it after a change on the sheet of the form."""
    book = openpyxl.load_workbook(path)
    change(book.worksheets[0])
    if without_names:
        book.defined_names.clear()
    book.save(path)
    return path


def findings(form: Path, path: Path) -> list[Finding]:
    (file,) = xltool.check([path], templates=form / "templates").files
    return list(file.findings)


def rules_of(form: Path, path: Path) -> list[str]:
    return sorted({finding.rule for finding in findings(form, path)})


# --- what is drawn ----------------------------------------------------------------------------------------------------


def test_labels_headings_numbers_gaps_and_sums_have_their_places(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(built(GRIDS, tmp_path), data_only=True)["资金与人员"]
    rows = [[cell.value for cell in row] for row in sheet["A4:G14"]]
    assert rows[0] == ["序号", "资金来源", "年初预算\n（元）", "全年预算\n（元）", "执行数\n（元）", "执行率", "说明"]
    assert rows[1][:2] == ["资金总额", None]
    assert rows[1][2:] == [110.15, 130.25, 60.1, 0.461420345489, "×"]
    assert rows[2] == ["1", "财政资金", 100.1, 120.2, 60.1, 0.5, "含结转"]
    assert rows[3] == ["2", "专户资金", 10.05, 10.05, "×", "×", None]
    assert rows[5] == ["人员", None, "人数", None, None, None, "核定日期"]
    assert rows[6] == [None, None, "核定数（人）*", None, "实有数（人）*", None, None]
    assert [row[1] for row in rows[7:10]] == ["在编人员", "辅助人员", "合计"]
    assert (rows[9][2], rows[9][4], rows[9][6]) == (25, 24, "—")
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A5:B5", "C9:F9", "G9:G10", "B9:B10", "C10:D10", "C13:D13", "A9:A13"} <= merged


def test_only_what_is_typed_is_unlocked(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(built(MONTHLY, tmp_path))["半年报"]
    unlocked = {cell.coordinate for row in sheet["A5:I16"] for cell in row if not cell.protection.locked}
    assert unlocked == {f"{column}{row}" for column in "CDEFGH" for row in range(6, 16)}
    formulas = {cell.coordinate for row in sheet["A5:I16"] for cell in row if cell.data_type == "f"}
    assert formulas == {f"I{row}" for row in range(6, 17)} | {f"{column}16" for column in "CDEFGH"}
    assert sheet["C16"].number_format == sheet["C6"].number_format == "#,##0.00"
    assert sheet["C16"].fill.fgColor.rgb != sheet["C6"].fill.fgColor.rgb


def test_a_number_of_a_row_is_not_marked_as_a_number_in_a_text(tmp_path: Path) -> None:
    path = built(MONTHLY, tmp_path)
    sheet = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode()
    (ignored,) = sheet.split("<ignoredError ")[1:]
    assert {f"A{row}" for row in range(6, 16)} <= set(ignored.split('"')[1].split())


def test_messages_call_a_cell_by_its_row_and_its_column(tmp_path: Path) -> None:
    schema = load_definition(GRIDS / "templates" / "grids.yaml").schema
    assert [schema.title_of(path) for path in ("fiscal.initial", "funds.rate", "staff.all.actual")] == [
        "财政资金·年初预算",
        "资金总额·执行率",
        "合计·实有数",
    ]
    path = altered(built(GRIDS, tmp_path), lambda sheet: sheet.__setitem__("C6", "很多"))
    (finding,) = [finding for finding in findings(GRIDS, path) if finding.rule == "value.type"]
    assert finding.message.zh.startswith("“财政资金·年初预算”")


def test_the_instructions_tell_each_column_once(tmp_path: Path) -> None:
    guide = openpyxl.load_workbook(built(MONTHLY, tmp_path))["填报说明"]
    told = {row[0]: row[2] for row in guide.iter_rows(values_only=True) if row[0]}
    assert str(told["1月（万元）（一般公共服务支出等 10 行）"]).startswith("必填；")
    assert told["合计（万元）（一般公共服务支出等 11 行）"] == "自动计算，不用填写：SUM(1月, 2月, 3月, 4月, 5月, 6月)"
    assert told["合计·1月（万元）"] == "自动计算，不用填写：本列之和"


def test_the_rule_reference_lists_sums_with_what_they_read() -> None:
    entries = {entry.id: entry for entry in xltool.rules("grids", templates=GRIDS / "templates")}
    total = entries["funds.initial"]
    assert (total.kind, total.formula) == ("computed", "SUM(fiscal.initial, special.initial, other.initial)")
    assert total.fields == ("fiscal.initial", "special.initial", "other.initial")
    assert entries["funds.rate"].formula == "IF(funds.full=0, 0, funds.done/funds.full)"


def test_the_monthly_report_needs_no_rule_for_a_total_and_few_lines() -> None:
    template = (MONTHLY / "templates" / "monthly-report.yaml").read_text(encoding="utf-8")
    schema = (MONTHLY / "rules" / "monthly-report.schema.json").read_text(encoding="utf-8")
    assert len(template.splitlines()) <= 40
    assert len(schema.splitlines()) <= 60
    assert "x-rules" not in json.loads(schema)
    assert "row:" not in template


# --- what comes back --------------------------------------------------------------------------------------------------


@BOTH
def test_what_comes_back_is_the_document(form: Path, tmp_path: Path) -> None:
    path = built(form, tmp_path)
    assert xltool.read(path, templates=form / "templates").data == DOCUMENTS[form]
    assert findings(form, path) == []


@BOTH
@pytest.mark.parametrize("without_names", [False, True], ids=["names", "no names"])
@pytest.mark.parametrize("line", ["rows above", "a row within", "a column before", "a column within", "both"])
def test_a_grid_that_moved_is_found_by_its_labels(form: Path, line: str, tmp_path: Path, *, without_names: bool) -> None:
    def move(sheet: Worksheet) -> None:
        sheet.merged_cells.ranges.clear()
        if line in ("rows above", "both"):
            sheet.insert_rows(4, 2)
        if line == "a row within":
            sheet.insert_rows(7)
        if line == "a column before":
            sheet.insert_cols(1)
        if line in ("a column within", "both"):
            sheet.insert_cols(5)

    path = altered(built(form, tmp_path), move, without_names=without_names)
    read = xltool.read(path, templates=form / "templates")
    assert read.data == DOCUMENTS[form]
    assert "layout.moved" in rules_of(form, path)
    assert not {"field.not-found", "input.doubtful", "label.changed"} & {finding.rule for finding in read.findings}


@pytest.mark.parametrize(
    ("cell", "text"),
    [("B6", "财政"), ("C4", "预算"), ("A6", "7"), ("E7", "0"), ("A5", "总计"), ("B4", "来源"), ("G5", "不用填")],
    ids=["row", "heading", "number", "gap", "total", "corner", "gap of the total"],
)
def test_an_altered_text_is_named_and_the_values_are_read(cell: str, text: str, tmp_path: Path) -> None:
    path = altered(built(GRIDS, tmp_path), lambda sheet: sheet.__setitem__(cell, text))
    assert xltool.read(path, templates=GRIDS / "templates").data == DOCUMENTS[GRIDS]
    (finding,) = [finding for finding in findings(GRIDS, path) if finding.rule == "label.changed"]
    assert finding.location is not None
    assert (finding.location.cell, finding.value) == (cell, text)


def test_a_heading_that_is_gone_where_columns_moved_and_names_are_lost_is_not_guessed(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        sheet.merged_cells.ranges.clear()
        sheet["D4"] = None
        sheet.insert_cols(4)

    path = altered(built(GRIDS, tmp_path), change, without_names=True)
    read = xltool.read(path, templates=GRIDS / "templates")
    assert (read.get("fiscal.initial"), read.get("fiscal.full")) == (Decimal("100.1"), None)
    assert "fiscal.full" in {finding.field for finding in read.findings if finding.rule == "field.not-found"}


def test_a_number_that_stands_elsewhere_too_leads_nowhere(tmp_path: Path) -> None:
    data = copy.deepcopy(DOCUMENTS[GRIDS])
    data["fiscal"]["note"], data["other"]["note"] = "1", "×"

    def change(sheet: Worksheet) -> None:
        sheet.merged_cells.ranges.clear()
        sheet.insert_rows(4)

    path = altered(built(GRIDS, tmp_path, data), change)
    read = xltool.read(path, templates=GRIDS / "templates")
    assert read.data == data
    assert "label.changed" not in {finding.rule for finding in read.findings}


# --- sums -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("inserted", [0, 3], ids=["in place", "moved"])
def test_an_overwritten_total_is_found_with_both_values(inserted: int, tmp_path: Path) -> None:
    """The faulty filling, as it was typed in the totals when they were typed."""
    typed = load_document(MONTHLY / "data" / "U3.json")
    expected = json.loads((MONTHLY / "data" / "U3.expected.json").read_text(encoding="utf-8"))["differences"]
    columns = dict(zip(["month_1", "month_2", "month_3", "month_4", "month_5", "month_6", "total"], "CDEFGHI", strict=True))

    def overwrite(sheet: Worksheet) -> None:
        for name, column in columns.items():
            sheet[f"{column}16"] = float(typed["sum"][name])
        for row, item in enumerate([key for key in typed if key.startswith("item_")], start=6):
            sheet[f"I{row}"] = float(typed[item]["total"])
        if inserted:
            sheet.merged_cells.ranges.clear()
            sheet.insert_rows(5, inserted)

    path = altered(built(MONTHLY, tmp_path, typed), overwrite)
    found = [finding for finding in findings(MONTHLY, path) if finding.rule == "formula.overwritten"]
    assert sorted(str(finding.field) for finding in found) == expected
    (third,) = [finding for finding in found if finding.field == "sum.month_3"]
    assert third.value == {"found": Decimal("181.5"), "computed": Decimal("281.5")}
    assert str(third.location) == f"半年报!E{16 + inserted}"
    assert third.message.zh.startswith("“合计·3月”由公式自动计算，此处被改为“181.5”，应为“281.5”")
    assert xltool.read(path, templates=MONTHLY / "templates").get("sum.month_3") == Decimal("281.5")


def test_a_marked_return_computes_again_and_notes_what_was_typed(tmp_path: Path, run: Run) -> None:  # noqa: F811 - the fixture
    path = altered(built(MONTHLY, tmp_path), lambda sheet: sheet.__setitem__("C16", 99))
    run("check", path, "--templates", MONTHLY / "templates", "--annotate", tmp_path / "marked")
    (marked,) = (tmp_path / "marked").glob("*.xlsx")
    sheet = openpyxl.load_workbook(marked)["半年报"]
    assert sheet["C16"].data_type == "f"
    assert sheet["C16"].comment is not None
    assert "99" in sheet["C16"].comment.text
    assert openpyxl.load_workbook(marked, data_only=True)["半年报"]["C16"].value == 78.58


def test_a_rule_over_a_sum_is_shown_at_its_cell(tmp_path: Path) -> None:
    data = copy.deepcopy(DOCUMENTS[GRIDS])
    data["fiscal"]["done"] = Decimal(500)
    path = built(GRIDS, tmp_path, data)
    (finding,) = findings(GRIDS, path)
    assert (finding.rule, str(finding.location), finding.value) == ("G1", "资金与人员!E5", Decimal(500))


def test_a_sum_of_what_cannot_be_read_is_not_judged(tmp_path: Path) -> None:
    path = altered(built(GRIDS, tmp_path), lambda sheet: sheet.__setitem__("E6", "五百"))
    assert [finding.rule for finding in findings(GRIDS, path)] == ["value.type"]
