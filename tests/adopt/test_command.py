"""`xltool adopt`: what it prints, in each form and either language, and its exit status."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.adopt.pen import Pen


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "xltool", "adopt", *map(str, words)], capture_output=True, text=True, check=False)


def test_json_says_where_everything_is(forms: dict[str, Path]) -> None:
    done = run(forms["budget_grid"], "--format", "json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert set(found) == {"fields", "tables", "rules", "left_out"}
    assert {tuple(field) for field in found["fields"]} == {
        ("sheet", "label", "label_cell", "input", "kind", "inline", "confidence", "reason")
    }
    (table,) = found["tables"]
    assert (table["heading_row"], table["heading_rows"], table["first_row"]) == (4, [3, 4], 5)
    assert {"column": "C", "label": "预算数", "kind": "money", "range": "C5:C10"} in table["columns"]
    assert found["rules"][0].keys() == {"sheet", "cell", "formula", "rule"}
    assert {"sheet": "预算", "cell": "A12", "reason": "for a signature or seal"} in found["left_out"]


@pytest.mark.parametrize(("lang", "asked"), [("zh", "请核对"), ("en", "please look at")])
def test_what_is_not_sure_is_asked(tmp_path: Path, lang: str, asked: str) -> None:
    book = Workbook()
    pen = Pen(book, "S")
    pen.boxes(1, ("A", "单位名称"), ("B", None))
    pen.text("A3:B3", "____年____月____日")
    book.save(tmp_path / "form.xlsx")
    done = run(tmp_path / "form.xlsx", "--lang", lang)
    assert done.returncode == 1
    assert asked in done.stdout
    assert "S!A3:B3" in done.stdout.split(asked)[1]
    assert len(done.stdout.split(asked)[1].splitlines()) <= 24


def test_the_page_shows_the_form_and_marks_its_fields(forms: dict[str, Path], tmp_path: Path) -> None:
    book = Workbook()
    pen = Pen(book, "S")
    pen.boxes(1, ("A", "<script>alert(1)</script>名称"), ("B", None))
    book.save(tmp_path / "form.xlsx")
    page = run(tmp_path / "form.xlsx", "--format", "html").stdout
    assert "<script" not in page
    assert 'class="field"' in page
    page = run(forms["school_card"], "--format", "html").stdout
    assert page.count('class="field"') >= 13
    assert not re.search(r'(?:src|href)="', page)
    assert 'rowspan="5"' in page


def test_a_sheet_without_blanks_is_refused(tmp_path: Path) -> None:
    book = Workbook()
    Pen(book, "S").text("A1", "A letter to all departments")
    book.save(tmp_path / "letter.xlsx")
    done = run(tmp_path / "letter.xlsx", "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    assert "nothing on it is to be filled in" in done.stderr
    done = run(tmp_path / "none.xlsx", "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
