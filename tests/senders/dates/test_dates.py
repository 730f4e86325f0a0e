"""Dates as people and programs write them: bare numbers, days that do not exist, times of day, English."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pytest

from tests.senders.cell_cases import cases_of, check, expected, filled_form, results
from xltool.base.messages import Lang

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

DATES = "dates"
BEFORE_PROGRAMS_AGREE = 22  # is 22 January 1900 in Excel, a day before in LibreOffice


@pytest.mark.parametrize("language", get_args(Lang))
def test_a_date_is_what_it_says_or_a_finding(language: Lang, tmp_path: Path) -> None:
    cases = cases_of(DATES, language)
    report = check(filled_form(tmp_path, cases, "date", language), tmp_path)
    assert results(report, cases, "date") == expected(cases)


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_every_format_tells_days_from_numbers(suffix: str, office: LibreOffice, tmp_path: Path) -> None:
    cases = [case for case in cases_of(DATES, "zh") if case["cell"] != BEFORE_PROGRAMS_AGREE]
    with office.open(filled_form(tmp_path, cases, "date")) as book:
        report = check(book.save_as(tmp_path / f"form.{suffix}"), tmp_path)
    assert results(report, cases, "date") == expected(cases)


def test_a_day_number_without_a_format_says_what_the_workbook_made_of_it(tmp_path: Path) -> None:
    """The workbook sees no format, and takes the number for a day: the finding explains why the two sides differ."""
    report = check(filled_form(tmp_path, [{"cell": 44625}], "date"), tmp_path)
    (finding,) = [finding for finding in report.findings if finding.field == "rows[0].date"]
    assert finding.rule == "value.type"
    assert finding.message.en.startswith("“date” is the number 44625 without a date format: it may be 2022-03-05 or anything else")
    assert "文件自带的检查按 2022-03-05 判断" in finding.message.zh
