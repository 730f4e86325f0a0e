"""What many tests use: the real form, its definition, a roster that lists its unit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.databases import ledger_url, postgresql, postgresql_url  # noqa: F401 - fixtures
from xltool.form.roster import Roster, load_roster
from xltool.rules.definition import Definition
from xltool.rules.load import load_definition
from xltool.workbook.build import load_document

# Time is measured in benchmarks and never asserted in a test: a busy machine is not a fault.
settings.register_profile("xltool", deadline=None)
settings.load_profile("xltool")

TEMPLATE = "project-performance-target"
EXAMPLES = Path(__file__).parent.parent / "templates" / "examples"
ROSTER = "id,name,level,department,aliases,email\nCZ-CG,常州市城市管理局,市级,常州市城市管理局,城管局,cg@example.invalid\n"


@pytest.fixture(scope="session")
def definition() -> Definition:
    return load_definition(TEMPLATE)


@pytest.fixture
def published() -> dict[str, Any]:
    """The form as published in 2022."""
    return load_document(EXAMPLES / TEMPLATE / "published.json")


@pytest.fixture
def corrected() -> dict[str, Any]:
    """The same form after correction: no errors, no warnings."""
    return load_document(EXAMPLES / TEMPLATE / "right.json")


@pytest.fixture
def roster_csv(tmp_path: Path) -> Path:
    path = tmp_path / "roster.csv"
    path.write_text(ROSTER, encoding="utf-8")
    return path


@pytest.fixture
def roster(roster_csv: Path) -> Roster:
    return load_roster(roster_csv)
