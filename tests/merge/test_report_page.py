"""The first page of the summary, 简报: what it says of no, a few and some hundred units."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.merge.test_stand_out import merge_of
from xltool.merging.summary import write_summary


def texts(path: Path) -> list[str]:
    return [
        str(cell.value)
        for row in openpyxl.load_workbook(path, data_only=True)["简报"].iter_rows()
        for cell in row
        if cell.value is not None
    ]


@pytest.mark.parametrize("n", [0, 12, 60])
def test_the_page_says_how_many_have_sent(tmp_path: Path, n: int) -> None:
    said = texts(write_summary(merge_of(range(40, 40 + n)), tmp_path / "s.xlsx"))
    sentence = f"应报 {n} 份，已报 {n} 份（100.0%），通过 {n} 份（100.0%）；退回修改 0 份，未报 0 份。" if n else "没有收到任何报送。"
    assert sentence in said
    assert ("明显偏离的金额" in said) is False


def test_the_page_names_the_largest_and_what_stands_out_and_its_total_is_live(tmp_path: Path) -> None:
    path = write_summary(merge_of([*range(40, 51), 520_000]), tmp_path / "s.xlsx")
    said = texts(path)
    assert any(text.startswith("第11局 项目U11：资金总额 520,000.00 万元") for text in said)
    at = said.index("第11局")
    assert said[at : at + 3] == ["第11局", "项目U11", "520000"]
    sheet = openpyxl.load_workbook(path)["简报"]
    formulas = [str(cell.value) for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=")]
    assert formulas
    assert all("'汇总'!$" in formula for formula in formulas)
    assert "计入合计的 12 份报送，收入：资金总额合计 520,495.00 万元。" in said
    assert sum(text.startswith("明显偏离") for text in said) == 1
    assert not [text for text in said if "amount.stands-out" in text]
    assert str(sheet.page_setup.orientation) == "portrait"


def test_a_long_list_is_cut_and_names_the_file_that_holds_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xltool.merging.summary.summary_workbook.LONG_LIST", 10)
    monkeypatch.setattr("xltool.merging.summary.listing.LONG_SHOWN", 4)
    book = openpyxl.load_workbook(write_summary(merge_of(range(40, 52)), tmp_path / "s.xlsx"))
    assert str(book["报送情况"]["A2"].value).startswith(
        "共 12 行，超出此处可列的行数，只列前 4 行；全部数据见 s-data/s-submissions.parquet"
    )
    assert book["汇总"]["D6"].value is not None
