"""Sending out: stamping beside drawing each workbook, filling one in, and writing bytes alone."""

from __future__ import annotations

from benchmarks import ours, plain
from benchmarks.options import Options
from benchmarks.table import Table, at_least, at_most, compare
from benchmarks.timing import Task

#: Stamping begins with two full renders; over fewer workbooks one would measure those.
FEWEST = 1000


def table(options: Options) -> Table:
    """One process."""
    n, few, where = max(options.files, FEWEST), options.sample, options.where
    whole, stamped, bytes_, rendered, drawn, filled = options.measure(
        [
            Task(function=ours.distribute, n=n, arguments=where),
            Task(function=ours.stamp, n=n, arguments=where),
            Task(function=plain.only_bytes, n=n, arguments=where),
            Task(function=ours.render, n=few, arguments=where),
            Task(function=plain.xlsxwriter_plain, n=few),
            Task(function=plain.openpyxl_fill, n=few),
        ],
    )
    rows = (
        compare("distribute", whole, "xlsxwriter, the same workbook", rendered, at_least(30)),
        compare("distribute", whole, "xlsxwriter, the form sheet alone", drawn),
        compare("distribute", whole, "openpyxl: load once, fill in, save", filled),
        compare("distribute", whole, "writing the same bytes", bytes_, at_most(8)),
        compare("stamping alone", stamped, "writing the same bytes", bytes_, at_most(8)),
    )
    return Table("Distribute, one core", rows)
