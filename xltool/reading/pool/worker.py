"""The worker process: reads one file after another for its parent, held to a memory."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Protocol

from xltool.base.document import Document
from xltool.base.errors import XltoolError
from xltool.base.messages import Text
from xltool.reading.guard.limits import Limits
from xltool.reading.guard.refusal_findings import damaged_finding
from xltool.reading.read_workbook import Reading, read_here, unread
from xltool.rules.definition import Definition
from xltool.rules.load import LoadedKey, loaded

#: What a worker says when it can begin.
READY = "ready"
_INTERNAL = Text("读取时出错：{name}", "reading it failed: {name}")
#: Objects after which circles are looked for. What one file needs goes when it is done with, circles or not, and looking for
#: them every 700 objects, as Python does, takes a sixth of the time of reading.
_ALLOCATED = 100_000
_MEMORY_FILE = Path("/proc/self/statm")


class Work(Protocol):
    """What is done with a file once it is read, there where it was read. It travels to the workers, once to each."""

    def __call__(self, reading: Reading, name: str) -> Any:
        """What is to come back instead of the reading; `name` is what the caller calls the file."""
        ...


@dataclass(frozen=True)
class Instruction:
    """The work for the jobs that name its number."""

    number: int
    work: Work


@dataclass(frozen=True, kw_only=True)
class Job:
    """A file to read. `cwd` is the folder in which the caller looks up what is relative."""

    path: str
    name: str
    work: int | None = None  # number of the instruction; None: the reading itself is wanted
    templates: str | None
    cwd: str
    limits: Limits


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A file read. Definitions come once from each worker: they are larger than a document."""

    document: Document | None = None
    result: Any = None  # of the work, if there was any; then there is no document
    key: LoadedKey | None = None  # of the document's definition
    news: Mapping[LoadedKey, Definition] = field(default_factory=dict)  # definitions that the worker has loaded since
    outdated: bool = False
    tired: bool = False  # the worker keeps so much memory that it should be replaced


@dataclass(frozen=True, kw_only=True)
class Failure:
    """The work could not be done: an XltoolError, taken apart for the way."""

    kind: type[XltoolError]
    arguments: tuple[Any, ...]
    state: dict[str, Any]

    def error(self) -> XltoolError:
        """The error put together again."""
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
    """Read what is asked for until the line is closed."""
    _be_quiet()
    gc.freeze()
    gc.set_threshold(_ALLOCATED)
    baseline = _memory()
    told = set(loaded())
    works: dict[int, Work] = {}
    line.send(READY)
    with contextlib.suppress(EOFError, OSError):
        while True:
            said: Job | Instruction = line.recv()
            if isinstance(said, Instruction):
                works = {said.number: said.work}  # one at a time: jobs of an earlier one are done
                continue
            _hold_to(baseline, said.limits.memory)
            work = works[said.work] if said.work is not None else None
            line.send(_answer(said, work, baseline, told))


def _answer(job: Job, work: Work | None, baseline: int | None, told: set[LoadedKey]) -> Answer | Failure:
    try:
        os.chdir(job.cwd)
        reading = read_here(Path(job.path), job.templates, job.limits)
        result = work(reading, job.name) if work is not None else None
    except XltoolError as error:
        return Failure(kind=type(error), arguments=error.args, state=dict(vars(error)))
    except MemoryError:
        raise
    except Exception as error:
        if "XLTOOL_DEBUG" in os.environ:
            raise
        return Answer(document=unread(damaged_finding(_INTERNAL, name=type(error).__name__)).document)
    news = {key: definition for key, definition in loaded().items() if key not in told}
    told.update(news)
    tired = (_memory() or 0) - (baseline or 0) > job.limits.memory // 2
    if work is not None:
        return Answer(result=result, news=news, tired=tired)
    key = next((key for key, definition in loaded().items() if definition is reading.definition), None)
    return Answer(document=reading.document, key=key, news=news, outdated=reading.outdated, tired=tired)


def _be_quiet() -> None:
    """What native code prints as it breaks down is for nobody; an interrupt is for the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if "XLTOOL_DEBUG" not in os.environ:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(nowhere, stream)


def _memory() -> int | None:
    """The address space of this process in bytes; None where the system does not tell."""
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
        wanted = baseline + memory
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
