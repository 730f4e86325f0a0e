"""What the time of one process is spent on, module by module."""

from __future__ import annotations

import cProfile
import pstats
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks import ours
from benchmarks.forms import Forms
from benchmarks.options import Options
from benchmarks.parts.distribute import FEWEST
from benchmarks.table import Table
from benchmarks.timing import Task

_TOP = 8
_Place = tuple[str, int, str]  # file, line, function


def check_here(_: Path, n: int, *, folder: str) -> Callable[[], object]:
    """Read and check without worker processes, into which a profile does not look."""
    from xltool.checking.check import check_reading
    from xltool.reading.guard.limits import Limits
    from xltool.reading.read_file import read_here

    files, limits = Forms(Path(folder)).files(n), Limits()
    return lambda: [check_reading(read_here(path, None, limits), str(path)) for path in files]


def decide_here(_: Path, n: int, *, folder: str) -> Callable[[], object]:
    """The same for a campaign, with decision and marked return."""
    from xltool.campaign.folder import open_campaign
    from xltool.campaign.receive.decide import Decider
    from xltool.checking.marked_return import marked_workbook
    from xltool.reading.guard.limits import Limits
    from xltool.reading.read_file import read_here

    forms = Forms(Path(folder))
    with open_campaign(forms.collected(n)) as campaign:
        decide = Decider(terms=campaign.terms, mark=marked_workbook)
    files, limits = forms.files(n), Limits()
    return lambda: [decide(read_here(path, None, limits), str(path)) for path in files]


def table(options: Options) -> Table:
    """The modules with the most time of their own; what is built into Python counts for those that call it."""
    options.forms.collected(options.files)
    many = max(options.files, FEWEST)
    work = {
        f"distribute of {many:,}": Task(function=ours.distribute, n=many, arguments=options.where),
        "check": Task(function=check_here, n=options.files, arguments=options.where),
        "decide, as in collect": Task(function=decide_here, n=options.files, arguments=options.where),
        "merge": Task(function=ours.merge, n=options.files, arguments=options.where),
    }
    rows = [row for name, task in work.items() for row in _rows(name, task)]
    return Table("Profile: where the time goes", tuple(rows), heads=("work", "share", "module", "most of it"))


def _rows(name: str, task: Task) -> list[tuple[str, ...]]:
    profile = cProfile.Profile()
    for run in (lambda work: work(), profile.runcall):  # the first time is for imports and what is kept after them
        with tempfile.TemporaryDirectory() as scratch:
            run(task.function(Path(scratch), task.n, **task.arguments))
    own = _own_times(pstats.Stats(profile).stats)  # type: ignore[attr-defined]  # the stubs leave it out
    total = sum(seconds for functions in own.values() for seconds in functions.values())
    top = sorted(own.items(), key=lambda item: -sum(item[1].values()))[:_TOP]
    return [
        (
            name,
            f"{sum(functions.values()) / total:.0%}",
            f"`{module}`",
            f"`{max(functions, key=functions.__getitem__)}`",
        )
        for module, functions in top
    ]


def _own_times(stats: Mapping[_Place, Any]) -> dict[str, Counter[str]]:
    """Seconds by module and function."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for (file, line, function), (_, _, own, _, callers) in stats.items():
        if line:
            found[_module(file)][function] += own
            continue
        for (caller, *_), (_, _, part, _) in callers.items():
            found[_module(caller)][function.strip("<>").replace("built-in method ", "")] += part
    return found


def _module(file: str) -> str:
    """A module without the path of this machine."""
    return "/".join(Path(file).parts[-2:]) if file != "~" else "Python"
