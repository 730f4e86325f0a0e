"""A marked return is the sender's own form made whole, with every finding at its cell."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from tests.annotate.support import (
    FORM,
    LIST,
    checked,
    definition,
    links,
    of_the_form,
    returned,
    seed,
    send,
    sheet,
    table,
)
from tests.referees import require_ooxml
from tests.referees.ooxml import ooxml_errors
from xltool import annotate, build, check, read
from xltool.base.findings import SEVERITY_NAMES
from xltool.checking.check_report import FileReport
from xltool.workbook.form_copy import Issue
from xltool.workbook.styles import ERROR_FILL, INPUT_FILL, WARNING_FILL

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

CLEAN = Path(__file__).parents[1] / "definitions" / "clean"


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> tuple[FileReport, Path]:
    """The real form of 2022, checked and handed back."""
    folder = tmp_path_factory.mktemp("seed")
    return returned(send(folder / "报送.xlsx"), folder / "returns")


def fill(path: Path, cell: str) -> str:
    return "#" + str(sheet(path)[cell].fill.fgColor.rgb)[2:]


def note(path: Path, cell: str) -> str:
    found = sheet(path)[cell].comment
    return found.text if found else ""


# --- what comes back --------------------------------------------------------------------------------------------------


def test_reading_the_return_gives_the_same_document(marked: tuple[FileReport, Path]) -> None:
    report, path = marked
    assert read(path).data == report.document.data


def test_checking_the_return_gives_the_same_findings(marked: tuple[FileReport, Path]) -> None:
    report, path = marked
    assert of_the_form(checked(path).findings) == of_the_form(report.findings)


def test_the_return_of_a_return_has_no_new_findings(marked: tuple[FileReport, Path], tmp_path: Path) -> None:
    _, again = returned(marked[1], tmp_path)
    assert [finding.rule for finding in checked(again).findings] == [finding.rule for finding in checked(marked[1]).findings]


def test_unit_campaign_and_signature_are_kept(tmp_path: Path) -> None:
    sent = send(tmp_path / "a.xlsx", issue=Issue(unit="CZ-CG", campaign="2022-1", signature="abc123"))
    _, path = returned(sent, tmp_path / "returns")
    document = read(path)
    assert (document.unit, document.campaign, document.signature) == ("CZ-CG", "2022-1", "abc123")


def test_form_is_locked_and_whole(marked: tuple[FileReport, Path], tmp_path: Path) -> None:
    whole, back = openpyxl.load_workbook(send(tmp_path / "whole.xlsx")), openpyxl.load_workbook(marked[1])
    assert set(back.defined_names) == set(whole.defined_names)
    assert {name: back[name].sheet_state for name in back.sheetnames if name != LIST} == {
        name: whole[name].sheet_state for name in whole.sheetnames
    }
    assert all(page.protection.sheet for page in back.worksheets)
    assert back.security.lockStructure
    assert dropdowns(back[FORM]) == dropdowns(whole[FORM])
    assert formulas(back) == formulas(whole)


def dropdowns(page: Any) -> list[tuple[str, str, str]]:
    return sorted((str(rule.sqref), rule.type, rule.formula1) for rule in page.data_validations.dataValidation)


def formulas(book: Any) -> dict[str, str]:
    return {
        f"{page.title}!{cell.coordinate}": cell.value
        for page in book.worksheets
        for row in page.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def test_damage_is_made_good(tmp_path: Path) -> None:
    """A label altered, a formula overwritten, dropdowns and protection gone, the hidden sheet deleted: all whole again."""
    sent = send(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(sent)
    page = book[FORM]
    page.protection.sheet = False
    page.data_validations.dataValidation = []
    page["A4"], page["A1"] = "项目的名字", "可以报送"
    for name in [name for name in book.defined_names if name.startswith("xltool.")]:
        del book.defined_names[name]
    del book["_xltool"]
    book.save(sent)
    report, path = returned(sent, tmp_path / "returns")
    assert {"label.changed", "template.recognised"} <= {finding.rule for finding in report.findings}
    again = checked(path)
    assert {finding.rule for finding in again.findings}.isdisjoint({"label.changed", "template.recognised"})
    assert again.document.data == report.document.data
    assert of_the_form(again.findings) == of_the_form(report.findings)
    assert sheet(path)["A4"].value == "项目名称*"
    assert sheet(path)["A1"].data_type == "f"


# --- marks ------------------------------------------------------------------------------------------------------------


def test_every_error_and_warning_at_an_input_stands_in_a_note_there(marked: tuple[FileReport, Path]) -> None:
    report, path = marked
    page = sheet(path)
    for finding in (finding for finding in report.findings if finding.severity != "info"):
        if finding.field and ("." in finding.field.rpartition("]")[2] or finding.field in definition().schema.fields):
            assert finding.location is not None
            comment = page[finding.location.cell].comment
            assert comment is not None, finding
            assert f"【{SEVERITY_NAMES[finding.severity].zh}】{finding.message.zh}" in comment.text
            assert "schema." not in comment.text
            assert "." in finding.rule or f"[{finding.rule}]" in comment.text


def test_a_note_lists_the_worst_first(tmp_path: Path) -> None:
    _, path = returned(send(tmp_path / "a.xlsx", seed(**{"indicators[0].level3": "立项、依据、充分性" * 12})), tmp_path / "returns")
    lines = note(path, "C37").splitlines()
    assert len(lines) > 1
    severities = [line[1:3] for line in lines]
    assert severities == sorted(severities, key=["错误", "提醒", "参考"].index)


def test_infos_are_for_those_who_check(marked: tuple[FileReport, Path]) -> None:
    """The reports have them; the sender's copy neither lists nor marks them."""
    report, path = marked
    assert "info" in {finding.severity for finding in report.findings}
    page = sheet(path)
    notes = [cell.comment.text for row in page.iter_rows() for cell in row if cell.comment]
    assert notes
    assert not any("【参考】" in text for text in notes)
    assert {row["级别"] for row in table(path)} == {"错误", "提醒"}


