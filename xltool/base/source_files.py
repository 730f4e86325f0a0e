"""Take what a caller gives, a path, bytes or a stream, for a file: readers, and the processes they work in, know only files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from xltool.base.aside import folder_aside
from xltool.base.errors import UsageError
from xltool.base.files import files_under
from xltool.base.messages import Text
from xltool.base.sources import Source, as_sources, blocks_of, name_of
from xltool.base.system_errors import reason_of

_UNREADABLE = Text(zh="{name}：无法读取（{reason}）", en="{name}: cannot be read ({reason})")
_NAMELESS = ("<bytes>", "<stream>")


@dataclass(frozen=True, kw_only=True)
class GivenFile:
    """A source as a file."""

    path: Path  # where its content lies: its own, or one aside
    name: str  # what messages call it: its path; of a stream its `name`, else "<stream>" or "<bytes>"


@contextmanager
def as_file(source: Source, n_bytes: int) -> Iterator[GivenFile]:
    """Give one source as a file; see `as_files`. A path that is not there is given all the same."""
    if isinstance(source, str | os.PathLike):
        yield GivenFile(path=Path(source), name=os.fspath(source))
        return
    with folder_aside() as folder:
        yield _laid_aside(source, folder / "0", n_bytes)


@contextmanager
def as_files(sources: Iterable[Source] | Source, n_bytes: int) -> Iterator[list[GivenFile]]:
    """Give sources as files, a folder standing for all in it; what is laid aside for it is removed at the end.

    Of bytes and streams no more than `n_bytes` and one are laid aside, however long they go on: a file of that size is refused for
    it. Raises UsageError for a path that is not there and a stream that cannot be read.
    """
    given = as_sources(sources)
    if all(isinstance(source, str | os.PathLike) for source in given):
        yield [GivenFile(path=path, name=str(path)) for path in files_under(given)]  # type: ignore[arg-type]  # paths, all of them
        return
    with folder_aside() as folder:
        yield list(_numbered(_each(given, folder, n_bytes)))


def _each(sources: Sequence[Source], folder: Path, n_bytes: int) -> Iterator[GivenFile]:
    for number, source in enumerate(sources):
        if isinstance(source, str | os.PathLike):
            yield from (GivenFile(path=path, name=str(path)) for path in files_under(os.fspath(source)))
        else:
            yield _laid_aside(source, folder / str(number), n_bytes)


def _numbered(files: Iterable[GivenFile]) -> Iterator[GivenFile]:
    """Tell sources without a name apart: the second one is "<stream 2>"."""
    n_met = dict.fromkeys(_NAMELESS, 0)
    for file in files:
        if file.name in n_met:
            n_met[file.name] += 1
            yield file if n_met[file.name] == 1 else replace(file, name=f"{file.name[:-1]} {n_met[file.name]}>")
        else:
            yield file


def _laid_aside(source: Any, path: Path, n_bytes: int) -> GivenFile:
    """Write at most `n_bytes` and one of a source into a file: one byte too many is enough to refuse it. Raises UsageError."""
    name, left = name_of(source), n_bytes + 1
    try:
        with path.open("wb") as file:
            for block in blocks_of(source):
                file.write(block[:left])
                left -= len(block)
                if left <= 0:
                    break
    except OSError as error:
        raise UsageError(_UNREADABLE.filled(name=name, reason=reason_of(error))) from error
    return GivenFile(path=path, name=name)
