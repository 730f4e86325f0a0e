"""`collect` may be killed at any moment, run twice at once, or find no room: nothing is lost, nothing counts twice.

`XLTOOL_CRASH_FILES` and `XLTOOL_CRASH_KILLS` make the run longer than the one of every day (300 and 50 are the full one).
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.campaign.sending import Senders, fill_inbox, make_campaign
from xltool.campaign.folder import open_campaign

N_FILES = int(os.environ.get("XLTOOL_CRASH_FILES", "30"))
N_KILLS = int(os.environ.get("XLTOOL_CRASH_KILLS", "8"))
#: What no two runs have in common.
TIMES = {"stored_at", "recorded_at", "checked_at", "issued_at", "created_at"}
SECRETS = {"key", "password"}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign with a full inbox, before anything is collected."""
    folder = make_campaign(tmp_path_factory.mktemp("crash") / "campaign", N_FILES)
    fill_inbox(folder, [f"U{number:04d}" for number in range(N_FILES)])
    return folder


@pytest.fixture(scope="module")
def undisturbed(office: Path) -> Path:
    """The same campaign, collected in peace."""
    folder = copy_of(office, "undisturbed")
    assert run(folder).wait() == 1  # some must be corrected
    return folder


def copy_of(folder: Path, name: str) -> Path:
    return Path(shutil.copytree(folder, folder.parent / name, copy_function=shutil.copy2))


