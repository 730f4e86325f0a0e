"""What a province and a country would need, from slopes measured here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from benchmarks import ours
from benchmarks.options import Options
from benchmarks.table import Table
from benchmarks.timing import Task, one_more

#: Assumed prices, in US dollars: what large clouds ask for ordinary machines and object storage, rounded up.
CORE_HOUR = 0.05
GB_MONTH = 0.025
_MONTHS = 12  # that everything is kept
_PLACES = (("a province", 100_000), ("a country", 10_000_000))
_CORES = (2, 64)
_GB = 1e9
_HOUR = 3600


@dataclass(frozen=True)
class Slope:
    """What one more workbook costs."""

    name: str
    seconds: float


def table(options: Options) -> Table:
    """Time, storage and money; each from the difference between two sizes, so that starting up does not count."""
    small, large = options.sizes[-2:]
    options.forms.collected(small)
    options.forms.collected(large)
    work = {"distribute": ours.distribute, "collect": ours.collect, "merge": ours.merge}
    tasks = [Task(function=function, n=n, arguments=options.where) for function in work.values() for n in (small, large)]
    found = options.measure(tasks, 1)
    slopes = [Slope(name, one_more(*found[2 * index : 2 * index + 2])) for index, name in enumerate(work)]
    size = _size(options.forms.collected(large)) / large
    rows = [row for place, n in _PLACES for row in _needs(place, n, slopes, size)]
    said = ", ".join(f"{slope.name} {slope.seconds * 1000:.3g} ms" for slope in slopes)
    kept = f"{size / 1000:.0f} kB on disk for each workbook received (store, ledger, marked return)"
    prices = f"${CORE_HOUR:g} per core hour, ${GB_MONTH:g} per GB and month, everything kept {_MONTHS} months"
    notes = (
        f"Slopes from {small:,} to {large:,} workbooks on one core: {said}; {kept}.",
        f"Assumed: {prices}; merge is one process, the rest is shared out evenly among cores.",
    )
    heads = (
        "",
        "core hours",
        *(f"time on {cores} cores" for cores in _CORES),
        "computing",
        f"storage, {_MONTHS} months",
    )
    return Table("A province and a country", tuple(rows), notes, heads)


def _size(folder: Path) -> int:
    """Bytes that grow with what is received; the files of the merge come anew each time."""
    kept = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("summary"))
    return sum(path.stat().st_size for path in kept)


def _needs(place: str, n: int, slopes: list[Slope], size: float) -> list[tuple[str, ...]]:
    """A row for each kind of work."""
    rows = []
    for slope in slopes:
        hours = slope.seconds * n / _HOUR
        times = [hours if slope.name == "merge" else hours / cores for cores in _CORES]
        gb = n * size / _GB
        storage = f"{gb:,.0f} GB, ${gb * GB_MONTH * _MONTHS:,.0f}" if slope.name == "collect" else ""
        cells = (
            f"{place}, {n:,} forms: {slope.name}",
            f"{hours:,.2f}",
            *map(_time, times),
            f"${hours * CORE_HOUR:,.2f}",
            storage,
        )
        rows.append(cells)
    return rows


def _time(hours: float) -> str:
    return f"{hours:,.1f} h" if hours >= 1 else f"{hours * 60:,.1f} min"
