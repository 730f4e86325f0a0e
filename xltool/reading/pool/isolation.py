"""Reading in worker processes: a file that ends its reader, or would take too long or too much memory, is a finding.

Native readers can abort a process on hostile input, and no exception handler is called then. So every file is read by a
worker that is held to a time and a memory. A worker that a file kills is replaced, and the next file goes to another.

The workers serve one after another all calls of this process and end with it. On Linux they are forked as long as this
process has a single thread (that takes a hundredth of a second); otherwise they start anew, without importing the caller's
main module, so that a script needs no `if __name__ == "__main__"`.
"""

from __future__ import annotations

import atexit
import itertools
import os
import signal
import subprocess
import sys
import time
import weakref
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from multiprocessing import Pipe, connection
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

from xltool.base.errors import XltoolError
from xltool.base.messages import Text
from xltool.base.reader_rules import READER_RULES
from xltool.reading.guard.limits import Limits
from xltool.reading.pool.worker import READY, Answer, Failure, Instruction, Job, Work, serve
from xltool.reading.read_workbook import Reading, read_here, unread
from xltool.rules.load import recall, remember, search_folders

#: Files for one worker before another one is worth its start.
_FILES_A_WORKER = 8
#: Files that each worker reads ahead of the one that is asked for.
_AHEAD = 16
#: Files that a worker has in hand, so that it goes on while this process does something else.
_IN_HAND = 3
_START_SECONDS = 60.0
#: How many times its processor time a file may take on a machine that has other things to do.
_PATIENCE = 10
_TIME = Text("超过 {seconds} 秒", "more than {seconds} s")
_MEMORY = Text("内存超出上限，或使读取程序崩溃", "more memory than allowed, or it broke the reading program down")
_NO_WORKER = Text("无法启动读取进程，请检查系统资源", "cannot start a reading process; please look at the resources of the system")
_TASKS = Path("/proc/self/task")


def read_workbook(path: Path, templates: Path | str | None = None, limits: Limits | None = None) -> Reading:
    """Read one file. Whatever is wrong with it is a finding of the document; nothing is raised for it."""
    return next(read_many([path], templates, limits))


def read_many(
    paths: Sequence[Path], templates: Path | str | None = None, limits: Limits | None = None, n_workers: int | None = None
) -> Iterator[Reading]:
    """Read files, in worker processes; the readings come in the order of the files.

    `n_workers` is as many as there are processors, and fewer for few files. Raises DefinitionError or UsageError when a
    template or the folder of templates is wrong.
    """
    files = ((path, "") for path in paths)
    for answer in _answers(files, None, templates, limits, n_workers or workers_for(len(paths))):
        if answer is not None:  # there are no gaps among the files
            yield answer if isinstance(answer, Reading) else _reading(answer)


def work_many(
    files: Iterable[tuple[Path, str] | None],
    work: Work,
    templates: Path | str | None = None,
    limits: Limits | None = None,
    *,
    n_workers: int,
) -> Iterator[Any]:
    """Read files and do some work with each there where it is read; its results come in the order of the files.

    `files` are paths with the names under which the work knows them; they are asked for as workers get free, not all at once.
    One that is None gives None in its turn: a caller who has nothing to read for a while goes on hearing of what was read.
    Work and results travel between processes, so both must be picklable. A file that ends its reader or the work is given to
    the work here, as one that could not be read. Raises as `read_many`, and what the work raises of XltoolError.
    """
    names: deque[str] = deque()  # of the files that workers have

    def noted() -> Iterator[tuple[Path, str] | None]:
        for file in files:
            names.append(file[1] if file else "")
            yield file

    for answer in _answers(noted(), work, templates, limits, n_workers):
        name = names.popleft()
        if answer is None:
            yield None
        elif isinstance(answer, Answer) and answer.document is None:
            yield answer.result
        else:
            yield work(answer if isinstance(answer, Reading) else _reading(answer), name)


#: Numbers of instructions, of which workers remember the last; work that is asked for again keeps its number.
_numbers = itertools.count()
_last: list[Instruction] = []


def _instruction(work: Work) -> Instruction:
    for instruction in _last:
        if instruction.work is work:
            return instruction
    made = Instruction(next(_numbers), work)
    _last[:] = [made]
    return made


