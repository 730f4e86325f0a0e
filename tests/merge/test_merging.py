"""The whole step: from workbooks in a folder to the summary and the data beside it."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import pytest

import xltool
from tests.conftest import TEMPLATE
from tests.merge.support import PARKS, WATER, form
from xltool.base.errors import UsageError
from xltool.form.roster import Roster
from xltool.merging.merge import merge
from xltool.rules.load import load_definition
from xltool.workbook.assemble import build_workbook
from xltool.workbook.form_copy import Issue

ROSTER = Roster((WATER, PARKS))


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("inbox")
    definition = load_definition(TEMPLATE)
    for unit, total in ((WATER, "276.68"), (PARKS, "0.07")):
        content = build_workbook(definition, form(unit, total=total), Issue(unit=unit.id))
        (folder / f"{unit.name}.xlsx").write_bytes(content)
    return folder


def test_a_folder_of_workbooks_becomes_tables(inbox: Path) -> None:
    merged = xltool.merge(inbox, roster=ROSTER, year=2022)
    assert merged.forms["unit"].tolist() == ["SL", "CG"]
    assert merged.forms["income.total"].sum() == Decimal("276.75")
    assert merged.tables["indicators"]["origin"].str.startswith("绩效目标表!A").all()
    assert merged.written == ()


def test_output_gets_the_summary_and_the_data_and_is_no_input_of_the_next_run(inbox: Path) -> None:
    output = inbox / "summary.xlsx"
    first = merge([inbox], output=output, roster=ROSTER, year=2022)
    content = {path: path.read_bytes() for path in first.written}
    assert [path.name for path in first.written][:3] == ["summary.xlsx", "summary-forms.parquet", "summary-forms.csv"]
    second = merge([inbox], output=output, roster=ROSTER, year=2022)
    assert len(second.submissions) == 2
    assert {path: path.read_bytes() for path in second.written} == content


def test_a_workbook_keeps_its_values_when_it_is_copied_with_a_new_name(inbox: Path, tmp_path: Path) -> None:
    for number in (1, 2):
        copy = tmp_path / f"{number}.xlsx"
        copy.write_bytes((inbox / f"{WATER.name}.xlsx").read_bytes())
        os.utime(copy, (number, number))
    merged = merge(tmp_path, roster=ROSTER, year=2022)
    assert merged.forms["file"].tolist() == [str(tmp_path / "2.xlsx")]
    assert merged.forms["income.total"].sum() == Decimal("276.68")


@pytest.mark.parametrize("name", ["summary.csv", "summary", "."])
def test_an_output_that_cannot_be_is_refused_before_the_work(name: str, inbox: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        merge([inbox], output=tmp_path / name)


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        merge([tmp_path / "none.xlsx"])
