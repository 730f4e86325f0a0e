"""Merging several campaigns, beside one campaign of as many submissions."""

from __future__ import annotations

from benchmarks import ours
from benchmarks.campaign_years import years
from benchmarks.forms import N_INDICATORS
from benchmarks.options import Options
from benchmarks.table import Row, Table, at_most, compare, mib
from benchmarks.timing import Task

_PARTS = 3
#: What three campaigns may cost, times one of as many submissions: they are compared year by year and unit by unit on top.
_TIME, _MEMORY = 1.5, 1.25


def table(options: Options) -> Table:
    """Three years of a third each, and one campaign of all."""
    n = options.merge // _PARTS * _PARTS
    years(options.forms, n // _PARTS, _PARTS)
    options.forms.collected(n)
    several, one = options.measure(
        [
            Task(function=ours.merge_rounds, n=n, arguments={**options.where, "parts": _PARTS}),
            Task(function=ours.merge, n=n, arguments=options.where),
        ]
    )
    name = f"merge of {_PARTS} × {n // _PARTS:,}"
    rows = (
        compare(name, several, f"merge of {n:,}", one, at_most(_TIME)),
        Row(f"{name}: peak memory", mib(several.peak), f"merge of {n:,}", mib(one.peak), several.peak / one.peak, at_most(_MEMORY)).cells,
    )
    note = f"{n:,} submissions, {n * N_INDICATORS:,} indicators; both write Parquet, CSV and the summary workbook."
    return Table("Merging several campaigns, one core", rows, (note,))
