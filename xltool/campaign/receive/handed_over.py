"""Lay bytes and streams that a program hands over into the inbox: they are taken in as every other file, and the officer sees them."""

from __future__ import annotations

import filecmp
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from xltool.base.errors import UsageError
from xltool.base.files import writing_whole
from xltool.base.messages import Text
from xltool.base.source_files import GivenFile, as_file
from xltool.base.sources import Source, as_sources
from xltool.campaign.file_names import file_name, free_path, is_portable

#: Bytes of one content: what is longer is not a form, and no folder of forms either.
_MOST_BYTES = 2 * 1024**3
_TOO_LONG = Text(zh="{name}：超过 {most} 字节，没有收", en="{name}: more than {most} bytes; it was not taken in")
_UNNAMED = "unnamed"
_LONGEST_ENDING = 10


def as_received(sources: Iterable[Source] | Source, inbox: Path) -> list[Path | str]:
    """Return sources as paths: a path stays what it is, bytes and streams are laid into the inbox under their names.

    Content that lies there already under its name, or one with a number, is not laid there twice. Raises UsageError for what
    cannot be read or is too long.
    """
    return list(_paths(as_sources(sources), inbox))


def _paths(sources: Iterable[Source], inbox: Path) -> Iterator[Path | str]:
    for source in sources:
        if isinstance(source, str | os.PathLike):
            yield source
            continue
        with as_file(source, _MOST_BYTES) as given:
            yield _laid(given, inbox)


def _laid(given: GivenFile, inbox: Path) -> Path:
    if given.path.stat().st_size > _MOST_BYTES:
        raise UsageError(_TOO_LONG.filled(name=given.name, most=f"{_MOST_BYTES:,}"))
    name, taken = PurePosixPath(_name(given.name)), set[str]()
    while (path := inbox / free_path(name, taken)).exists():
        if filecmp.cmp(given.path, path, shallow=False):
            return path
    with given.path.open("rb") as content, writing_whole(path) as file:
        shutil.copyfileobj(content, file)
    return path


def _name(name: str) -> str:
    """Return the name under which a source lies in the inbox: the last part of its own, without what no system takes."""
    if name.startswith("<"):  # of bytes, and of a stream that has none
        return _UNNAMED
    own = PurePosixPath(name.replace("\\", "/")).name
    stem, dot, ending = own.rpartition(".")
    is_kept = bool(stem) and len(ending) <= _LONGEST_ENDING and is_portable(f"x{dot}{ending}")
    return f"{file_name(stem)}.{ending}" if is_kept else file_name(own)
