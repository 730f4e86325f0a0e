"""Work in worker processes: an item that ends its worker, or would take too long or too much memory, harms itself alone.

Native code can abort a process on hostile input, and no exception handler is called then. So every item is worked on by a
worker that is held to a time and a memory. A worker that an item kills is replaced, and the next item goes to another.

The workers serve one after another all calls of this process and end with it. On Linux they are forked as long as this
process has a single thread (that takes a hundredth of a second); otherwise they start anew, without importing the caller's
main module, so that a script needs no `if __name__ == "__main__"`.
"""

from __future__ import annotations

import atexit
import itertools
import os
import time
from collections import deque
from collections.abc import Iterable, Iterator
from multiprocessing import connection
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock
from typing import Any

from xltool.base.errors import XltoolError
from xltool.reading.pool.processes import NO_WORKER, WorkerProcess, processor_time, start_process
from xltool.reading.pool.worker import READY, Allowance, Answer, Breakdown, Failure, Instruction, ItemTask, Job, serve

#: Items for one worker before another one is worth its start.
_ITEMS_A_WORKER = 8
#: Items that each worker does ahead of the one that is asked for.
_AHEAD = 16
#: Items that a worker has in hand, so that it goes on while this process does something else.
_IN_HAND = 3
_START_SECONDS = 60.0
#: How many times its processor time an item may take on a machine that has other things to do.
_PATIENCE = 10


def run_isolated(task: ItemTask, items: Iterable[Any | None], allowance: Allowance, *, n_workers: int) -> Iterator[Any]:
    """Work on items in worker processes; the results come in the order of the items.

    Items are asked for as workers get free, not all at once. One that is None gives None in its turn: a caller who has nothing
    to do for a while goes on hearing of what was done. Raises what the task raises of XltoolError.
    """
    instruction = _instruction(task)
    common: dict[str, Any] = {"task": instruction.number, "cwd": str(Path.cwd()), "allowance": allowance}
    jobs = (None if item is None else Job(item=item, **common) for item in items)
    for result in _Crew(jobs, instruction, n_workers).results():
        if isinstance(result, Failure):
            raise result.error()
        yield task.give_up(result.item, result.breakdown) if isinstance(result, _GivenUp) else result


#: Numbers of instructions, of which workers remember the last; a task that is asked for again keeps its number.
_numbers = itertools.count()
_last: list[Instruction] = []


def _instruction(task: ItemTask) -> Instruction:
    for instruction in _last:
        if instruction.task == task:
            return instruction
    made = Instruction(next(_numbers), task)
    _last[:] = [made]
    return made


