"""`returns/` holds only what is to be sent back now; what no longer is lies in `returns/old/`."""

from __future__ import annotations

from pathlib import Path

import pytest

import xltool
from tests.campaign.office import Office, day
from tests.campaign.test_authenticity import wrongly_signed
from xltool.campaign.folder import open_campaign
from xltool.campaign.return_paths import current_path, is_old, old_path


def lying(office: Office) -> list[str]:
    """Marked returns, without their hashes."""
    root = office.folder / "returns"
    return sorted("/".join([*path.relative_to(root).parts[:-1], path.name.split(".")[0]]) for path in root.rglob("*.xlsx"))


def recorded(office: Office) -> dict[str, str | None]:
    with open_campaign(office.folder) as campaign:
        return {item.name: item.returned for item in campaign.ledger.heads()}


def is_sound(office: Office) -> bool:
    """Whether every marked return lies where the ledger says, and nothing is wrong."""
    paths = [path for path in recorded(office).values() if path is not None]
    return all((office.folder / "returns" / path).is_file() for path in paths) and not xltool.verify(office.folder).problems


def test_the_latest_return_is_there_and_earlier_ones_are_old(office: Office) -> None:
    office.send("1.xlsx", "LIB", "Reading", day(1), total=1)
    office.collect()
    assert lying(office) == ["LIB/1"]
    office.send("2.xlsx", "LIB", "Reading", day(2), total=2)
    office.collect()
    assert lying(office) == ["LIB/2", "old/LIB/1"]
    assert is_sound(office)


def test_nothing_lies_there_for_an_accepted_unit(office: Office) -> None:
    office.send("1.xlsx", "LIB", "Reading", day(1), total=1)
    office.send("trees.xlsx", "PARK", "Trees", day(1), total=1)
    office.collect()
    office.send("2.xlsx", "LIB", "Reading", day(2))
    office.collect()
    assert lying(office) == ["PARK/trees", "old/LIB/1"]
    assert not (office.folder / "returns" / "LIB").exists()
    assert is_sound(office)


def test_what_is_held_back_is_not_sent_back(office: Office) -> None:
    office.send("1.xlsx", "LIB", "Reading", day(1))
    office.receive("2.xlsx", wrongly_signed(office), day(2))
    office.collect()
    assert lying(office) == ["old/LIB/2"]


def test_what_comes_late_out_of_order_is_old_at_once(office: Office) -> None:
    office.send("new.xlsx", "LIB", "Reading", day(5), total=2)
    office.collect()
    office.send("old.xlsx", "LIB", "Reading", day(1), total=1)
    office.collect()
    assert lying(office) == ["LIB/new", "old/LIB/old"]


def test_a_form_accepted_under_new_rules_has_no_return_any_more(office: Office) -> None:
    office.send("1.xlsx", "LIB", "Reading", day(1), total=1)
    office.collect()
    schema = next((office.folder / "rules").glob("*.schema.json"))
    text = schema.read_text(encoding="utf-8")
    schema.write_text(text.replace('"severity": "error"', '"severity": "warning"'), encoding="utf-8")
    office.collect()
    assert xltool.status(office.folder).totals.accepted == 1
    assert lying(office) == ["old/LIB/1"]
    schema.write_text(text, encoding="utf-8")
    office.collect()
    assert [path for path in lying(office) if not path.startswith("old/")] == ["LIB/1"]
    assert is_sound(office)


def test_other_files_of_the_officer_stay(office: Office) -> None:
    office.send("1.xlsx", "LIB", "Reading", day(1), total=1)
    office.collect()
    note = office.folder / "returns" / "LIB" / "note.xlsx"
    note.write_bytes(b"mine")
    office.send("2.xlsx", "LIB", "Reading", day(2))
    office.collect()
    assert note.read_bytes() == b"mine"


def test_a_run_killed_between_moving_and_recording_is_made_up_for(office: Office) -> None:
    office.send("1.xlsx", "LIB", "Reading", day(1), total=1)
    office.collect()
    path = recorded(office)["inbox/1.xlsx"]
    assert path is not None
    office.send("2.xlsx", "LIB", "Reading", day(2))
    returns = office.folder / "returns"
    (returns / "old" / "LIB").mkdir(parents=True)
    (returns / path).rename(returns / old_path(path))
    assert xltool.verify(office.folder).problems == ()
    office.collect()
    assert recorded(office)["inbox/1.xlsx"] == old_path(path)
    assert is_sound(office)


def test_a_return_that_cannot_be_moved_is_named_and_moved_later(office: Office) -> None:
    office.send("1.xlsx", "LIB", "Reading", day(1), total=1)
    office.collect()
    office.send("2.xlsx", "LIB", "Reading", day(2))
    blocked = office.folder / "returns" / "old"
    blocked.write_bytes(b"")  # a file where the folder would be
    (message,) = office.collect().not_taken
    assert "cannot be moved" in message.en
    assert lying(office) == ["LIB/1"]
    blocked.unlink()
    assert office.collect().not_taken == ()
    assert lying(office) == ["old/LIB/1"]


@pytest.mark.parametrize(
    ("path", "old"), [("LIB/a.xlsx", False), ("old/LIB/a.xlsx", True), ("old/a.xlsx", False), ("old/old/a.xlsx", True)]
)
def test_paths_tell_what_is_old(path: str, *, old: bool) -> None:
    """Also for a unit whose id is `old`."""
    assert is_old(path) == old
    assert old_path(current_path(path)) == old_path(path)
    assert Path(current_path(path)).name == "a.xlsx"
