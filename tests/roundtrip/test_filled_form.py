"""Each program opens the empty form, types the real form of 2022 into it and saves it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.roundtrip.comparison import assert_same
from tests.roundtrip.programs import PROGRAMS, Program, typed
from tests.workbook.test_seed import assert_published_findings
from xltool.checking.check_report import FileReport
from xltool.rules.definition import Definition


def test_what_is_expected_is_what_the_field_found(expected: FileReport) -> None:
    assert_published_findings(expected)


@pytest.mark.parametrize("program", PROGRAMS, ids=str)
def test_the_same_document_and_findings(
    program: Program,
    empty: Path,
    expected: FileReport,
    roster_file: Path,
    definition: Definition,
    published: dict[str, Any],
    tmp_path: Path,
) -> None:
    program.require()
    saved = program.fill(empty, typed(definition, published), tmp_path / f"form{program.suffix}")
    assert_same(program, saved, roster_file, expected)
