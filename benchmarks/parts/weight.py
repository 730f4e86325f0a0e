"""Weight of workbooks beside 0.1.0 on the same definition: bytes, processor time by rows, and what LibreOffice takes with them."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path

from benchmarks.forms import EXAMPLE, FORM
from benchmarks.options import Options
from benchmarks.table import Row, Table, at_most
from benchmarks.timing import ROOT, Clock, interleaved
from benchmarks.versions import Version, helper_xml, old_version, ours, with_rows
from tests.referees.libreoffice import LibreOffice

_FORMS = ROOT / "benchmarks" / "definitions"  # in the language of 0.1.0, where everything is typed
_LIST = "asset-list"
_ROWS, _LARGEST = (10, 100, 1000), 5000  # 0.1.0 is not asked for the last
_FILLED = 520  # rows of the list that LibreOffice opens, of 1,000
_FEW, _COPIES = 16, 40  # files that keep all workers busy, and more of them: what is done once does not count
_OPENED, _ENTRIES = 3, 20
_LINEAR = 1.15


@dataclass(frozen=True)
class Case:
    """A form with a document."""

    name: str
    template: str  # a path, or the name of a built-in form
    templates: str | None  # its folder
    document: Path


@dataclass(frozen=True)
class Pair:
    """Two versions, and a folder to write into."""

    versions: tuple[Version, Version]  # ours first
    folder: Path
    rounds: int

    def path(self, version: Version, name: str) -> Path:
        """Return where a version writes a workbook."""
        folder = self.folder / version.name
        folder.mkdir(exist_ok=True)
        return folder / f"{name}.xlsx"

    def medians(self, calls: Sequence[Callable[[], float]]) -> list[float]:
        """Return the median of what each call gives, in interleaved rounds."""
        return [statistics.median(values) for values in interleaved(calls, self.rounds)]


def table(options: Options) -> Table:
    """Everything; the folder of a run is removed at its end."""
    versions = ours(), old_version(options.old, options.forms.folder.parent)
    with tempfile.TemporaryDirectory(prefix="xltool-weight-") as scratch:
        pair = Pair(versions, Path(scratch), options.rounds)
        rows = [*_bytes(pair), *_by_rows(pair), *_in_office(pair, options.clock)]
    note = "Bytes and times of 0.1.0 are those of commit 70d0b9c on the same definition, in the same run; times are processor time"
    office = " but for LibreOffice, which is measured by the clock on the wall." if options.clock == "wall" else ", LibreOffice's too."
    return Table("Weight: beside 0.1.0", tuple(rows), (note + office,))


def _cases() -> Iterator[Case]:
    yield Case("first form", FORM, None, EXAMPLE)
    for folder in sorted(_FORMS.iterdir()):
        template = folder / "templates" / f"{folder.name}.yaml"
        yield Case(folder.name, str(template), str(template.parent), folder / "data" / "U1.json")


# --- bytes ------------------------------------------------------------------------------------------------------------

_BLANK_LIMITS = {"first form": 0.45, _LIST: 0.35}


def _bytes(pair: Pair) -> Iterator[tuple[str, ...]]:
    """Each form, blank and full, and the XML of the first form's helper sheet."""
    for case in _cases():
        blank = [_built(pair, version, case, f"{case.name}-blank", None) for version in pair.versions]
        full = [_built(pair, version, case, case.name, case.document) for version in pair.versions]
        yield _kb(f"{case.name}, blank", [path.stat().st_size for path in blank], _BLANK_LIMITS.get(case.name))
        yield _kb(f"{case.name}, blank: helper XML", [helper_xml(path) for path in blank], 0.4 if case.name == "first form" else None)
        yield _kb(f"{case.name}, filled in", [path.stat().st_size for path in full])


def _built(pair: Pair, version: Version, case: Case, name: str, document: Path | None) -> Path:
    output = pair.path(version, name)
    version.processor_time("build", template=case.template, output=str(output), data=document and str(document))
    return output


# --- processor time ---------------------------------------------------------------------------------------------------


def _by_rows(pair: Pair) -> Iterator[tuple[str, ...]]:
    """Build, marked return and check of the list by rows, all of them filled in."""
    sizes: dict[int, tuple[float, int]] = {}
    for rows in (*_ROWS, _LARGEST):
        template, document = with_rows(rows, _FORMS / _LIST, pair.folder / f"rows-{rows}")
        case = Case(f"{_LIST} of {rows:,} rows", str(template), str(template.parent), document)
        compared = pair if rows in _ROWS else Pair((pair.versions[0], pair.versions[0]), pair.folder, 1)
        times = _times(compared, case)
        sizes[rows] = times["build"][0], pair.path(pair.versions[0], case.name).stat().st_size
        for work, (mine, theirs) in times.items():
            limit = 0.25 if rows == _ROWS[-1] and work != "check" else None
            yield _seconds(f"{case.name}: {work}", mine, theirs if rows in _ROWS else None, limit)
    yield from _linear(sizes)


def _times(pair: Pair, case: Case) -> dict[str, tuple[float, float]]:
    """Return seconds of each work for both versions, without start-up and loading of the form."""
    works = [work for version in pair.versions for work in _works(pair, version, case)]
    results = pair.medians([partial(version.processor_time, work, **arguments) for version, work, arguments in works])
    half = len(results) // 2
    mine, theirs = _net(results[:half]), _net(results[half:])
    return {work: (mine[work], theirs[work]) for work in mine}


