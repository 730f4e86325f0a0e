"""Merging, beside pandas writing the same tables into one workbook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from benchmarks import ours
from benchmarks.forms import N_INDICATORS, Forms
from benchmarks.options import Options
from benchmarks.table import Row, Table, at_least, at_most, compare, mib
from benchmarks.timing import Task

#: MiB that merging may take above what it has at the start.
_MEMORY = 300


def to_excel(scratch: Path, n: int, *, folder: str) -> Callable[[], object]:
    """Write the tables of a merge with pandas, each on a sheet. Making the tables is not counted."""
    import pandas as pd

    frames = {path.stem: pd.read_parquet(path) for path in sorted(Forms(Path(folder)).collected(n).rglob("summary-*.parquet"))}

    def write() -> None:
        with pd.ExcelWriter(scratch / "summary.xlsx") as book:
            for name, frame in frames.items():
                frame.to_excel(book, sheet_name=name.removeprefix("summary-"), index=False)

    return write


def table(options: Options) -> Table:
    """From the ledger to all files, beside the writing alone of one."""
    n, where = options.merge, options.where
    options.forms.collected(n)
    merged, written = options.measure([Task(function=ours.merge, n=n, arguments=where), Task(function=to_excel, n=n, arguments=where)])
    above, theirs = merged.peak - merged.start, written.peak - written.start
    rows = (
        compare("merge", merged, "pandas to_excel of the same tables", written, at_least(3)),
        Row("merge: memory above start-up", mib(above), "allowed", mib(_MEMORY), above / _MEMORY, at_most(1)).cells,
        Row("merge: memory above start-up", mib(above), "pandas, above its tables", mib(theirs)).cells,
    )
    note = f"{n:,} submissions, {n * N_INDICATORS:,} indicators (a tenth are rejected and not merged)."
    return Table("Merge, one core", rows, (note,))
