"""Status and summary give the same numbers, in total and by unit; findings of what does not count are not counted."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

import xltool
from tests.campaign.office import Office, by_hand, day, open_office
from tests.campaign.test_authenticity import known_by_labels, wrongly_signed
from xltool.base.states import SubmissionState
from xltool.campaign.status_records import Status, Totals
from xltool.campaign.views.page_view import status_page
from xltool.merging.dataset import Merged


def quiet(office: Office) -> None:
    office.collect()


def eventful(office: Office) -> None:
    """Everything that can happen: replaced, sent twice, late, not on the roster, a scan, another campaign's, held back, waiting."""
    office.send("1.xlsx", "LIB", "Reading", day(1), total=1)
    office.send("2.xlsx", "LIB", "Reading", day(2))
    office.receive("2-again.xlsx", (office.folder / "inbox" / "2.xlsx").read_bytes(), day(3))
    office.receive("forged.xlsx", wrongly_signed(office), day(4))
    office.receive("labels.xlsx", known_by_labels(office, "Atlases"), day(4))
    office.send("late.xlsx", "PARK", "Trees", day(40), total=1)
    office.allow_unsigned()
    office.receive("lawns.xlsx", by_hand("Parks", "Lawns"), day(5))
    office.receive("nobody.xlsx", by_hand("Nobody", "Nothing"), day(5))
    office.receive("scan.xlsx", b"%PDF-1.4 scanned form\n", day(6))
    other = open_office(office.folder.parent / "other")
    office.receive("foreign.xlsx", other.filled("MUS", "Halls", [("Lamp", 1)]), day(7))
    office.collect()


def moved(office: Office) -> None:
    """A unit leaves the roster after it has sent, another one changes its department; nothing is collected since."""
    eventful(office)
    roster = office.folder / "roster.csv"
    lines = roster.read_text(encoding="utf-8").splitlines()
    kept = [line.replace(",Culture,", ",Books,") for line in lines if not line.startswith("PARK")]
    roster.write_text("\n".join([*kept, "ZOO,Zoo,Greens,,"]) + "\n", encoding="utf-8")


SEASONS: dict[str, Callable[[Office], None]] = {"quiet": quiet, "eventful": eventful, "moved": moved}


@pytest.fixture(params=SEASONS)
def season(request: pytest.FixtureRequest, office: Office) -> Office:
    SEASONS[request.param](office)
    return office


def overview(folder: Path) -> dict[str, dict[str, Any]]:
    """Department → its figures on the first sheet of the summary, as cached; the last line is `Total`."""
    rows: list[list[Any]] = [
        list(row) for row in load_workbook(folder / "summary.xlsx", data_only=True)["Summary"].iter_rows(min_row=4, values_only=True)
    ]
    return {str(row[1] or row[0]): dict(zip(rows[0], row, strict=True)) for row in rows[1:] if row[0] is not None}


#: Number of the status → heading of the summary's first sheet; a column that is left out says 0.
HEADINGS = {
    "units": "Units",
    "accepted": SubmissionState.ACCEPTED.heading.en,
    "rejected": SubmissionState.REJECTED.heading.en,
    "waiting": SubmissionState.WAITING.heading.en,
    "missing": SubmissionState.MISSING.heading.en,
    "others": "Other files",
}


def test_every_total_is_the_same_in_status_and_summary(season: Office) -> None:
    status, merged = xltool.status(season.folder), xltool.merge(season.folder, lang="en")
    line = overview(season.folder)["Total"]
    assert {key: line.get(heading, 0) for key, heading in HEADINGS.items()} == {key: getattr(status.totals, key) for key in HEADINGS}
    assert line["Sent"] == status.totals.accepted + status.totals.rejected + status.totals.waiting
    assert from_summary(merged, status) == status.totals


