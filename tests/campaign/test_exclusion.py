"""Amounts that stand out are named by the status; what the officer excludes is in no total, and the summary says who decided it and why."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

import xltool
from tests.campaign.office import Office, day, open_office
from tests.cli.conftest import Run
from tests.reports.test_html import Elements
from xltool.base.errors import UsageError
from xltool.campaign.status_records import FormStatus
from xltool.campaign.views.page_view import status_page

UNITS = 8
WRONG = 5  # the unit that filled in its form in yuan
ROSTER = "id,name,department,email\n" + "".join(f"U{at},第{at}局,市政府,u{at}@example.invalid\n" for at in range(UNITS))


@pytest.fixture(scope="module")
def _campaign(tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = open_office(tmp_path_factory.mktemp("exclusion") / "campaign", ROSTER)
    for at in range(UNITS):
        amount = (50 + at) * (10_000 if at == WRONG else 1)
        office.send(f"{at}.xlsx", f"U{at}", f"项目{at}", day(1 + at), items=[("设备", amount)])
    office.collect()
    return office


@pytest.fixture
def campaign(_campaign: Office, tmp_path: Path) -> Office:
    """Eight units have sent; all are accepted, and the amounts of one are ten thousand times those of the others."""
    return _campaign.copy(tmp_path / "campaign")


def wrong_form(office: Office) -> FormStatus:
    return next(form for form in xltool.status(office.folder).forms if form.unit.id == f"U{WRONG}")


def hash_of(form: FormStatus) -> str:
    assert form.latest is not None
    return form.latest.sha256


def totals(office: Office, **options: Any) -> float:
    return float(xltool.merge(office.folder, output=office.folder / "s.xlsx", lang="zh", **options).forms["money.total"].sum())


def test_the_status_names_what_stands_out_and_how_to_exclude_it(campaign: Office) -> None:
    forms = xltool.status(campaign.folder).forms
    assert {form.unit.id: [note.kind for note in form.notes] for form in forms if form.notes} == {f"U{WRONG}": ["stands-out"]}
    (note,) = wrong_form(campaign).notes
    assert "约 10,000 倍之差" in note.message.zh
    assert f"xltool exclude --file {hash_of(wrong_form(campaign))[:8]}" in note.message.en
    page = status_page(xltool.status(campaign.folder), "zh")
    assert "约 10,000 倍之差" in Elements(page).text
    assert [row["data-unit"] for row in Elements(page).all("tr") if row.get("data-due")][0] == f"第{WRONG}局"  # noqa: RUF015 - rows in order


def test_nothing_is_left_out_by_itself(campaign: Office) -> None:
    assert totals(campaign) == sum(range(50, 50 + UNITS)) + 9_999 * (50 + WRONG)


def test_what_the_officer_excludes_is_in_no_total_and_the_summary_says_who_and_why(campaign: Office) -> None:
    (left_out,) = xltool.exclude(campaign.folder, [hash_of(wrong_form(campaign))[:8]], reason="误以元填报", by="张三")
    assert (left_out.unit, left_out.exclusion.by) == (f"第{WRONG}局", "张三")
    assert totals(campaign) == sum(range(50, 50 + UNITS)) - (50 + WRONG)
    cells = [
        str(cell.value) for sheet in load_workbook(campaign.folder / "s.xlsx") for row in sheet.iter_rows() for cell in row if cell.value
    ]
    (line,) = [text for text in cells if text.startswith(f"第{WRONG}局 项目{WRONG}：不计入合计")]
    assert "误以元填报（张三" in line
    assert any("另有 1 份由经办人决定不计入合计" in text for text in cells)
    merged = xltool.merge(campaign.folder, output=campaign.folder / "s.xlsx")
    (finding,) = merged.findings[merged.findings.rule == "amount.excluded"].to_dict("records")
    assert (finding["unit"], finding["severity"]) == (f"U{WRONG}", "info")
    assert not merged.stand_outs
    assert (merged.submissions.status == "accepted").sum() == UNITS  # it was sent and accepted all the same


def test_the_status_says_it_too(campaign: Office) -> None:
    xltool.exclude(campaign.folder, [hash_of(wrong_form(campaign))], reason="in yuan", by="Li")
    (note,) = wrong_form(campaign).notes
    assert note.kind == "excluded"
    assert note.message.en.startswith("in no total: in yuan (decided by Li on ")
    earlier = xltool.status(campaign.folder, as_of=datetime(2023, 1, 1))  # when nothing was decided yet
    assert [note.kind for form in earlier.forms for note in form.notes] == ["stands-out"]


def test_a_corrected_form_counts_without_a_word(campaign: Office) -> None:
    xltool.exclude(campaign.folder, [hash_of(wrong_form(campaign))], reason="误以元填报", by="张三")
    campaign.send("again.xlsx", f"U{WRONG}", f"项目{WRONG}", day(20), items=[("设备", 55)])
    campaign.collect()
    assert totals(campaign) == sum(range(50, 50 + UNITS))
    assert not wrong_form(campaign).notes


def test_it_can_be_taken_back(campaign: Office) -> None:
    before, name = totals(campaign), hash_of(wrong_form(campaign))
    xltool.exclude(campaign.folder, [name], reason="误以元填报", by="张三")
    assert xltool.exclude(campaign.folder, [name], undo=True) == ()
    assert totals(campaign) == before


def test_what_cannot_be_excluded_is_refused(campaign: Office) -> None:
    name = hash_of(wrong_form(campaign))
    with pytest.raises(UsageError, match="Say with --reason why"):
        xltool.exclude(campaign.folder, [name])
    with pytest.raises(UsageError, match="is not excluded"):
        xltool.exclude(campaign.folder, [name], undo=True)
    with pytest.raises(UsageError, match="the ledger knows no content"):
        xltool.exclude(campaign.folder, ["0" * 8], reason="x")
    campaign.receive("scan.xlsx", b"%PDF-1.4 scanned form\n", day(3))
    campaign.collect()
    (scan,) = xltool.status(campaign.folder).others
    with pytest.raises(UsageError, match="it is in no total anyway"):
        xltool.exclude(campaign.folder, [scan.submission.sha256], reason="x")
    assert not (campaign.folder / "exclusions.json").exists()


@pytest.mark.parametrize("text", ["{", '{"excluded": [{"sha256": 1}]}', "[]", '{"excluded": 3}'])
def test_a_file_that_is_damaged_is_named_and_changes_no_total(campaign: Office, text: str) -> None:
    (campaign.folder / "exclusions.json").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"exclusions\.json is not as xltool exclude writes it"):
        xltool.status(campaign.folder)


def test_the_command(run: Run, campaign: Office) -> None:
    name = hash_of(wrong_form(campaign))[:8]
    done = run("exclude", campaign.folder, "--file", name, "--reason", "in yuan", "--by", "Li")
    assert done.status == 0
    assert f"{name}  第{WRONG}局 项目{WRONG}  in no total: in yuan (decided by Li on " in done.out
    assert "1 form in no total" in done.out
    listed = run("exclude", campaign.folder, "--lang", "zh")
    assert "由 Li" not in listed.out
    assert "共 1 份报送不计入合计" in listed.out
    assert run("exclude", campaign.folder, "--file", name).status == 2
