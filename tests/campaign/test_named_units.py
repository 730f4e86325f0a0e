"""A file that could not be read and names its unit counts as that unit's: to be sent again, and not as missing."""

from __future__ import annotations

from pathlib import Path

import pytest

import xltool
from tests.campaign.office import Office, day, mailed
from tests.cli.conftest import Run

BROKEN = b"PK\x03\x04 cut off"


def stands(office: Office) -> dict[tuple[str, str], tuple[str, str | None]]:
    """The state of each form, and the file that counts."""
    found = xltool.status(office.folder)
    return {(form.unit.id, form.project): (form.state, form.latest.name if form.latest else None) for form in found.forms}


def others(office: Office) -> list[str]:
    return [other.submission.name for other in xltool.status(office.folder).others]


@pytest.mark.parametrize(
    "name",
    ["市博物馆 2022年表.xlsx", "绩效表（市博物馆） (2).xlsx", "MUS-issued.xlsx"],
    ids=["its name", "its name in a copy", "as it was issued"],
)
def test_the_name_of_the_file_tells(office: Office, name: str) -> None:
    issued = next(path for path in map(Path, xltool.distribute(office.folder).written) if "MUS" in path.parts)
    name = name.replace("MUS-issued.xlsx", f"{issued.stem} (1).xlsx")
    office.receive(name, BROKEN, day(2))
    office.collect()
    assert stands(office)["MUS", ""] == ("rejected", f"inbox/{name}")
    assert others(office) == []


def test_the_sender_of_the_mail_tells(office: Office) -> None:
    office.receive("a.eml", mailed("Museum <MUS@example.invalid>", day(2), form=BROKEN), day(2))
    office.collect()
    state, name = stands(office)["MUS", ""]
    assert (state, (name or "").endswith("form.xlsx")) == ("rejected", True)


def test_the_project_is_that_of_the_issued_name_or_the_only_one_left(office: Office) -> None:
    ponds = next(path for path in map(Path, xltool.distribute(office.folder).written) if "Ponds" in path.name)
    office.receive("Parks.xlsx", BROKEN, day(2))
    office.collect()
    assert [stands(office)["PARK", project][0] for project in ("Trees", "Ponds")] == ["missing", "missing"], "one of two is not guessed"
    assert others(office) == ["inbox/Parks.xlsx"]
    office.receive(ponds.name, BROKEN + b"2", day(3))
    office.collect()
    assert stands(office)["PARK", "Ponds"] == ("rejected", f"inbox/{ponds.name}")
    assert stands(office)["PARK", "Trees"] == ("missing", None)


def test_a_form_that_was_read_counts_whatever_came_besides(office: Office) -> None:
    office.send("good.xlsx", "MUS", "Show", day(1))
    office.receive("市博物馆.xlsx", BROKEN, day(2))
    office.collect()
    assert stands(office)["MUS", "Show"][0] == "accepted"
    assert others(office) == ["inbox/市博物馆.xlsx"]


def test_two_units_in_one_name_tell_nothing(office: Office) -> None:
    office.receive("市博物馆 Parks.xlsx", BROKEN, day(2))
    office.collect()
    assert stands(office)["MUS", ""] == ("missing", None)


def test_what_is_said_of_it(office: Office, run: Run) -> None:
    office.receive("市博物馆.xlsx", BROKEN, day(2))
    office.collect()
    outcome = run("status", office.folder, "--unit", "MUS", "--lang", "en")
    assert outcome.status == 0
    form = next(form for form in xltool.status(office.folder).forms if form.unit.id == "MUS")
    assert [note.kind for note in form.notes] == ["unreadable"]
    assert "the unit must send it again" in form.notes[0].message.en
    totals = xltool.status(office.folder).totals
    assert (totals.missing, totals.rejected) == (3, 1)
    merged = xltool.merge(office.folder, output=office.folder / "summary.xlsx", include_rejected=True)
    assert merged
