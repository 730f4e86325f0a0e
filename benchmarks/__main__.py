"""`python -m benchmarks [PART...]`: measure, print tables, and write them into the page if asked to."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from benchmarks.forms import prepare
from benchmarks.options import Options
from benchmarks.page import write
from benchmarks.parts import (
    cluster,
    collect,
    designing,
    distribute,
    growth,
    memory,
    merge,
    pages,
    plan,
    prints,
    profile,
    rounds,
    start_up,
    weight,
    workers,
)
from benchmarks.table import Table, show
from benchmarks.timing import Clock

PARTS: dict[str, Callable[[Options], Table]] = {
    "start-up": start_up.table,
    "distribute": distribute.table,
    "check": collect.check_table,
    "collect": collect.collect_table,
    "merge": merge.table,
    "rounds": rounds.table,
    "memory": memory.table,
    "growth": growth.table,
    "workers": workers.table,
    "dask": cluster.table,
    "plan": plan.table,
    "profile": profile.table,
    "weight": weight.table,
    "pages": pages.table,
    "designing": designing.table,
    "prints": prints.table,
}
_WIDTH = 150  # of what is printed into a file
_QUICK = ("start-up", "distribute", "check", "collect", "merge", "workers", "dask")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Ours beside the alternative, in one run.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of: {', '.join(PARTS)}; else {', '.join(_QUICK)}")
    parser.add_argument("--full", action="store_true", help="all parts at the sizes that docs/performance.md shows")
    parser.add_argument("--files", type=int, help="workbooks for ours (100; full 1,000)")
    parser.add_argument("--sample", type=int, help="workbooks for alternatives that take long (5; full 100)")
    parser.add_argument("--sizes", type=int, nargs="+", help="for growth, memory and plan (10 100; full 10 100 1000 10000)")
    parser.add_argument("--merge", type=int, help="submissions to merge (as many as --files; full 10,000)")
    parser.add_argument("--rounds", type=int, help="interleaved rounds, of which the median counts (3; full 5)")
    parser.add_argument("--processor-time", action="store_true", help="count time computed: for a machine with other work")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "xltool-benchmarks", help="where workbooks are kept")
    parser.add_argument("--old", type=Path, metavar="PYTHON", help="for weight: a Python that has xltool 0.1.0 (else it is installed)")
    parser.add_argument("--markdown", type=Path, metavar="PAGE", help="write the tables into a page, between its markers")
    return parser.parse_args()


def main() -> None:
    """Run the parts asked for."""
    given = _arguments()
    full: bool = given.full
    files = given.files or (1000 if full else 100)
    sizes = tuple(sorted(given.sizes or ((10, 100, 1000, 10_000) if full else (10, 100))))
    merged = given.merge or (10_000 if full else files)
    parts = given.parts or (list(PARTS) if full else _QUICK)
    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    console.print(f"[dim]{machine()}[/dim]", highlight=False)
    clock: Clock = "processor" if given.processor_time else "wall"
    options = Options(
        files=files,
        sample=min(files, given.sample or (100 if full else 5)),
        sizes=sizes,
        merge=merged,
        rounds=given.rounds or (5 if full else 3),
        clock=clock,
        forms=prepare(max(files, *sizes, merged) if set(parts) - {"weight", "pages", "designing"} else 1, given.cache),
        old=given.old,
    )
    for part in parts:
        before = os.getloadavg()[0]
        table = PARTS[part](options)
        show(table, console)
        if given.markdown:
            write(given.markdown, part, table, _measured(before, clock))


def _measured(load: float, clock: Clock) -> str:
    counted = "" if clock == "wall" else "; time is processor time"
    return f"{machine()}, load average {load:.1f} when it began{counted}."


def machine() -> str:
    """When and on what."""
    cores = len(os.sched_getaffinity(0))
    return f"{datetime.now(UTC):%Y-%m-%d}, {cores} cores of {_processor()}, Python {platform.python_version()}"


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


if __name__ == "__main__":
    main()
