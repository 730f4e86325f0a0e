"""The worker process: works on one item after another for its caller, held to a memory.

It knows nothing of the work: the task travels here once, items and results with each job.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Literal, Protocol

from xltool.base.errors import XltoolError
from xltool.base.messages import Text
from xltool.base.system_errors import reason_of

#: What a worker says when it can begin.
READY = "ready"
#: What a worker says when a job is done with what its item itself can cost.
FURTHER = "further"
#: Objects after which the garbage collector looks for cycles. What one item needs is freed when it is done with, cycles or not,
#: and a collection every 700 objects, as Python does, takes a sixth of the time of reading.
_ALLOCATED = 100_000
_MEMORY_FILE = Path("/proc/self/statm")


@dataclass(frozen=True, kw_only=True)
class Breakdown:
    """Why an item has no result of its own."""

    cause: Literal["time", "memory", "system", "error"]  # the system refused something; an error is one that nobody foresaw
    detail: str | Text  # seconds that it might take, "" for memory, the system's reason, the name of the error


class ItemTask(Protocol):
    """Work on one item after another in worker processes. It is pickled once for each worker; items and what comes back are, too.

    Tasks that are equal are the same to a worker: it keeps the one it has.
    """

    def run(self, item: Any, memory: dict[str, Any], further: Callable[[], None]) -> Any:
        """Work on an item, in a worker; `memory` is the worker's own and lasts as long as it does.

        After `further` is called, what follows is held to the more generous part of the allowance: it is work of our own.
        """
        ...

    def receive(self, sent: Any) -> Any:
        """Turn what `run` has returned into the result, in the caller's process and as soon as it is there."""
        ...

    def give_up(self, item: Any, breakdown: Breakdown) -> Any:
        """Return the result of an item that broke its worker, in the caller's process."""
        ...


@dataclass(frozen=True)
class Instruction:
    """The task of the jobs that name its number."""

    number: int
    task: ItemTask


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """What one item may take. Times are those of the processor where the system tells them."""

    seconds: float
    memory: int  # bytes beyond what the worker began with, where the system can hold it to that
    further_seconds: float  # for what follows once the item itself is done with
    further_memory: int
    patience: float  # seconds by the clock after which an item is given up, however little of the processor it has had


@dataclass(frozen=True, kw_only=True)
class Job:
    """An item to work on."""

    item: Any
    task: int  # number of the instruction
    cwd: str  # the folder in which the caller looks up what is relative
    allowance: Allowance


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An item done."""

    sent: Any  # as `ItemTask.run` returned it
    tired: bool = False  # the worker keeps so much memory that it should be replaced


@dataclass(frozen=True, kw_only=True)
class Failure:
    """The task failed as a whole: an XltoolError in parts that can be pickled."""

    kind: type[XltoolError]
    arguments: tuple[Any, ...]
    state: dict[str, Any]

    @staticmethod
    def of(error: XltoolError) -> Failure:
        """Take the parts of an error."""
        return Failure(kind=type(error), arguments=error.args, state=dict(vars(error)))

    def error(self) -> XltoolError:
        """Build the error again from its parts."""
        error = self.kind.__new__(self.kind)
        error.args = self.arguments
        vars(error).update(self.state)
        return error


def main(handle: int) -> None:
    """Serve on an inherited pipe: what a new worker process runs."""
    if sys.platform == "win32":
        from multiprocessing.connection import PipeConnection

        serve(PipeConnection(handle))
    else:
        serve(Connection(handle))


def serve(line: Connection[Any, Any]) -> None:
    """Do the jobs that come until the line is closed."""
    _be_quiet()
    gc.freeze()
    gc.set_threshold(_ALLOCATED)
    baseline = _memory()
    lasting: dict[str, Any] = {}
    tasks: dict[int, ItemTask] = {}
    line.send(READY)
    with contextlib.suppress(EOFError, OSError):
        while True:
            before = _memory()
            order: Job | Instruction = line.recv()
            if isinstance(order, Instruction):
                tasks = {order.number: order.task}  # one at a time: jobs of an earlier one are done
                if baseline is not None:  # its items are not held to what the modules of a task take
                    baseline += (_memory() or 0) - (before or 0)
                continue
            _hold_to(baseline, order.allowance.memory)
            line.send(_answer(order, tasks[order.task], baseline, lasting, line))


def _answer(
    job: Job, task: ItemTask, baseline: int | None, lasting: dict[str, Any], line: Connection[Any, Any]
) -> Answer | Failure | Breakdown:
    def further() -> None:
        _hold_to(baseline, job.allowance.further_memory)
        line.send(FURTHER)

    try:
        os.chdir(job.cwd)
        sent = task.run(job.item, lasting, further)
    except XltoolError as error:
        return Failure.of(error)
    except MemoryError:
        raise
    except OSError as error:
        return Breakdown(cause="system", detail=reason_of(error))
    except Exception as error:
        if "XLTOOL_DEBUG" in os.environ:
            raise
        return Breakdown(cause="error", detail=type(error).__name__)
    return Answer(sent=sent, tired=(_memory() or 0) - (baseline or 0) > job.allowance.memory // 2)


def _be_quiet() -> None:
    """Silence what native code prints as it breaks down, and leave interrupts to the caller's process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if "XLTOOL_DEBUG" not in os.environ:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(nowhere, stream)


def _memory() -> int | None:
    """Return the address space of this process in bytes; None where the system does not tell."""
    try:
        return int(_MEMORY_FILE.read_text("ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return None


def _hold_to(baseline: int | None, memory: int) -> None:
    """Let this process have `memory` more than it began with, and leave no dump behind when that breaks it."""
    if baseline is not None:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        limit = baseline + memory
        soft = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