def _answers(
    files: Iterator[tuple[Path, str] | None],
    work: Work | None,
    templates: Path | str | None,
    limits: Limits | None,
    n_workers: int,
) -> Iterator[Answer | Reading | None]:
    """What the workers say; readings where there are no workers, None where there is no file."""
    search_folders(templates)
    chosen = limits or Limits()
    if not chosen.isolated or getattr(sys, "frozen", False):
        yield from (read_here(file[0], templates, chosen) if file else None for file in files)
        return
    folder = str(templates) if templates is not None else None
    instruction = _instruction(work) if work is not None else None
    number = instruction.number if instruction else None
    common: dict[str, Any] = {"work": number, "templates": folder, "cwd": str(Path.cwd()), "limits": chosen}
    jobs = (Job(path=str(file[0]), name=file[1], **common) if file else None for file in files)
    for answer in _Crew(jobs, instruction, n_workers).answers():
        if isinstance(answer, Failure):
            raise answer.error()
        yield answer


def _reading(answer: Answer) -> Reading:
    assert answer.document is not None  # noqa: S101 - an answer without a result has one
    definition = recall(answer.key) if answer.key else None
    return Reading(answer.document, definition, answer.outdated)


def workers_for(n_files: int) -> int:
    """How many workers are worth their start for so many files."""
    affinity = getattr(os, "sched_getaffinity", None)
    processors = len(affinity(0)) if affinity else os.cpu_count() or 1
    return max(1, min(processors, -(-n_files // _FILES_A_WORKER)))


class _Process(Protocol):
    pid: int

    def kill(self) -> None: ...
    def wait(self) -> object: ...


class _Forked:
    """A forked process, with the little of subprocess.Popen that is needed."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> None:
        with suppress(ChildProcessError):
            os.waitpid(self.pid, 0)


class _Worker:
    """A worker process and the line to it."""

    def __init__(self, line: Connection[Any, Any], process: _Process) -> None:
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
        return self.jobs[0][1].limits.seconds

    def give(self, number: int, job: Job, instruction: Instruction | None) -> None:
        """Have it do a job after those that it has. Raises OSError when it has died."""
        self.jobs.append((number, job))
        if instruction is not None and self._instructed != instruction.number:
            self.line.send(instruction)
            self._instructed = instruction.number
        if len(self.jobs) == 1:
            self.begin()
        self.line.send(job)

    def begin(self) -> None:
        """The time of its first job counts from now on."""
        if not self.is_ready:
            self.deadline = self.last = time.monotonic() + _START_SECONDS
            return
        now = time.monotonic()
        self.deadline, self.last = now + self.seconds, now + self.seconds * _PATIENCE
        self._used = _processor_time(self._process.pid) or 0.0

    def is_late(self) -> bool:
        """Whether it has had its time. On a busy machine that is processor time, where the system tells it."""
        now = time.monotonic()
        if now < self.deadline:
            return False
        used = _processor_time(self._process.pid)
        left = self.seconds - (used - self._used) if used is not None and self.is_ready else 0.0
        if left > 0:
            self.deadline = min(now + left, self.last)
        return now >= self.deadline

    def end(self) -> None:
        """Stop it at once, whatever it does."""
        self._process.kill()
        self.line.close()
        self._process.wait()


#: This process's ends of all lines: a forked worker must not keep those of the others open.
_lines: weakref.WeakSet[Connection[Any, Any]] = weakref.WeakSet()


def _processor_time(pid: int) -> float | None:
    """The seconds that a process has computed for; None where the system does not tell."""
    try:
        figures = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
        return (int(figures[11]) + int(figures[12])) / os.sysconf("SC_CLK_TCK")  # in user and in system mode
    except (OSError, IndexError, ValueError):
        return None


def _start() -> _Worker:
    """A new worker."""
    ours, theirs = Pipe()
    try:
        process = _fork(ours, theirs) if _can_fork() else _spawn(theirs)
    except OSError:
        raise XltoolError(_NO_WORKER) from None
    finally:
        theirs.close()
    _lines.add(ours)
    return _Worker(ours, process)


def _can_fork() -> bool:
    """A fork copies one thread only; locks that others hold would stay locked for ever."""
    try:
        return len(list(_TASKS.iterdir())) == 1
    except OSError:
        return False


def _fork(ours: Connection[Any, Any], theirs: Connection[Any, Any]) -> _Process:
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):
            stream.flush()
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # or an interrupt might meet the child on its way
    pid = os.fork()
    if pid:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        return _Forked(pid)
    try:
        for line in (ours, *_lines):
            line.close()
        serve(theirs)
    finally:
        os._exit(0)


def _spawn(theirs: Connection[Any, Any]) -> _Process:
    handle = theirs.fileno()
    code = f"import sys; sys.path[:] = {sys.path!r}; from {serve.__module__} import main; main({handle})"
    command = [sys.executable, "-c", code]
    if sys.platform == "win32":
        os.set_handle_inheritable(handle, True)  # noqa: FBT003 - as the library has it
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, close_fds=False)  # noqa: S603
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=[handle])  # noqa: S603 - our own interpreter


class _Bench:
    """The workers that have nothing to do, kept for the next call."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._idle: list[_Worker] = []
        self._owner = os.getpid()

    def take(self) -> _Worker:
        """An idle worker, else a new one."""
        while True:
            with self._lock:
                if self._owner != os.getpid():  # this process was forked off another, whose workers these are
                    self._idle, self._owner = [], os.getpid()
                if not self._idle:
                    return _start()
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
    """End the workers that this process keeps; the next file starts new ones."""
    _bench.clear()


class _Crew:
    """The workers of one call, and what they have to do."""

    def __init__(self, jobs: Iterator[Job | None], instruction: Instruction | None, n_workers: int) -> None:
        self._jobs = enumerate(jobs)
        self._again: deque[tuple[int, Job]] = deque()  # that a worker had in hand when it ended
        self._instruction = instruction
        self._n_workers = n_workers
        self._workers: list[_Worker] = []
        self._done: dict[int, Answer | Failure | None] = {}
        self._n_given = 0

    def answers(self) -> Iterator[Answer | Failure | None]:
        """The answers in the order of the jobs; None in place of a job gives None."""
        wanted = 0
        try:
            while True:
                self._hand_out(wanted + self._n_workers * _AHEAD)
                if wanted in self._done:
                    yield self._done.pop(wanted)
                    wanted += 1
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
            found = self._next_job()
            if found is None:
                return
            number, job = found
            if job is None:
                self._done[number] = None
                continue
            worker = self._freest()
            try:
                worker.give(number, job, self._instruction)
            except OSError:  # it has died of something else than a job
                self._drop(worker)
                if not worker.is_ready:
                    raise XltoolError(_NO_WORKER) from None

    def _have_room(self) -> bool:
        return len(self._workers) < self._n_workers or any(len(worker.jobs) < _IN_HAND for worker in self._workers)

    def _freest(self) -> _Worker:
        """The worker that has the least to do; a new one as long as there may be more and none is idle."""
        worker = min(self._workers, key=lambda worker: len(worker.jobs), default=None)
        if worker is None or (worker.jobs and len(self._workers) < self._n_workers):
            worker = _bench.take()
            self._workers.append(worker)
        return worker

    def _next_job(self) -> tuple[int, Job | None] | None:
        if self._again:
            return self._again.popleft()
        found = next(self._jobs, None)
        self._n_given += found is not None
        return found

    def _listen(self) -> None:
        """Wait until a worker says something or has had its time."""
        busy = [worker for worker in self._workers if worker.jobs]
        patience = min(worker.deadline for worker in busy) - time.monotonic()
        heard = connection.wait([worker.line for worker in busy], max(0.0, patience))
        for worker in busy:
            if worker.line in heard:
                self._hear(worker)
            elif worker.is_late():
                self._lose(worker, _TIME.filled(seconds=f"{worker.seconds:g}"))

    def _hear(self, worker: _Worker) -> None:
        try:
            said = worker.line.recv()
        except (EOFError, OSError):
            self._lose(worker, _MEMORY)
            return
        if said == READY:
            worker.is_ready = True
            worker.begin()
            return
        number, _ = worker.jobs.popleft()
        self._done[number] = said
        if worker.jobs:
            worker.begin()
        if isinstance(said, Answer):
            remember(said.news)
            if said.tired:
                self._drop(worker)

    def _lose(self, worker: _Worker, reason: Text) -> None:
        """A worker that died of its job or did not come to an end with it: a finding for that file alone."""
        number, _ = worker.jobs.popleft()
        self._drop(worker)
        if not worker.is_ready:
            raise XltoolError(_NO_WORKER)
        finding = READER_RULES["file.too-costly"].finding(reason=reason)
        self._done[number] = Answer(document=unread(finding).document)

    def _drop(self, worker: _Worker) -> None:
        """End a worker; what it has in hand is for others."""
        worker.end()
        self._workers.remove(worker)
        self._again.extend(worker.jobs)
        worker.jobs.clear()
