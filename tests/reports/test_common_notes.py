"""A note that most files share is said once: in reports for people, in the totals of JSON, in the summary. Single findings stay in JSON and data."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.merge.support import form, merged, sent
from tests.reports.support import file, found, report
from tests.reports.test_html import Elements
from xltool.checking.check_report import CheckReport, FileReport
from xltool.checking.reports.html_report import html_report
from xltool.checking.reports.text_report import text_report
from xltool.form.roster import Roster, Unit
from xltool.merging.summary import write_summary

NOTE = "公开前请处理个人信息"


def one(at: int, *, with_note: bool = True) -> FileReport:
    notes = [found("R14", "info", NOTE, "Remove personal data", cell=(5, column), field="project.phone") for column in (2, 4)]
    return file(f"{at}.xlsx", found("R42", "warning", "缺少符号", cell=(43, 5)), *(notes if with_note else ()))


def lines(of: CheckReport) -> str:
    return "\n".join(line.text for line in text_report(of, "zh"))


def test_text_says_it_once_with_how_many_have_it() -> None:
    text = lines(report(*map(one, range(12))))
    assert text.count(NOTE) == 1
    assert f"{NOTE}（12 份，24 处）  [R14]" in text
    assert "错误 0，提醒 12，参考 0" in text
    assert text.count("缺少符号") == 12


def test_the_page_says_it_once() -> None:
    elements = Elements(html_report(report(*map(one, range(12))), "zh"))
    assert elements.text.count(NOTE) == 1
    assert not [row for row in elements.all("tr") if row.get("data-rule") == "R14"]


def test_json_keeps_every_finding_and_counts_the_note_in_its_totals() -> None:
    of = report(*map(one, range(12)))
    told = of.as_json("zh")
    assert told["tally"]["infos"] == 24
    assert sum(finding["rule"] == "R14" for each in told["files"] for finding in each["findings"]) == 24
    assert told["common_notes"] == [{"rule": "R14", "severity": "info", "message": NOTE, "files": 12, "findings": 24}]


@pytest.mark.parametrize(
    "files",
    [
        [one(at) for at in range(9)],  # few files: one sees the places themselves
        [*(one(at) for at in range(10)), *(one(at, with_note=False) for at in range(10, 21))],  # not most of them
    ],
    ids=["few files", "few of them"],
)
def test_what_few_files_have_stays_with_them(files: list[FileReport]) -> None:
    of = report(*files)
    assert of.common_notes == ()
    assert lines(of).count(NOTE) == sum(any(finding.rule == "R14" for finding in each.findings) for each in files)


def test_errors_and_warnings_stay_with_their_files() -> None:
    of = report(*(file(f"{at}.xlsx", found("R1", "warning", "都一样")) for at in range(12)))
    assert (of.common_notes, lines(of).count("都一样")) == ((), 12)


def test_the_summary_says_it_once(tmp_path: Path) -> None:
    units = [Unit(id=f"U{at:02d}", name=f"第{at}局") for at in range(10)]
    roster = Roster(tuple(units))
    data = merged(*(sent(f"{unit.id}.xlsx", form(unit, f"项目{unit.id}"), unit, roster=roster) for unit in units), roster=roster)
    write_summary(data, tmp_path / "s.xlsx", "zh")
    book = load_workbook(tmp_path / "s.xlsx")
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    said = [text for text in cells if "含个人信息，公开前请处理" in text]
    assert said
    assert all("R14 含个人信息，公开前请处理（10 份，10 处）" in text for text in said)  # above the lists, never in a row of them
    assert (data.findings.rule == "R14").sum() == 10
