"""A collect takes memory for a few decisions, however much those of a batch have to say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.campaign.office import Office, open_office
from xltool.base.files import write_whole

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="the peak of a process is read from /proc")

#: Texts of each form, all far too long, and their characters; a batch of such forms may take so many MiB more than two do.
N_ROWS, LONG, FEW, MANY, MAY_GROW = 20, 25_000, 2, 40, 100
_COLLECT = """
import sys, xltool
made = xltool.collect(sys.argv[1], again=len(sys.argv) > 2)
status = open("/proc/self/status").read()
print(made.n_new + made.n_again, next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))
"""


def test_batch_of_forms_with_much_to_say_takes_little_more_than_two(tmp_path: Path) -> None:
    few, many = sent(tmp_path / "few", FEW), sent(tmp_path / "many", MANY)
    for again in ((), ("again",)):
        assert peak(many, MANY, *again) - peak(few, FEW, *again) < MAY_GROW


def sent(folder: Path, number: int) -> Path:
    """A campaign to which so many forms came, no two alike."""
    office: Office = open_office(folder)
    for place in range(number):
        items = [("字" * LONG, place * N_ROWS + row) for row in range(N_ROWS)]
        write_whole(office.folder / "inbox" / f"{place}.xlsx", office.filled("LIB", f"Reading {place}", items))
    return office.folder


def peak(folder: Path, number: int, *again: str) -> float:
    """Peak memory of a process that collects, in MiB; its workers are not counted."""
    done = subprocess.run([sys.executable, "-c", _COLLECT, folder, *again], capture_output=True, text=True, check=True)
    count, kilobytes = map(int, done.stdout.split())
    assert count == number
    return kilobytes / 1024
