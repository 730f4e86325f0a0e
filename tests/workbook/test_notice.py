"""What a campaign tells those who fill in its form: below the title, in the instructions, above and below every page."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xltool
from tests.workbook.test_blank_form import same
from xltool.checking.check_report import FileReport
from xltool.form.complete_document import complete
from xltool.form.notice import NOTICE_HEAD, Notice
from xltool.form.sheet_names import GUIDE_SHEET
from xltool.rules.definition import Definition
from xltool.rules.load import load_definition
from xltool.rules.shelf import forms
from xltool.workbook.assemble import build_workbook
from xltool.workbook.form_copy import FormCopy, Issue, fingerprint_of
from xltool.workbook.template_cache import TemplateCache

SIGNATURE = "3f9a12bc" + "5e" * 28
NOTICE = Notice(
    campaign="2026 年度绩效目标申报",
    issuer="市财政局绩效管理科",
    contact="张三，0519-00000000",
    deadline="2026年12月31日（含当日）",
    delivery="回复下发邮件，附上填好的文件",
)
ISSUE = Issue(unit="U1", campaign="c-1", signature=SIGNATURE, fingerprint=fingerprint_of(SIGNATURE), notice=NOTICE)
FORM = "project-performance-target"
TITLE = "A2"


def form(form_id: str = FORM) -> Definition:
    return load_definition(form_id)


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def checked(path: Path) -> FileReport:
    (report,) = xltool.check([path]).files
    return report


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def built(issue: Issue = ISSUE, form_id: str = FORM, **values: Any) -> bytes:
    definition = form(form_id)
    return build_workbook(definition, complete(definition.schema, values), issue)


def test_the_title_is_followed_by_deadline_office_contact_way_and_steps() -> None:
    text = opened(built()).worksheets[0][TITLE].value
    title, request, steps, later = text.split("\n")
    assert title == form().schema.title
    assert request == (
        "【报送须知】请在2026年12月31日（含当日）前报送市财政局绩效管理科（联系：张三，0519-00000000）；报送方式：回复下发邮件，附上填好的文件。"
    )
    assert steps.startswith("① 填写黄色单元格；② ")
    assert later == "报回后另核对 25 项（见“填报说明”），核对有误的退回修改。"


def test_what_the_campaign_does_not_say_is_left_out() -> None:
    notice = Notice(campaign="申报", steps=("填表", "报县局。"))
    _, request, steps, _ = opened(built(Issue(notice=notice))).worksheets[0][TITLE].value.split("\n")
    assert (request, steps) == ("【报送须知】请填写后报送。", "① 填表；② 报县局。")


def test_without_a_campaign_the_title_stands_alone() -> None:
    workbook = opened(built(Issue()))
    assert workbook.worksheets[0][TITLE].value == form().schema.title
    guide = workbook[GUIDE_SHEET.zh]
    hidden = [row for row, size in guide.row_dimensions.items() if size.hidden]
    assert [guide.cell(row, 1).value for row in hidden] == [None], "room for a campaign that there is not"
    assert guide.cell(hidden[0] + 1, 1).value.startswith("① 填写黄色单元格\n② ")


def test_the_instructions_say_it_line_by_line() -> None:
    guide = opened(built())[GUIDE_SHEET.zh]
    texts = [row[0] for row in guide.iter_rows(values_only=True) if row[0]]
    place = texts.index("填报步骤")
    assert texts[place + 1].split("\n") == [
        "收集任务：2026 年度绩效目标申报",
        "下发单位：市财政局绩效管理科",
        "联系方式：张三，0519-00000000",
        "截止时间：2026年12月31日（含当日）",
        "报送方式：回复下发邮件，附上填好的文件",
    ]
    assert texts[place + 2].startswith("① ")
    assert not any(size.hidden for size in guide.row_dimensions.values())


def test_the_instructions_say_what_is_checked_on_receipt_only() -> None:
    texts = [row[0] for row in opened(built())[GUIDE_SHEET.zh].iter_rows(values_only=True) if row[0]]
    assert "“可以报送”之后由收表单位核对" in texts[texts.index("收到后还会检查") + 1]


def test_every_page_names_unit_campaign_and_copy() -> None:
    sheet = opened(built(project={"unit": "市图书馆"})).worksheets[0]
    assert (sheet.oddHeader.left.text, sheet.oddHeader.right.text) == ("2026 年度绩效目标申报", "校验码 3F9A12BC")
    assert sheet.oddFooter.left.text == "市图书馆"


@pytest.mark.parametrize("form_id", [one.name for one in forms()])
def test_every_built_in_form_says_it_and_is_read_as_without_it(form_id: str, tmp_path: Path) -> None:
    definition = form(form_id)
    findings = {}
    for name, issue in (("with", ISSUE), ("without", Issue(unit="U1", campaign="c-1", signature=SIGNATURE))):
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(build_workbook(definition, complete(definition.schema, {}), issue))
        findings[name] = [(finding.rule, finding.field) for finding in checked(path).findings]
    workbook: Any = openpyxl.load_workbook(tmp_path / "with.xlsx")
    titles = "".join(
        str(cell.value or "") for cell in workbook.worksheets[0][workbook.worksheets[0][TITLE].row]
    )  # the first column may be hidden
    assert NOTICE_HEAD.say(definition.template.language) in titles
    assert {sheet.oddHeader.left.text for sheet in workbook.worksheets[: len(definition.template.sheets)]} == {NOTICE.campaign}
    assert {sheet.oddHeader.right.text[-8:] for sheet in workbook.worksheets[: len(definition.template.sheets)]} == {"3F9A12BC"}
    assert findings["with"] == findings["without"]
    assert not {rule for rule, _ in findings["with"]} & {"label.changed", "layout.moved", "names.changed"}


def test_a_title_that_was_altered_above_the_notice_is_named(tmp_path: Path) -> None:
    workbook = opened(built())
    sheet = workbook.worksheets[0]
    sheet[TITLE] = sheet[TITLE].value.replace("目标表", "目标的表")
    workbook.save(tmp_path / "form.xlsx")
    (changed,) = [finding for finding in checked(tmp_path / "form.xlsx").findings if finding.rule == "label.changed"]
    assert changed.location is not None
    assert changed.location.cell == TITLE


def test_a_form_that_moved_is_found_by_its_labels(tmp_path: Path) -> None:
    workbook = opened(built(project={"name": "绿化"}))
    workbook.worksheets[0].insert_rows(1, 2)
    workbook.save(tmp_path / "form.xlsx")
    report = checked(tmp_path / "form.xlsx")
    assert report.document.get("project.name") == "绿化"
    assert "label.changed" not in {finding.rule for finding in report.findings}


# --- fast twins -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", ["市图书馆", "A&B <站>", "甲" * 240, None])
def test_a_copy_of_cached_sheets_is_that_which_is_drawn_anew(unit: str | None) -> None:
    data = complete(form().schema, {"project": {"unit": unit}})
    content, plain = same(form(), data, ISSUE), build_workbook(form(), data, Issue())
    assert content != plain


def test_copies_of_a_template_are_those_that_are_rendered() -> None:
    cache = TemplateCache(form(), ["project.unit"])
    for number, unit in enumerate(["市图书馆", "市博物馆", "A&B <站>", "甲" * 240, "-1 站", "市体育馆"]):
        signature = f"{number:08x}" + SIGNATURE[8:]
        issue = Issue(
            unit=f"U{number}", campaign="c-1", signature=signature, fingerprint=fingerprint_of(signature), notice=NOTICE
        )  # fmt: skip
        copy = FormCopy(complete(form().schema, {"project": {"unit": unit}}), issue)
        assert parts(cache.workbook(copy)) == parts(build_workbook(form(), copy.data, copy.issue))


def test_an_upgraded_workbook_keeps_its_fingerprint(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(built())
    upgraded = xltool.upgrade(path, tmp_path / "upgraded.xlsx").path
    workbook: Any = openpyxl.load_workbook(upgraded)
    assert workbook.worksheets[0].oddHeader.right.text == "校验码 3F9A12BC"
