"""Work in worker processes: an item that ends its worker, or would take too long or too much memory, harms itself alone.

Native code can abort a process on hostile input, and no exception handler is called then. So every item is worked on by a
worker that is held to a time and a memory. A worker that ends is replaced, and the next item goes to another. It may have been
the system that ended it, for want of memory or whatever: so the item is tried again in a new worker, while no other works, and
given up when that one ends too.

The workers serve one after another all calls of this process and end with it. On Linux they are forked as long as this
process has a single thread (that takes a hundredth of a second); otherwise they start anew, without importing the caller's
main module, so that a script needs no `if __name__ == "__main__"`.
"""

from __future__ import annotations

import atexit
import itertools
import os
import pickle
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from multiprocessing import connection
from pathlib import Path
from typing import Any

from xltool.base.errors import XltoolError
from xltool.base.logs import Log
from xltool.base.messages import Text
from xltool.reading.pool.processes import NO_WORKER
from xltool.reading.pool.worker import FURTHER, READY, Allowance, Answer, Breakdown, Failure, Instruction, ItemTask, Job
from xltool.reading.pool.workers import IdleWorkers, PoolWorker, start_worker

_log = Log(__name__)
_ENDED = Text(zh="工作进程已结束（{cause}）", en="a worker process ended ({cause})")
#: Items for one worker before another one is worth its start.
_ITEMS_A_WORKER = 8
#: Items that each worker does ahead of the one that is asked for.
_AHEAD = 16
#: Bytes of results that wait for those before them; beyond, no worker begins anything but what comes next.
_ROOM = 16 * 1024 * 1024
#: Items that a worker has in hand, so that it goes on while this process does something else.
_IN_HAND = 3
#: How many times its time an item may take when it is tried again.
_LONGER = 3
#: Workers that die as they start, one after another, before no more are started.
_STILLBORN = 3


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


_bench = IdleWorkers()


@atexit.register
def end_workers() -> None:
    """End the workers that this process keeps; the next item starts new ones."""
    _bench.clear()


