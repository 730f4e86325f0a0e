"""The machine's trouble: whatever it keeps from being read or written is named, the rest goes on, and a later run does it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import xltool
from tests.campaign.office import Office, day, open_office, zipped
from tests.campaign.sending import fill_inbox, make_campaign
from tests.campaign.test_crash import copy_of, rows
from tests.cli.conftest import Run
from tests.hostile.tricks import make
from xltool.base.errors import UsageError
from xltool.base.files import UnwritableError
from xltool.base.states import SubmissionState
from xltool.campaign.collect import Collected, collect
from xltool.campaign.folder import open_campaign
from xltool.campaign.ledger_records import UNDECIDED, Submission
from xltool.reading.guard import Limits
from xltool.reading.pool import end_workers


@pytest.fixture
def sent(office: Office) -> Office:
    """Three came: the library's must be corrected, the museum's and the park's are right."""
    office.send("library.xlsx", "LIB", "Reading", day(1), total=1)
    office.send("museum.xlsx", "MUS", "Show", day(2))
    office.send("park.xlsx", "PARK", "Trees", day(3))
    return office


def heads(office: Office) -> dict[str, Submission]:
    with open_campaign(office.folder) as campaign:
        return {item.name: item for item in campaign.ledger.heads()}


def decisions(office: Office) -> dict[str, str]:
    return {name.removeprefix("inbox/"): item.decision.value for name, item in heads(office).items()}


def said_in_all(out: str) -> str:
    """The line of the numbers: the last but for the next step, where one is named."""
    return [line for line in out.splitlines() if not line.startswith("next: ")][-1]


def counts(made: Collected) -> tuple[int, int, int]:
    return made.n_new, made.n_again, made.n_known


RIGHT = {"library.xlsx": "rejected", "museum.xlsx": "accepted", "park.xlsx": "accepted"}

# --- what could not be read -------------------------------------------------------------------------------------------


def collect_in_vain(office: Office) -> Collected:
    with pytest.MonkeyPatch.context() as patch:
        end_workers()
        patch.setattr("xltool.reading.read_workbook.Limits", partial(Limits, seconds=0.0001))
        return office.collect()


def test_what_could_not_be_read_is_tried_again_by_the_next_run(sent: Office) -> None:
    made = collect_in_vain(sent)
    assert set(decisions(sent).values()) == {"unreadable"}
    assert {item.checked_with for item in heads(sent).values()} == {UNDECIDED}
    assert len(made.undecided) == 3
    assert "inbox/library.xlsx: could not be read; the next collect tries again" in made.undecided[0].en
    assert xltool.status(sent.folder).n_stale == 3
    again = sent.collect()
    assert counts(again) == (0, 3, 0)
    assert again.undecided == ()
    assert decisions(sent) == RIGHT
    assert counts(sent.collect()) == (0, 0, 3)


def test_what_could_not_be_read_again_keeps_its_decision(sent: Office) -> None:
    sent.collect()
    before = heads(sent)
    roster = sent.folder / "roster.csv"
    roster.write_text(f"{roster.read_text(encoding='utf-8')}ZOO,Zoo,,,\n", encoding="utf-8")
    made = collect_in_vain(sent)
    assert counts(made) == (0, 0, 3)
    assert ["the earlier decision stays" in text.en for text in made.undecided] == [True] * 3
    assert heads(sent) == before
    assert counts(sent.collect()) == (0, 3, 3)
    assert decisions(sent) == RIGHT


def test_it_is_read_from_the_store_when_its_source_is_gone(sent: Office) -> None:
    collect_in_vain(sent)
    for path in (sent.folder / "inbox").iterdir():
        path.unlink()
    assert counts(sent.collect()) == (0, 3, 0)
    assert decisions(sent) == RIGHT


