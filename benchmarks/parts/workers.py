"""Two cores beside one."""

from __future__ import annotations

from benchmarks import ours
from benchmarks.options import Options
from benchmarks.table import Table, compare
from benchmarks.timing import Task, measure


def table(options: Options) -> Table:
    """Check and collect."""
    work = {"check": ours.check, "collect": ours.collect}
    tasks = [
        Task(function=function, n=options.files, cores=cores, arguments=options.where) for function in work.values() for cores in (2, 1)
    ]
    found = measure(tasks, options.rounds)
    rows = [compare(f"{name}, 2 cores", two, "1 core", one) for name, two, one in zip(work, found[::2], found[1::2], strict=True)]
    return Table("Two cores", tuple(rows))
