"""How long until a command says something, beside an interpreter that does nothing."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from functools import partial

from benchmarks.options import Options
from benchmarks.table import Row, Table, at_most
from benchmarks.timing import ROOT, Clock, computed, interleaved

#: Modules are compiled once and kept, as they are where the package is installed.
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
#: Processes started for each round of the longer tasks.
_STARTS = 4


def table(options: Options) -> Table:
    """`--help`, and the check of one file."""
    file = str(options.forms.files(1)[0])
    commands = (["-c", "pass"], ["-m", "xltool", "--help"], ["-m", "xltool", "check", file])
    calls = [partial(_seconds, command, options.clock) for command in commands]
    found = interleaved(calls, options.rounds * _STARTS)
    bare, help_, check = map(statistics.median, found)
    rows = [
        Row(work, _ms(ours), "python -c pass", _ms(bare), ours / bare, at_most(limit)).cells
        for work, ours, limit in (("xltool --help", help_, 8), ("xltool check, one file", check, 20))
    ]
    return Table("Start-up", tuple(rows))


def _seconds(command: list[str], clock: Clock) -> float:
    began, had = time.perf_counter(), computed()
    subprocess.run([sys.executable, *command], cwd=ROOT, env=_ENVIRONMENT, capture_output=True, check=False)
    return time.perf_counter() - began if clock == "wall" else computed() - had


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"
