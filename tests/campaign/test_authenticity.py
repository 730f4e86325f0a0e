"""What is not shown to be sent out by the campaign never displaces what is, without the officer's yes."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from openpyxl import Workbook, load_workbook

import xltool
from tests.campaign.office import Office, by_hand, day
from tests.cli.conftest import Run
from xltool.base.errors import UsageError
from xltool.campaign.distribute import plan
from xltool.campaign.folder import open_campaign
from xltool.campaign.ledger_records import Submission
from xltool.campaign.standing import Standing, standing
from xltool.form.sheet_names import HIDDEN_SHEET
from xltool.workbook.assemble import build_workbook


def of(office: Office, unit: str, as_of: datetime | None = None) -> list[Standing]:
    with open_campaign(office.folder) as campaign:
        return [item for item in standing(campaign, as_of=as_of) if item.unit.id == unit]


def states(office: Office, unit: str = "LIB") -> list[tuple[str, str | None]]:
    return [(item.state, item.submission.name if item.submission else None) for item in of(office, unit)]


def head(office: Office, name: str) -> Submission:
    with open_campaign(office.folder) as campaign:
        return next(item for item in campaign.ledger.heads() if item.name == f"inbox/{name}")


def known_by_labels(office: Office, project: str = "Reading", total: float | None = None) -> bytes:
    """A form that somebody copied into a new workbook: labels and values, no hidden sheet."""
    book = load_workbook(io.BytesIO(office.filled("LIB", project, [("Atlas", 3)], total)))
    copy = Workbook()
    copy.remove(copy["Sheet"])
    for sheet in book.worksheets:
        if sheet.title != HIDDEN_SHEET and sheet.sheet_state == "visible":
            target = copy.create_sheet(sheet.title)
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.value is not None:
                        target[cell.coordinate] = cell.value
    content = io.BytesIO()
    copy.save(content)
    return content.getvalue()


def wrongly_signed(office: Office) -> bytes:
    """The form of the library, with the signature of nobody."""
    with open_campaign(office.folder) as campaign:
        own = next(item for item in plan(campaign) if item.unit.id == "LIB")
        money, items = {"total": 9}, [{"name": "Atlas", "amount": 9}]
        data = {**own.data, "project": "Reading", "money": money, "items": items}
        return build_workbook(campaign.definition, data, replace(own.issue, signature="00" * 32))


NOT_AUTHENTIC: dict[str, Callable[[Office], bytes]] = {
    "wrong": wrongly_signed,
    "unsigned": lambda _: by_hand("Library of Changzhou", "Reading"),
    "recognised": known_by_labels,
}


def test_campaigns_require_signatures(office: Office) -> None:
    assert "require_signature: true" in (office.folder / "campaign.yaml").read_text(encoding="utf-8")
    office.receive("own.xlsx", by_hand("Library of Changzhou", "Reading"), day(1))
    office.collect()
    assert states(office) == [("rejected", "inbox/own.xlsx")]


@pytest.mark.parametrize("lenient", [False, True], ids=["signature required", "signature not required"])
@pytest.mark.parametrize("kind", NOT_AUTHENTIC)
def test_an_accepted_form_stays(office: Office, kind: str, *, lenient: bool) -> None:
    if lenient:
        office.allow_unsigned()
    office.send("first.xlsx", "LIB", "Reading", day(1))
    office.receive("second.xlsx", NOT_AUTHENTIC[kind](office), day(2))
    office.collect()
    assert head(office, "second.xlsx").authenticity == kind
    assert states(office) == [("accepted", "inbox/first.xlsx")]
    (form,) = of(office, "LIB")
    assert [item.name for item in form.held] == ["inbox/second.xlsx"]
    assert xltool.merge(office.folder).forms["file"].tolist() == ["inbox/first.xlsx"]


@pytest.mark.parametrize("kind", NOT_AUTHENTIC)
def test_the_officer_says_yes(office: Office, kind: str) -> None:
    office.send("first.xlsx", "LIB", "Reading", day(1))
    office.receive("second.xlsx", NOT_AUTHENTIC[kind](office), day(2))
    office.collect()
    before = datetime.now(UTC)
    office.collect(accept=[head(office, "second.xlsx").sha256[:8]])
    accepted = head(office, "second.xlsx")
    assert states(office) == [("accepted", "inbox/second.xlsx")]
    assert accepted.vouched_at is not None
    assert before <= accepted.vouched_at <= datetime.now(UTC)
    assert (accepted.authenticity, accepted.n_errors) == (kind, 0)
    assert xltool.merge(office.folder).forms["file"].tolist() == ["inbox/second.xlsx"]


def test_what_was_accepted_stays_so_when_everything_is_decided_anew(office: Office) -> None:
    office.receive("labels.xlsx", known_by_labels(office), day(1))
    office.collect()
    office.collect(accept=[head(office, "labels.xlsx").sha256])
    office.allow_unsigned()
    assert office.collect().n_again == 1
    assert states(office) == [("accepted", "inbox/labels.xlsx")]
    assert office.collect().n_again == 0


def test_a_signed_correction_replaces_what_the_officer_accepted(office: Office) -> None:
    office.receive("labels.xlsx", known_by_labels(office), day(1))
    office.collect()
    office.collect(accept=[head(office, "labels.xlsx").sha256[:10]])
    office.send("signed.xlsx", "LIB", "Reading", day(2), total=1)
    office.collect()
    assert states(office) == [("rejected", "inbox/signed.xlsx")]
    office.receive("again.xlsx", known_by_labels(office, "Reading "), day(3))
    office.collect()
    assert states(office) == [("waiting", "inbox/again.xlsx")], "nothing that is accepted stands behind it"


def test_an_unsigned_one_replaces_an_unsigned_one_where_none_is_required(office: Office) -> None:
    office.allow_unsigned()
    office.receive("a.xlsx", by_hand("Library of Changzhou", "Reading"), day(1))
    office.collect()
    content = by_hand("Library of Changzhou", "Reading ")
    office.receive("b.xlsx", content, day(2))
    office.collect()
    assert states(office) == [("accepted", "inbox/b.xlsx")]


def test_as_of_a_moment_before_the_yes_it_was_waiting(office: Office) -> None:
    office.send("first.xlsx", "LIB", "Reading", day(1))
    office.receive("second.xlsx", wrongly_signed(office), day(2))
    office.collect()
    office.collect(accept=[head(office, "second.xlsx").sha256])
    (before,) = of(office, "LIB", as_of=day(3))
    assert before.submission is not None
    assert (before.submission.name, [item.name for item in before.held]) == ("inbox/first.xlsx", ["inbox/second.xlsx"])


# --- known by its labels ----------------------------------------------------------------------------------------------


def test_a_form_known_by_its_labels_waits_for_the_officer(office: Office, run: Run) -> None:
    office.receive("labels.xlsx", known_by_labels(office), day(1))
    office.collect()
    assert states(office) == [("waiting", "inbox/labels.xlsx")]
    form = xltool.status(office.folder).forms[0]
    assert [note.kind for note in form.notes] == ["recognised"]
    sha256 = head(office, "labels.xlsx").sha256
    text = run("status", office.folder).out
    assert "awaiting confirmation" in text
    assert f"xltool collect --accept {sha256[:8]}" in text
    outcome = run("collect", office.folder, "--accept", sha256[:8])
    assert (outcome.status, outcome.err) == (0, "")
    assert "confirmed by hand on" in run("status", office.folder).out
    assert "confirmed by hand on" in run("status", office.folder, "--unit", "LIB").out
    assert run("status", office.folder, "--format", "json").json["forms"][0]["submission"]["confirmed_at"] is not None


def test_the_summary_names_what_waits(office: Office) -> None:
    office.receive("labels.xlsx", known_by_labels(office), day(1))
    office.collect()
    merged = xltool.merge(office.folder, lang="en")
    assert ("waiting" in merged.submissions["status"].tolist(), len(merged.forms)) == (True, 0)
    overview = load_workbook(office.folder / "summary.xlsx", data_only=True)["Summary"]
    texts = [str(cell.value) for row in overview.iter_rows() for cell in row if cell.value is not None]
    assert "Awaiting confirmation" in texts
    assert any("1 awaiting confirmation" in text for text in texts)


def test_a_form_known_by_its_labels_with_errors_goes_back(office: Office) -> None:
    office.receive("labels.xlsx", known_by_labels(office, total=1), day(1))
    office.collect()
    assert states(office) == [("rejected", "inbox/labels.xlsx")]


def test_what_is_held_back_is_named_with_the_way_to_confirm_it(office: Office, run: Run) -> None:
    office.send("first.xlsx", "LIB", "Reading", day(1))
    office.receive("second.xlsx", wrongly_signed(office), day(2))
    office.collect()
    status = xltool.status(office.folder)
    assert (status.totals.held, status.totals.others, [note.kind for note in status.forms[0].notes]) == (1, 1, ["held"])
    lines = run("status", office.folder).out.splitlines()
    (line,) = [line for line in lines if line.startswith("held back")]
    assert f"xltool collect --accept {head(office, 'second.xlsx').sha256[:8]}" in line
    history = xltool.history(office.folder, "LIB")
    assert [entry.is_current for entry in history.forms[0].entries] == [True, False]


# --- what cannot be accepted ------------------------------------------------------------------------------------------


def refused(office: Office, name: str) -> str:
    with pytest.raises(UsageError) as caught:
        office.collect(accept=[name])
    return caught.value.message.en


def test_a_prefix_has_eight_characters_or_more(office: Office) -> None:
    office.receive("labels.xlsx", known_by_labels(office), day(1))
    office.collect()
    assert "write at least 8 characters" in refused(office, head(office, "labels.xlsx").sha256[:7])
    assert "no content whose hash begins with 'ffffffff'" in refused(office, "ffffffff")
    assert states(office) == [("waiting", "inbox/labels.xlsx")]


def test_what_is_no_form_or_signed_is_not_accepted(office: Office) -> None:
    office.send("first.xlsx", "LIB", "Reading", day(1))
    office.receive("scan.xlsx", b"%PDF-1.4 scanned form\n", day(3))
    office.receive("stranger.xlsx", by_hand("Nobody", "Reading"), day(3))
    office.collect()
    assert "there is nothing to accept" in refused(office, head(office, "first.xlsx").sha256)
    assert "it is unreadable" in refused(office, head(office, "scan.xlsx").sha256)
    assert "it is not on the roster" in refused(office, head(office, "stranger.xlsx").sha256)
