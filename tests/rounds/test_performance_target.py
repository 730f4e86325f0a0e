"""The built-in form in its two versions: a year collected with 2022.1 and the next with 2022.2, merged as one."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

import xltool
from tests.conftest import EXAMPLES, TEMPLATE
from xltool.base.files import write_whole
from xltool.campaign.collect import collect
from xltool.campaign.distribute import plan
from xltool.campaign.folder import init, open_campaign
from xltool.workbook.assemble import build_workbook
from xltool.workbook.build import load_document

ROSTER = "id,name,level,projects\nCG,常州市城市管理局,市级,综合管廊运营维护\n"


def collected(folder: Path, version: str, year: int) -> Path:
    """A campaign of a year, to which one right form came."""
    (folder.parent / "roster.csv").write_text(ROSTER, encoding="utf-8")
    init(folder, f"{TEMPLATE}@{version}", title=f"绩效目标 {year}", year=year, roster=folder.parent / "roster.csv", password="secret")  # noqa: S106 - of a test
    with open_campaign(folder) as campaign:
        sent = next(iter(plan(campaign)))
        right = load_document(EXAMPLES / TEMPLATE / "right.json")
        project = {**right["project"], "unit": sent.unit.name, "name": sent.project}
        data = {**right, "year": year, "project": project}
        write_whole(folder / "inbox" / "form.xlsx", build_workbook(campaign.definition, data, sent.issue))
    collect(folder)
    return folder


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("targets")
    return [collected(folder / "2022", "2022.1", 2022), collected(folder / "2023", "2022.2", 2023)]


def test_two_versions_of_the_built_in_form_are_one_data_set(both: list[Path], tmp_path: Path) -> None:
    xltool.merge(both, output=tmp_path / "all.xlsx", include_rejected=True)
    files = f"{tmp_path}/all-data/all-forms/*.parquet"
    rows = duckdb.read_parquet(files).order("year").project('year, version, "income.total", "check.R22"').fetchall()
    assert [row[:2] for row in rows] == [(2022, "2022.1"), (2023, "2022.2")]
    assert rows[0][2] == rows[1][2] > 0
    assert rows[0][3] is not None
    assert rows[1][3] is None  # the later version computes the total, and has no such rule
