"""What the time of one process is spent on, function by function."""

from __future__ import annotations

import cProfile
import pstats
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import ours
from benchmarks.forms import Forms
from benchmarks.options import Options
from benchmarks.table import Table

_TOP = 8


def check_here(_: Path, n: int, *, folder: str) -> Callable[[], object]:
    """Read and check without worker processes, into which a profile does not look."""
    from xltool.checking import check_reading
    from xltool.reader.limits import Limits
    from xltool.reader.workbook import read_here

    files, limits = Forms(Path(folder)).files(n), Limits()
    return lambda: [check_reading(read_here(path, None, limits), str(path)) for path in files]


def decide_here(_: Path, n: int, *, folder: str) -> Callable[[], object]:
    """The same for a campaign, with decision and marked return."""
    from xltool.campaign.decide import Decider
    from xltool.campaign.folder import open_campaign
    from xltool.reader.limits import Limits
    from xltool.reader.workbook import read_here

    forms = Forms(Path(folder))
    with open_campaign(forms.collected(n)) as campaign:
        decide = Decider(terms=campaign.terms, lang="zh", password="")
    files, limits = forms.files(n), Limits()
    return lambda: [decide(read_here(path, None, limits), str(path)) for path in files]


def table(options: Options) -> Table:
    """The functions with the most time of their own."""
    options.forms.collected(options.files)
    work = {
        "distribute": ours.distribute,
        "check": check_here,
        "decide, as in collect": decide_here,
        "merge": ours.merge,
    }
    rows = [row for name, function in work.items() for row in _rows(name, function, options)]
    return Table(
        "Profile: own time of functions", tuple(rows), heads=("work", "share", "calls for each workbook", "function")
    )


def _rows(name: str, function: Callable[..., Callable[[], object]], options: Options) -> list[tuple[str, ...]]:
    profile = cProfile.Profile()
    with tempfile.TemporaryDirectory() as scratch:
        work = function(Path(scratch), options.files, **options.where)
        profile.runcall(work)
    stats = pstats.Stats(profile).stats  # type: ignore[attr-defined]  # the stubs leave it out
    total = sum(own for _, _, own, _, _ in stats.values())
    top = sorted(stats.items(), key=lambda item: -item[1][2])[:_TOP]
    return [
        (name, f"{own / total:.0%}", f"{calls / options.files:,.1f}", f"`{_spell(*place)}`")
        for place, (_, calls, own, _, _) in top
    ]


def _spell(file: str, line: int, function: str) -> str:
    """A function without the path of this machine."""
    if not line:
        return function.strip("<>").replace("built-in method ", "")
    parts = Path(file).parts
    return f"{'/'.join(parts[-2:])}: {function}"
