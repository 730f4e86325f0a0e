"""What one run of the benchmarks is to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.forms import Forms
from benchmarks.timing import Clock, Figures, Task, measure


@dataclass(frozen=True, kw_only=True)
class Options:
    """Sizes and rounds; every part takes what it needs of them."""

    files: int  # workbooks for ours
    sample: int  # workbooks for alternatives that take long: time per workbook is compared
    sizes: tuple[int, ...]  # for growth and memory
    merge: int  # submissions that are merged
    rounds: int
    clock: Clock
    forms: Forms
    old: Path | None  # the Python that has 0.1.0; None lets the benchmark install it

    @property
    def where(self) -> dict[str, str]:
        """The argument with which tasks find the completed workbooks."""
        return {"folder": str(self.forms.folder)}

    def measure(self, tasks: Sequence[Task], rounds: int | None = None) -> list[Figures]:
        """Run tasks in as many rounds as are asked for, by the clock that is asked for."""
        return measure(tasks, rounds or self.rounds, self.clock)
