"""`xltool status` of several campaigns: one table with the campaign in front, in every format."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

import xltool
from tests.cli.conftest import Run
from tests.rounds.counties import ROSTERS, opened
from tests.rounds.test_bad_use import CASES
from xltool.base.errors import UsageError
from xltool.campaign.status_records import Status
from xltool.campaign.views import STATUS_VIEWS
from xltool.campaign.views.text_view import plain_text


@pytest.fixture(scope="module")
def joined(folders: list[Path]) -> Status:
    return xltool.status(folders)


def test_forms_of_all_campaigns_stand_behind_each_other(joined: Status) -> None:
    assert [(form.campaign, form.unit.id, form.state) for form in joined.forms][-4:] == [
        ("Grants 2021 (xinbei-2021)", "LIB", "accepted"), ("Grants 2021 (xinbei-2021)", "MUS", "accepted"),
        ("Grants 2022 (xinbei-2022)", "LIB", "accepted"), ("Grants 2022 (xinbei-2022)", "MUS", "missing"),
    ]  # fmt: skip
    assert (joined.totals.units, joined.totals.expected, joined.totals.accepted, joined.totals.missing) == (12, 12, 11, 1)


def test_the_text_begins_with_a_line_for_each_campaign(joined: Status) -> None:
    lines = plain_text(STATUS_VIEWS["text"].render(joined, "en")).splitlines()  # type: ignore[arg-type]  # lines of a terminal
    assert [line.split() for line in lines[2:8]] == [
        ["Campaign", "Units", "Expected", "Accepted", "Needs", "correction", "Missing"],
        ["Grants", "2021", "(wujin-2021)", "4", "4", "4", "0", "0"],
        ["Grants", "2022", "(wujin-2022)", "4", "4", "4", "0", "0"],
        ["Grants", "2021", "(xinbei-2021)", "2", "2", "2", "0", "0"],
        ["Grants", "2022", "(xinbei-2022)", "2", "2", "1", "0", "1"],
        ["All", "12", "12", "11", "0", "1"],
    ]
    assert lines[9].split()[:2] == ["Campaign", "State"]
    assert lines[10].startswith("Grants 2021 (wujin-2021)  ")


def test_json_names_the_campaign_first(joined: Status, folders: list[Path]) -> None:
    found = json.loads(STATUS_VIEWS["json"].render(joined, "en"))  # type: ignore[arg-type]  # a text
    ids = [xltool.status(folder).campaign for folder in folders]
    assert [campaign["id"] for campaign in found["campaigns"]] == ids
    assert found["totals"]["missing"] == sum(campaign["totals"]["missing"] for campaign in found["campaigns"]) == 1
    assert all(next(iter(form)) == "campaign" for form in found["forms"])
    assert [form["campaign"] for form in found["forms"]] == [ids[0]] * 4 + [ids[1]] * 4 + [ids[2]] * 2 + [ids[3]] * 2


def test_page_and_workbook_have_the_campaign_in_the_first_column(joined: Status, folders: list[Path]) -> None:
    page = STATUS_VIEWS["html"].render(joined, "en")
    assert isinstance(page, str)
    assert page.index(">Campaign<") < page.index(">Unit<")
    assert "Grants 2022 (xinbei-2022)" in page
    assert ">Campaign<" not in str(STATUS_VIEWS["html"].render(xltool.status(folders[0]), "en"))
    content = STATUS_VIEWS["xlsx"].render(joined, "en")
    assert isinstance(content, bytes)
    rows = [row[:2] for row in load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)]
    assert ("Campaign", "State") in rows
    assert ("Grants 2022 (xinbei-2022)", "missing") in [(name, str(state).lower()) for name, state in rows]


def test_exit_status_is_1_while_anybody_is_missing(folders: list[Path], run: Run) -> None:
    assert run("status", *map(str, folders[:2])).status == 0
    assert run("status", *map(str, folders)).status == 1


def test_an_empty_campaign_beside_another_form(folders: list[Path], tmp_path: Path) -> None:
    """A status asks for no fields, so the forms may differ."""
    empty = opened(tmp_path / "none", "id,name\n", 2022, "Nobody")
    xltool.init(tmp_path / "audit", "single-audit", title="Audit", year=2022, lang="en")
    found = xltool.status([folders[0], empty.folder, tmp_path / "audit"])
    assert [part.title for part in found.parts] == ["Grants 2021", "Nobody", "Audit"]
    assert found.title == "Grants 2021 · Nobody · Audit"
    assert plain_text(STATUS_VIEWS["text"].render(found, "zh")).count("Nobody") == 2  # type: ignore[arg-type]  # lines of a terminal


@pytest.mark.parametrize("case", CASES)
def test_what_are_not_as_many_campaigns_is_refused(case: str, folders: list[Path], tmp_path: Path) -> None:
    given, zh, en = CASES[case]
    with pytest.raises(UsageError) as refused:
        xltool.status(given(tmp_path, folders))
    assert zh in refused.value.message.zh
    assert en in refused.value.message.en


def test_one_unit_and_departments_are_of_one_campaign(folders: list[Path], run: Run) -> None:
    for option in (("--unit", "LIB"), ("--by", "department")):
        done = run("status", *map(str, folders[:2]), *option, "--lang", "en")
        assert done.status == 2
        assert "--unit and --by show one campaign at a time. Name one folder" in done.err


def test_campaigns_with_one_title_and_no_year_are_called_by_their_folders(tmp_path: Path) -> None:
    made = [opened(tmp_path / name, ROSTERS["xinbei-2021"], None, "Grants") for name in ("north", "south")]
    assert [part.title for part in xltool.status([one.folder for one in made]).parts] == ["Grants (north)", "Grants (south)"]
