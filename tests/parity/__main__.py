"""`python -m tests.parity [FORM...] --cases 5000`: any number of documents through a referee and Python; prints where they disagree.

With `--referee ironcalc`, ten times as fast, LibreOffice is asked where ironcalc and Python differ: it is the judge.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import cached_property
from itertools import groupby
from pathlib import Path

from tests.parity.any_form import ORDINARY, documents, form_named
from tests.parity.cases import SEED, Case
from tests.parity.comparison import Disagreement, Form, inputs_that_matter
from tests.parity.entries import FORMS
from tests.referees.iron import IronCalc
from tests.referees.libreoffice import LibreOffice

BATCH = 200
LONGEST_INPUT = 160


def main() -> int:
    """Run the comparison; the exit status is 1 when anything disagrees."""
    options = _options()
    wrong = 0
    for name in options.forms or ORDINARY:
        started, found = time.monotonic(), 0
        with Comparison(form_named(name).form) as comparison:
            for start in range(options.start, options.start + options.cases, BATCH):
                size = min(BATCH, options.start + options.cases - start)
                some = list(documents(form_named(name), size, seed=options.seed, start=start))
                for disagreement in comparison.disagreements(options.referee, some, start):
                    found += 1
                    _show(disagreement, with_inputs=options.inputs)
                print(f"{name}: {start + size - options.start} of {options.cases}", file=sys.stderr, flush=True)
            names = len(comparison.form.names)
        seconds = time.monotonic() - started
        print(f"{name}: {options.cases} cases, {names} names each: {found} disagreements, {seconds:.0f} s", flush=True)
        wrong += found
    return int(wrong > 0)


class Comparison(ExitStack):
    """One form, its blank workbook, and the programs that have it open."""

    def __init__(self, form: Form) -> None:
        super().__init__()
        self.form = form

    @cached_property
    def path(self) -> Path:
        """The blank workbook."""
        return self.form.write(Path(self.enter_context(tempfile.TemporaryDirectory())))

    @cached_property
    def office(self) -> LibreOffice:
        """LibreOffice, from when it is first asked."""
        return self.enter_context(LibreOffice())

    @cached_property
    def iron(self) -> IronCalc:
        """The workbook in ironcalc."""
        return IronCalc(self.path)

    def disagreements(self, referee: str, some: Sequence[Case], start: int) -> Iterator[Disagreement]:
        """Yield where Python and LibreOffice disagree; of the cases in which ironcalc disagrees, if it is the referee."""
        if referee == "libreoffice":
            yield from self.by_office(some, start)
            return
        shown = self.iron.evaluate(some, read=self.form.names)
        for number, differences in groupby(self.form.disagreements(some, shown, start), lambda found: found.number):
            names = ", ".join(found.name for found in differences)
            print(f"case {number}: ironcalc differs in {names}", file=sys.stderr)
            yield from self.by_office(some[number - start : number - start + 1], number)

    def by_office(self, some: Sequence[Case], start: int) -> Iterator[Disagreement]:
        """Yield where Python and LibreOffice disagree."""
        return self.form.disagreements(some, self.form.in_office(self.office, self.path, some), start)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.parity", description=__doc__)
    parser.add_argument("forms", nargs="*", metavar="FORM", choices=[*FORMS, []], help=f"of {', '.join(FORMS)}; else {', '.join(ORDINARY)}")
    parser.add_argument("--cases", type=int, default=2000, help="how many of each form (default 2000)")
    parser.add_argument("--start", type=int, default=0, help="number of the first case")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--referee", choices=("libreoffice", "ironcalc"), default="libreoffice")
    parser.add_argument("--inputs", action="store_true", help="print also the inputs that differ from the real form")
    return parser.parse_args()


def _show(disagreement: Disagreement, *, with_inputs: bool) -> None:
    print(disagreement)
    if with_inputs:
        for path, value in inputs_that_matter(disagreement.case).items():
            print(f"    {path} = {value!r}"[:LONGEST_INPUT])


if __name__ == "__main__":
    sys.exit(main())
