"""Read files in worker processes, and do some work with each there where it is read: here or on other machines."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from xltool.base.aside import folder_aside
from xltool.base.document import Document
from xltool.base.findings import Finding
from xltool.base.messages import Text
from xltool.base.reader_rules import READER_RULES
from xltool.base.system_errors import reason_of
from xltool.form.picture import pictures_beside
from xltool.reading.executor import LocalFile, RemoteFile, at_hand, remote_file
from xltool.reading.guard.limits import Limits
from xltool.reading.guard.refusal_findings import damaged_finding
from xltool.reading.pool import Allowance, Breakdown, run_isolated, workers_for
from xltool.reading.read_file import read_here
from xltool.reading.reading_record import Reading, unread
from xltool.rules.definition import Definition
from xltool.rules.definition_files import search_folders
from xltool.rules.load import LoadedKey, loaded, recall, remember

_TIME = Text("超过 {seconds} 秒", "more than {seconds} s")
_MEMORY = Text("内存超出上限，或使读取程序崩溃", "more memory than allowed, or it crashed the reading program")
_INTERNAL = Text("读取时出错：{name}", "reading it failed: {name}")


class ReadingWork(Protocol):
    """What is done with a file once it is read, there where it was read. It travels to the workers, once to each."""

    def __call__(self, reading: Reading, name: str) -> Any:
        """Return what is to come back instead of the reading; `name` is what the caller calls the file."""
        ...


def read_workbook(path: Path, templates: Path | str | None = None, limits: Limits | None = None, form: str | None = None) -> Reading:
    """Read one file; one that says of no form that it is it, as `form`. What is wrong with it is a finding of the document, and nothing is raised."""
    reading: Reading = next(work_many([(path, "")], _itself, templates, limits, n_workers=workers_for(1), form=form))
    return reading


def read_many(
    paths: Sequence[Path], templates: Path | str | None = None, limits: Limits | None = None, n_workers: int | None = None
) -> Iterator[Reading]:
    """Read files, in worker processes; the readings come in the order of the files.

    `n_workers` is as many as there are processors, and fewer for few files. Raises DefinitionError or UsageError when a
    template or the folder of templates is wrong.
    """
    files = ((path, "") for path in paths)
    return work_many(files, _itself, templates, limits, n_workers=n_workers or workers_for(len(paths)))


def _itself(reading: Reading, name: str) -> Reading:  # noqa: ARG001 - as work is called
    return reading


def work_many(
    files: Iterable[tuple[Path, str] | None],
    work: ReadingWork,
    templates: Path | str | None = None,
    limits: Limits | None = None,
    *,
    n_workers: int,
    form: str | None = None,
) -> Iterator[Any]:
    """Read files and do some work with each there where it is read; its results come in the order of the files.

    `files` are paths with the names under which the work knows them; they are asked for as workers get free, not all at once.
    One that is None gives None in its turn: a caller who has nothing to read for a while goes on hearing of what was read.
    `form` is the id or path of the form as which files are read that name none.
    Work and results travel between processes, so both must be picklable. A file that ends its reader or the work is given to
    the work here, as one that could not be read. Raises as `read_many`, and what the work raises of XltoolError.
    """
    search_folders(templates)
    limits = limits or Limits()
    task = _ReadingTask(work, str(templates) if templates is not None else None, limits, form)
    if limits.isolated and not getattr(sys, "frozen", False):
        yield from run_isolated(task, files, _allowance(limits), n_workers=n_workers)
    else:
        yield from (work(_read_once(file[0], templates, limits, form), file[1]) if file else None for file in files)


def _read_once(path: Path, templates: Path | str | None, limits: Limits, form: str | None) -> Reading:
    try:
        return read_here(path, templates, limits, form)
    except OSError as error:
        return unread(_breakdown_finding(Breakdown(cause="system", detail=reason_of(error))))


def _allowance(limits: Limits) -> Allowance:
    """Return what reading a file may take, and then the work with it: a file is not to blame for what that costs."""
    return Allowance(
        seconds=limits.seconds,
        memory=limits.memory,
        further_seconds=limits.work_seconds,
        further_memory=limits.work_memory,
        patience=limits.patience,
    )


# --- in worker processes ----------------------------------------------------------------------------------------------

#: In the memory of a worker: the definitions that its caller knows.
_TOLD = "definitions"


@dataclass(frozen=True, kw_only=True)
class _Sent:
    """What comes back for one file. Definitions come once from each worker: they are larger than a document."""

    result: Any  # of the work; of a reading itself its document
    key: LoadedKey | None = None  # of the definition of that document
    outdated: bool = False
    news: Mapping[LoadedKey, Definition] = field(default_factory=dict)  # definitions that the worker has loaded since


@dataclass(frozen=True, eq=False)
class _ReadingTask:
    """Reads a file and does the work with it, in a worker process."""

    work: ReadingWork
    templates: str | None
    limits: Limits
    form: str | None = None

    def __eq__(self, other: object) -> bool:
        """Compare the work by identity: comparing what it holds may take long."""
        if not isinstance(other, _ReadingTask):
            return NotImplemented
        ours, theirs = (self.templates, self.limits, self.form), (other.templates, other.limits, other.form)
        return self.work is other.work and ours == theirs

    def __hash__(self) -> int:
        return hash((id(self.work), self.templates))

    def run(self, item: tuple[Path, str], memory: dict[str, Any], further: Callable[[], None]) -> _Sent:
        told: set[LoadedKey] = memory.setdefault(_TOLD, set(loaded()))
        path, name = item
        reading = read_here(Path(path), self.templates, self.limits, self.form)
        if self.work is not _itself:
            further()
        result = self.work(reading, name)
        news = {key: definition for key, definition in loaded().items() if key not in told}
        told.update(news)
        if result is not reading:
            return _Sent(result=result, news=news)
        key = next((key for key, definition in loaded().items() if definition is reading.definition), None)
        return _Sent(result=reading.document, key=key, outdated=reading.outdated, news=news)

    def receive(self, sent: _Sent) -> Any:
        remember(sent.news)
        if self.work is not _itself:
            return sent.result
        document: Document = sent.result
        return Reading(document, recall(sent.key) if sent.key else None, sent.outdated)

    def give_up(self, item: tuple[Path, str], breakdown: Breakdown) -> Any:
        return self.work(unread(_breakdown_finding(breakdown)), item[1])


def _breakdown_finding(breakdown: Breakdown) -> Finding:
    if breakdown.cause == "error":
        return damaged_finding(_INTERNAL, name=breakdown.detail)
    if breakdown.cause == "system":
        return READER_RULES["file.missing"].finding(reason=breakdown.detail)
    reason = _TIME.filled(seconds=breakdown.detail) if breakdown.cause == "time" else _MEMORY
    return READER_RULES["file.too-costly"].finding(reason=reason)


# --- by an executor ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FileReading:
    """Reads files and does some work with each, as a task of an executor."""

    work: ReadingWork
    templates: Path | str | None = None
    limits: Limits | None = None
    form: str | None = None  # id or path of the form as which files are read that name none

    def here(self, items: Iterable[LocalFile | None], n_items: int) -> Iterator[Any]:
        """Read in isolated processes."""
        named = ((file.path, file.name) if file else None for file in items)
        return work_many(named, self.work, self.templates, self.limits, n_workers=workers_for(n_items), form=self.form)

    def remote(self) -> _RemoteReading:
        """Return what a cluster does: it gets the definitions with the work."""
        return _RemoteReading(_PickledResults(self.work), _definition_files(self.templates), self.limits, self.form)

    def address(self, item: LocalFile) -> RemoteFile:
        """Return a file as workers find it."""
        return remote_file(item)


@dataclass(frozen=True)
class _PickledResults:
    """Work whose results are pickled where it is done: those on the way need not know what they are."""

    work: ReadingWork

    def __call__(self, reading: Reading, name: str) -> bytes:
        return pickle.dumps(self.work(reading, name), pickle.HIGHEST_PROTOCOL)


@dataclass(frozen=True)
class _RemoteReading:
    """Reads the files of a chunk, each in a process of its own that the file may end."""

    work: _PickledResults
    definitions: Mapping[str, bytes]  # files of templates/ and rules/ by their paths
    limits: Limits | None
    form: str | None = None

    def __call__(self, items: Sequence[RemoteFile]) -> list[bytes]:
        """Do the work. Dask runs as many tasks at once as a worker has threads: each has one process."""
        with at_hand(items) as paths:
            files = [(path, item.name) for path, item in zip(paths, items, strict=True)]
            return list(work_many(files, self.work, self._templates, self.limits, n_workers=1, form=self.form))

    def result(self, packed: bytes) -> Any:
        """Return what the work made of one file."""
        return pickle.loads(packed)  # noqa: S301 - of our own worker, as all that Dask brings

    @cached_property
    def _templates(self) -> Path:
        """The definitions as a folder on this machine. It stays until the worker ends: readers may come back to it."""
        import atexit
        from contextlib import ExitStack

        until_the_end = ExitStack()
        atexit.register(until_the_end.close)
        folder = until_the_end.enter_context(folder_aside())
        templates = folder / "templates"
        templates.mkdir()
        for name, content in self.definitions.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return templates


def _definition_files(templates: Path | str | None) -> dict[str, bytes]:
    """Read the files of the definitions that a folder of templates offers, so that other machines need not have it."""
    folder = search_folders(templates)[0].resolve()
    rules = folder.parent / "rules"
    files = {f"templates/{path.name}": path for path in folder.glob("*.yaml")}
    files |= {f"templates/{path.name}": path for path in pictures_beside(folder)}
    files |= {f"rules/{path.name}": path for path in rules.glob("*.schema.json")}
    files |= {f"rules/{path.parent.name}/{path.name}": path for pattern in ("codes/*.csv", "parts/*.json") for path in rules.glob(pattern)}
    return {name: path.read_bytes() for name, path in sorted(files.items())}