def test_a_file_that_is_too_costly_is_tried_by_every_run_and_said(office: Office, run: Run, tmp_path: Path) -> None:
    with (
        zipfile.ZipFile(make(".xlsb, a sheet of 250 MB", tmp_path)) as found,
        zipfile.ZipFile(tmp_path / "k", "w", zipfile.ZIP_DEFLATED) as killer,
    ):
        killer.writestr("[Content_Types].xml", "<Types/>")  # as programs begin a package: else it would be taken for an archive of files
        for name in found.namelist():
            killer.writestr(name, found.read(name))
    office.receive("killer.xlsb", (tmp_path / "k").read_bytes(), day(1))
    first = run("collect", office.folder, "--lang", "en")
    assert (first.status, said_in_all(first.out)) == (1, "1 new, 0 checked again, 0 known before. unreadable 1")
    assert "\nnext: ask those whose files cannot be read to send them again (xltool return" in first.out
    assert not list((office.folder / "returns").glob("*.xls*")), "there is no marked workbook to send"
    second = run("collect", office.folder, "--lang", "en")
    told, following = second.out.splitlines()
    assert (second.status, told) == (1, "0 new, 0 checked again, 0 known before. ")
    assert following.startswith("next: see who has submitted")
    assert "inbox/killer.xlsb: could not be read; the next collect tries again" in second.err


def test_again_decides_about_everything_anew(sent: Office, run: Run) -> None:
    sent.receive("more.zip", zipped(lost=b"PK\x03\x04 no workbook", good=sent.filled("PARK", "Ponds", [("Reed", 3)])), day(4))
    sent.collect()
    before, ledger = heads(sent), rows(sent.folder)
    outcome = run("collect", sent.folder, "--again", "--lang", "en")
    assert (outcome.status, said_in_all(outcome.out).partition(".")[0]) == (1, "0 new, 5 checked again, 4 known before")
    assert rows(sent.folder) == ledger
    assert all(item.checked_at > before[name].checked_at for name, item in heads(sent).items())


@pytest.mark.parametrize("is_gone", [False, True], ids=["in the inbox", "in the store"])
def test_a_container_that_could_not_be_opened_is_opened_by_the_next_run(office: Office, is_gone: bool) -> None:
    """As when its worker was killed: nothing of what it holds is there yet, and the container counts as unreadable."""
    whole = office.copy(office.folder.parent / "whole")
    for one in (office, whole):
        content = zipped(a=one.filled("LIB", "Reading", [("Atlas", 1)]), b=one.filled("MUS", "Show", [("Lamp", 2)]))
        path = one.receive("two.zip", content, day(1))
        one.collect()
    database = office.folder / "ledger.sqlite"
    with sqlite3.connect(database) as connection:
        (holder,) = connection.execute("SELECT sha256 FROM arrival WHERE container IS NULL").fetchone()
        connection.execute("UPDATE submission SET sha256 = ? WHERE name LIKE '%a.xlsx'", (holder,))
        connection.execute("UPDATE submission SET checked_with = '', decision = 'unreadable', returned = NULL WHERE sha256 = ?", (holder,))
        connection.execute("DELETE FROM submission WHERE sha256 <> ?", (holder,))
        connection.execute("DELETE FROM finding")
        connection.execute("DELETE FROM arrival WHERE container IS NOT NULL")
    if is_gone:
        (office.folder / "inbox" / "two.zip").unlink()
    assert path.exists()
    made = office.collect()
    assert (made.n_new, made.n_again) == (2, 0)
    assert decisions(office) == {"two.zip!/a.xlsx": "accepted", "two.zip!/b.xlsx": "accepted"}
    assert {row["source"] for table, row in rows(office.folder) if table == "arrival"} == {
        row["source"] for table, row in rows(whole.folder) if table == "arrival"
    }
    assert counts(office.collect())[:2] == (0, 0)


def test_a_content_that_is_damaged_in_the_store_is_not_decided_anew(sent: Office) -> None:
    sent.collect()
    before = heads(sent)
    stored = sent.folder / "store" / before["inbox/museum.xlsx"].sha256[:2] / before["inbox/museum.xlsx"].sha256
    stored.chmod(0o644)
    stored.write_bytes(b"rotten")
    made = collect(sent.folder, again=True, lang="en")
    (problem,) = made.not_taken
    assert problem.en.startswith("inbox/museum.xlsx in the store is damaged")
    assert made.n_again == 2
    assert heads(sent)["inbox/museum.xlsx"] == before["inbox/museum.xlsx"]
    shutil.copy(sent.folder / "inbox" / "museum.xlsx", sent.folder / "inbox" / "once more.xlsx")
    sent.collect()
    assert xltool.verify(sent.folder).problems == (), "the same content came again and is whole"


