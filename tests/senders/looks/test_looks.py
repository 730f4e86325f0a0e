"""What a cell of a text shows is compared with what was read, in every format and by every way of reading."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.formats.packages import before_end, pack, parts_of
from tests.referees import require_node
from tests.referees.nodejs import sheetjs_fill
from tests.senders.cell_cases import cases_of, check, expected, filled_form, results
from xltool.checking.marked_return import annotate
from xltool.reading.fast.scan import scan_sheet

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

CASES = cases_of("looks", "cells")
FORM = "xl/worksheets/sheet1.xml"


def test_what_is_shown_and_what_was_read_are_both_said(tmp_path: Path) -> None:
    report = check(filled_form(tmp_path, CASES, "text"), tmp_path)
    assert results(report, CASES, "text") == expected(CASES)


def test_scanned_and_parsed_sheets_give_the_same(tmp_path: Path) -> None:
    path = filled_form(tmp_path, CASES, "text")
    parts = parts_of(path)
    before_end(FORM, "sheetData", "<!-- not scanned -->")(parts)
    assert scan_sheet(parts[FORM]) is None
    assert results(check(pack(path, parts), tmp_path), CASES, "text") == expected(CASES)


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_saved_by_libreoffice(suffix: str, office: LibreOffice, tmp_path: Path) -> None:
    with office.open(filled_form(tmp_path, CASES, "text")) as book:
        report = check(book.save_as(tmp_path / f"form.{suffix}"), tmp_path)
    assert results(report, CASES, "text") == expected(CASES)


def test_saved_by_sheetjs_as_xlsb(tmp_path: Path) -> None:
    require_node()
    report = check(sheetjs_fill(filled_form(tmp_path, CASES, "text"), {}, tmp_path / "form.xlsb"), tmp_path)
    assert results(report, CASES, "text") == expected(CASES)


def test_the_finding_names_what_is_shown_stored_and_read(tmp_path: Path) -> None:
    case = {"cell": 44625, "format": 'm"月"d"日"', "column": "text"}
    report = check(filled_form(tmp_path, [case], "text"), tmp_path)
    (finding,) = [finding for finding in report.findings if finding.rule == "value.shown-differently"]
    assert finding.message.en.startswith("“text” shows “3月5日”, but the cell holds 2022-03-05 and was read as “2022-03-05”;")
    assert finding.location is not None


def test_the_return_holds_what_was_shown_of_an_indicator_and_what_was_read_of_a_date(tmp_path: Path) -> None:
    """The return's own checks see no formats: its cells hold texts that are read as the sender's were."""
    cases = [
        {"cell": 1, "format": "0%", "column": "quantity"},
        {"cell": 44625, "format": 'm"月"d"日"', "column": "text"},
        {"cell": 44625, "column": "date"},
        {"cell": 2022.3, "column": "date"},
    ]
    report = check(filled_form(tmp_path, cases, "text"), tmp_path)
    (returned,) = annotate(report, tmp_path / "returns")
    assert results(check(returned, tmp_path), cases, "text") == [
        ("100%", []),
        ("2022-03-05", []),
        ("44625", ["value.type"]),
        (2022.3, ["value.type"]),
    ]
