"""Tasks: what an executor does with many items, here or in chunks on the workers of a cluster.

What all chunks of a run have in common is pickled once, and each worker keeps it unpickled.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock
from typing import Any, Protocol

from xltool import __version__
from xltool.base.errors import UsageError, XltoolError
from xltool.base.messages import Text
from xltool.reading.executor.remote_files import FileNotFound, FileNotFoundOnWorkerError
from xltool.reading.pool.worker import Failure

_OTHER_VERSION = Text(
    zh="集群的工作节点装有 xltool {theirs}，这里是 {ours}，请安装同一版本",
    en="a worker of the cluster has xltool {theirs}, here it is {ours}; install the same version",
)


class RemoteTask(Protocol):
    """What a worker does with the items of a chunk. It is pickled."""

    def __call__(self, items: Sequence[Any]) -> list[bytes]:
        """Return the results in the order of the items, pickled: those on the way need not know what they are."""
        ...

    def result(self, packed: bytes) -> Any:
        """Return a result that has arrived."""
        ...


class Task(Protocol):
    """What an executor does with many items."""

    def here(self, items: Iterable[Any | None], n_items: int) -> Iterator[Any]:
        """Do it on this machine, in order; an item that is None gives None in its turn. `n_items` is about how many there are."""
        ...

    def remote(self) -> RemoteTask:
        """Return what the workers of a cluster do."""
        ...

    def address(self, item: Any) -> Any:
        """Return an item as the workers of a cluster know it."""
        ...


@dataclass(frozen=True)
class PickledTask:
    """A remote task on its way. It holds what a campaign keeps secret, which no log may show."""

    version: str
    digest: str
    content: bytes = field(repr=False, compare=False)


@dataclass(frozen=True)
class Chunk:
    """Some items of a run; not shown, for the same reason."""

    items: Sequence[Any] = field(repr=False)


def pickled(task: RemoteTask) -> PickledTask:
    """Pickle a task for its way."""
    content = pickle.dumps(task, pickle.HIGHEST_PROTOCOL)
    return PickledTask(__version__, hashlib.sha256(content).hexdigest(), content)


def do(task: PickledTask, chunk: Chunk) -> list[bytes] | Failure | FileNotFound:
    """Do a chunk, on a worker. What we raise ourselves is an answer, so that no worker writes it into its log."""
    try:
        return _unpickled(task)(chunk.items)
    except FileNotFoundOnWorkerError as error:
        return error.missing
    except XltoolError as error:
        return Failure.of(error)


def _unpickled(task: PickledTask) -> RemoteTask:
    if task.version != __version__:
        raise UsageError(_OTHER_VERSION.filled(theirs=__version__, ours=task.version))
    with _unpickling:  # once, also where several chunks begin at the same time
        return _unpickle(task)


_unpickling = Lock()


@lru_cache(maxsize=8)
def _unpickle(task: PickledTask) -> RemoteTask:
    unpickled: RemoteTask = pickle.loads(task.content)  # noqa: S301 - it comes as the chunk itself does, from our own client
    return unpickled
