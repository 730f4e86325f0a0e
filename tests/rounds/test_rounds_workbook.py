"""The workbook of several campaigns: each in a line, the years side by side, unit by unit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.campaign.office import Office, day
from tests.merge.test_summary import recalculated
from tests.referees import require_ooxml
from tests.referees.libreoffice import LibreOffice
from tests.referees.ooxml import ooxml_errors
from tests.rounds.counties import ROSTERS, opened
from xltool import merge


def rows(path: Path, sheet: str) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(path, data_only=True)[sheet].iter_rows(values_only=True))


@pytest.fixture(scope="module")
def all_four(folders: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return merge(folders, output=tmp_path_factory.mktemp("four") / "all.xlsx", lang="en").written[0]


def test_counties_have_a_workbook_of_their_own(all_four: Path) -> None:
    assert openpyxl.load_workbook(all_four).sheetnames == ["Campaigns", "Over the years", "Unit by unit"]


def test_each_campaign_has_a_line(all_four: Path) -> None:
    heads, *lines = rows(all_four, "Campaigns")[3:]
    assert heads == (
        "Area", "Year", "Campaign", "Version", "Units", "New units", "Units gone", "Due", "Sent", "Accepted", "Needs correction", "Missing",
        "Accepted of due", "Total (CNY)",
    )  # fmt: skip
    assert [line[:2] + line[4:] for line in lines] == [
        ("Grants (wujin-2022)", "2021", 4, 0, 0, 4, 4, 4, 0, 0, 1, 100),
        ("Grants (xinbei-2022)", "2021", 2, 0, 0, 2, 2, 2, 0, 0, 1, 300),
        ("Grants (wujin-2022)", "2022", 4, 1, 1, 4, 4, 4, 0, 0, 1, 73),
        ("Grants (xinbei-2022)", "2022", 2, 0, 0, 2, 1, 1, 0, 1, 0.5, 150),
    ]


def test_counties_stand_side_by_side_in_every_year(all_four: Path) -> None:
    lines = [line for line in rows(all_four, "Over the years") if isinstance(line[0], int) or line[0] == "Total"]
    assert [line[1:5] for line in lines] == [
        ("Grants (wujin-2022)", 100, 73, -27), ("Grants (xinbei-2022)", 300, 150, -150), (None, 400, 223, -177),
    ]  # fmt: skip
    assert [round(line[5], 4) for line in lines] == [-0.27, -0.5, -0.4425]


def test_a_unit_is_found_again_by_id_name_or_both(all_four: Path) -> None:
    heads, *lines = rows(all_four, "Unit by unit")[3:]
    assert heads[3:] == ("Id", "Unit", "What changed", "Total (CNY) 2021", "Total (CNY) 2022", "Total (CNY): 2022 less 2021")
    assert [line[3:] for line in lines] == [
        ("LIB", "Library", None, 10, 15, 5),
        ("007", "Museum", "formerly MUS", 20, 20, 0),
        ("PARK", "Parks and Gardens", "formerly Parks", 30, 33, 3),
        ("ZOO", "Zoo", "new in 2022", None, 5, None),
        ("ARC", "Archive", "not on the roster since 2022", 40, None, None),
        ("LIB", "North Library", None, 100, 150, 50),
        ("MUS", "North Museum", None, 200, None, None),
    ]


def test_programs_calculate_the_same(all_four: Path, office: LibreOffice) -> None:
    require_ooxml()
    assert ooxml_errors(all_four) == []
    assert recalculated(office, all_four) > 20


def test_the_sheets_speak_chinese(folders: list[Path], tmp_path: Path) -> None:
    path = merge(folders, output=tmp_path / "all.xlsx").written[0]
    assert openpyxl.load_workbook(path).sheetnames == ["各任务", "历年对比", "逐单位对比"]
    remarks = [line[5] for line in rows(path, "逐单位对比")[4:] if line[5]]
    assert remarks == ["原编码 MUS", "原名 Parks", "2022 新增", "2022 起不在名录"]


def test_two_years_of_one_county_have_the_summary_of_the_later_one(
    counties: dict[str, Office], tmp_path: Path, office: LibreOffice
) -> None:
    paths = [counties["wujin-2022"].folder, counties["wujin-2021"].folder]
    path = merge(paths, output=tmp_path / "two.xlsx", lang="en").written[0]
    names = openpyxl.load_workbook(path).sheetnames
    assert {"Report", "Campaigns", "Summary", "Year on year", "Unit by unit", "Findings"} <= set(names)
    assert "Over the years" not in names  # two years stand on a page that has their means, too
    assert names.index("Year on year") < names.index("Unit by unit")
    assert recalculated(office, path) > 20
    assert ooxml_errors(path) == []


def test_three_years_stand_side_by_side_by_department(counties: dict[str, Office], tmp_path: Path, office: LibreOffice) -> None:
    third = opened(tmp_path / "2023", ROSTERS["wujin-2022"], 2023)
    third.send("LIB.xlsx", "LIB", "P", day(1), items=[("x", 1)])
    third.collect()
    path = merge(
        [counties["wujin-2021"].folder, counties["wujin-2022"].folder, third.folder], output=tmp_path / "s.xlsx", lang="en"
    ).written[0]
    lines = [line for line in rows(path, "Over the years") if isinstance(line[0], int)]
    assert [line[1:] for line in lines] == [("Culture", 70, 35, 1, -34, -34 / 35), ("Greens", 30, 38, 0, -38, -1)]
    assert recalculated(office, path) > 20


def test_an_empty_campaign_is_a_line_with_nothing_in_it(counties: dict[str, Office], tmp_path: Path) -> None:
    empty = opened(tmp_path / "2023", ROSTERS["wujin-2022"], 2023)
    merged = merge([counties["wujin-2022"].folder, empty.folder], output=tmp_path / "s.xlsx", lang="en")
    line = rows(merged.written[0], "Campaigns")[-1]
    assert line[3:] == (4, 0, 0, 4, 0, 0, 0, 4, 0, 0)
    assert merged.forms["year"].tolist() == [2022] * 4


def test_a_campaign_whose_roster_lists_nobody(counties: dict[str, Office], tmp_path: Path) -> None:
    nobody = opened(tmp_path / "2023", "id,name\n", 2023, "Grants 2023")
    merged = merge([counties["wujin-2022"].folder, nobody.folder], output=tmp_path / "s.xlsx", lang="en")
    assert rows(merged.written[0], "Campaigns")[-1][3:] == (0, 0, 4, 0, 0, 0, 0, 0, None, 0)


def test_the_area_decides_which_campaigns_are_rounds_of_each_other(tmp_path: Path) -> None:
    """Their rosters are alike, as those of counties that call their units by what they do."""
    units = "id,name\n001,财政局\n002,教育局\n"
    areas = [("a", 2021, "武进区"), ("b", 2021, "新北区"), ("c", 2022, "新北区"), ("d", 2022, "武进区")]
    made = [opened(tmp_path / name, units, year, area=area) for name, year, area in areas]
    path = merge([office.folder for office in made], output=tmp_path / "s.xlsx").written[0]
    assert [line[:2] for line in rows(path, "各任务")[4:]] == [
        ("武进区", "2021"),
        ("新北区", "2021"),
        ("新北区", "2022"),
        ("武进区", "2022"),
    ]
    assert [line[0] for line in rows(path, "逐单位对比")[4:]] == ["武进区", "武进区", "新北区", "新北区"]


def test_campaigns_within_one_year_are_numbered(tmp_path: Path) -> None:
    """Quarters: the first named is the earlier one."""
    made = [opened(tmp_path / name, ROSTERS["wujin-2021"], 2022, f"Grants, {name} quarter") for name in ("first", "second", "third")]
    made[1].send("LIB.xlsx", "LIB", "P", day(1), items=[("x", 4)])
    made[1].collect()
    path = merge([office.folder for office in made], output=tmp_path / "s.xlsx", lang="en").written[0]
    assert [line[0] for line in rows(path, "Campaigns")[3:]] == ["2022", "2022 (2)", "2022 (3)"]


def test_the_same_campaigns_give_the_same_bytes(folders: list[Path], tmp_path: Path) -> None:
    one = merge(folders, output=tmp_path / "a" / "s.xlsx").written
    again = merge(folders, output=tmp_path / "c" / "s.xlsx").written
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in again]
