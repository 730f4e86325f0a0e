"""Each program opens the workbook that was handed back with marks, and saves it: that is how corrections begin."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.roundtrip.comparison import assert_same
from tests.roundtrip.programs import PROGRAMS, Program
from xltool.checking.check_report import FileReport
from xltool.checking.marked_return import annotate


@pytest.fixture(scope="module")
def marked(expected: FileReport, tmp_path_factory: pytest.TempPathFactory) -> Path:
    (path,) = annotate(expected, tmp_path_factory.mktemp("returns"))
    return path


@pytest.mark.parametrize("program", PROGRAMS, ids=str)
def test_the_same_document_and_findings(program: Program, marked: Path, expected: FileReport, roster_file: Path, tmp_path: Path) -> None:
    program.require()
    saved = program.fill(marked, {}, tmp_path / f"form{program.suffix}")
    assert_same(program, saved, roster_file, expected)
