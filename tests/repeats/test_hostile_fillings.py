"""What senders do to blocks that look alike: rows deleted, blocks pasted over others or below the form, sheets copied, renamed and deleted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.cell.cell import MergedCell

import xltool
from tests.repeats.test_arrangements import CLEAN
from tests.repeats.test_arrangements import built as built_of

if TYPE_CHECKING:
    from xltool.base.findings import Finding
    from xltool.checking.check_report import FileReport

SHEETS, BESIDE = "repeats-sheets", "repeats-beside"


def opened(name: str, folder: Path) -> openpyxl.Workbook:
    """The clean document of a form in its workbook, with merged cells on the first sheet parted: openpyxl does not move them."""
    return openpyxl.load_workbook(built_of(name, folder))


def part(sheet: Any) -> Any:
    """Part the merged cells of a sheet, which openpyxl does not move."""
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    return sheet


def paste(sheet: Any, source: str, target: str) -> None:
    """Copy the contents of some cells, labels and formulas too, to where another cell is the first."""
    first = sheet[target]
    values = [[cell.value for cell in row] for row in sheet[source]]
    for down, row in enumerate(values):
        for across, value in enumerate(row):
            cell = first.offset(down, across)
            if not isinstance(cell, MergedCell):
                cell.value = value


def checked(book: openpyxl.Workbook, name: str, folder: Path) -> FileReport:
    """The report of a workbook as it is now."""
    book.save(folder / "sent.xlsx")
    (report,) = xltool.check([folder / "sent.xlsx"], templates=CLEAN / name / "templates").files
    return report


def told(report: FileReport) -> list[tuple[str, str | None, str | None]]:
    """Rule, field and cell of the findings."""
    return [(one.rule, one.field, cell_of(one)) for one in report.findings]


def cell_of(finding: Finding) -> str | None:
    """The cell of a finding, if it has one."""
    return finding.location.cell if finding.location else None


def test_a_block_pasted_below_the_form_is_named_cell_by_cell(tmp_path: Path) -> None:
    book = opened("repeats", tmp_path)
    paste(book.worksheets[0], "A5:F16", "A53")
    (finding,) = checked(book, "repeats", tmp_path).findings
    assert (finding.rule, cell_of(finding)) == ("content.stray", "A53")
    assert "A53:A59" in finding.message.zh


def test_what_stands_below_a_table_that_does_not_end_its_sheet_is_told_of(tmp_path: Path) -> None:
    """Entries below the last table of a sheet are rows of it only where it ends the sheet."""
    book = opened("lookups", tmp_path)
    book.worksheets[0]["A41"], book.worksheets[0]["E41"] = "A01", 3
    assert told(checked(book, "lookups", tmp_path)) == [("content.stray", None, "A41")]


def test_a_block_pasted_over_another_is_read_and_its_heading_told_of(tmp_path: Path) -> None:
    book = opened("repeats", tmp_path)
    paste(book.worksheets[0], "A5:F16", "A17")
    report = checked(book, "repeats", tmp_path)
    assert told(report) == [("label.changed", None, "A17"), ("R1", "total", "F3")]
    assert [block["leader"] for block in report.document.get("projects")] == ["陈丽", "陈丽"]


def test_a_block_whose_rows_were_deleted_is_one_finding(tmp_path: Path) -> None:
    book = opened("repeats", tmp_path)
    part(book.worksheets[0]).delete_rows(17, 12)
    report = checked(book, "repeats", tmp_path)
    assert told(report) == [("layout.moved", None, None), ("field.not-found", None, None), ("R1", "total", "F3")]
    assert report.findings[1].message.zh.startswith("“项目 2”在表中无法定位")
    assert [block["name"] for block in report.document.get("projects")] == ["水稻新品种选育"]


def test_a_required_block_whose_rows_were_deleted_is_not_asked_for(tmp_path: Path) -> None:
    """That it is blank is not known: the finding of the block is all that is said."""
    book = openpyxl.load_workbook(built_of("repeats", tmp_path, {"unit": {"name": "甲"}, "total": 1, "projects": []}))
    part(book.worksheets[0]).delete_rows(5, 12)
    report = checked(book, "repeats", tmp_path)
    assert [rule for rule, *_ in told(report)] == ["layout.moved", "field.not-found"]


@pytest.mark.parametrize("row", [10, 11, 15])
def test_fields_below_a_table_are_found_when_a_row_of_it_was_deleted(row: int, tmp_path: Path) -> None:
    book = opened("repeats", tmp_path)
    part(book.worksheets[0]).delete_rows(row)
    report = checked(book, "repeats", tmp_path)
    assert not [rule for rule, *_ in told(report) if rule != "layout.moved"]
    assert str(report.document.location("projects[0].rest")) == "项目申报表!D15"
    n_items = [len(block["items"]) for block in report.document.get("projects")]
    assert n_items == ([2, 1] if row == 15 else [1, 1])


def test_the_words_of_a_label_below_a_table_may_be_typed_into_it(tmp_path: Path) -> None:
    book = opened("repeats", tmp_path)
    book.worksheets[0]["B15"] = "明细合计（万元）"
    report = checked(book, "repeats", tmp_path)
    assert report.document.get("projects[0].items[2].what") == "明细合计（万元）"
    assert {field for rule, field, _ in told(report) if rule == "schema.required"} == {
        "projects[0].items[2].kind",
        "projects[0].items[2].amount",
    }


def test_a_copy_of_a_sheet_of_a_block_is_read_where_one_is_blank(tmp_path: Path) -> None:
    book = opened(SHEETS, tmp_path)
    copy = book.copy_worksheet(book["第1批"])
    copy.title, copy["C2"] = "第1批 (2)", "第四批"
    report = checked(book, SHEETS, tmp_path)
    assert [block["name"] for block in report.document.get("batches")] == ["上半年", "下半年", "第四批"]
    assert [one for one in told(report) if one[0].startswith("form.")] == [("form.copy-read", None, "C2")]


def test_a_copy_for_which_there_is_no_sheet_is_one_error(tmp_path: Path) -> None:
    book = opened(SHEETS, tmp_path)
    for cell, value in (("C2", "三"), ("B4", "A01"), ("D4", "1"), ("E4", "1")):
        book["第3批"][cell] = value
    copy = book.copy_worksheet(book["第1批"])
    copy.title, copy["C2"] = "第4批", "四"
    report = checked(book, SHEETS, tmp_path)
    (finding,) = [one for one in report.findings if one.rule.startswith("form.")]
    assert (finding.rule, finding.value) == ("form.second-copy", "第4批")


def test_a_deleted_sheet_of_a_required_block_is_one_finding(tmp_path: Path) -> None:
    book = opened(SHEETS, tmp_path)
    del book["第2批"]
    report = checked(book, SHEETS, tmp_path)
    assert told(report) == [("sheet.missing", None, None)]


def test_another_block_takes_the_place_of_one_whose_sheet_is_gone(tmp_path: Path) -> None:
    book = opened(SHEETS, tmp_path)
    book["第3批"]["C2"] = "三"
    del book["第2批"]
    report = checked(book, SHEETS, tmp_path)
    assert told(report) == [("sheet.missing", None, None), ("schema.minItems", "batches[1].items", "A3")]
    assert report.document.get("batches[1].name") == "三"


@pytest.mark.parametrize(("name", "sheet"), [("applies", "附页"), ("pages", "基本情况"), ("two-sheets", "Budget lines")], ids=str)
def test_a_deleted_sheet_of_any_form_is_one_finding(name: str, sheet: str, tmp_path: Path) -> None:
    """Nothing on it is called blank, and rules that read a table on it are skipped."""
    book = opened(name, tmp_path)
    del book[sheet]
    assert told(checked(book, name, tmp_path)) == [("sheet.missing", None, None)]


def test_sheets_in_another_order_are_read_by_their_names(tmp_path: Path) -> None:
    book = opened(SHEETS, tmp_path)
    book.move_sheet("第2批", -2)
    book.move_sheet("汇总", 3)
    report = checked(book, SHEETS, tmp_path)
    assert not report.findings
    assert [block["name"] for block in report.document.get("batches")] == ["上半年", "下半年"]


def test_blocks_beside_each_other_are_found_when_a_column_came_in(tmp_path: Path) -> None:
    book = opened(BESIDE, tmp_path)
    part(book.worksheets[0]).insert_cols(5)
    report = checked(book, BESIDE, tmp_path)
    assert [block["name"] for block in report.document.get("partners")] == ["North", "South"]
    assert told(report) == [("layout.moved", None, None)]


def test_a_fourth_block_beside_three_is_told_of(tmp_path: Path) -> None:
    book = opened(BESIDE, tmp_path)
    paste(book.worksheets[0], "A6:C18", "J6")
    assert told(checked(book, BESIDE, tmp_path)) == [("content.stray", None, "J6")]


def test_findings_of_blocks_say_in_which_block_they_are(tmp_path: Path) -> None:
    book = opened("repeats", tmp_path)
    book.worksheets[0]["F18"], book.worksheets[0]["C22"] = None, "约5"
    report = checked(book, "repeats", tmp_path)
    (returned,) = xltool.annotate(report, tmp_path / "returns")
    rows = list(openpyxl.load_workbook(returned)["问题清单"].iter_rows(min_row=5, values_only=True))
    assert [row[3] for row in rows[:2]] == ["项目 2 · 预算", "项目 2 · 支出明细 · 金额"]