def test_no_hint_covers_what_a_note_says(marked: tuple[FileReport, Path]) -> None:
    """The hint on entering a cell goes from the fields with a problem, and stays at the others."""
    page = sheet(marked[1])
    noted = {cell.coordinate for row in page.iter_rows() for cell in row if cell.comment}
    hints = [rule for rule in page.data_validations.dataValidation if rule.prompt]
    assert hints
    assert not any(cell in rule.sqref for rule in hints for cell in noted)


def test_a_cell_without_findings_has_no_note(marked: tuple[FileReport, Path]) -> None:
    assert note(marked[1], "B7") == ""


def test_what_only_we_can_see_keeps_its_colour(marked: tuple[FileReport, Path]) -> None:
    assert fill(marked[1], "B9") == WARNING_FILL  # cut off in mid-sentence: no formula sees that
    assert fill(marked[1], "B7") == INPUT_FILL


def test_what_the_workbook_sees_itself_is_left_to_it(marked: tuple[FileReport, Path]) -> None:
    """The colour goes as soon as the sender has put the cell right."""
    assert fill(marked[1], "E43") == INPUT_FILL
    assert "R42" in note(marked[1], "E43")


def test_a_pattern_is_marked_by_us(tmp_path: Path) -> None:
    _, path = returned(send(tmp_path / "a.xlsx", seed(**{"project.phone": "123"})), tmp_path / "returns")
    assert "R13" in note(path, "G7")
    assert fill(path, "G7") == ERROR_FILL


def test_a_lasting_colour_yields_to_a_worse_live_one(marked: tuple[FileReport, Path]) -> None:
    """Conditional formats: our own colour stands only as long as the live mark is no worse than it."""
    rules = [
        (str(cells.sqref), rule.formula[0], rule.priority)
        for cells in sheet(marked[1]).conditional_formatting
        for rule in cells.rules
        if "mark.indicators.level3" in rule.formula[0]
    ]
    lasting = [rule for rule in rules if "<=" in rule[1]]
    live = [rule for rule in rules if "<=" not in rule[1]]
    assert any("C48" in rule[0] and rule[1].endswith("<=2") for rule in lasting)
    assert max(rule[2] for rule in lasting) < min(rule[2] for rule in live)


