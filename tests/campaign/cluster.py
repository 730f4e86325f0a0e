"""A Dask cluster of processes on this machine, whose workers can be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from xltool.reading.reading_record import Reading

ROOT = Path(__file__).parents[2]
#: In the environment of workers and of what they start.
MARK = "XLTOOL_TEST_WORKER"
N_WORKERS = 2


class Cluster:
    """A scheduler and workers that start in a folder of their own, so that they find nothing by a relative path."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.logs = folder / "logs.txt"
        self._file = folder / "scheduler.json"
        self._scheduler = self._start("scheduler", "--port", "0", "--scheduler-file", str(self._file), "--no-dashboard")
        self._workers: list[subprocess.Popen[bytes]] = []

    @property
    def address(self) -> str:
        """As `--executor` takes it."""
        import json

        found: str = json.loads(self._file.read_text(encoding="utf-8"))["address"]
        return found.replace("tcp://", "dask://")

    def fill(self) -> None:
        """Have as many workers as there should be."""
        from distributed import Client

        _wait_for(self._file.is_file)
        self._workers = [worker for worker in self._workers if worker.poll() is None]
        while len(self._workers) < N_WORKERS:
            options = ("--scheduler-file", str(self._file), "--nthreads", "1", "--no-nanny", "--no-dashboard")
            self._workers.append(self._start("worker", *options))
        with Client(self.address.replace("dask://", "tcp://"), set_as_default=False) as client:
            client.wait_for_workers(N_WORKERS, timeout=60)

    def kill_one_at_work(self) -> str:
        """SIGKILL a worker as soon as it has a chunk; returns its name."""
        from distributed import Client

        with Client(self.address.replace("dask://", "tcp://"), set_as_default=False) as client:
            pids = dict(client.run(os.getpid))
            end = time.monotonic() + 60
            while time.monotonic() < end:
                for address, keys in client.processing().items():
                    if any("chunk" in str(key) for key in keys):
                        os.kill(pids[address], signal.SIGKILL)
                        return str(address)
                time.sleep(0.01)
        raise AssertionError("no worker had anything to do")

    def kill_scheduler_at_work(self) -> None:
        """SIGKILL the scheduler as soon as a worker has a chunk."""
        from distributed import Client

        with Client(self.address.replace("dask://", "tcp://"), set_as_default=False) as client:
            _wait_for(lambda: any("chunk" in str(key) for keys in client.processing().values() for key in keys))
        self._scheduler.kill()
        self._scheduler.wait()

    def end(self) -> None:
        for process in (*self._workers, self._scheduler):
            process.kill()
            process.wait()

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            MARK: "1",
            "PYTHONPATH": str(ROOT),
            "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",  # a chunk that two workers have died of is given up
        }
        with self.logs.open("ab") as log:
            return subprocess.Popen([sys.executable, "-m", "dask", *command], cwd=self.folder, env=environment, stdout=log, stderr=log)


@contextmanager
def running(folder: Path) -> Iterator[Cluster]:
    cluster = Cluster(folder)
    try:
        yield cluster
    finally:
        cluster.end()


def _wait_for(condition: object) -> None:
    assert callable(condition)
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


@dataclass(frozen=True)
class Deadly:
    """Work that ends the worker of a cluster with the file of one name, and nothing here."""

    name: str

    def __call__(self, reading: Reading, name: str) -> str:  # noqa: ARG002 - what work is called with
        if name == self.name and MARK in os.environ:
            os.kill(os.getppid(), signal.SIGKILL)
            time.sleep(60)
        return name
