"""Time per workbook over ten, a hundred, a thousand and more."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import ours
from benchmarks.options import Options
from benchmarks.table import Row, Table, at_most, spell
from benchmarks.timing import Figures, Task

_CHANGE = 1.15  # of the time per workbook, from 100 on
_SETTLED = 100  # workbooks from which on starting up no longer counts
_WORK = {"distribute": (ours.distribute, 1), "check": (ours.check, 1), "collect": (ours.collect, 2)}


def table(options: Options) -> Table:
    """Each kind of work at each size."""
    tasks = {
        name: [Task(function=function, n=n, cores=cores, arguments=options.where) for n in options.sizes]
        for name, (function, cores) in _WORK.items()
    }
    rows = [row for name, sizes in tasks.items() for row in _rows(name, options.measure(sizes, _rounds(options)))]
    return Table("Growth: time per workbook", tuple(rows))


def _rounds(options: Options) -> int:
    """Ten thousand files take long and vary little."""
    return 1 if max(options.sizes) > 1000 else options.rounds  # noqa: PLR2004 - the size of the other parts


def _rows(name: str, sizes: list[Figures]) -> Iterator[tuple[str, ...]]:
    settled = next((figures for figures in sizes if figures.n >= _SETTLED), sizes[-1])
    for figures in sizes:
        is_last = figures is sizes[-1] and figures is not settled
        ratio = figures.per_file / settled.per_file
        target = at_most(_CHANGE) if is_last else None
        yield Row(
            f"{name} of {figures.n:,}", spell(figures), f"{name} of {settled.n:,}", spell(settled), ratio, target
        ).cells