# --- the list ---------------------------------------------------------------------------------------------------------


def test_list_stands_after_the_form(marked: tuple[FileReport, Path]) -> None:
    assert openpyxl.load_workbook(marked[1]).sheetnames[:2] == [FORM, LIST]


def test_list_begins_with_how_many_are_to_be_corrected(marked: tuple[FileReport, Path]) -> None:
    assert sheet(marked[1], LIST)["A1"].value == "须改 2 项，请核实 39 项"


def test_list_has_a_line_for_each_error_and_one_for_the_warnings_of_a_rule(marked: tuple[FileReport, Path]) -> None:
    report, path = marked
    rows = table(path)
    errors = [finding.rule for finding in report.findings if finding.severity == "error"]
    warnings = {finding.rule for finding in report.findings if finding.severity == "warning"}
    assert sorted(row["编号"] for row in rows if row["级别"] == "错误") == sorted(errors)
    assert sorted(row["编号"] for row in rows if row["级别"] == "提醒") == sorted(warnings)
    assert [row["级别"] for row in rows] == ["错误"] * 2 + ["提醒"] * len(warnings)
    assert sheet(path, LIST).auto_filter.ref == f"A4:F{4 + len(rows)}"


def test_a_line_for_several_cells_names_them(marked: tuple[FileReport, Path]) -> None:
    report, path = marked
    for row in table(path):
        cells = [
            found.location.cell for found in report.findings if found.rule == row["编号"] and found.location and found.severity != "info"
        ]
        assert row["单元格"].startswith(cells[0]), row
        assert len(cells) <= 6 or row["单元格"].endswith(f" 等 {len(cells)} 处"), row


def test_what_is_checked_on_receipt_only_says_so(marked: tuple[FileReport, Path]) -> None:
    """What the workbook checks itself does not: its colour goes with the problem."""
    said = {row["编号"]: row["问题与改法"] for row in table(marked[1])}
    assert "改后由收表单位核对" in said["R16"], said
    assert "改后由收表单位核对" not in said["R42"] + said["R24"]
    assert "（改后由收表单位核对）" in note(marked[1], "B9")
    assert "改后由收表单位核对" not in note(marked[1], "E43")


def test_all_columns_are_in_view_on_a_small_screen(marked: tuple[FileReport, Path]) -> None:
    """1,366 pixels less row heads, scroll bar and side bar, where a program draws digits of 10 pixels; the problem comes before the rule's id."""
    page = sheet(marked[1], LIST)
    assert [cell.value for cell in page[4]] == ["级别", "单元格", "问题与改法", "栏目", "填写的内容", "编号"]
    assert sum(page.column_dimensions[letter].width for letter in "ABCDEF") * 10 <= 1366 - 100


def test_list_says_where_and_what(marked: tuple[FileReport, Path]) -> None:
    (row,) = [row for row in table(marked[1]) if row["编号"] == "R24"]
    assert row == {
        "级别": "错误",
        "单元格": "E21",
        "栏目": "支出 · 全年（程）预算数",
        "填写的内容": "2766800",
        "编号": "R24",
        "问题与改法": "支出合计 2,766,800.00，资金总额 276.68，相差一万倍：疑似有的以元填报，请统一为万元",
    }


