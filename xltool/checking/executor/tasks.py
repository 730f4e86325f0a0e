"""What a worker of a cluster does with a chunk: the same functions as here, on files that it finds by their URLs.

What all chunks of a run have in common (the work, the definitions) is packed once and kept by each worker, unpacked.
"""

from __future__ import annotations

import atexit
import hashlib
import pickle
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from xltool import __version__
from xltool.base.errors import UsageError, XltoolError
from xltool.base.messages import Text
from xltool.checking.executor.local import render_one
from xltool.reading.pool import work_many
from xltool.reading.pool.worker import Failure, Work
from xltool.reading.read_workbook import Reading
from xltool.rules.definition import Definition
from xltool.rules.load import search_folders

if TYPE_CHECKING:
    from xltool.workbook.form_copy import FormCopy

#: Files of a chunk that are fetched at the same time.
_FETCHED_AT_ONCE = 8
_LOCAL = "file://"
_OTHER_VERSION = Text(
    zh="集群的工作节点装有 xltool {theirs}，这里是 {ours}，请安装同一版本",
    en="a worker of the cluster has xltool {theirs}, here it is {ours}; install the same version",
)


class Chore(Protocol):
    """What is done with the items of a chunk."""

    def __call__(self, items: Sequence[Any]) -> list[bytes]:
        """The results, in the order of the items, as they travel: those on the way need not know what they are."""
        ...

    def result(self, packed: bytes) -> Any:
        """A result that has arrived."""
        ...


@dataclass(frozen=True)
class Parcel:
    """A chore on its way. It holds what a campaign keeps secret, which no log may show."""

    version: str
    digest: str
    content: bytes = field(repr=False, compare=False)


@dataclass(frozen=True)
class Chunk:
    """The items of one task; not shown, for the same reason."""

    items: Sequence[Any] = field(repr=False)


@dataclass(frozen=True)
class Away:
    """A worker does not find a file."""

    url: str  # without user and password
    reason: str


@dataclass(frozen=True)
class Remote:
    """A file as a worker finds it."""

    url: str
    name: str
    sha256: str  # of what it must find there; "" where that is not known


def pack(chore: Chore) -> Parcel:
    """A chore ready to travel."""
    content = pickle.dumps(chore, pickle.HIGHEST_PROTOCOL)
    return Parcel(__version__, hashlib.sha256(content).hexdigest(), content)


def do(parcel: Parcel, chunk: Chunk) -> list[bytes] | Failure | Away:
    """A task: what a worker is asked to do. What we raise ourselves is an answer, so that no worker writes it into its log."""
    try:
        return _unpacked(parcel)(chunk.items)
    except _NotFoundError as error:
        return error.away
    except XltoolError as error:
        return Failure(kind=type(error), arguments=error.args, state=dict(vars(error)))


def _unpacked(parcel: Parcel) -> Chore:
    if parcel.version != __version__:
        raise UsageError(_OTHER_VERSION.filled(theirs=__version__, ours=parcel.version))
    with _unpacking:  # once, also where several tasks begin at the same time
        return _unpack(parcel)


_unpacking = Lock()


@lru_cache(maxsize=8)
def _unpack(parcel: Parcel) -> Chore:
    chore: Chore = pickle.loads(parcel.content)  # noqa: S301 - it comes as the task itself does, from our own client
    return chore


# --- rendering --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Render:
    """Renders sheets of one form."""

    definition: Definition

    def __call__(self, items: Sequence[FormCopy]) -> list[bytes]:
        """The workbooks."""
        return [render_one(self.definition, sheet) for sheet in items]

    def result(self, packed: bytes) -> bytes:
        """A workbook travels as it is."""
        return packed


# --- reading ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Packing:
    """Work whose results are packed where it is done."""

    work: Work

    def __call__(self, reading: Reading, name: str) -> bytes:
        """The result, pickled."""
        return pickle.dumps(self.work(reading, name), pickle.HIGHEST_PROTOCOL)


