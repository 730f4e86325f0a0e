"""`xltool verify`: a campaign that is whole, and everything that can be missing or damaged."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

import xltool
from tests.cli.conftest import Run
from xltool.base.errors import UsageError

from .test_moving import make


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("whole") / "campaign")


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    """A campaign to damage."""
    return shutil.copytree(whole, tmp_path / "campaign")


def problems(folder: Path) -> list[str]:
    return [problem.en for problem in xltool.verify(folder).problems]


def content(folder: Path) -> Path:
    path = next((folder / "store").glob("*/*"))
    path.chmod(0o600)
    return path


def test_a_campaign_that_is_whole(whole: Path, run: Run) -> None:
    found = xltool.verify(whole)
    assert (found.problems, found.notes, found.n_contents) == ((), (), 5)
    assert (run("verify", whole).status, run("verify", whole).out) == (0, "5 contents in store/, 0 problems\n")


def test_it_is_whole_on_postgresql_too(tmp_path: Path, postgresql_url: str) -> None:
    assert problems(make(tmp_path / "campaign", postgresql_url)) == []


def test_verifying_changes_nothing(whole: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in whole.rglob("*") if path.is_file() and "ledger.sqlite-" not in path.name}
    xltool.verify(whole)
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_a_content_that_is_missing(folder: Path, run: Run) -> None:
    gone = content(folder)
    gone.unlink()
    assert problems(folder) == [f"the store lacks contents: {gone.name}; restore them from a backup"]
    outcome = run("verify", folder)
    assert (outcome.status, outcome.out, outcome.err) == (1, "4 contents in store/, 1 problem\n", f"{problems(folder)[0]}\n")


def test_a_content_that_is_damaged(folder: Path) -> None:
    damaged = content(folder)
    damaged.write_bytes(damaged.read_bytes()[:-1])
    assert problems(folder) == [f"contents in store/ are damaged or cannot be read: {damaged.name}; restore them from a backup"]


def test_a_content_that_nobody_recorded_does_no_harm(folder: Path) -> None:
    """As a run leaves it that is killed between keeping a content and recording it."""
    from xltool.campaign.store import Store

    new = folder / "inbox" / "new.txt"
    new.write_text("came in the last moment")
    with new.open("rb") as stream:
        Store(folder / "store").keep(stream)
    found = xltool.verify(folder)
    assert found.problems == ()
    assert [note.en.partition(".")[0] for note in found.notes] == [f"not recorded in the ledger: {_hash(new)} in store/"]
    xltool.collect(folder)
    assert xltool.verify(folder).notes == ()


def test_a_content_whose_source_is_gone_is_collected_from_the_store(folder: Path) -> None:
    from xltool.campaign.store import Store

    new = folder / "inbox" / "new.txt"
    new.write_text("came in the last moment")
    with new.open("rb") as stream:
        Store(folder / "store").keep(stream)
    name = _hash(new)
    new.unlink()
    xltool.collect(folder, [folder / "store" / name[:2] / name])
    found = xltool.verify(folder)
    assert (found.problems, found.notes) == ((), ())


def test_a_workbook_that_was_sent_out_is_missing_or_altered(folder: Path) -> None:
    first, second, *_ = sorted((folder / "outbox").glob("*/*.xlsx"))
    first.unlink()
    second.write_bytes(b"altered")
    assert [problem.partition(";")[0] for problem in problems(folder)] == [
        f"outbox/ lacks {first.relative_to(folder / 'outbox').as_posix()}",
        f"files in outbox/ are not what was issued: {second.relative_to(folder / 'outbox').as_posix()}",
    ]
    xltool.distribute(folder)
    assert problems(folder) == []


def test_many_of_a_kind_are_one_problem(folder: Path, run: Run) -> None:
    names = sorted(path.name for path in (folder / "store").glob("*/*"))
    for name in names:
        (folder / "store" / name[:2] / name).unlink()
    (problem,) = xltool.verify(folder).problems
    assert problem.en == f"the store lacks contents: {', '.join(names[:3])} and 2 more; restore them from a backup"
    assert problem.zh == f"store 中缺少原件 {'、'.join(names[:3])} 等 5 个，请从备份恢复"
    assert run("verify", folder).out == "0 contents in store/, 1 problem\n"


def test_what_synchronisers_leave_in_the_store_is_no_content(folder: Path) -> None:
    kept = content(folder)
    for name in ("desktop.ini", "Thumbs.db", f"{kept.name} (conflicted copy)"):
        (kept.parent / name).write_bytes(b"x")
    found = xltool.verify(folder)
    assert (found.problems, found.n_contents) == ((), 5)
    assert ["which do no harm" in note.en and "desktop.ini" in note.en for note in found.notes] == [True]


def test_a_marked_return_is_missing(folder: Path) -> None:
    marked = min((folder / "returns").glob("*/*.xlsx"))
    marked.unlink()
    (problem,) = problems(folder)
    assert problem.startswith(f"returns/ lacks {marked.relative_to(folder / 'returns').as_posix()}; xltool check --annotate")


def test_a_ledger_that_is_damaged_or_gone_does_not_hide_the_rest(folder: Path) -> None:
    damaged = content(folder)
    damaged.write_bytes(b"altered")
    ledger = folder / "ledger.sqlite"
    ledger.write_bytes(b"altered" * 1000)
    said = problems(folder)
    assert [problem.partition(";")[0] for problem in said[1:]] == [f"contents in store/ are damaged or cannot be read: {damaged.name}"]
    assert said[0].startswith("the ledger is damaged")
    ledger.unlink()
    assert problems(folder)[0].startswith("there is no ledger")


def test_a_ledger_that_contradicts_itself(folder: Path) -> None:
    with sqlite3.connect(folder / "ledger.sqlite") as connection:  # without foreign keys, as other programs open it
        connection.execute("DELETE FROM file WHERE sha256 = (SELECT min(sha256) FROM submission)")
    (problem,) = problems(folder)
    assert problem.startswith("the ledger is damaged: ")


def test_where_there_is_no_campaign(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a campaign folder"):
        xltool.verify(tmp_path)


def _hash(path: Path) -> str:
    import hashlib

    return hashlib.sha256(path.read_bytes()).hexdigest()
