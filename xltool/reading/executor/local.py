"""What an executor is, and the one that does everything on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol, TypeVar

from xltool.reading.executor.tasks import Task

_T = TypeVar("_T")


class Executor(Protocol):
    """Where tasks are done: on this machine or on a cluster."""

    @property
    def batch(self) -> int:
        """So many results are worth recording together."""
        ...

    def run(self, task: Task, items: Iterable[Any | None], n_items: int) -> Iterator[Any]:
        """Do a task with items; results come in the order of the items.

        Items are asked for as they can be worked on; one that is None gives None in its turn. `n_items` is about how many
        there will be.
        """
        ...


class LocalExecutor:
    """Does everything in processes on this machine."""

    @property
    def batch(self) -> int:
        """After a crash at most so many items are done again."""
        return 50

    def run(self, task: Task, items: Iterable[Any | None], n_items: int) -> Iterator[Any]:
        """Do a task as it says."""
        return task.here(items, n_items)


LOCAL = LocalExecutor()


#: A chunk ends with the item that makes it so heavy, however few it has.
_HEAVY = 8 * 1024 * 1024


def chunks(items: Iterable[_T], size: int, weight: Callable[[_T], int] = lambda _: 0) -> Iterator[list[_T]]:
    """Cut items into chunks of a size, the last one shorter, and those that are heavy; `weight` is in bytes or characters."""
    chunk: list[_T] = []
    total = 0
    for item in items:
        chunk.append(item)
        total += weight(item)
        if len(chunk) == size or total >= _HEAVY:
            yield chunk
            chunk, total = [], 0
    if chunk:
        yield chunk