def run(folder: Path, *paths: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "xltool", "collect", str(folder), *paths, "--lang", "en"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def rows(folder: Path) -> list[tuple[str, dict[str, Any]]]:
    """The ledger without what no two runs have in common."""
    with open_campaign(folder) as campaign:
        return [
            (table, {name: value for name, value in row.items() if name not in TIMES | SECRETS}) for table, row in campaign.ledger.dump()
        ]


def contents(folder: Path) -> dict[str, str]:
    """Every file below a folder by its path, as a hash."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def assert_same(folder: Path, wanted: Path) -> None:
    """Ledger and store are those of an undisturbed run; what was received is bit for bit as it was."""
    assert rows(folder) == rows(wanted)
    store = contents(folder / "store")
    assert store == contents(wanted / "store")
    assert all(Path(name).name == digest for name, digest in store.items())
    assert contents(folder / "inbox") == contents(wanted / "inbox")
    assert contents(folder / "returns").keys() == contents(wanted / "returns").keys()


def test_killed_at_any_moment(office: Path, undisturbed: Path) -> None:
    folder, random = copy_of(office, "killed"), Random(7)
    for _ in range(N_KILLS):
        running = run(folder)
        time.sleep(random.uniform(0.3, 3.0))
        running.kill()
        running.wait()
    assert run(folder).wait() in (0, 1)
    assert not list((folder / "store").glob(".incoming-*")), "what was written aside when the end came"
    assert_same(folder, undisturbed)


@pytest.mark.parametrize("n_at_once", [2, 4])
def test_several_at_once(office: Path, undisturbed: Path, n_at_once: int) -> None:
    folder = copy_of(office, f"at-once-{n_at_once}")
    running = [run(folder) for _ in range(n_at_once)]
    assert {process.wait() for process in running} <= {0, 1}
    assert_same(folder, undisturbed)


@pytest.mark.parametrize("n_at_once", [2, 4])
def test_several_at_once_over_any_ledger(tmp_path: Path, ledger_url: str | None, n_at_once: int) -> None:
    """Every file exactly once: one arrival, one decision, its findings once and in order."""
    n_files = min(N_FILES, 12)
    folder = make_campaign(tmp_path / "campaign", n_files, ledger_url=ledger_url)
    fill_inbox(folder, [f"U{number:04d}" for number in range(n_files)])
    running = [run(folder) for _ in range(n_at_once)]
    assert {process.wait() for process in running} <= {0, 1}
    kept = rows(folder)
    count = {table: sum(name == table for name, _ in kept) for table in ("file", "arrival", "submission")}
    assert count == {"file": n_files, "arrival": n_files, "submission": n_files}
    findings: dict[str, list[int]] = {}
    for table, row in kept:
        if table == "finding":
            findings.setdefault(row["sha256"], []).append(row["position"])
    totals = {row["sha256"]: row["n_errors"] + row["n_warnings"] + row["n_infos"] for table, row in kept if table == "submission"}
    assert findings == {sha256: list(range(n_findings)) for sha256, n_findings in totals.items() if n_findings}
    assert run(folder).wait() == 0


def test_again_is_nothing_new(undisturbed: Path) -> None:
    before = rows(undisturbed)
    assert run(undisturbed).wait() == 0
    assert rows(undisturbed) == before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)], capture_output=True, check=False)
    if made.returncode != 0:
        pytest.skip(f"no disk of its own can be made here: {made.stderr.decode().strip()}")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def test_full_disk(tmp_path: Path, small_disk: Path) -> None:
    folder = make_campaign(tmp_path / "campaign", 40)
    fill_inbox(folder, [f"U{number:04d}" for number in range(40)])
    shutil.rmtree(folder / "store")
    (folder / "store").symlink_to(small_disk)
    running = run(folder)
    assert running.wait() == 2
    said = running.stderr.read().decode() if running.stderr else ""
    assert "cannot be kept" in said
    assert "Traceback" not in said
    (folder / "store").unlink()  # a larger disk, with what was kept
    shutil.copytree(small_disk, folder / "store")
    assert run(folder).wait() == 1
    with open_campaign(folder) as campaign:
        assert len(campaign.ledger.heads()) == 40
        assert all(campaign.store.is_whole(sha256) for sha256, _ in campaign.ledger.files())


def test_ledger_that_another_program_holds(office: Path) -> None:
    folder = copy_of(office, "held")
    settings = folder / "campaign.yaml"
    settings.write_text(settings.read_text(encoding="utf-8") + "\nledger:\n  wait_seconds: 1\n", encoding="utf-8")
    import sqlite3

    with sqlite3.connect(folder / "ledger.sqlite", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        running = run(folder)
        assert running.wait() == 2
        said = running.stderr.read().decode() if running.stderr else ""
        assert "another program holds the ledger" in said
        other.execute("ROLLBACK")
    assert run(folder).wait() == 1


def test_ledger_that_goes_away(undisturbed: Path) -> None:
    folder = copy_of(undisturbed, "gone")
    (folder / "ledger.sqlite").rename(folder / "elsewhere.sqlite")
    running = run(folder)
    assert running.wait() == 2
    assert "there is no ledger" in (running.stderr.read().decode() if running.stderr else "")
    (folder / "elsewhere.sqlite").rename(folder / "ledger.sqlite")
    assert run(folder).wait() == 0


def test_file_that_vanishes_or_still_grows(tmp_path: Path) -> None:
    folder = make_campaign(tmp_path / "campaign", 3)
    path = fill_inbox(folder, ["U0000"])[0]
    senders = Senders(folder)
    whole = senders.workbook("U0001")
    growing = folder / "inbox" / "U0001.xlsx"
    os.mkfifo(folder / "inbox" / "pipe")  # never ends, not a file: named, and not looked at
    (folder / "inbox" / "gone.xlsx").symlink_to(folder / "nowhere.xlsx")
    growing.write_bytes(whole[:1000])
    assert run(folder).wait() == 2  # what is there is cut off; pipe and link cannot be taken in
    (folder / "inbox" / "pipe").unlink()
    (folder / "inbox" / "gone.xlsx").unlink()
    growing.write_bytes(whole)
    assert run(folder).wait() == 0  # now it is whole
    with open_campaign(folder) as campaign:
        assert sorted((item.name, item.decision) for item in campaign.ledger.heads()) == [
            (f"inbox/{path.name}", "accepted"),
            ("inbox/U0001.xlsx", "accepted"),
            ("inbox/U0001.xlsx", "unreadable"),
        ]
