"""The form that goes round, and what it must come back as."""

from __future__ import annotations

from pathlib import Path

import pytest

import xltool
from tests.conftest import EXAMPLES, ROSTER, TEMPLATE
from xltool.checking.check_report import FileReport


@pytest.fixture(scope="session")
def roster_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("roster") / "roster.csv"
    path.write_text(ROSTER, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The form as it is sent out; nothing of it is filled in beforehand, or a program might leave it out unnoticed."""
    return xltool.build(TEMPLATE, tmp_path_factory.mktemp("empty") / "empty.xlsx", unit="CZ-CG")


@pytest.fixture(scope="session")
def expected(roster_file: Path, tmp_path_factory: pytest.TempPathFactory) -> FileReport:
    """The real form, filled in by no other program."""
    data = EXAMPLES / TEMPLATE / "published.json"
    path = xltool.build(TEMPLATE, tmp_path_factory.mktemp("filled") / "filled.xlsx", data=data, unit="CZ-CG")
    return xltool.check([path], roster=roster_file).files[0]
