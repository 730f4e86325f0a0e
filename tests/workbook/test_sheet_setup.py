"""Titles, paper, page headers and footers, panes, page breaks, repeated rows and places to sign, as they stand in the workbook."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

import xltool
from tests.referees import require_libreoffice, require_ooxml
from tests.referees.libreoffice import LibreOffice
from tests.referees.ooxml import ooxml_errors
from tests.workbook.full_render import full_render
from tests.workbook.test_blank_form import as_calamine_reads, as_openpyxl_reads
from xltool.base.normalise import label_line
from xltool.form.complete_document import complete
from xltool.form.sheet_setup import LONGEST_LINE, PAPERS, PLACEHOLDERS, PageLine, PageValues, line_length
from xltool.rules.definition import Definition
from xltool.rules.load import load_definition
from xltool.workbook.assemble import build_workbook
from xltool.workbook.build import load_document
from xltool.workbook.form_copy import FormCopy, Issue
from xltool.workbook.template_cache import TemplateCache

PAGES = Path(__file__).parents[1] / "definitions" / "clean" / "pages"
TEMPLATE = PAGES / "templates" / "pages.yaml"


@cache
def pages() -> Definition:
    return load_definition(TEMPLATE)


def document(**changes: Any) -> dict[str, Any]:
    return complete(pages().schema, {**load_document(PAGES / "document.json"), **changes})


def opened(**changes: Any) -> Any:
    return openpyxl.load_workbook(io.BytesIO(build_workbook(pages(), document(**changes))))


def cell_with(sheet: Any, text: str) -> Any:
    (cell,) = [cell for row in sheet.iter_rows() for cell in row if label_line(str(cell.value or "")) == text]
    return cell


# --- titles and paper -------------------------------------------------------------------------------------------------


def test_a_title_block_shows_the_title_of_its_sheet() -> None:
    assert [sheet["A1"].value for sheet in opened().worksheets[:2]] == ["设备检查表（一）基本情况", "设备检查表（二）设备清单"]


def test_each_sheet_has_its_paper() -> None:
    setups = [sheet.page_setup for sheet in opened().worksheets[:2]]
    assert [(int(setup.paperSize), setup.orientation) for setup in setups] == [(PAPERS["A5"], "portrait"), (PAPERS["A3"], "landscape")]
    assert all(setup.fitToHeight == 0 for setup in setups)


@pytest.mark.parametrize("paper", PAPERS)
def test_every_paper_is_one_that_openpyxl_knows(paper: str, tmp_path: Path) -> None:
    shutil.copytree(PAGES, tmp_path, dirs_exist_ok=True)
    template = tmp_path / "templates" / "pages.yaml"
    template.write_text(template.read_text(encoding="utf-8").replace("paper: A5", f"paper: {paper}"), encoding="utf-8")
    workbook: Any = openpyxl.load_workbook(xltool.build(template, tmp_path / "form.xlsx"))
    assert str(workbook.worksheets[0].page_setup.paperSize) == getattr(Worksheet, f"PAPERSIZE_{paper.upper()}")


@pytest.mark.parametrize(("paper", "beside"), [("A3", "A4"), ("A4", "A4"), ("A5", "A4"), ("letter", "letter"), ("legal", "letter")])
def test_lists_and_instructions_go_with_the_paper_of_the_form(paper: str, beside: str, tmp_path: Path) -> None:
    changed("pages", tmp_path, ("paper: A5", f"paper: {paper}"))
    filled = xltool.build(tmp_path / "templates" / "pages.yaml", tmp_path / "in.xlsx", data=document(inspector=None))
    (marked,) = xltool.annotate(xltool.check([filled], templates=tmp_path / "templates"), tmp_path / "marked")
    papers = {
        sheet.title: int(sheet.page_setup.paperSize) for sheet in openpyxl.load_workbook(marked).worksheets if sheet.page_setup.paperSize
    }
    form = {"基本情况": PAPERS[paper], "设备清单": PAPERS["A3"], "维修安排": PAPERS["A4"]}
    assert papers == {**form, **dict.fromkeys(("问题清单", "填报检查", "填报说明"), PAPERS[beside])}


# --- page headers and footers -----------------------------------------------------------------------------------------


def test_page_headers_and_footers_name_the_unit_the_title_and_the_page() -> None:
    sheet = opened().worksheets[0]
    assert sheet.oddHeader.left.text == "县农机站 && 修配厂"
    assert sheet.oddHeader.right.text == "检查 && 维护 设备检查表（一）基本情况"
    assert sheet.oddFooter.left.text == "内部资料"
    assert sheet.oddFooter.center.text == "第 &P 页，共 &N 页"


def test_a_sheet_may_have_no_footer_and_others_have_the_usual_one() -> None:
    workbook = opened()
    assert workbook.worksheets[1].oddFooter.center.text is None
    assert workbook.worksheets[2].oddFooter.center.text == "&P"


def test_a_blank_form_names_no_unit() -> None:
    assert opened(unit=None).worksheets[0].oddHeader.left.text in (None, "")


@pytest.mark.parametrize("placeholder", PLACEHOLDERS)
def test_every_placeholder_stands_for_something(placeholder: str) -> None:
    assert PageLine(left=f"{{{placeholder}}}").say(PageValues("A title", "A unit")) != f"&L{{{placeholder}}}"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (PageLine(), ""),
        (PageLine(left="a", center="b", right="c"), "&La&Cb&Rc"),
        (PageLine(center="R&D"), "&CR&&D"),
        (PageLine(center="{page}-1"), "&C&P&B&B-1"),  # else the number of the page less one
        (PageLine(center="{unit}"), "&C=1+1 &&P {page}"),  # a value holds neither placeholders nor codes
        (PageLine(right="Page {page} of {pages}"), "&RPage &P of &N"),
    ],
)
def test_a_line_is_written_with_its_codes_alone(line: PageLine, said: str) -> None:
    assert line.say(PageValues("T", "=1+1 &P {page}")) == said


@given(st.text(max_size=400), st.text(max_size=40))
def test_no_unit_makes_a_line_too_long_or_adds_a_code(unit: str, title: str) -> None:
    said = PageLine(left="{unit}", right="{title}").say(PageValues(title, unit))
    assert line_length(said) <= LONGEST_LINE
    assert said.replace("&&", "").count("&") == bool(unit) + bool(title)
    assert said.isprintable() or not any(character in said for character in "\r\n\x00")


def test_the_name_of_a_unit_for_which_there_is_no_room_is_cut() -> None:
    text = opened(unit="甲" * 300).worksheets[0].oddHeader.left.text
    assert set(text) == {"甲", "…"}
    assert 200 < len(text) < LONGEST_LINE


# --- fast twins -------------------------------------------------------------------------------------------------------

UNITS = ("县农机站", "县粮站", "A&B <站>", "-1 站", "=1+1", "_x0041_", " 空格 ", "甲" * 230, "甲" * 300, "县教育局")


@pytest.mark.parametrize("unit", [*UNITS, None])
def test_a_workbook_of_cached_sheets_is_that_which_is_drawn_anew(unit: str | None) -> None:
    data, issue = document(unit=unit), Issue(unit="U1")
    fast, plain = build_workbook(pages(), data, issue), full_render(pages(), data, issue)
    assert as_calamine_reads(fast) == as_calamine_reads(plain)
    assert as_openpyxl_reads(fast) == as_openpyxl_reads(plain)
    assert _lines(fast) == _lines(plain)


def _lines(content: bytes) -> list[Any]:
    workbook: Any = openpyxl.load_workbook(io.BytesIO(content))
    return [(sheet.oddHeader.left.text, sheet.oddHeader.right.text, sheet.oddFooter.center.text) for sheet in workbook.worksheets]


def test_workbooks_of_a_template_name_their_own_unit() -> None:
    cache = TemplateCache(pages(), ["unit"])
    for unit in UNITS:
        copy = FormCopy(document(unit=unit), Issue(unit="U1"))
        assert _parts(cache.workbook(copy)) == _parts(build_workbook(pages(), copy.data, copy.issue))


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_page_header_that_names_the_unit_alone_is_added_to_a_sheet_without_any(tmp_path: Path) -> None:
    shutil.copytree(PAGES, tmp_path, dirs_exist_ok=True)
    template = tmp_path / "templates" / "pages.yaml"
    said = template.read_text(encoding="utf-8").replace("footer: {}", 'header: {center: "{unit}"}\n    footer: {}')
    template.write_text(said, encoding="utf-8")
    for unit, header in ((None, None), ("县粮站", "县粮站")):
        workbook: Any = openpyxl.load_workbook(xltool.build(template, tmp_path / "form.xlsx", data=document(unit=unit)))
        assert workbook.worksheets[1].oddHeader.center.text == header


# --- panes, breaks, repeated rows -------------------------------------------------------------------------------------


def test_rows_and_columns_stay_in_view() -> None:
    assert [sheet.freeze_panes for sheet in opened().worksheets[:2]] == ["B3", "A2"]


def test_a_page_begins_where_the_template_breaks() -> None:
    sheet = opened().worksheets[0]
    assert [mark.id for mark in sheet.row_breaks.brk] == [cell_with(sheet, "检查意见").row - 1]


def test_the_rows_that_the_template_names_are_printed_on_every_page() -> None:
    assert [sheet.print_title_rows for sheet in opened().worksheets[:2]] == ["$1:$2", "$1:$2"]


CLEAN = PAGES.parent


def changed(name: str, folder: Path, *replaced: tuple[str, str]) -> Any:
    """The blank workbook of a clean form whose template reads otherwise in places."""
    shutil.copytree(CLEAN / name, folder, dirs_exist_ok=True)
    template = folder / "templates" / f"{name}.yaml"
    text = template.read_text(encoding="utf-8")
    for before, after in replaced:
        assert before in text
        text = text.replace(before, after, 1)
    template.write_text(text, encoding="utf-8")
    return openpyxl.load_workbook(xltool.build(template, folder / "form.xlsx"))


def test_each_block_of_a_repeated_one_may_begin_a_page(tmp_path: Path) -> None:
    template = (CLEAN / "repeats" / "templates" / "repeats.yaml").read_text(encoding="utf-8")
    most = int(re.search(r"most: (\d+)", template)[1])  # type: ignore[index]  # the template says it
    before = re.search(r"\n( +)blocks:\n( +)- ", template.partition("block: repeat")[2])
    assert before is not None
    start = f"\n{before[1]}blocks:\n"
    head, _, tail = template.partition("block: repeat")
    whole = f"{head}block: repeat{tail.replace(start, f'{start}{before[2]}- block: page-break{chr(10)}', 1)}"
    sheet = next(sheet for sheet in changed("repeats", tmp_path, (template, whole)).worksheets if sheet.row_breaks.brk)
    assert len(sheet.row_breaks.brk) == most


def test_the_sheets_of_a_repeated_block_are_numbered_in_title_and_footer(tmp_path: Path) -> None:
    template = (CLEAN / "repeats-sheets" / "templates" / "repeats-sheets.yaml").read_text(encoding="utf-8")
    name = next(line for line in template.split("\n") if "name:" in line and "{number}" in line)
    more = f'{name}\n    title: "No. {{number}}"\n    footer: {{center: "{{title}}: {{page}} of block {{number}}"}}'
    sheets = [
        sheet
        for sheet in changed("repeats-sheets", tmp_path, (name, more)).worksheets
        if ": &P of block" in (sheet.oddFooter.center.text or "")
    ]
    assert [sheet.oddFooter.center.text for sheet in sheets[:2]] == ["No. 1: &P of block 1", "No. 2: &P of block 2"]


# --- labels and places to sign ----------------------------------------------------------------------------------------


def test_a_label_may_say_something_else_than_the_title() -> None:
    workbook = opened()
    assert cell_with(workbook.worksheets[0], "被检查单位（全称）").column == 1
    assert not [cell for row in workbook.worksheets[0].iter_rows() for cell in row if cell.value == "单位名称"]


def test_places_to_sign_are_blank_locked_and_underlined() -> None:
    sheet = opened().worksheets[0]
    for text in ("单位负责人（签字）", "审核人（签字）", "日期", "盖章"):
        label = cell_with(sheet, text)
        room = label.offset(column=1)
        assert (room.value, room.protection.locked, room.border.bottom.style) == (None, True, "thin")
        assert label.protection.locked
    filler = cell_with(sheet, "填表人").offset(column=1)
    assert (filler.value, filler.protection.locked) == ("填表员乙", False)


def returned(tmp_path: Path, **cells: str) -> list[tuple[str, Any]]:
    """The rules of the findings about a return in which some cells hold something else, with what they found."""
    workbook = opened()
    for place, text in cells.items():
        workbook.worksheets[0][place] = text
    workbook.save(tmp_path / "return.xlsx")
    return [(finding.rule, finding.value) for finding in xltool.read(tmp_path / "return.xlsx", templates=TEMPLATE.parent).findings]


def test_what_is_typed_where_people_sign_on_paper_is_reported(tmp_path: Path) -> None:
    sheet = opened().worksheets[0]
    room = cell_with(sheet, "单位负责人（签字）").offset(column=1)
    assert ("content.stray", "张三") in returned(tmp_path, **{room.coordinate: "张三"})


def test_labels_and_texts_of_places_to_sign_are_watched(tmp_path: Path) -> None:
    sheet = opened().worksheets[0]
    places = {cell_with(sheet, text).coordinate: "别的" for text in ("审核人（签字）", "检查意见", "设备检查表（一）基本情况")}
    findings = returned(tmp_path, **places)
    assert findings.count(("label.changed", "别的")) == 3


def test_a_marked_return_keeps_the_pages(tmp_path: Path) -> None:
    source = tmp_path / "in.xlsx"
    source.write_bytes(build_workbook(pages(), document(devices=[{"name": "泵", "number": 1, "sound": 2}])))
    (marked,) = xltool.annotate(xltool.check([source], templates=TEMPLATE.parent), tmp_path / "marked")
    sheet: Any = openpyxl.load_workbook(marked).worksheets[0]
    assert sheet.oddHeader.left.text == "县农机站 && 修配厂"
    assert (sheet.freeze_panes, sheet.print_title_rows, len(sheet.row_breaks.brk)) == ("B3", "$1:$2", 1)


# --- outside referees -------------------------------------------------------------------------------------------------


def test_the_workbook_follows_the_schemas_of_open_xml(tmp_path: Path) -> None:
    require_ooxml()
    for unit in ("县农机站 & <修配厂>", None):
        path = tmp_path / f"{unit is None}.xlsx"
        path.write_bytes(build_workbook(pages(), document(unit=unit)))
        assert ooxml_errors(path) == []


@pytest.mark.parametrize("ending", ["xlsx", "ods", "xls"])
def test_libreoffice_returns_the_form_unaltered(ending: str, tmp_path: Path) -> None:
    require_libreoffice()
    (tmp_path / "form.xlsx").write_bytes(build_workbook(pages(), document()))
    saved = tmp_path / f"saved.{ending}"
    with LibreOffice() as office, office.open(str(tmp_path / "form.xlsx")) as book:
        book.save_as(str(saved))
    read = xltool.read(saved, templates=TEMPLATE.parent)
    assert (read.data, read.findings) == (document(), ())
    if ending == "xlsx":
        sheet: Any = openpyxl.load_workbook(saved).worksheets[0]
        assert sheet.oddHeader.left.text == "县农机站 && 修配厂"
        assert len(sheet.row_breaks.brk) == 1