class _Crew:
    """The workers of one call, and what they have to do."""

    def __init__(self, jobs: Iterator[Job | None], instruction: Instruction, n_workers: int) -> None:
        self._jobs = enumerate(jobs)
        self._again: deque[tuple[int, Job]] = deque()  # that a worker had in hand when it ended
        self._suspects: deque[tuple[int, Job]] = deque()  # that a worker ended with: each is tried again, alone
        self._suspected: set[int] = set()  # numbers of those that are being tried again
        self._instruction = instruction
        self._n_workers = n_workers
        self._n_stillborn = 0
        self._workers: list[PoolWorker] = []
        self._done: dict[int, Any] = {}  # number of the job → result, Failure or _GivenUp
        self._sizes: dict[int, int] = {}  # of those results, in bytes as they came
        self._n_given = 0

    def results(self) -> Iterator[Any]:
        """Yield results, a Failure or a _GivenUp, in the order of the jobs; None in place of a job gives None."""
        following = 0
        try:
            while True:
                self._hand_out(following + self._n_workers * (_AHEAD if sum(self._sizes.values()) < _ROOM else 1))
                if following in self._done:
                    self._sizes.pop(following, None)
                    yield self._done.pop(following)
                    following += 1
                elif any(worker.jobs for worker in self._workers):
                    self._listen()
                elif not self._suspects and not self._again:
                    return
        finally:
            for worker in self._workers:
                if worker.jobs:  # the caller wants no more
                    worker.end()
                else:
                    _bench.give_back(worker)

    # --- giving -------------------------------------------------------------------------------------------------------

    def _hand_out(self, last: int) -> None:
        """Give the workers something to do, up to a number of jobs."""
        while not self._suspects and not self._is_trying() and (self._n_given < last or self._again) and self._have_room():
            numbered = self._next_job()
            if numbered is None:
                return
            number, job = numbered
            if job is None:
                self._done[number] = None
            else:
                self._give(self._freest(), number, job)
        if self._suspects and not any(worker.jobs for worker in self._workers):
            self._give(self._new(), *self._suspects.popleft())

    def _is_trying(self) -> bool:
        """Return whether a job is being tried again: nothing else is done meanwhile."""
        return any(number in self._suspected for worker in self._workers for number, _ in worker.jobs)

    def _have_room(self) -> bool:
        return len(self._workers) < self._n_workers or any(len(worker.jobs) < _IN_HAND for worker in self._workers)

    def _freest(self) -> PoolWorker:
        """Choose the worker that has the least to do; another one as long as there may be more and none is idle."""
        worker = min(self._workers, key=lambda worker: len(worker.jobs), default=None)
        if worker is None or (worker.jobs and len(self._workers) < self._n_workers):
            try:
                worker = _bench.take(self._preload)
            except XltoolError:
                if worker is None:
                    raise
                self._n_workers = len(self._workers)  # the system has no room for more: these do all
                return worker
            self._workers.append(worker)
        return worker

    def _new(self) -> PoolWorker:
        """Start a worker in place of an idle one."""
        if len(self._workers) >= self._n_workers:
            self._drop(self._workers[0])
        worker = start_worker(self._preload)
        self._workers.append(worker)
        return worker

    @property
    def _preload(self) -> str:
        return type(self._instruction.task).__module__

    def _next_job(self) -> tuple[int, Job | None] | None:
        if self._again:
            return self._again.popleft()
        numbered = next(self._jobs, None)
        self._n_given += numbered is not None
        return numbered

    def _give(self, worker: PoolWorker, number: int, job: Job) -> None:
        try:
            worker.give(number, job, self._instruction)
        except OSError:  # it has died of something else than a job
            self._drop(worker)

    # --- hearing ------------------------------------------------------------------------------------------------------

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

    def _hear(self, worker: PoolWorker) -> None:
        try:
            sent = worker.line.recv_bytes()
        except (EOFError, OSError):
            self._lose(worker, Breakdown(cause="memory", detail=""))
            return
        answer: Answer | Failure | Breakdown | str = pickle.loads(sent)  # noqa: S301 - of our own worker
        if isinstance(answer, str):
            self._hear_state(worker, answer)
            return
        number, job = worker.jobs.popleft()
        if worker.jobs:
            worker.begin()
        if isinstance(answer, Answer):
            self._suspected.discard(number)
            self._sizes[number] = len(sent)
            self._done[number] = self._instruction.task.receive(answer.sent)
            if answer.tired:
                self._drop(worker)
        elif isinstance(answer, Failure):
            self._done[number] = answer
        else:
            self._suspect(number, job, answer)

    def _hear_state(self, worker: PoolWorker, state: str) -> None:
        """Note how far a worker is: ready to begin, or done with what the item itself can cost."""
        if state == FURTHER:
            worker.go_on()
        elif state == READY:
            self._n_stillborn = 0
            worker.is_ready = True
            worker.begin()

    def _lose(self, worker: PoolWorker, breakdown: Breakdown) -> None:
        """Take the job away that a worker ended with or did not come to an end with, and that job alone."""
        _log.debug(_ENDED, cause=breakdown.cause)
        if worker.is_ready:
            number, job = worker.jobs.popleft()
            self._suspect(number, job, breakdown)
        self._drop(worker)

    def _suspect(self, number: int, job: Job, breakdown: Breakdown) -> None:
        """Try a job again by itself, and for longer; give it up when that was done, or when another try would be the same."""
        if number in self._suspected or breakdown.cause == "error":
            self._suspected.discard(number)
            self._done[number] = _GivenUp(job, breakdown)
            return
        self._suspected.add(number)
        allowance = replace(job.allowance, seconds=job.allowance.seconds * _LONGER)
        self._suspects.append((number, replace(job, allowance=allowance)))

    def _drop(self, worker: PoolWorker) -> None:
        """End a worker; what it has in hand is for others. Raises XltoolError when one after another dies as it starts."""
        worker.end()
        self._workers.remove(worker)
        for number, job in worker.jobs:
            (self._suspects if number in self._suspected else self._again).append((number, job))
        worker.jobs.clear()
        self._n_stillborn += not worker.is_ready
        if self._n_stillborn >= _STILLBORN:
            raise XltoolError(NO_WORKER)
