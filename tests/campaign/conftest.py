"""A small campaign, and one in which much has happened; every test gets its own copy."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.campaign.office import Office, day, mailed, open_office, zipped
from tests.campaign.post_office import Certificates, make_certificates
from tests.cli.conftest import run  # noqa: F401 - a fixture


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Made once for all tests of a process."""
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(autouse=True)
def in_changzhou(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Local time is China's."""
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A campaign to which nothing has come."""
    return open_office(tmp_path / "campaign")


@pytest.fixture(scope="session")
def _busy_office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = open_office(tmp_path_factory.mktemp("busy") / "campaign")
    office.send("library.xlsx", "LIB", "Reading", day(1), total=1)
    office.receive("library.zip", zipped(again=office.filled("LIB", "Reading", [("Atlas", 31), ("Lamps", 20)])), day(5))
    trees = office.filled("PARK", "Trees", [("Oak", 7)])
    office.receive("parks.eml", mailed("Ms Green <green@example.invalid>", day(40), trees=trees), day(41))
    office.receive("trees.xlsx", trees, day(42))
    office.receive("scan.xlsx", b"%PDF-1.4 scanned form\n", day(3))
    office.collect()
    return office


@pytest.fixture
def busy(_busy_office: Office, tmp_path: Path) -> Office:
    """The library corrected its form (in a zip); the parks sent one of two, late, twice; the museum sent nothing; a scan came."""
    return _busy_office.copy(tmp_path / "campaign")
