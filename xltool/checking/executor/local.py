"""What an executor does, and the one that does it on this machine."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from xltool.reading.pool import work_many, workers_for
from xltool.reading.pool.worker import Work
from xltool.rules.definition import Definition

if TYPE_CHECKING:  # rendering is not loaded where files are only read
    from xltool.workbook.form_copy import FormCopy

_T = TypeVar("_T")


@dataclass(frozen=True, kw_only=True)
class File:
    """A file to be read."""

    path: Path  # here
    name: str  # under which the work knows it
    url: str = ""  # fsspec URL under which other machines find it; "" where it has the same path there
    sha256: str = ""  # of its content, where that is known


class Executor(Protocol):
    """Where files are read and workbooks rendered."""

    @property
    def batch(self) -> int:
        """So many results are worth recording together."""
        ...

    def read(self, files: Iterable[File | None], n_files: int, work: Work, templates: Path | str | None = None) -> Iterator[Any]:
        """Read files and do some work with each where it is read, as `work_many`; results come in the order of the files.

        Files are asked for as they can be worked on; one that is None gives None in its turn. `n_files` is about how many
        there will be.
        """
        ...

    def render(self, definition: Definition, sheets: Sequence[FormCopy]) -> Iterator[bytes]:
        """The workbooks of sheets, each rendered in full, in their order."""
        ...


class LocalExecutor:
    """Does everything in processes on this machine."""

    @property
    def batch(self) -> int:
        """After a crash at most so many files are read again."""
        return 50

    def read(self, files: Iterable[File | None], n_files: int, work: Work, templates: Path | str | None = None) -> Iterator[Any]:
        """Read files in isolated processes."""
        named = ((file.path, file.name) if file else None for file in files)
        return work_many(named, work, templates, n_workers=workers_for(n_files))

    def render(self, definition: Definition, sheets: Sequence[FormCopy]) -> Iterator[bytes]:
        """Render in as many processes as there are processors."""
        if not sheets:
            return
        from concurrent.futures import ProcessPoolExecutor

        with ProcessPoolExecutor(max_workers=min(len(sheets), os.cpu_count() or 1)) as pool:
            for batch in chunks(sheets, self.batch):
                yield from pool.map(partial(render_one, definition), batch)


LOCAL = LocalExecutor()


def render_one(definition: Definition, sheet: FormCopy) -> bytes:
    """A workbook rendered in full."""
    from xltool.workbook.assemble import build_workbook

    return build_workbook(definition, sheet.data, sheet.issue)


def chunks(items: Iterable[_T], size: int) -> Iterator[list[_T]]:
    """Items in stretches of a size, the last one shorter."""
    left = iter(items)
    while stretch := list(islice(left, size)):
        yield stretch