def workers_for(n_items: int) -> int:
    """Return how many workers are worth their start for so many items."""
    affinity = getattr(os, "sched_getaffinity", None)
    processors = len(affinity(0)) if affinity else os.cpu_count() or 1
    return max(1, min(processors, -(-n_items // _ITEMS_A_WORKER)))


class _GivenUp:
    """An item that broke its worker."""

    def __init__(self, job: Job, breakdown: Breakdown) -> None:
        self.item = job.item
        self.breakdown = breakdown


class _Worker:
    """A worker process and the line to it."""

    def __init__(self, line: Connection[Any, Any], process: WorkerProcess) -> None:
        self.line = line
        self._process = process
        self.jobs: deque[tuple[int, Job]] = deque()  # numbered, the one that it does first
        self.deadline = 0.0
        self.last = 0.0  # deadline that is not put off any more
        self.is_ready = False
        self._used = 0.0  # processor time before the job
        self._instructed: int | None = None  # number of the instruction that it has

    @property
    def seconds(self) -> float:
        """What the job that it does may take."""
        return self.jobs[0][1].allowance.seconds

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
        if not self.is_ready:
            self.deadline = self.last = time.monotonic() + _START_SECONDS
            return
        now = time.monotonic()
        self.deadline, self.last = now + self.seconds, now + self.seconds * _PATIENCE
        self._used = processor_time(self._process.pid) or 0.0

    def is_late(self) -> bool:
        """Return whether it has had its time. On a busy machine that is processor time, where the system tells it."""
        now = time.monotonic()
        if now < self.deadline:
            return False
        used = processor_time(self._process.pid)
        left = self.seconds - (used - self._used) if used is not None and self.is_ready else 0.0
        if left > 0:
            self.deadline = min(now + left, self.last)
        return now >= self.deadline

    def end(self) -> None:
        """Stop it at once, whatever it does."""
        self._process.kill()
        self.line.close()
        self._process.wait()


class _Bench:
    """The workers that have nothing to do, kept for the next call."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._idle: list[_Worker] = []
        self._owner = os.getpid()

    def take(self, preload: str) -> _Worker:
        """Take an idle worker, else start one that knows a module."""
        while True:
            with self._lock:
                if self._owner != os.getpid():  # this process was forked off another, whose workers these are
                    self._idle, self._owner = [], os.getpid()
                if not self._idle:
                    return _Worker(*start_process(serve, preload))
                worker = self._idle.pop()
            if not worker.line.poll():  # nothing to hear: it is alive
                return worker
            worker.end()

    def give_back(self, worker: _Worker) -> None:
        """Keep a worker that has nothing to do."""
        with self._lock:
            self._idle.append(worker)

    def clear(self) -> None:
        """End all workers of this process."""
        if self._owner == os.getpid():
            for worker in self._idle:
                worker.end()
            self._idle.clear()


_bench = _Bench()


@atexit.register
def end_workers() -> None:
    """End the workers that this process keeps; the next item starts new ones."""
    _bench.clear()


class _Crew:
    """The workers of one call, and what they have to do."""

    def __init__(self, jobs: Iterator[Job | None], instruction: Instruction, n_workers: int) -> None:
        self._jobs = enumerate(jobs)
        self._again: deque[tuple[int, Job]] = deque()  # that a worker had in hand when it ended
        self._instruction = instruction
        self._n_workers = n_workers
        self._workers: list[_Worker] = []
        self._done: dict[int, Any] = {}  # number of the job → result, Failure or _GivenUp
        self._n_given = 0

    def results(self) -> Iterator[Any]:
        """Yield results, a Failure or a _GivenUp, in the order of the jobs; None in place of a job gives None."""
        following = 0
        try:
            while True:
                self._hand_out(following + self._n_workers * _AHEAD)
                if following in self._done:
                    yield self._done.pop(following)
                    following += 1
                elif any(worker.jobs for worker in self._workers):
                    self._listen()
                else:
                    return
        finally:
            for worker in self._workers:
                if worker.jobs:  # the caller wants no more
                    worker.end()
                else:
                    _bench.give_back(worker)

    def _hand_out(self, last: int) -> None:
        """Give the workers something to do, up to a number of jobs."""
        while (self._n_given < last or self._again) and self._have_room():
            numbered = self._next_job()
            if numbered is None:
                return
            number, job = numbered
            if job is None:
                self._done[number] = None
                continue
            worker = self._freest()
            try:
                worker.give(number, job, self._instruction)
            except OSError:  # it has died of something else than a job
                self._drop(worker)
                if not worker.is_ready:
                    raise XltoolError(NO_WORKER) from None

    def _have_room(self) -> bool:
        return len(self._workers) < self._n_workers or any(len(worker.jobs) < _IN_HAND for worker in self._workers)

    def _freest(self) -> _Worker:
        """Choose the worker that has the least to do; a new one as long as there may be more and none is idle."""
        worker = min(self._workers, key=lambda worker: len(worker.jobs), default=None)
        if worker is None or (worker.jobs and len(self._workers) < self._n_workers):
            worker = _bench.take(type(self._instruction.task).__module__)
            self._workers.append(worker)
        return worker

    def _next_job(self) -> tuple[int, Job | None] | None:
        if self._again:
            return self._again.popleft()
        numbered = next(self._jobs, None)
        self._n_given += numbered is not None
        return numbered

    def _listen(self) -> None:
        """Wait until a worker says something or has had its time."""
        busy = [worker for worker in self._workers if worker.jobs]
        patience = min(worker.deadline for worker in busy) - time.monotonic()
        heard = connection.wait([worker.line for worker in busy], max(0.0, patience))
        for worker in busy:
            if worker.line in heard:
                self._hear(worker)
            elif worker.is_late():
                self._lose(worker, Breakdown(cause="time", detail=f"{worker.seconds:g}"))

    def _hear(self, worker: _Worker) -> None:
        try:
            answer: Answer | Failure | Breakdown | str = worker.line.recv()
        except (EOFError, OSError):
            self._lose(worker, Breakdown(cause="memory", detail=""))
            return
        if answer == READY:
            worker.is_ready = True
            worker.begin()
            return
        number, job = worker.jobs.popleft()
        if worker.jobs:
            worker.begin()
        if isinstance(answer, Answer):
            self._done[number] = self._instruction.task.receive(answer.sent)
            if answer.tired:
                self._drop(worker)
        else:
            self._done[number] = _GivenUp(job, answer) if isinstance(answer, Breakdown) else answer

    def _lose(self, worker: _Worker, breakdown: Breakdown) -> None:
        """Give up the job that a worker died of or did not come to an end with, and that job alone."""
        number, job = worker.jobs.popleft()
        self._drop(worker)
        if not worker.is_ready:
            raise XltoolError(NO_WORKER)
        self._done[number] = _GivenUp(job, breakdown)

    def _drop(self, worker: _Worker) -> None:
        """End a worker; what it has in hand is for others."""
        worker.end()
        self._workers.remove(worker)
        self._again.extend(worker.jobs)
        worker.jobs.clear()