def test_links_land_on_the_cells_of_the_return(tmp_path: Path) -> None:
    """Also when the sender had inserted rows: the return has the fields at the template's own places."""
    sent = send(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(sent)
    page = book[FORM]
    for area in list(page.merged_cells.ranges):
        area.shift(row_shift=2 if area.min_row > 3 else 0)
    page.insert_rows(4, 2)
    book.save(sent)
    report, path = returned(sent, tmp_path / "returns")
    assert "layout.moved" in {finding.rule for finding in report.findings}
    (wrong,) = [finding for finding in report.findings if finding.rule == "R24"]
    assert wrong.location is not None
    assert wrong.location.cell == "E23"
    row = next(number for number, found in enumerate(table(path), start=5) if found["编号"] == "R24")
    assert links(path)[f"B{row}"].location == f"'{FORM}'!E21"
    assert sheet(path)["E21"].value == 2766800


def test_a_return_speaks_the_language_of_the_form(tmp_path: Path) -> None:
    """The name is for those who check; what the sender reads is in the language of the form."""
    _, path = returned(send(tmp_path / "a.xlsx"), tmp_path / "returns", lang="en")
    assert path.name == "a.marked.xlsx"
    rows = table(path)
    assert rows[0]["级别"] == "错误"
    assert "[R42]" in note(path, "E43")


def test_an_altered_label_is_listed_with_its_old_cell_and_marked_nowhere(tmp_path: Path) -> None:
    sent = send(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(sent)
    book[FORM]["A4"] = "项目的名字"
    book.save(sent)
    _, path = returned(sent, tmp_path / "returns")
    (row,) = [row for row in table(path) if row["问题与改法"].startswith("表样被改动")]
    assert not row["编号"], "ids of xltool's own say nothing to a clerk"
    assert row["单元格"] == "A4（原文件）"
    assert note(path, "A4") == ""


def test_nothing_found_says_so(tmp_path: Path) -> None:
    report = checked(send(tmp_path / "a.xlsx"))
    (path,) = annotate(replace(report, findings=()), tmp_path / "returns")
    assert sheet(path, LIST)["A5"].value == "没有发现问题。"


# --- referees ---------------------------------------------------------------------------------------------------------


def test_open_xml_validator_accepts_it(marked: tuple[FileReport, Path]) -> None:
    require_ooxml()
    assert ooxml_errors(marked[1]) == []


def test_sender_corrects_the_return_and_sends_it_again(marked: tuple[FileReport, Path], office: LibreOffice, tmp_path: Path) -> None:
    """In LibreOffice: the live count falls, and the file that comes back has one error fewer."""
    with office.open(marked[1]) as book:
        book.recalculate()
        assert book.value("check.R42") == 1
        book.fill({("indicators.full_year", 6): "=100%"})
        book.recalculate()
        assert book.value("check.R42") == 0
        book.save_as(tmp_path / "corrected.xlsx")
    before, after = {finding.rule for finding in marked[0].findings}, checked(tmp_path / "corrected.xlsx")
    assert after.document.get("indicators[6].full_year") == "=100%"
    assert before - {finding.rule for finding in after.findings} == {"R42"}


def test_notes_are_not_printed(marked: tuple[FileReport, Path]) -> None:
    """They open where the pointer rests, and cover nothing on paper."""
    book = openpyxl.load_workbook(marked[1])
    assert all(page.page_setup.cellComments in (None, "none") for page in book.worksheets)
    with zipfile.ZipFile(marked[1]) as archive:
        drawings = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".vml")]
    assert drawings
    assert all("visibility:hidden" in drawing and "visibility:visible" not in drawing for drawing in drawings)


def test_a_row_is_as_high_as_the_problem_beside_it(tmp_path: Path) -> None:
    """In a column of 16 characters it takes several lines, in the first rows of the form as in any other."""
    folder = CLEAN / "repeats-sheets"
    path = build(folder / "templates" / "repeats-sheets.yaml", tmp_path / "form.xlsx", data=folder / "document.json")
    book = openpyxl.load_workbook(path)
    book["第1批"]["E4"] = "5.."
    book.save(path)
    (made,) = annotate(check([path], templates=folder / "templates").files[0], tmp_path / "returns")
    rows = openpyxl.load_workbook(made)["第1批"].row_dimensions
    assert rows[4].height > 2 * rows[5].height
