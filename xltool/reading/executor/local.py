"""What an executor is, and the one that does everything on this machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
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


def chunks(items: Iterable[_T], size: int) -> Iterator[list[_T]]:
    """Cut items into chunks of a size, the last one shorter."""
    left = iter(items)
    while chunk := list(islice(left, size)):
        yield chunk
