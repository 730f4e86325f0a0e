"""On a network share the ledger does without what programs of two computers do not have in common."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.campaign.office import Office, day, open_office
from xltool.campaign.folder import open_campaign
from xltool.campaign.ledger.connect import LEDGER_FILE
from xltool.campaign.ledger.shares import is_network, linux_mounts, mac_mounts, mounted_type, network_share

LINUX = r"""22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard
41 27 0:38 / /srv/budget\040office rw,nosuid - nfs4 server:/budget rw,vers=4.2
42 27 0:39 / /srv/win rw master:1 shared:3 - cifs //server/share rw
43 27 8:17 / /media/stick rw - fuseblk /dev/sdb1 rw
44 27 0:40 / /home/me/drive rw - fuse.sshfs me@server: rw
45 27 0:41 / /srv/over rw - nfs server:/old rw
46 45 254:0 /disk /srv/over rw - xfs /dev/vdb rw
"""
MAC = """/dev/disk3s1 on / (apfs, sealed, local, read-only)
//me@server/Share%201 on /Volumes/Share 1 (smbfs, nodev, nosuid, mounted by me)
"""


@pytest.mark.parametrize(
    ("path", "type_", "is_share"),
    [
        ("/home/me/2022", "ext4", False),
        ("/srv/budget office/2022", "nfs4", True),
        ("/srv/budget office", "nfs4", True),
        ("/srv/budget office 2/2022", "ext4", False),
        ("/srv/win/2022", "cifs", True),
        ("/media/stick/2022", "fuseblk", False),
        ("/home/me/drive/2022", "fuse.sshfs", True),
        ("/srv/over/2022", "xfs", False),  # mounted over a share
    ],
)
def test_type_of_the_file_system_tells(path: str, type_: str, is_share: bool) -> None:
    assert mounted_type(path, linux_mounts(LINUX)) == type_
    assert is_network(type_) is is_share


def test_macos_names_types_in_brackets() -> None:
    assert [mounted_type(path, mac_mounts(MAC)) for path in ("/Volumes/Share 1/2022", "/Users/me")] == ["smbfs", "apfs"]
    assert is_network("smbfs")
    assert not is_network("apfs")


@pytest.fixture
def share(tmp_path: Path) -> Iterator[Path]:
    """A folder that the system says lies elsewhere; what is in it lies in `disk` beside it."""
    if shutil.which("bindfs") is None or not os.access("/dev/fuse", os.W_OK):
        pytest.skip("bindfs is not installed, or may not mount")
    disk, share = tmp_path / "disk", tmp_path / "share"
    disk.mkdir()
    share.mkdir()
    if subprocess.run(["bindfs", disk, share], check=False).returncode:
        pytest.skip("bindfs may not mount here")
    yield share
    subprocess.run(["umount", "--lazy", share], check=True)


def journal_mode(folder: Path) -> str:
    with closing(sqlite3.connect(f"{(folder / LEDGER_FILE).as_uri()}?mode=ro", uri=True)) as connection:
        mode: str = connection.execute("PRAGMA journal_mode").fetchone()[0]
        return mode


def run(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "xltool", "collect", folder, "--lang", "en"], stdout=subprocess.DEVNULL)


def test_whole_round_on_a_share_makes_no_shared_memory(share: Path) -> None:
    assert network_share(share)
    assert not network_share(share.parent)
    office = open_office(share / "campaign")
    assert journal_mode(office.folder) == "delete"
    for number, (unit, project) in enumerate((("LIB", "Reading"), ("MUS", "Light"), ("PARK", "Trees"), ("PARK", "Ponds"))):
        office.send(f"{number}.xlsx", unit, project, day(1 + number))
    assert {process.wait() for process in [run(office.folder) for _ in range(3)]} == {0}
    with open_campaign(office.folder) as campaign:
        assert len(campaign.ledger.heads()) == 4
        assert not list(office.folder.glob("ledger.sqlite-*"))


def test_ledger_that_moves_between_disk_and_share_goes_on(share: Path) -> None:
    office = open_office(share.parent / "disk" / "campaign")
    office.send("a.xlsx", "LIB", "Reading", day(1))
    assert office.collect().n_new == 1
    assert journal_mode(office.folder) == "wal"
    there = Office(share / "campaign")
    there.send("b.xlsx", "MUS", "Light", day(2))
    assert there.collect().n_new == 1
    assert journal_mode(there.folder) == "delete"
    assert (office.collect().n_new, office.collect().n_known) == (0, 2)
    assert journal_mode(office.folder) == "wal"
