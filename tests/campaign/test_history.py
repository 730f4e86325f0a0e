"""The history of a unit: what it was sent, every submission, and what changed from one to the next."""

from __future__ import annotations

import pytest

import xltool
from tests.campaign.office import Office, day, open_office
from tests.cli.conftest import Run
from xltool.base.errors import UsageError


def test_every_submission_is_told_with_how_it_came(busy: Office) -> None:
    (form,) = xltool.history(busy.folder, "LIB").forms
    first, second = form.entries
    assert [arrival.source for arrival in first.arrivals] == ["inbox/library.xlsx"]
    assert [arrival.source for arrival in second.arrivals] == ["inbox/library.zip!/again.xlsx"]
    assert [entry.submission.decision for entry in form.entries] == ["rejected", "accepted"]
    assert [entry.is_current for entry in form.entries] == [False, True]
    assert [finding.rule for finding in first.submission.findings] == ["balance"]


def test_a_content_that_came_twice_is_one_submission_with_two_arrivals(busy: Office) -> None:
    trees, ponds = xltool.history(busy.folder, "PARK").forms
    (entry,) = trees.entries
    assert [(arrival.source, arrival.sender, arrival.received_at) for arrival in entry.arrivals] == [
        ("inbox/parks.eml!/trees.xlsx", "green@example.invalid", day(40)),
        ("inbox/trees.xlsx", None, day(42)),
    ]
    assert (ponds.standing.state, ponds.entries) == ("missing", ())


def test_what_changed_is_told_field_by_field(busy: Office) -> None:
    (form,) = xltool.history(busy.folder, "LIB").forms
    first, second = form.entries
    assert first.changes is None
    assert second.changes is not None
    (total,) = second.changes.fields
    assert (total.field, total.old, total.new) == ("money.total", 1, 51)
    assert [(row.kind, row.label) for row in second.changes.rows] == [("changed", "Atlas"), ("removed", "Shelves")]


def test_a_unit_is_named_by_id_or_name(busy: Office) -> None:
    assert xltool.history(busy.folder, "市博物馆").unit.id == "MUS"
    with pytest.raises(UsageError, match="no unit 'ZOO'"):
        xltool.history(busy.folder, "ZOO")


def test_workbooks_sent_out_are_listed(busy: Office) -> None:
    xltool.distribute(busy.folder)
    issued = xltool.history(busy.folder, "PARK").issued
    assert sorted((row.project, row.path) for row in issued) == [
        ("Ponds", "PARK/PARK-Parks-Ponds.xlsx"),
        ("Trees", "PARK/PARK-Parks-Trees.xlsx"),
    ]


def test_what_does_not_count_is_told_too(office: Office) -> None:
    other = open_office(office.folder.parent / "other")
    office.receive("a.xlsx", other.filled("LIB", "Reading", [("Atlas", 1)]), day(1))
    office.collect()
    found = xltool.history(office.folder, "LIB")
    assert [entry.submission.decision for entry in found.others] == ["foreign"]


def test_history_as_text(run: Run, busy: Office) -> None:
    outcome = run("status", busy.folder, "--unit", "LIB")
    assert (outcome.status, outcome.err) == (0, "")
    first, second = (entry.submission.sha256[:8] for entry in xltool.history(busy.folder, "LIB").forms[0].entries)
    assert outcome.out.splitlines() == [
        "Library of Changzhou [LIB]  History of submissions",
        "Grants 2022",
        "",
        "Reading  accepted",
        f"1.  needs correction  1 error, 0 warnings  {first}",
        "   received 2022-03-01 17:00  library.xlsx",
        "   The total differs from the sum of the items  @ Form!B5  [balance]",
        f"   Marked return  old/LIB/library.{first}.marked.xlsx",
        f"2.  accepted  0 errors, 0 warnings  counts now  {second}",
        "   received 2022-03-05 17:00  library.zip › again.xlsx",
        "   Changes from the previous one",
        "     Money › Total (CNY)  1 → 51  @ Form!B5  [money.total]",
        "     ~ Items changed row 1  Atlas  @ Form!A7  [items]",
        "         Amount (CNY)  30.5 → 31",
        "     - Items removed row 2  @ Form!A8  [items]",
        "         Item  Shelves",
        "         Amount (CNY)  100",
    ]


def test_history_as_json(run: Run, busy: Office) -> None:
    outcome = run("status", busy.folder, "--unit", "LIB", "--format", "json")
    assert list(outcome.json) == ["format_version", "campaign", "unit", "issued", "letters", "forms", "others"]
    (form,) = outcome.json["forms"]
    first, second = form["submissions"]
    assert (first["current"], second["current"], first["changes"]) == (False, True, None)
    assert [change["field"] for change in second["changes"]["fields"]] == ["money.total"]
    assert first["findings"][0]["cell"] == "B5"


def test_a_unit_that_is_missing_has_exit_status_1(run: Run, busy: Office) -> None:
    outcome = run("status", busy.folder, "--unit", "MUS", "--lang", "zh")
    assert outcome.status == 1
    assert "没有收到报送" in outcome.out


def test_history_is_text_or_json(run: Run, busy: Office) -> None:
    for options in (["--format", "html"], ["--format", "xlsx"], ["--as-of", "2022-03-01"]):
        outcome = run("status", busy.folder, "--unit", "LIB", *options)
        assert (outcome.status, outcome.out) == (2, "")


def test_two_contents_of_a_campaign_are_compared_by_their_hashes(run: Run, busy: Office) -> None:
    first, second = (entry.submission.sha256 for entry in xltool.history(busy.folder, "LIB").forms[0].entries)
    outcome = run("diff", first[:8], second, "--campaign", busy.folder, "--format", "json")
    assert (outcome.status, outcome.json["old"], outcome.json["new"]) == (1, first, second)
    assert run("diff", first, first, "--campaign", busy.folder).status == 0


def test_hashes_that_name_no_form_are_refused(run: Run, busy: Office) -> None:
    first, second = (entry.submission.sha256 for entry in xltool.history(busy.folder, "LIB").forms[0].entries)
    scan = xltool.status(busy.folder).others[0].submission.sha256
    for name, reason in (("ffff0000", "knows no content"), (second[:2], "at least 4"), (scan, "is not a form of this campaign")):
        outcome = run("diff", first, name, "--campaign", busy.folder)
        assert (outcome.status, outcome.out) == (2, "")
        assert reason in outcome.err