# --- a worker that is killed from outside -----------------------------------------------------------------------------


def workers_of(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
    except OSError:
        return []


def test_a_worker_killed_in_mid_collect_costs_nothing(tmp_path: Path) -> None:
    """As the system does it when memory runs short, or an antivirus."""
    n_files = 60
    folder = make_campaign(tmp_path / "campaign", n_files)
    fill_inbox(folder, [f"U{number:04d}" for number in range(n_files)])
    undisturbed = copy_of(folder, "undisturbed")
    collect(undisturbed, lang="en")
    command = [sys.executable, "-m", "xltool", "collect", str(folder), "--lang", "en"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    killed: list[int] = []
    while running.poll() is None and not killed:
        killed = [pid for pid in workers_of(running.pid) if processor_time(pid) > 0.1][:1]  # it is at work
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.01)
    out, err = running.communicate()
    assert len(killed) == 1
    assert err == ""
    assert said_in_all(out) == f"{n_files} new, 0 checked again, 0 known before. accepted 54, needs correction 6"
    assert rows(folder) == rows(undisturbed)


def processor_time(pid: int) -> float:
    from xltool.reading.pool import processes

    return processes.processor_time(pid) or 0.0


# --- two runs at once -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n_at_once", [2, 3])
def test_each_of_several_runs_reports_what_it_decided(tmp_path: Path, ledger_url: str | None, n_at_once: int) -> None:
    n_files = 30
    folder = make_campaign(tmp_path / "campaign", n_files, ledger_url=ledger_url)
    fill_inbox(folder, [f"U{number:04d}" for number in range(n_files)])
    command = [sys.executable, "-m", "xltool", "collect", str(folder), "--lang", "en"]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(n_at_once)]
    said = [[line for line in process.communicate()[0].splitlines() if not line.startswith("next: ")] for process in running]
    totals = [re.match(r"(\d+) new, 0 checked again, (\d+) known before", lines[-1]) for lines in said]
    numbers = [(int(total[1]), int(total[2])) for total in totals if total]
    assert sum(new for new, _ in numbers) == n_files
    assert [new + known for new, known in numbers] == [n_files] * n_at_once
    assert [len(lines) - 1 for lines in said] == [new for new, _ in numbers]
    named = [line.split("  ")[1] for lines in said for line in lines[:-1]]
    assert len(set(named)) == n_files


# --- a long form ------------------------------------------------------------------------------------------------------


def test_a_form_of_a_thousand_rows_with_errors_gets_its_return(tmp_path: Path) -> None:
    office = open_office(tmp_path / "campaign")
    template = office.folder / "templates" / "grant.yaml"
    template.write_text(template.read_text(encoding="utf-8").replace("capacity: 20", "capacity: 1000"), encoding="utf-8")
    office.send("long.xlsx", "LIB", "Reading", day(1), items=[(f"Item {number}", -1) for number in range(1000)], total=1)
    office.collect()
    (item,) = heads(office).values()
    assert item.decision == SubmissionState.REJECTED
    assert item.returned is not None
    assert (office.folder / "returns" / item.returned).is_file()


# --- what cannot be written -------------------------------------------------------------------------------------------


def blocked(path: Path) -> Path:
    """A folder where the file should go: nobody can write it, not even root. So Windows treats a file that is open in Excel."""
    if path.exists():
        path.unlink()
    (path / "open in Excel").mkdir(parents=True)
    return path


