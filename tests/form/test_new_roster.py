"""The roster that a new campaign has: read as it stands, shown by `xltool roster`; its sample line never becomes a unit in silence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xltool
from tests.cli.conftest import TEMPLATE
from xltool.base.errors import UsageError
from xltool.form.roster import Unit, load_roster
from xltool.form.roster_columns import ROSTER_COLUMNS, column_of
from xltool.form.roster_report import ROSTER_FORMATS
from xltool.form.roster_sample import SAMPLE, is_sample
from xltool.form.roster_workbook import blank_roster, head_of


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "roster.xlsx"
    path.write_bytes(blank_roster(["面积"]))
    return path


def changed(path: Path, **cells: Any) -> Path:
    book = openpyxl.load_workbook(path)
    for cell, value in cells.items():
        book.worksheets[0][cell] = value
    book.save(path)
    return path


def test_heads_are_in_both_languages_with_a_comment_each(book: Path) -> None:
    sheet = openpyxl.load_workbook(book).worksheets[0]
    heads = [cell for cell in sheet[1] if cell.value]
    assert [cell.value for cell in heads] == [*(head_of(column) for column in ROSTER_COLUMNS), "面积"]
    for column, cell in zip(ROSTER_COLUMNS, heads, strict=False):
        assert column_of(str(cell.value)) is column
        assert cell.comment is not None
        assert column.hint.zh in cell.comment.text
        assert column.hint.en in cell.comment.text
        assert ("必填 required" in cell.comment.text) is column.is_required
    assert {cell.number_format for cell in sheet[2][: len(ROSTER_COLUMNS)]} == {"@"}, "001 stays 001"


def test_the_sample_line_is_no_unit(book: Path) -> None:
    assert load_roster(book).units == ()
    assert load_roster(changed(book, A3="001", B3="档案馆", I3="120")).units == (Unit(id="001", name="档案馆"),)


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        ({"B2": "档案馆"}, "id"),
        ({"A2": "001"}, "name"),
        ({"C2": "区级"}, "id"),
        ({"F2": "a@example.invalid"}, "id"),
        ({"G2": None, "H2": "a=b"}, "id"),
    ],
)
def test_a_sample_line_that_was_changed_in_part_is_an_error(book: Path, cells: dict[str, Any], what: str) -> None:
    with pytest.raises(UsageError, match=rf"roster.xlsx:2: the sample line was changed but still has the sample's {what} “") as caught:
        load_roster(changed(book, **cells))
    assert f"{book}:2：样例行已改动" in caught.value.message.zh
    assert xltool.roster(book).problems


def test_a_sample_line_that_was_written_over_is_a_unit(book: Path) -> None:
    cells = dict(zip("ABCDEFG", ["001", "档案馆", None, None, None, None, None], strict=True))
    assert load_roster(changed(book, **{f"{column}2": value for column, value in cells.items()})).units == (Unit(id="001", name="档案馆"),)


def test_a_shorter_sample_is_still_one() -> None:
    assert is_sample(SAMPLE)
    assert is_sample({**SAMPLE, "level": "", "email": ""})
    assert not is_sample({"id": SAMPLE["id"], "name": "档案馆"})


def test_how_a_roster_is_read(book: Path) -> None:
    report = xltool.roster(changed(book, A3="001", B3="档案馆", G3="甲；乙", I2="3"))
    assert [(column.cell, column.key) for column in report.columns][:2] == [("A1", "id"), ("B1", "name")]
    assert report.columns[-1].head == "面积"
    assert report.columns[-1].key is None
    assert report.as_json()["tally"] == {"units": 1, "forms": 2, "problems": 0}
    assert report.as_json()["units"][0]["line"] == 3
    assert [note.en for note in report.notes] == [
        "line 2 is the sample and no unit; delete it when the roster is filled in",
        "1 unit without an e-mail address, whom no mail reaches: 001",
    ]
    text = ROSTER_FORMATS["text"].text(report, "zh")
    assert "1 个单位，应报 2 份，问题 0 处" in text
    assert "B1 单位名称 (name) → 单位名称" in text
    assert "第 2 行是样例，不作为单位" in text


def test_everything_that_is_wrong_is_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_text("编码,单位名称\n1,甲\n1,乙\n2,甲\n,丙\n", encoding="utf-8")
    report = xltool.roster(path)
    assert [text.en.partition("units.csv:")[2].split(":")[0] for text in report.problems] == ["3", "4", "5"]
    assert len(report.units) == 4


def test_heads_that_are_not_understood_are_a_problem_not_a_failure(tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_text("单位,电话\n甲,1\n", encoding="utf-8")
    (problem,) = xltool.roster(path).problems
    assert "lacks the column id" in problem.en
    with pytest.raises(UsageError):
        xltool.roster(tmp_path / "nothere.csv")


def test_a_new_campaign_has_it_and_a_text_beside_it_counts(tmp_path: Path) -> None:
    folder = xltool.init(tmp_path / "new", TEMPLATE)
    assert load_roster(folder / "roster.xlsx").units == ()
    assert xltool.status(folder).totals.units == 0
    (folder / "roster.csv").write_text("id,name\nA,甲\n", encoding="utf-8")
    assert xltool.status(folder).totals.units == 1
    changed(folder / "roster.xlsx", A3="001", B3="档案馆", A4="002", B4="图书馆")
    assert xltool.status(folder).totals.units == 2, "units in the file that the settings name"
