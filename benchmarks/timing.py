"""Measuring: each task in a process of its own, on a stated number of cores, in interleaved rounds.

A task is a function that prepares its work and returns what is to be timed. `python -m benchmarks.timing` is the process it
runs in: it alone knows its own peak memory, and nothing is warm that would be cold in real life.
"""

from __future__ import annotations

import atexit
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, TypeVar

ROOT = Path(__file__).parent.parent
_T = TypeVar("_T")
#: Time that passes, or time computed: the second says more on a machine that has other things to do.
Clock = Literal["wall", "processor"]


@dataclass(frozen=True, kw_only=True)
class Task:
    """Something to measure: `function(scratch, n, **arguments)` prepares, and returns what is timed."""

    function: Callable[..., Callable[[], object]]
    n: int  # workbooks that it works on
    cores: int = 1
    arguments: Mapping[str, Any] = field(default_factory=dict)  # as JSON has them


@dataclass(frozen=True)
class Run:
    """One measurement. Memory is in MiB."""

    seconds: float
    processor: float  # seconds computed, by the process and those that it started
    start: float  # when the timed part began
    peak: float  # of the process itself
    worker: float  # of the largest process that it started


@dataclass(frozen=True)
class Figures:
    """What several runs of one task say."""

    n: int
    runs: tuple[Run, ...]
    clock: Clock = "wall"

    @property
    def seconds(self) -> float:
        """The median."""
        return statistics.median(run.seconds if self.clock == "wall" else run.processor for run in self.runs)

    @property
    def per_file(self) -> float:
        """Seconds for one workbook."""
        return self.seconds / self.n

    @property
    def start(self) -> float:
        """MiB before the timed part."""
        return statistics.median(run.start for run in self.runs)

    @property
    def peak(self) -> float:
        """MiB at the most, of the process itself."""
        return max(run.peak for run in self.runs)

    @property
    def worker(self) -> float:
        """MiB at the most, of the largest process that it started."""
        return max(run.worker for run in self.runs)


def one_more(small: Figures, large: Figures) -> float:
    """Seconds that one more workbook costs, from the difference between two sizes: what is done once does not count."""
    return max(1e-9, (large.seconds - small.seconds) / (large.n - small.n))


def interleaved(calls: Sequence[Callable[[], _T]], rounds: int) -> list[list[_T]]:
    """What each call gives in each round; every other round goes backwards, so that none is always the first."""
    found: list[list[_T]] = [[] for _ in calls]
    for number in range(rounds):
        order = range(len(calls)) if number % 2 == 0 else reversed(range(len(calls)))
        for index in order:
            found[index].append(calls[index]())
    return found


def measure(tasks: Sequence[Task], rounds: int, clock: Clock = "wall") -> list[Figures]:
    """Run tasks in interleaved rounds."""
    found = interleaved([partial(_run, task) for task in tasks], rounds)
    return [Figures(task.n, tuple(runs), clock) for task, runs in zip(tasks, found, strict=True)]


class TaskFailedError(Exception):
    """A task ended with an error."""


def _run(task: Task) -> Run:
    """Run a task once, in a new process."""
    function = f"{task.function.__module__}:{task.function.__qualname__}"
    order = {"function": function, "n": task.n, "cores": task.cores, "arguments": dict(task.arguments), "scratch": _scratch()}
    command = [sys.executable, "-m", "benchmarks.timing", json.dumps(order)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise TaskFailedError(f"{function}: {done.stderr.strip()[-2000:]}")
    return Run(**json.loads(done.stdout.splitlines()[-1]))


@cache
def _scratch() -> str:
    """A folder for all that runs write, removed at the end of the last one.

    A file system may remember for minutes what was deleted, and be slow meanwhile to make new files: ext4 looks at each inode
    that was freed in the last five minutes before it takes another one.
    """
    folder = tempfile.mkdtemp(prefix="xltool-benchmark-")
    atexit.register(shutil.rmtree, folder)
    return folder


def _emptied(folder: Path) -> None:
    """Free the room that a run took, and delete nothing."""
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            path.chmod(0o600)
            os.truncate(path, 0)


def _status(key: str) -> float:
    """A line of the process's own status, in MiB: `ru_maxrss` would count what its parent had when it started this one."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{key}:"))


def computed() -> float:
    """Seconds that this process and those that it started have computed; of these only what has ended."""
    both = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def _end_workers() -> None:
    """Only processes that have ended are counted in what children took."""
    isolation = sys.modules.get("xltool.reading.pool.isolation")
    if isolation is not None:
        isolation.end_workers()


def main(order: Mapping[str, Any]) -> None:
    """Do what an order says, and print how it went."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: order["cores"]])
    module, _, name = order["function"].partition(":")
    scratch = Path(tempfile.mkdtemp(dir=order["scratch"]))
    work = getattr(import_module(module), name)(scratch, order["n"], **order["arguments"])
    start = _status("VmRSS")
    began, had = time.perf_counter(), computed()
    work()
    seconds = time.perf_counter() - began
    _end_workers()
    processor = computed() - had
    worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    memory = {"start": start, "peak": _status("VmHWM"), "worker": worker}
    _emptied(scratch)
    print(json.dumps({"seconds": seconds, "processor": processor, **memory}))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
