"""A merge takes memory for a page of submissions, not for all of them."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.campaign.office import Office, day, open_office
from xltool.campaign.folder import open_campaign
from xltool.campaign.ledger_records import Arrival, pack

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="the peak of a process is read from /proc")

#: Rows of the table in each form; with ten times the submissions, peak memory may grow by so many MiB.
N_ROWS, FEW, MANY, MAY_GROW = 30, 200, 2_000, 48
_MERGE = """
import sys, xltool
xltool.merge(sys.argv[1])
status = open("/proc/self/status").read()
print(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))
"""


def test_ten_times_the_submissions_take_about_the_same_memory(tmp_path: Path) -> None:
    few, many = (peak(campaign(tmp_path / str(number), number)) for number in (FEW, MANY))
    assert many - few < MAY_GROW


def campaign(folder: Path, number: int) -> Path:
    """A campaign of which the ledger says that so many forms came; their files are not needed to merge them."""
    office: Office = open_office(folder)
    office.send("library.xlsx", "LIB", "Reading", day(1))
    office.collect()
    with open_campaign(folder) as opened:
        (head,) = opened.ledger.heads()
        (first,) = opened.ledger.submissions([head.sha256])
        hashes = [hashlib.sha256(str(place).encode()).hexdigest() for place in range(number)]
        forms = []
        for place, sha256 in enumerate(hashes):
            items = [{"name": f"Item {place}-{row}", "amount": row} for row in range(N_ROWS)]
            forms.append(
                pack(replace(first, sha256=sha256, name=f"{sha256}.xlsx", project=f"Project {place}", data={**first.data, "items": items}))
            )
        came = [
            Arrival(sha256=sha256, size=1, source=sha256, container=None, mtime_ns=0, received_at=day(1) + timedelta(seconds=place))
            for place, sha256 in enumerate(hashes)
        ]
        for start in range(0, number, FEW):
            opened.ledger.record(came[start : start + FEW], forms[start : start + FEW])
    return folder


def peak(folder: Path) -> float:
    """Peak memory of a process that merges a campaign, in MiB."""
    done = subprocess.run([sys.executable, "-c", _MERGE, folder], capture_output=True, text=True, check=True)
    return int(done.stdout) / 1024