@dataclass(frozen=True)
class Read:
    """Reads files and does some work with each, in a process of its own that a file may end."""

    work: Packing
    definitions: Mapping[str, bytes]  # files of templates/ and rules/ by their paths

    def __call__(self, items: Sequence[Remote]) -> list[bytes]:
        """The results of the work. Dask runs as many tasks at once as a worker has threads: each has one process."""
        with _at_hand(items) as paths:
            files = [(path, item.name) for path, item in zip(paths, items, strict=True)]
            return list(work_many(files, self.work, self._templates, n_workers=1))

    def result(self, packed: bytes) -> Any:
        """What the work made of one file."""
        return pickle.loads(packed)  # noqa: S301 - of our own worker, as all that Dask brings

    @cached_property
    def _templates(self) -> Path:
        """The definitions as a folder on this machine. It stays until the worker ends: readers may come back to it."""
        folder = Path(tempfile.mkdtemp(prefix="xltool-definitions-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        templates = folder / "templates"
        templates.mkdir()
        for name, content in self.definitions.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return templates


def definitions_of(templates: Path | str | None) -> dict[str, bytes]:
    """The files of the definitions that a folder of templates offers, so that other machines need not have it."""
    folder = search_folders(templates)[0].resolve()
    rules = folder.parent / "rules"
    found = {f"templates/{path.name}": path for path in folder.glob("*.yaml")}
    found |= {f"rules/{path.name}": path for path in rules.glob("*.schema.json")}
    found |= {f"rules/codes/{path.name}": path for path in (rules / "codes").glob("*.csv")}
    return {name: path.read_bytes() for name, path in sorted(found.items())}


class _NotFoundError(Exception):
    def __init__(self, away: Away) -> None:
        super().__init__(away)
        self.away = away


@contextmanager
def _at_hand(files: Sequence[Remote]) -> Iterator[list[Path]]:
    """Paths of files on this machine: their own, or copies for as long as they are needed."""
    if all(file.url.startswith(_LOCAL) for file in files):
        yield [_found(file) for file in files]
        return
    with tempfile.TemporaryDirectory(prefix="xltool-", ignore_cleanup_errors=True) as aside, ThreadPoolExecutor(_FETCHED_AT_ONCE) as pool:
        folders = (Path(aside) / str(number) for number in range(len(files)))
        yield list(pool.map(_found, files, folders))


def _found(file: Remote, folder: Path = Path()) -> Path:
    """Where the content of a file is; what must be fetched comes into a folder.

    What is found under its name must be what is meant: a decision for good rests on it.
    """
    try:
        path = Path(file.url.removeprefix(_LOCAL)) if file.url.startswith(_LOCAL) else _copied(file.url, folder)
        is_meant = not file.sha256 or digest_of(path) == file.sha256
    except Exception as error:  # noqa: BLE001 - every file system that fsspec knows has errors of its own
        reason = getattr(error, "strerror", None) or type(error).__name__  # not its text, which may hold a password
        raise _NotFoundError(Away(_shown(file.url), reason)) from None
    if not is_meant:
        raise _NotFoundError(Away(_shown(file.url), "another content"))
    return path


def _copied(url: str, folder: Path) -> Path:
    from fsspec.core import url_to_fs

    system, inside = url_to_fs(url)
    folder.mkdir()
    path = folder / (urlsplit(url).path.rpartition("/")[2] or "file")
    system.get_file(inside, str(path))
    return path


def url_of(path: Path) -> str:
    """The URL of a path here, as fsspec writes it: without escapes."""
    return f"{_LOCAL}{path.absolute().as_posix()}"


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _shown(url: str) -> str:
    """A URL without what only its owner should know."""
    if url.startswith(_LOCAL):
        return url
    scheme, _, rest = url.partition("?")[0].partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path}"
