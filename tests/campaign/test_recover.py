"""`xltool recover`: the ledger is lost, and comes back from what lies in the folder."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

import xltool
from tests.cli.conftest import Run
from xltool.base.errors import UsageError, XltoolError

from .test_moving import make, rows

#: What says when something was recorded, not what.
_CLOCKS = {"created_at", "issued_at", "stored_at", "recorded_at", "checked_at"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A campaign to damage, with an export beside it."""
    made = make(tmp_path / "campaign")
    xltool.export(made, tmp_path / "export.zip")
    return made


def said(folder: Path) -> list[Any]:
    """All that a ledger says but its clocks. A workbook holds the time when it was made, so that its hash is one too."""
    found = [json.loads(line) for line in rows(folder)]
    return [
        [table, {name: value for name, value in row.items() if name not in _CLOCKS and (table, name) != ("issued", "sha256")}]
        for table, row in found
    ]


def fill(folder: Path) -> None:
    xltool.distribute(folder)
    xltool.collect(folder)
    xltool.collect(folder, [folder / "store"])


def test_a_lost_ledger_comes_back_with_an_old_export(folder: Path, tmp_path: Path) -> None:
    before = said(folder)
    (folder / "ledger.sqlite").unlink()
    assert xltool.recover(folder, source=tmp_path / "export.zip").has_old_key
    fill(folder)
    assert [row for row in said(folder) if "store/" not in str(row[1].get("source"))] == before
    assert xltool.verify(folder).problems == ()


def test_what_is_only_in_the_store_comes_back_as_well(folder: Path, tmp_path: Path) -> None:
    before = {(row["sha256"], row["decision"], row["unit"]) for table, row in said(folder) if table == "submission"}
    (folder / "ledger.sqlite").unlink()
    shutil.rmtree(folder / "inbox")
    (folder / "inbox").mkdir()
    xltool.recover(folder, source=tmp_path / "export.zip")
    fill(folder)
    assert {(row["sha256"], row["decision"], row["unit"]) for table, row in said(folder) if table == "submission"} == before


def test_the_key_is_read_from_what_is_left_of_a_damaged_ledger(folder: Path) -> None:
    ledger = folder / "ledger.sqlite"
    before, content = said(folder), bytearray(ledger.read_bytes())
    start = content.rindex(b"inbox/notes.txt")  # in the rows of some other table
    page = start // 4096 * 4096
    content[page : page + 4096] = bytes([255]) * 4096
    ledger.write_bytes(content)
    made = xltool.recover(folder)
    assert made.has_old_key
    assert made.set_aside == folder / "ledger.damaged.sqlite"
    assert made.set_aside.read_bytes() == bytes(content)
    fill(folder)
    assert [row for row in said(folder) if "store/" not in str(row[1].get("source"))] == before


def test_without_any_key(folder: Path, run: Run) -> None:
    (folder / "ledger.sqlite").write_bytes(b"nothing of it is left" * 500)
    with pytest.raises(UsageError, match="Name any export of this campaign with --from; if there is none, --new-key"):
        xltool.recover(folder)
    outcome = run("recover", folder, "--new-key")
    assert outcome.status == 0
    assert outcome.err == "with a new key: workbooks sent out before will have a wrong signature\n"
    assert f"xltool collect {folder} {folder / 'store'}" in outcome.out
    fill(folder)
    assert xltool.verify(folder).problems == ()


def test_a_ledger_that_is_sound_stays(folder: Path, tmp_path: Path) -> None:
    before = said(folder)
    with pytest.raises(UsageError, match="is sound; there is nothing to recover"):
        xltool.recover(folder, source=tmp_path / "export.zip", new_key=True)
    assert said(folder) == before


def test_a_ledger_out_of_reach_is_not_a_lost_one(folder: Path) -> None:
    with (folder / "campaign.yaml").open("a", encoding="utf-8") as settings:
        settings.write('\nledger:\n  url: "postgresql://nobody:x@127.0.0.1:1/none"\n')
    with pytest.raises(XltoolError, match="refused"):
        xltool.recover(folder, new_key=True)


def test_an_export_of_another_campaign_has_another_key(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = xltool.export(make(tmp_path / "other" / "campaign"), tmp_path / "other.zip").path
    (folder / "ledger.sqlite").unlink()
    with pytest.raises(UsageError, match="that of another campaign"):
        xltool.recover(folder, source=other)
    assert not (folder / "ledger.sqlite").exists()


def test_a_ledger_on_postgresql(tmp_path: Path, postgresql_url: str) -> None:
    folder = make(tmp_path / "campaign", postgresql_url)
    before = said(folder)
    xltool.export(folder, tmp_path / "export.zip")
    from xltool.campaign.ledger import remove_ledger

    remove_ledger(folder, url=postgresql_url)
    xltool.recover(folder, source=tmp_path / "export.zip")
    fill(folder)
    assert [row for row in said(folder) if "store/" not in str(row[1].get("source"))] == before