def _works(pair: Pair, version: Version, case: Case) -> list[tuple[Version, str, dict[str, object]]]:
    output = _built(pair, version, case, case.name, case.document)
    files: dict[str, object] = {"files": [str(output)], "templates": case.templates}
    marked = pair.folder / version.name / "marked"
    return [
        (version, "start", {"template": case.template}),
        (version, "build", {"template": case.template, "output": str(output), "data": str(case.document)}),
        (version, "build", {"template": case.template, "output": str(pair.path(version, f"{case.name}-blank"))}),
        (version, "check", files),
        (version, "marked return", {**files, "output": str(marked)}),
    ]


def _net(results: Sequence[float]) -> dict[str, float]:
    start, build, blank, check, marked = results
    return {"build": build - start, "build, blank": blank - start, "check": check - start, "marked return": marked - check}


def _linear(sizes: dict[int, tuple[float, int]]) -> Iterator[tuple[str, ...]]:
    """What one more row costs from 1,000 to 5,000, beside from 100 to 1,000."""
    for index, what, unit, factor in ((0, "build", "ms", 1000), (1, "bytes", "B", 1)):
        small, middle, large = (sizes[rows][index] for rows in (_ROWS[-2], _ROWS[-1], _LARGEST))
        first, second = (middle - small) / (_ROWS[-1] - _ROWS[-2]), (large - middle) / (_LARGEST - _ROWS[-1])
        work, other = f"{_LIST}: {what} of one more row, 1,000 to 5,000", "one more row, 100 to 1,000"
        yield Row(work, f"{second * factor:.3f} {unit}", other, f"{first * factor:.3f} {unit}", second / first, at_most(_LINEAR)).cells


# --- LibreOffice ------------------------------------------------------------------------------------------------------


def _in_office(pair: Pair, clock: Clock) -> Iterator[tuple[str, ...]]:
    """Open the list with 520 rows, make an entry and read all counts; check both forms as LibreOffice has saved them."""
    cases = {case.name: case for case in _cases()}
    with LibreOffice(timeout=600) as office:
        desk = Desk(office, clock)
        paths = [_built(pair, version, cases[_LIST], f"{_LIST}-520", cases[_LIST].document) for version in pair.versions]
        opened = interleaved([partial(desk.opening, path) for path in paths], _OPENED)
        mine, theirs = map(statistics.median, opened)
        yield _seconds(f"LibreOffice: open {_LIST} with {_FILLED} rows", mine, theirs, 0.35)
        yield _seconds("LibreOffice: one entry into it, all `check.*` read", desk.entering(paths[0]), desk.entering(paths[1]), 0.3)
        for case in (cases["first form"], cases[_LIST]):
            mine, theirs = _saved_checks(pair, office, case)
            yield _seconds(f"{case.name}, saved by LibreOffice: check", mine, theirs, 0.7 if case.name == "first form" else None)


@dataclass(frozen=True)
class Desk:
    """A running LibreOffice with a clock."""

    office: LibreOffice
    clock: Clock

    def now(self) -> float:
        """Return seconds of the clock: those that passed, or those that the office has computed."""
        return time.perf_counter() if self.clock == "wall" else self.office.processor_time()

    def opening(self, path: Path) -> float:
        """Return the seconds that opening a workbook takes."""
        began = self.now()
        with self.office.open(path):
            return self.now() - began

    def entering(self, path: Path) -> float:
        """Return the seconds of one entry, one row after the other: the median, by the coarser clock of the processor the mean.

        The first entry is for what the office keeps.
        """
        with self.office.open(path) as book:
            checks = [name for name in book.names() if name.startswith("check.")]
            times = [self.now()]
            for row in range(_ENTRIES + 1):
                book.enter([("items.quantity", row, 7)], read=checks)
                times.append(self.now())
        steps = [end - start for start, end in pairwise(times[1:])]
        return statistics.median(steps) if self.clock == "wall" else statistics.mean(steps)


def _saved_checks(pair: Pair, office: LibreOffice, case: Case) -> list[float]:
    """Return seconds that a check takes for each file, from the difference between few and many."""
    counts, calls = (_FEW, _FEW + _COPIES), []
    for version in pair.versions:
        source = _built(pair, version, case, case.name, case.document)
        files = [pair.path(version, f"{case.name}-saved-{number}") for number in range(counts[-1])]
        with office.open(source) as book:
            book.save_as(files[0])
        for file in files[1:]:
            shutil.copy(files[0], file)
        names = [str(file) for file in files]
        calls += [partial(version.processor_time, "check", files=names[:count], templates=case.templates) for count in counts]
    few, many, theirs_few, theirs_many = pair.medians(calls)
    return [(many - few) / _COPIES, (theirs_many - theirs_few) / _COPIES]


# --- rows of the table ------------------------------------------------------------------------------------------------


def _kb(work: str, sizes: Sequence[int], limit: float | None = None) -> tuple[str, ...]:
    mine, theirs = sizes
    return _row(work, f"{mine / 1000:,.1f} kB", f"{theirs / 1000:,.1f} kB", mine / theirs, limit)


def _seconds(work: str, mine: float, theirs: float | None, limit: float | None = None) -> tuple[str, ...]:
    if theirs is None:
        return Row(work, f"{mine * 1000:,.4g} ms", "", "").cells
    return _row(work, f"{mine * 1000:,.4g} ms", f"{theirs * 1000:,.4g} ms", mine / theirs, limit)


def _row(work: str, mine: str, theirs: str, ratio: float, limit: float | None) -> tuple[str, ...]:
    return Row(work, mine, "0.1.0", theirs, ratio, at_most(limit) if limit else None).cells
