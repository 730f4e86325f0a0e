"""Peak memory of one process of each kind, over few files and over many."""

from __future__ import annotations

from benchmarks import analyst, ours
from benchmarks.options import Options
from benchmarks.table import Row, Table, at_most, mib
from benchmarks.timing import Figures, Task

_GROWTH = 1.2  # of the peak, from the last size but one to the last


def table(options: Options) -> Table:
    """Ours at the two largest sizes; the alternatives over the sample."""
    small, large = options.sizes[-2:]
    where = options.where
    few, many, checked, full, read_only = options.measure(
        [
            Task(function=ours.collect, n=small, cores=2, arguments=where),
            Task(function=ours.collect, n=large, cores=2, arguments=where),
            Task(function=ours.check, n=small, arguments=where),
            Task(function=analyst.collect, n=options.sample, arguments={**where, "read_only": False}),
            Task(function=analyst.collect, n=options.sample, arguments={**where, "read_only": True}),
        ],
        1,
    )
    growth = max(many.peak / few.peak, many.worker / few.worker)
    rows = (
        Row(f"collect of {large:,}", _both(many), f"collect of {small:,}", _both(few), growth, at_most(_GROWTH)).cells,
        Row(f"collect of {small:,}", _both(few), f"openpyxl + jsonschema + pandas, {full.n:,}", mib(full.peak)).cells,
        Row(f"collect of {small:,}", _both(few), f"openpyxl read-only + …, {read_only.n:,}", mib(read_only.peak)).cells,
        Row(f"check of {small:,}", _both(checked), f"collect of {small:,}", _both(few)).cells,
    )
    return Table("Peak memory: of the process + of its largest worker", rows)


def _both(figures: Figures) -> str:
    return f"{figures.peak:.0f} + {mib(figures.worker)}"
