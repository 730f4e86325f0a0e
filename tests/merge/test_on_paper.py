"""Whoever prints the whole summary gets three pages of A4 at most, each of which can be read; the lists print when they are asked to."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from tests.merge.any_form import form_at, reported
from tests.merge.support import busy, form, merged, sent
from tests.merge.test_stand_out import merge_of
from tests.referees.libreoffice import LibreOffice
from tests.referees.ooxml import ooxml_errors
from xltool.form.roster import Roster, Unit
from xltool.merging.dataset import Merged, build_dataset
from xltool.merging.summary import write_summary
from xltool.merging.summary.on_paper import MOST_PAGES, pages_down, scale_of

#: Least height of a line of letters on paper, in points: letters of six points and what is between the lines.
LEAST_LINE = 6.9


def lines_by_page(office: LibreOffice, path: Path) -> list[list[float]]:
    """Print a workbook whole; the height of every word of each page, in points."""
    pdf = path.with_suffix(".pdf")
    with office.open(path) as book:
        book.save_as(pdf)
    boxes = subprocess.run(["pdftotext", "-bbox", pdf, "-"], check=True, capture_output=True, text=True).stdout
    edges = re.compile(r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)"')
    return [[float(low) - float(high) for high, low in edges.findall(page)] for page in boxes.split("<page ")[1:]]


def summaries() -> dict[str, Merged]:
    """Campaigns of several sizes, of the first form and of others."""
    many = [Unit(id=f"U{number:03d}", name=f"第{number}局") for number in range(60)]
    long = [sent(f"{unit.id}.xlsx", form(unit, total=str(number + 40)), unit) for number, unit in enumerate(many)]
    others = {f"{name}-12": build_dataset(reported(*form_at(name), 12)) for name in ("monthly-report", "single-audit", "monitoring")}
    return {
        "nothing": merged(),
        "twelve": merge_of(range(40, 52)),
        "busy": build_dataset(busy()),
        "a line a unit": merged(*long, roster=Roster(tuple(many))),
        **others,
    }


@pytest.fixture(scope="module")
def made() -> dict[str, Merged]:
    return summaries()


@pytest.mark.parametrize("name", ["nothing", "twelve", "busy", "a line a unit", "monthly-report-12", "single-audit-12", "monitoring-12"])
def test_a_summary_prints_on_three_readable_pages(office: LibreOffice, made: dict[str, Merged], tmp_path: Path, name: str) -> None:
    path = write_summary(made[name], tmp_path / "summary.xlsx")
    assert ooxml_errors(path) == []
    pages = lines_by_page(office, path)
    assert 1 <= len(pages) <= MOST_PAGES
    for page in pages:
        assert sorted(page)[len(page) // 2] >= LEAST_LINE  # half of all words are at least as high


def test_a_list_says_how_it_is_printed_and_then_prints(office: LibreOffice, made: dict[str, Merged], tmp_path: Path) -> None:
    path = write_summary(made["busy"], tmp_path / "summary.xlsx")
    book = openpyxl.load_workbook(path)
    assert "先取消打印区域" in str(book["项目明细"]["A2"].value)
    assert "三页" in "".join(str(cell.value) for (cell,) in book["简报"].iter_rows(max_col=1))
    for sheet in book.worksheets:
        sheet.print_area = None
    book.save(tmp_path / "all.xlsx")
    assert len(lines_by_page(office, tmp_path / "all.xlsx")) > len(book.sheetnames) - 1


def test_amounts_that_nobody_has_are_hidden_where_the_page_is_too_narrow(made: dict[str, Merged], tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(write_summary(made["twelve"], tmp_path / "summary.xlsx"))["汇总"]
    hidden = {letter for letter, column in sheet.column_dimensions.items() if column.hidden}
    assert hidden
    assert "没有金额的列已隐藏：" in str(sheet["A2"].value)
    totals = {get_column_letter(at) for at, cell in enumerate(sheet[5], start=1) if str(cell.value).startswith("=")}
    assert hidden < totals


def test_pages_are_counted_as_excel_cuts_them() -> None:
    assert scale_of([5, 16]) == 1
    assert scale_of([100, 100]) == pytest.approx(10.8 * 96 / 1410)
    assert [pages_down(points) for points in (0, 500, 520, 1_100)] == [1, 1, 2, 3]
    assert pages_down(700, upright=True) == 1
