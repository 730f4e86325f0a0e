"""What must be the same after a form has gone through another program."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import xltool
from tests.roundtrip.programs import Program
from xltool.checking.check_report import FileReport

#: What a program drops of a form (dropdowns, protection, names) is reported as its doing, never as the sender's fault.
_OF_THE_PROGRAM = "file.features-lost"


def assert_same(program: Program, saved: Path, roster: Path, expected: FileReport) -> None:
    """The same document, from the same cells, with the same findings; and the program is known as far as it tells."""
    report = xltool.check([saved], roster=roster).files[0]
    assert report.document.data == expected.document.data
    assert report.document.pointers == expected.document.pointers
    assert told(report) == told(expected)
    assert (report.template, report.version, report.unit) == (expected.template, expected.version, expected.unit)
    assert program.says is None or program.says in (report.document.program or "")


def told(report: FileReport) -> Counter[tuple[str, str, str | None, str]]:
    """Rule, severity, field and cell of every finding."""
    return Counter(
        (finding.rule, finding.severity, finding.field, str(finding.location))
        for finding in report.findings
        if finding.rule != _OF_THE_PROGRAM
    )
