"""Workers as their caller has them: the line to each, what it has to do and how long it may, and those that are idle."""

from __future__ import annotations

import os
import time
from collections import deque
from contextlib import suppress
from multiprocessing.connection import Connection
from threading import Lock
from typing import Any

from xltool.reading.pool.processes import WorkerProcess, processor_time, start_process
from xltool.reading.pool.worker import Instruction, Job, serve

_START_SECONDS = 300.0


class PoolWorker:
    """A worker process and the line to it."""

    def __init__(self, line: Connection[Any, Any], process: WorkerProcess) -> None:
        self.line = line
        self._process = process
        self.jobs: deque[tuple[int, Job]] = deque()  # numbered, the one that it does first
        self.deadline = 0.0
        self.seconds = 0.0  # of the processor that what it does may take
        self.is_ready = False
        self._last = 0.0  # deadline that is not put off any more
        self._used = 0.0  # processor time before that
        self._instructed: int | None = None  # number of the instruction that it has

    def give(self, number: int, job: Job, instruction: Instruction) -> None:
        """Have it do a job after those that it has. Raises OSError when it has died."""
        self.jobs.append((number, job))
        if self._instructed != instruction.number:
            self.line.send(instruction)
            self._instructed = instruction.number
        if len(self.jobs) == 1:
            self.begin()
        self.line.send(job)

    def begin(self) -> None:
        """Count the time of its first job from now on."""
        allowance = self.jobs[0][1].allowance
        if self.is_ready:
            self._count(allowance.seconds, allowance.patience)
        else:
            self.deadline = self._last = time.monotonic() + _START_SECONDS

    def go_on(self) -> None:
        """Count the time of what follows in its first job from now on."""
        allowance = self.jobs[0][1].allowance
        self._count(allowance.further_seconds, allowance.patience)

    def _count(self, seconds: float, patience: float) -> None:
        now = time.monotonic()
        self.seconds = seconds
        self.deadline, self._last = now + seconds, now + max(seconds, patience)
        self._used = processor_time(self._process.pid) or 0.0

    def is_late(self) -> bool:
        """Return whether it has had its time, which is that of the processor: on a busy machine the clock tells nothing."""
        now = time.monotonic()
        if self.is_ready and self.deadline <= now < self._last:
            used = processor_time(self._process.pid)
            left = self._last - now if used is None else self.seconds - (used - self._used)
            if left > 0:
                self.deadline = min(now + left, self._last)
        return now >= self.deadline

    def end(self) -> None:
        """Stop it at once, whatever it does."""
        self._process.kill()
        with suppress(OSError):  # as the program ends, somebody else may have closed it
            self.line.close()
        self._process.wait()


def start_worker(preload: str) -> PoolWorker:
    """Start a worker that knows a module. Raises XltoolError."""
    return PoolWorker(*start_process(serve, preload))


class IdleWorkers:
    """The workers that have nothing to do, kept for the next call."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._idle: list[PoolWorker] = []
        self._owner = os.getpid()

    def take(self, preload: str) -> PoolWorker:
        """Take an idle worker, else start one that knows a module."""
        while True:
            with self._lock:
                if self._owner != os.getpid():  # this process was forked off another, whose workers these are
                    self._idle, self._owner = [], os.getpid()
                if not self._idle:
                    return start_worker(preload)
                worker = self._idle.pop()
            if not worker.line.poll():  # nothing to hear: it is alive
                return worker
            worker.end()

    def give_back(self, worker: PoolWorker) -> None:
        """Keep a worker that has nothing to do."""
        with self._lock:
            self._idle.append(worker)

    def clear(self) -> None:
        """End all workers of this process."""
        if self._owner == os.getpid():
            for worker in self._idle:
                worker.end()
            self._idle.clear()