def test_one_return_that_cannot_be_written(sent: Office, run: Run, tmp_path: Path) -> None:
    sent.send("trees.xlsx", "PARK", "Ponds", day(4), total=1)
    elsewhere = sent.copy(tmp_path / "elsewhere")
    elsewhere.collect()
    name = heads(elsewhere)["inbox/library.xlsx"].returned
    path = blocked(sent.folder / "returns" / str(name))
    first = run("collect", sent.folder, "--lang", "en")
    assert first.status == 2
    assert first.err.count("cannot be written") == 1
    assert str(path) in first.err
    assert said_in_all(first.out) == "4 new, 0 checked again, 0 known before. accepted 2, needs correction 2"
    assert decisions(sent) == RIGHT | {"trees.xlsx": "rejected"}
    assert heads(sent)["inbox/library.xlsx"].returned is None
    assert (sent.folder / "returns" / str(heads(sent)["inbox/trees.xlsx"].returned)).is_file()
    second = run("collect", sent.folder, "--lang", "en")
    assert (second.status, second.err) == (2, first.err), "and so at every later run"
    shutil.rmtree(path)
    assert run("collect", sent.folder, "--lang", "en").err == ""
    assert path.is_file()
    assert heads(sent)["inbox/library.xlsx"].returned == name
    assert said_in_all(run("collect", sent.folder, "--lang", "en").out) == "0 new, 0 checked again, 4 known before. "


