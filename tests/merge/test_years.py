"""Two campaigns of one form: the numbers of both years by department, and the difference."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.campaign.office import Office, day, open_office
from tests.merge.test_any_form import merged
from tests.merge.test_summary import recalculated
from tests.referees import require_ooxml
from tests.referees.libreoffice import LibreOffice
from tests.referees.ooxml import ooxml_errors
from xltool import merge
from xltool.base.errors import UsageError
from xltool.merging.summary import write_summary


@pytest.fixture
def years(tmp_path: Path) -> tuple[Office, Office]:
    """Last year the library sent 30 and the park 7, this year the library 51."""
    last, this = open_office(tmp_path / "2021"), open_office(tmp_path / "2022")
    settings = last.folder / "campaign.yaml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("year: 2022", "year: 2021"), encoding="utf-8")
    last.send("library.xlsx", "LIB", "Reading", day(1), items=[("Atlas", 30)])
    last.send("trees.xlsx", "PARK", "Trees", day(1), items=[("Oak", 7)])
    this.send("library.xlsx", "LIB", "Reading", day(1), items=[("Atlas", 51)])
    for office in (last, this):
        office.collect()
    return last, this


def figures(path: Path) -> list[list[Any]]:
    book = openpyxl.load_workbook(path, data_only=True)
    return [[value for value in row if value is not None] for row in book["Year on year"].iter_rows(values_only=True)]


def test_both_values_and_their_difference_stand_side_by_side(years: tuple[Office, Office], office: LibreOffice, tmp_path: Path) -> None:
    require_ooxml()
    last, this = years
    path = merge([last.folder, this.folder], output=tmp_path / "s.xlsx", lang="en").written[0]
    rows = {row[1]: row[2:] for row in figures(path) if len(row) > 2 and isinstance(row[0], int)}
    assert rows["Culture"] == [30, 51, 21, 0.7]
    assert rows["Greens"] == [7, 0, -7, -1]
    assert ooxml_errors(path) == []
    assert recalculated(office, path) > 20


def test_the_years_of_the_campaigns_say_which_is_the_later_one(years: tuple[Office, Office], tmp_path: Path) -> None:
    last, this = years
    one = merge([last.folder, this.folder], output=tmp_path / "a" / "s.xlsx", lang="en")
    other = merge([this.folder, last.folder], output=tmp_path / "b" / "s.xlsx", lang="en")
    assert figures(one.written[0]) == figures(other.written[0])
    assert merge([this.folder, last.folder], lang="en").written[0] == this.folder / "summary.xlsx"
    assert one.forms["money.total"].tolist() == other.forms["money.total"].tolist() == [30, 7, 51]
    assert one.forms["year"].tolist() == [2021, 2021, 2022]


def test_each_value_is_headed_by_its_year_also_where_forms_name_others(years: tuple[Office, Office], tmp_path: Path) -> None:
    """A form of another campaign among those that came says nothing of the year."""
    last, this = years
    stray = (last.folder / "inbox" / "trees.xlsx").read_bytes()
    this.receive("stray.xlsx", stray, day(2))
    this.collect()
    headings = [
        row for row in figures(merge([last.folder, this.folder], output=tmp_path / "s.xlsx", lang="en").written[0]) if "Difference" in row
    ]
    assert headings
    assert all(row[:2] == ["2021", "2022"] for row in headings)


def test_years_that_nobody_names_are_called_earlier_and_later(tmp_path: Path) -> None:
    nameless = replace(merged("forms/asset-list", 2), year="")
    path = write_summary(replace(nameless, earlier=nameless), tmp_path / "s.xlsx", "en")
    assert {tuple(row[:2]) for row in figures(path) if "Difference" in row} == {("earlier", "later")}


def test_columns_of_a_table_name_it_in_the_list_of_earlier_forms(years: tuple[Office, Office], tmp_path: Path) -> None:
    last, this = years
    book = openpyxl.load_workbook(merge([last.folder, this.folder], output=tmp_path / "s.xlsx", lang="en").written[0])
    titles = [row[0] for row in figures(tmp_path / "s.xlsx") if len(row) == 1][2:]
    headings = [cell.value for row in book["Earlier Projects"].iter_rows(max_row=6) for cell in row]
    assert titles
    assert set(titles) <= set(headings)


def test_means_that_are_all_but_equal_do_not_differ(office: LibreOffice, tmp_path: Path) -> None:
    """0.1 + 0.2 + 0.3 is not 0.6 to the last digit, and programs add up in another order."""
    path = write_summary(replace(merged("self-evaluation", 7), earlier=merged("self-evaluation", 7)), tmp_path / "s.xlsx")
    differences = [cell for row in openpyxl.load_workbook(path)["年度对比"].iter_rows() for cell in row if ",ROUND(" in str(cell.value)]
    assert differences
    cached = openpyxl.load_workbook(path, data_only=True)["年度对比"]
    assert {cached[cell.coordinate].value for cell in differences} <= {0, "", None}
    assert recalculated(office, path) > 20


def test_the_earlier_submissions_are_listed_and_lead_to_their_files(years: tuple[Office, Office], tmp_path: Path) -> None:
    last, this = years
    book = openpyxl.load_workbook(merge([last.folder, this.folder], output=tmp_path / "s.xlsx", lang="en").written[0])
    links: list[Any] = [cell.hyperlink for row in book["Earlier Projects"].iter_rows() for cell in row if cell.hyperlink]
    assert [link.target for link in links] == ["2021\\inbox\\library.xlsx", "2021\\inbox\\trees.xlsx"]


def test_a_change_is_computed_only_where_there_is_a_difference(office: LibreOffice, tmp_path: Path) -> None:
    """A mean of nothing is blank, and so is the difference."""
    path = write_summary(replace(merged("forms/monthly-report", 2), earlier=merged("forms/monthly-report", 4)), tmp_path / "s.xlsx")
    changes = [
        str(cell.value)
        for row in openpyxl.load_workbook(path)["年度对比"].iter_rows()
        for cell in row
        if str(cell.value).startswith("=IF(OR(N(")
    ]
    assert changes
    assert all("NOT(ISNUMBER(" in change for change in changes)
    assert recalculated(office, path) > 20


def test_a_campaign_has_its_own_year(years: tuple[Office, Office]) -> None:
    last, this = years
    with pytest.raises(UsageError, match="a campaign has its own roster"):
        merge([last.folder, this.folder], year=2022)
