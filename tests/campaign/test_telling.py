"""What a campaign prints while it collects: each decision once it is recorded, on standard output, whatever is a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.campaign.office import Office, day, mailed
from tests.campaign.sending import collected
from xltool.base.progress import Progress
from xltool.campaign.collect import Collected, collect
from xltool.campaign.folder import open_campaign
from xltool.campaign.ledger_records import Submission
from xltool.campaign.receive.intake import take_in

LINES = [
    "needs correction  inbox/library.xlsx  Library of Changzhou  1 error, 0 warnings",
    "accepted  inbox/mail.eml!/trees.xlsx  Parks  0 errors, 0 warnings",
    "unreadable  inbox/scan.xlsx  —  1 error, 0 warnings",
]


@pytest.fixture
def office(office: Office) -> Office:
    """Three contents came, one of them twice."""
    office.send("library.xlsx", "LIB", "Reading", day(1), total=1)
    trees = office.filled("PARK", "Trees", [("Oak", 7)])
    office.receive("mail.eml", mailed("Ms Green <green@example.invalid>", day(2), trees=trees), day(2))
    office.receive("scan.xlsx", b"%PDF-1.4 scanned form\n", day(3))
    office.receive("trees.xlsx", trees, day(4))
    return office


def numbers(made: Collected) -> tuple[int, int, int, int]:
    return made.n_new, made.n_again, made.n_known, made.n_erroneous


def test_decision_is_told_when_it_is_recorded(office: Office) -> None:
    told: list[Submission] = []

    def hear(item: Submission) -> None:
        with open_campaign(office.folder) as campaign:
            assert item.sha256 in campaign.ledger.decided()
        told.append(item)

    made = collect(office.folder, lang="en", on_decided=hear)
    assert [(item.name, item.decision) for item in told] == [
        ("inbox/library.xlsx", "rejected"),
        ("inbox/mail.eml!/trees.xlsx", "accepted"),
        ("inbox/scan.xlsx", "unreadable"),
    ]
    assert made.decisions == {"rejected": 1, "accepted": 1, "unreadable": 1}
    assert numbers(made) == (3, 0, 1, 2), "trees.xlsx is the attachment once more"


def test_nothing_is_told_twice(office: Office) -> None:
    office.collect()
    assert collected(office.folder) == []
    assert numbers(office.collect()) == (0, 0, 4, 0)


def test_what_is_decided_anew_is_told_again(office: Office) -> None:
    office.allow_unsigned()
    office.collect()
    settings = office.folder / "campaign.yaml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("require_signature: false", "require_signature: true"), encoding="utf-8"
    )
    told: list[Submission] = []
    made = collect(office.folder, lang="en", on_decided=told.append)
    assert (len(told), numbers(made)) == (3, (0, 3, 4, 2))


def test_callback_that_fails_loses_nothing(office: Office) -> None:
    def fail(_: Submission) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        collect(office.folder, on_decided=fail)
    assert numbers(office.collect()) == (0, 0, 4, 0), "all of the batch was recorded"


def test_lines_go_to_standard_output_alone_when_only_the_other_is_a_terminal(office: Office) -> None:
    out, shown = on_terminal(office.folder, lines_too=False)
    assert out.splitlines()[:3] == LINES
    assert "library.xlsx" not in shown


def test_lines_stay_when_the_bar_goes(office: Office) -> None:
    """A terminal of 60 columns folds them."""
    _, shown = on_terminal(office.folder, lines_too=True)
    assert "".join(LINES[0].split()) in "".join(shown.split())
    assert "3 new" in shown


def on_terminal(folder: Path, *, lines_too: bool) -> tuple[str, str]:
    """What `collect` writes into a pipe, and what on the terminal on which it shows its progress, `lines_too` or not."""
    pty = pytest.importorskip("pty", reason="a terminal of POSIX")
    ours, theirs = pty.openpty()
    environment = {**os.environ, "LC_ALL": "en_US.UTF-8", "TERM": "xterm", "COLUMNS": "60"}
    process = subprocess.Popen(
        [sys.executable, "-m", "xltool", "collect", str(folder)],
        env=environment, stdout=theirs if lines_too else subprocess.PIPE, stderr=theirs,
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    while chunk := _read(ours):
        shown += chunk
    out, _ = process.communicate(timeout=60)
    os.close(ours)
    return (out or b"").decode(), shown.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # Linux says so when the other end is closed
        return b""


def test_closed_pipe_ends_no_run(office: Office) -> None:
    """`xltool collect | head -1`: all the rest is collected all the same."""
    command = [sys.executable, "-m", "xltool", "collect", str(office.folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    process.stdout.close()
    process.wait(timeout=60)
    assert numbers(office.collect()) == (0, 0, 4, 0)


# --- what is recorded on the way --------------------------------------------------------------------------------------


def test_copies_are_recorded_while_others_are_taken_in(office: Office) -> None:
    """Nothing is to be read for a long time: what was taken in is recorded all the same, and progress is shown."""
    content = office.filled("PARK", "Ponds", [("Carp", 3)])
    copies = [office.receive(f"copies/{number:03}.xlsx", content, day(5)) for number in range(300)]
    recorded: list[int] = []

    def watch(state: Progress) -> None:
        with open_campaign(office.folder) as campaign:
            recorded.append(len(campaign.ledger.arrivals()))
        if state.done > len(copies) // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        collect(office.folder, copies, watch=watch)
    assert recorded == [50, 100, 150, 200]
    made = collect(office.folder, copies)
    assert numbers(made) == (0, 0, 300, 0)


def test_file_that_is_gone_is_neither_new_nor_known(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = sorted((office.folder / "inbox").iterdir())

    def take_in_late(found: list[Path], *rest: Any) -> Iterator[Any]:
        if found == [paths[0]]:
            found[0].unlink()
        return take_in(found, *rest)

    monkeypatch.setattr("xltool.campaign.collect.take_in", take_in_late)
    made = collect(office.folder, paths)
    assert (len(made.not_taken), made.n_new, made.n_known) == (1, 2, 1)