@pytest.fixture(params=["size=4k", "ro"], ids=["full disk", "read-only"])
def bad_disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A disk that takes nothing."""
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", request.param, "tmpfs", str(disk)], capture_output=True, check=False)
    if made.returncode != 0:
        pytest.skip(f"no disk of its own can be made here: {made.stderr.decode().strip()}")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def test_returns_of_one_unit_on_a_disk_that_takes_nothing(sent: Office, bad_disk: Path) -> None:
    sent.send("trees.xlsx", "PARK", "Ponds", day(4), total=1)
    (sent.folder / "returns").mkdir(exist_ok=True)
    (sent.folder / "returns" / "LIB").symlink_to(bad_disk)
    made = sent.collect()
    assert ["LIB" in problem.en and "cannot be written" in problem.en for problem in made.not_taken] == [True]
    assert decisions(sent) == RIGHT | {"trees.xlsx": "rejected"}
    (sent.folder / "returns" / "LIB").unlink()
    assert counts(sent.collect()) == (0, 1, 4)
    assert heads(sent)["inbox/library.xlsx"].returned is not None


def test_one_workbook_of_a_distribution(office: Office, run: Run) -> None:
    folder = office.folder
    made = run("distribute", folder, "--lang", "en")
    assert made.status == 0
    (museum,) = (folder / "outbox" / "MUS").iterdir()
    name = museum.name
    shutil.rmtree(folder / "outbox")
    path = blocked(folder / "outbox" / "MUS" / name)
    first = run("distribute", folder, "--zip", "--mail", "draft", "--lang", "en")
    assert first.status == 2
    lines = first.err.splitlines()
    assert [line for line in lines if "cannot be written" in line] == [line for line in lines if str(path) in line and "packed" not in line]
    assert sum("was not packed again" in line for line in lines) == 1
    assert sum("was not mailed" in line for line in lines) == 1
    assert len(list((folder / "outbox").glob("*/*.xlsx"))) == 3 + 1, "the others, and what blocks this one"
    assert len(list((folder / "outbox").glob("*.zip"))) == 2
    assert sorted(draft.name for draft in (folder / "outbox" / "mail").iterdir()) == ["LIB.eml", "PARK.eml"]
    shutil.rmtree(path)
    second = run("distribute", folder, "--zip", "--mail", "draft", "--lang", "en")
    assert (second.status, second.err) == (0, "")
    assert path.is_file()
    assert len(list((folder / "outbox").glob("*.zip"))) == 3
    assert len(list((folder / "outbox" / "mail").iterdir())) == 3


@pytest.mark.parametrize("name", ["Culture.zip", "mail/LIB.eml", "distribution-list.xlsx"])
def test_one_other_file_of_a_distribution(office: Office, run: Run, name: str) -> None:
    path = blocked(office.folder / "outbox" / name)
    outcome = run("distribute", office.folder, "--zip", "--mail", "draft", "--lang", "en")
    assert outcome.status == 2
    assert outcome.err.count("cannot be written") == 1
    assert str(path) in outcome.err
    written = [one for one in (office.folder / "outbox").rglob("*") if one.is_file()]
    assert len(written) == 4 + 3 + 3 + 1 - 1, "workbooks, zips, drafts and the list, but one"
    shutil.rmtree(path)
    assert run("distribute", office.folder, "--zip", "--mail", "draft", "--lang", "en").status == 0
    assert path.is_file()


def test_one_file_of_a_merge(sent: Office, run: Run) -> None:
    sent.collect()
    assert run("merge", sent.folder, "--lang", "en").status == 0
    made = sorted(path for path in sent.folder.rglob("summary*") if path.is_file())
    for path in made:
        path.unlink()
    path = blocked(sent.folder / "summary-data" / "summary-forms.csv")
    outcome = run("merge", sent.folder, "--lang", "en")
    assert (outcome.status, outcome.err.count("cannot be written")) == (2, 1)
    assert str(path) in outcome.err
    assert sorted(one for one in sent.folder.rglob("summary*") if one.is_file() or one == path) == made
    shutil.rmtree(path)
    assert run("merge", sent.folder, "--lang", "en").status == 0


def test_one_return_and_the_report_of_a_check(sent: Office, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    path, page = blocked(out / "library.marked.xlsx"), blocked(tmp_path / "page.html")
    inbox, templates = sent.folder / "inbox", sent.folder / "templates"
    arguments = ("check", inbox, "--templates", templates, "--annotate", out, "--format", "html", "-o", page, "--lang", "en")
    outcome = run(*arguments)
    assert outcome.status == 2
    assert outcome.err.count("cannot be written") == 2
    assert (str(path) in outcome.err, str(page) in outcome.err) == (True, True)
    assert sorted(one.name for one in out.iterdir() if one.is_file()) == ["museum.marked.xlsx", "park.marked.xlsx"]
    with pytest.raises(UnwritableError, match=r"library\.marked\.xlsx"):
        xltool.annotate(xltool.check(inbox, templates=templates), out, lang="en")


def test_a_folder_that_takes_nothing_is_named_once(sent: Office, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    report = xltool.check(sent.folder / "inbox", templates=sent.folder / "templates")
    with pytest.raises(UnwritableError) as refused:
        xltool.annotate(report, tmp_path / "file" / "below", lang="en")
    assert "\n" not in refused.value.message.en


def test_a_damaged_ledger_that_cannot_be_set_aside_stays_as_it_is(sent: Office) -> None:
    sent.collect()
    ledger = sent.folder / "ledger.sqlite"
    ledger.write_bytes(b"damaged" * 1000)
    for ending in ("-wal", "-shm"):
        (sent.folder / f"ledger.sqlite{ending}").write_bytes(b"")
    (sent.folder / "ledger.damaged.sqlite-shm" / "open").mkdir(parents=True)
    before = {path.name for path in sent.folder.iterdir()}
    with pytest.raises(UsageError, match="cannot be renamed"):
        xltool.recover(sent.folder, new_key=True)
    assert {path.name for path in sent.folder.iterdir()} == before
    shutil.rmtree(sent.folder / "ledger.damaged.sqlite-shm")
    xltool.recover(sent.folder, new_key=True)


def test_a_return_that_cannot_be_made_does_not_make_the_form_unreadable(sent: Office) -> None:
    """A fault of ours: the decision stands, and every run tries to make the return."""
    from xltool.campaign.receive.decide import Decider
    from xltool.reading.read_workbook import read_workbook

    def fail(*_: Any) -> bytes:
        raise KeyError("x")

    with open_campaign(sent.folder) as campaign:
        decider = Decider(terms=campaign.terms, mark=fail)
        reading = read_workbook(sent.folder / "inbox" / "library.xlsx", campaign.templates)
        decided = decider(reading, "library.xlsx")
    assert (decided.packed.head.decision, decided.marked, decided.unmarked) == ("rejected", None, "KeyError")
