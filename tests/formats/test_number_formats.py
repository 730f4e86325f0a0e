"""Numbers as their formats show them; LibreOffice is the referee where it knows the format."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from xltool.base.findings import Finding
from xltool.base.number_formats import shown_number
from xltool.reading.open_book import open_book
from xltool.reading.parsing.formatted import shown

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

MOMENT = dt.datetime(2022, 3, 5, 12, 7, 9)
DAY_NUMBER = 44625.50497685185
#: Number, format, and how it looks.
NUMBERS = (
    (1, "0%", "100%"), (0.125, "0%", "13%"), (0.125, "0.0%", "12.5%"), (1, "000", "001"), (51985682000, "0000-00000000", "0519-85682000"),
    (1234.5, "#,##0.00", "1,234.50"), (-1234.5, "#,##0.00", "-1,234.50"), (-5, "0.0;(0.0)", "(5.0)"), (1234567, "#,##0,", "1,235"),
    (0, "#,##0", "0"), (12, '"第"0"号"', "第12号"), (5195551234, "(###) ###-####", "(519) 555-1234"), (7, "¥#,##0.00", "¥7.00"),
    (0, '0;-0;"无"', "无"), (2.5, "0", "3"), (12.5, "0.##", "12.5"), (5, "[Red]0", "5"), (1000000, "#,##0", "1,000,000"), (123, "00000", "00123"),
)  # fmt: skip
MOMENTS = (
    ("yyyy-mm-dd", "2022-03-05"), ('m"月"d"日"', "3月5日"), ('yyyy"年"m"月"', "2022年3月"), ("yyyy/m/d h:mm", "2022/3/5 12:07"), ("h:mm:ss", "12:07:09"),
    ("yy.mm.dd", "22.03.05"), ("mm:ss", "07:09"),
)  # fmt: skip
UNKNOWN = ("# ?/?", "0.00E+00", "[>3]0", '[DBNum1]yyyy"年"', "[h]:mm", "General", "@", "0" * 300, "h:mm AM/PM", 'G/通用格式"元"')


@pytest.mark.parametrize(("number", "code", "look"), NUMBERS)
def test_a_number_looks_as_its_format_says(number: float, code: str, look: str) -> None:
    assert shown_number(number, code) == look


@pytest.mark.parametrize(("code", "look"), MOMENTS)
def test_a_date_looks_as_its_format_says(code: str, look: str) -> None:
    assert shown_number(DAY_NUMBER, code, MOMENT) == look


@pytest.mark.parametrize("code", UNKNOWN)
def test_what_is_not_known_for_sure_is_not_said(code: str) -> None:
    assert shown_number(0.5, code, MOMENT) is None


def test_libreoffice_shows_the_same(office: LibreOffice, tmp_path: Path) -> None:
    """Its .ods has the texts that cells show."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    cases = [*NUMBERS, *((DAY_NUMBER, code, look) for code, look in MOMENTS if "m:s" not in code)]  # without a day it is a duration there
    for row, (number, code, _) in enumerate(cases, start=1):
        cell = sheet.cell(row, 1, number)
        cell.number_format = code
    book.save(tmp_path / "numbers.xlsx")
    with office.open(tmp_path / "numbers.xlsx") as opened:
        saved = open_book(opened.save_as(tmp_path / "numbers.ods"))
    assert not isinstance(saved, Finding)
    grid = saved.grid(saved.sheet_names[0])
    looks = [shown(grid.cell(row, 1)) for row in range(1, len(cases) + 1)]
    assert looks == [look for _, _, look in cases]