def from_summary(merged: Merged, status: Status) -> Totals:
    """The totals as the rows of the summary's list of submissions give them."""
    rows = merged.submissions.astype(object).to_dict("records")
    states = Counter(row["status"] for row in rows)
    names = {form.latest.name for form in status.forms if form.latest is not None and not form.is_expected}
    unexpected = sum(row["file"] in names for row in rows)
    assert merged.roster is not None
    return Totals(
        units=len(merged.roster.units),
        expected=sum(states[state] for state in ("accepted", "rejected", "waiting", "missing")) - unexpected,
        accepted=states["accepted"],
        rejected=states["rejected"],
        waiting=states["waiting"],
        missing=states["missing"],
        unexpected=unexpected,
        late=status.totals.late,  # the summary says nothing of when and how often something came
        replaced=states["duplicate"],
        repeated=status.totals.repeated,
        others=sum(states[state] for state in ("unreadable", "foreign", "unlisted", "held")),
        held=states["held"],
        passed_over=status.totals.passed_over,  # of which the summary, too, says nothing
    )


def test_totals_are_those_of_the_lines_that_the_status_lists(season: Office) -> None:
    status = xltool.status(season.folder)
    states = Counter(form.state for form in status.forms)
    totals = status.totals
    assert {state: states[state] for state in states} == {state: getattr(totals, state) for state in states}
    assert totals.accepted + totals.rejected + totals.waiting + totals.missing == totals.expected + totals.unexpected == len(status.forms)
    assert totals.others == len(status.others)
    page = status_page(status, "en")
    assert all(f"<dt>{word}</dt><dd>{number}</dd>" in page for word, number in shown(totals).items())


def shown(totals: Totals) -> dict[str, int]:
    return {heading: getattr(totals, key) for key, heading in HEADINGS.items() if getattr(totals, key)}


def test_every_unit_stands_alike_in_status_and_summary(season: Office) -> None:
    status, merged = xltool.status(season.folder), xltool.merge(season.folder, lang="en")
    listed = Counter((form.unit.id, form.unit.department or form.unit.name, str(form.state)) for form in status.forms)
    forms = merged.submissions[merged.submissions["status"].isin(["accepted", "rejected", "waiting", "missing"])]
    assert Counter(zip(forms["unit"], forms["department"], forms["status"], strict=True)) == listed
    by_department = Counter(department for _, department, state in listed.elements() if state == "missing")
    figures = {name: line["Missing"] for name, line in overview(season.folder).items() if name != "Total" and line["Missing"]}
    assert figures == dict(by_department)


# --- findings ---------------------------------------------------------------------------------------------------------


def listed(folder: Path, sheet: str, first: str) -> list[dict[str, Any]]:
    rows: list[list[Any]] = [list(row) for row in load_workbook(folder / "summary.xlsx", data_only=True)[sheet].iter_rows(values_only=True)]
    start = next(index for index, row in enumerate(rows) if row[0] == first)
    return [dict(zip(rows[start], row, strict=True)) for row in rows[start + 1 :] if any(value is not None for value in row)]


def test_findings_of_what_was_replaced_or_is_foreign_are_not_listed_and_not_counted(season: Office) -> None:
    merged = xltool.merge(season.folder, lang="en")
    counting = merged.findings[~merged.findings["status"].isin(["duplicate", "held", "foreign"])]
    if not len(counting):
        return
    rows = listed(season.folder, "Findings", "Dept.\nno.")
    assert len(rows) == len(counting)
    assert {row["State"] for row in rows}.isdisjoint({"replaced", "held back", "of another form or campaign"})
    stats = listed(season.folder, "Rule statistics", "Rule")
    assert sum(row["Findings"] for row in stats) == len(counting)
    by_rule = counting.groupby("rule")["file"].nunique().to_dict()
    assert {row["Rule"]: row["Sub-\nmissions"] for row in stats} == by_rule
    n_left_out = len(merged.findings) - len(counting)
    note = load_workbook(season.folder / "summary.xlsx")["Findings"]["A2"].value
    assert (f"Without {n_left_out} of submissions" in str(note)) == bool(n_left_out)


def test_the_page_shows_the_totals_of_the_workbook(season: Office) -> None:
    from xltool.campaign.views.workbook_view import status_workbook

    status = xltool.status(season.folder)
    note = str(load_workbook(io.BytesIO(status_workbook(status, "en"))).worksheets[0]["A2"].value)
    assert all(f"{word} {number}" in note for word, number in shown(status.totals).items())
