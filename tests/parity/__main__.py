"""`python -m tests.parity --cases 2000`: any number of cases through LibreOffice and Python; prints where they disagree."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.parity.cases import SEED, Case, cases
from tests.parity.comparison import Disagreement, inputs_that_matter, real_form
from tests.referees.libreoffice import LibreOffice

BATCH = 200
LONGEST_INPUT = 160


def main() -> int:
    """Run the comparison; the exit status is 1 when anything disagrees."""
    options = _options()
    started, found, form = time.monotonic(), 0, real_form()
    with LibreOffice() as office, tempfile.TemporaryDirectory() as folder:
        path = form.write(Path(folder))
        for start, batch in _batches(options.cases, options.start, options.seed):
            for disagreement in form.disagreements(batch, form.in_office(office, path, batch), start):
                found += 1
                _show(disagreement, with_inputs=options.inputs)
            print(f"{start + len(batch) - options.start} of {options.cases}", file=sys.stderr, flush=True)
    seconds = time.monotonic() - started
    print(f"{options.cases} cases, {len(form.names)} names each: {found} disagreements, {seconds:.0f} s")
    return int(found > 0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.parity", description=__doc__)
    parser.add_argument("--cases", type=int, default=2000, help="how many (default 2000)")
    parser.add_argument("--start", type=int, default=0, help="number of the first case")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--inputs", action="store_true", help="print also the inputs that differ from the real form")
    return parser.parse_args()


def _batches(count: int, first: int, seed: int) -> Iterator[tuple[int, list[Case]]]:
    for start in range(first, first + count, BATCH):
        size = min(BATCH, first + count - start)
        yield start, list(cases(real_form().definition.schema, size, seed=seed, start=start))


def _show(disagreement: Disagreement, *, with_inputs: bool) -> None:
    print(disagreement)
    if with_inputs:
        for path, value in inputs_that_matter(disagreement.case).items():
            print(f"    {path} = {value!r}"[:LONGEST_INPUT])


if __name__ == "__main__":
    sys.exit(main())
