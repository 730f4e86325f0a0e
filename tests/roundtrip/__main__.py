"""`python -m tests.roundtrip [FORM...]`: each program fills in every form of the tests and saves its marked return; prints what came back otherwise.

The tests themselves send most forms through two programs only.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import xltool
from tests.parity.entries import SOURCES
from tests.roundtrip.comparison import told
from tests.roundtrip.programs import PROGRAMS, Program, openpyxl_fill, typed
from xltool.checking.check_report import FileReport
from xltool.rules.load import load_definition
from xltool.workbook.build import load_document

#: What is typed into every third cell of a faulty form: a text where a number is asked for, and no choice.
_FAULT = "约 5 或 6"


@dataclass(frozen=True)
class FormRun:
    """One form, filled in right and wrong, through every program."""

    name: str
    folder: Path  # for the workbooks

    @cached_property
    def template(self) -> Path:
        """The form's template."""
        return SOURCES[self.name].template

    @cached_property
    def document(self) -> dict[str, Any]:
        """What is filled in."""
        return dict(load_document(SOURCES[self.name].documents[0]))

    def checked(self, path: Path) -> FileReport:
        """Check a workbook."""
        return xltool.check([path], templates=self.template.parent).files[0]

    @cached_property
    def empty(self) -> Path:
        """The form as it is sent out."""
        return xltool.build(self.template, self.folder / "empty.xlsx")

    @cached_property
    def values(self) -> dict[str, Any]:
        """What people type, by defined name."""
        return typed(load_definition(self.template), self.document)

    @cached_property
    def faulty(self) -> FileReport:
        """The report of the form with faults."""
        values = {
            name: [_FAULT if (index + row) % 3 == 0 else item for row, item in enumerate(value)]
            if isinstance(value, list)
            else _FAULT
            if index % 3 == 0
            else value
            for index, (name, value) in enumerate(self.values.items())
        }
        return self.checked(openpyxl_fill(self.empty, values, self.folder / "faulty.xlsx"))

    @cached_property
    def marked(self) -> Path:
        """Its marked return."""
        (path,) = xltool.annotate(self.faulty, self.folder / "returns")
        return path

    def differences(self, program: Program) -> Iterator[str]:
        """Yield what differs in what comes back from a program."""
        target = self.folder / f"{program.name}{program.suffix}"
        report = self.checked(program.fill(self.empty, self.values, target))
        if report.document.data != self.document:
            yield "another document"
        yield from (f"found {one}" for one in told(report))
        report = self.checked(program.fill(self.marked, {}, target))
        if report.document.data != self.faulty.document.data:
            yield "another document from the marked return"
        expected = told(self.faulty)
        yield from (f"lost {one}" for one in expected - told(report))
        yield from (f"found in the marked return {one}" for one in told(report) - expected)


def main() -> int:
    """Run all; the exit status is 1 when anything differs."""
    parser = argparse.ArgumentParser(prog="python -m tests.roundtrip", description=__doc__)
    parser.add_argument("forms", nargs="*", metavar="FORM", help=f"of: {', '.join(SOURCES)}; else all")
    wrong = 0
    for name in parser.parse_args().forms or SOURCES:
        with tempfile.TemporaryDirectory() as folder:
            run = FormRun(name, Path(folder))
            for program in PROGRAMS:
                program.require()
                differences = list(run.differences(program))
                wrong += len(differences)
                print(f"{name}, {program}: {len(differences)} differences", *differences, sep="\n    ", flush=True)
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
