"""A Dask cluster on this machine: two worker processes beside one."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import xltool
from benchmarks.forms import Forms
from benchmarks.options import Options
from benchmarks.table import Table, at_least, compare
from benchmarks.timing import Task, measure

_TITLE = "Dask, on this machine"


def collect(scratch: Path, n: int, *, folder: str, workers: int) -> Callable[[], object]:
    """Collect on a cluster that is there already."""
    from distributed import LocalCluster

    from xltool.executor import open_executor

    forms = Forms(Path(folder))
    campaign = forms.campaign(n, scratch / "campaign")
    cluster = LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None)
    cluster.wait_for_workers(workers)
    run, address = xltool.collect, cluster.scheduler_address.replace("tcp://", "dask://")

    def work() -> None:
        with open_executor(address) as executor:
            run(campaign, forms.files(n), executor=executor)

    return work


def table(options: Options) -> Table:
    """Skipped, with the reason, where it cannot be measured."""
    reason = _missing()
    if reason:
        return Table(_TITLE, notes=(f"skipped: {reason}",))
    tasks = [
        Task(function=collect, n=options.files, cores=2, arguments={**options.where, "workers": workers})
        for workers in (2, 1)
    ]
    two, one = measure(tasks, options.rounds)
    return Table(_TITLE, (compare("collect, 2 workers", two, "1 worker", one, at_least(1.7)),))


def _missing() -> str | None:
    if find_spec("distributed") is None:
        return "dask.distributed is not installed"
    if "executor" not in inspect.signature(xltool.collect).parameters:
        return "`collect` takes no executor"
    return None
