"""Time over ten workbooks, a hundred, a thousand and more: in all, and what one more costs.

Loading the form, starting workers and rendering cached templates take the same time whatever the number, so the time per workbook falls as
there are more. Whether the work itself grows faster than their number shows in what one more costs.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from benchmarks import ours
from benchmarks.options import Options
from benchmarks.table import Row, Table, at_most, spell
from benchmarks.timing import Figures, Task, one_more

_CHANGE = 1.15  # of what one more costs, from 100 on
_SETTLED = 100
_WORK = {"distribute": (ours.distribute, 1), "check": (ours.check, 1), "collect": (ours.collect, 2)}


def table(options: Options) -> Table:
    """Each kind of work at each size."""
    tasks = {
        name: [Task(function=function, n=n, cores=cores, arguments=options.where) for n in options.sizes]
        for name, (function, cores) in _WORK.items()
    }
    rows = [row for name, sizes in tasks.items() for row in _rows(name, options.measure(sizes, _rounds(options)))]
    return Table("Growth: time per workbook, and of one more", tuple(rows))


def _rounds(options: Options) -> int:
    """Ten thousand files take long and vary little."""
    return 1 if max(options.sizes) > 1000 else options.rounds  # noqa: PLR2004 - the size of the other parts


def _rows(name: str, sizes: list[Figures]) -> Iterator[tuple[str, ...]]:
    yield from (Row(f"{name} of {figures.n:,}", spell(figures), "", "").cells for figures in sizes)
    steps = list(pairwise(sizes))
    settled = next((step for step in steps if step[0].n >= _SETTLED), steps[-1])
    for step in steps:
        is_last = step is steps[-1] and step is not settled
        more, like = one_more(*step), one_more(*settled)
        yield Row(
            f"{name}: one more, {_span(step)}",
            _ms(more),
            f"one more, {_span(settled)}",
            _ms(like),
            more / like,
            at_most(_CHANGE) if is_last else None,
        ).cells


def _span(step: tuple[Figures, Figures]) -> str:
    return f"{step[0].n:,} to {step[1].n:,}"


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.4g} ms"
