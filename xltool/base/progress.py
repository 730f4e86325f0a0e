"""How far a long run is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from xltool.base.messages import Text

_Item = TypeVar("_Item")


@dataclass(frozen=True)
class Progress:
    """So many of so many are done."""

    done: int
    total: int
    step: Text | None = None  # what is going on now, where a run has several steps


Watch: TypeAlias = Callable[[Progress], None]


def unwatched(_: Progress) -> None:
    """Take no notice: what a run calls when nobody watches."""


def counted_off(items: Iterable[_Item], total: int, watch: Watch, step: Text | None = None) -> Iterator[_Item]:
    """Yield items, and say before the first and after each how many of `total` are done."""
    watch(Progress(0, total, step))
    for number, item in enumerate(items, start=1):
        yield item
        watch(Progress(number, total, step))
