"""A Dask cluster on this machine: two worker processes beside one."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import xltool
from benchmarks.forms import Forms
from benchmarks.options import Options
from benchmarks.table import Table, at_least, compare
from benchmarks.timing import Task
from xltool.reading.executor import Executor, open_executor

_TITLE = "Dask, on this machine"
_GAIN = 1.7
#: As docs/cluster.md has it.
_SETTINGS = {"distributed.worker.profile.enabled": False}
_NOTE = "Workers, scheduler and the command itself share the cores; the workers' own profiling is off."


def check(_: Path, n: int, *, folder: str, workers: int) -> Callable[[], object]:
    """Check on a cluster that is there already."""
    files, run = Forms(Path(folder)).files(n), xltool.check
    return _on_cluster(workers, lambda executor: run(files, executor=executor))


def collect(scratch: Path, n: int, *, folder: str, workers: int) -> Callable[[], object]:
    """Collect on a cluster that is there already."""
    forms = Forms(Path(folder))
    campaign = forms.campaign(n, scratch / "campaign")
    files, run = forms.files(n), xltool.collect
    return _on_cluster(workers, lambda executor: run(campaign, files, executor=executor))


def _on_cluster(workers: int, work: Callable[[Executor], object]) -> Callable[[], object]:
    """Work with a cluster that is started now; its workers have not read anything yet."""
    import dask
    from distributed import LocalCluster

    dask.config.set(_SETTINGS)
    cluster = LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None)
    cluster.wait_for_workers(workers)
    address = cluster.scheduler_address.replace("tcp://", "dask://")

    def run() -> None:
        with open_executor(address) as executor:
            work(executor)

    return run


def table(options: Options) -> Table:
    """Skipped, with the reason, where it cannot be measured."""
    if find_spec("distributed") is None:
        return Table(_TITLE, notes=("skipped: dask.distributed is not installed",))
    tasks = [
        Task(function=function, n=options.files, cores=2, arguments={**options.where, "workers": workers})
        for function in (check, collect)
        for workers in (2, 1)
    ]
    checked_by_two, checked_by_one, two, one = options.measure(tasks)
    rows = (
        compare("check, 2 workers", checked_by_two, "1 worker", checked_by_one, at_least(_GAIN)),
        compare("collect, 2 workers", two, "1 worker", one, at_least(_GAIN)),
    )
    return Table(_TITLE, rows, (_NOTE,))
