"""Forms in several versions, and campaigns of several years and counties."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.campaign.conftest import in_changzhou  # noqa: F401 - local time is China's here, too
from tests.campaign.office import Office
from tests.cli.conftest import run  # noqa: F401 - a fixture
from tests.merge.conftest import office  # noqa: F401 - LibreOffice
from tests.rounds.counties import SENT, county
from tests.rounds.versions import round_of, sent, version
from xltool.form.roster import Unit
from xltool.merging.rounds import Round

A, B = Unit(id="A", name="甲局"), Unit(id="B", name="乙局")


@pytest.fixture(scope="session")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the versions of the form are written."""
    return tmp_path_factory.mktemp("versions")


@pytest.fixture(scope="session")
def years(forms: Path) -> list[Round]:
    """Three years, each in a version of its own."""
    first = {
        A: {"name": "甲局", "year": 2021, "campaign": "spring", "amount": 12345.67, "people": 7, "remark": "old", "phone": "0519",
            "goal": "≥5场", "rate": 50, "code": 17, "items": [{"what": "pen", "cost": 10000}, {"what": "ink", "cost": 2345.67}]},
    }  # fmt: skip
    second = {
        A: {"name": "甲局", "year": 2022, "amount": 2.5, "people": 7.5, "comment": "new", "goal": "提升", "rate": 60, "code": "017",
            "plan": 3, "lines": [{"name": "pen", "cost": 2.5, "version": "b"}]},
        B: {"name": "乙局", "year": 2022, "amount": 1, "lines": []},
    }  # fmt: skip
    third = {A: {"name": "甲局", "year": 2023, "amount": 4, "opinion": "fine", "rate": 0.7, "lines": []}}
    return [
        round_of(sent(version(number, forms), documents, [A, B]), 2020 + int(number))
        for number, documents in (("1", first), ("2", second), ("3", third))
    ]


@pytest.fixture(scope="session")
def counties(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Office]:
    """Two counties in two years; nobody changes them."""
    folder = tmp_path_factory.mktemp("counties")
    return {name: county(folder, name) for name in SENT}


@pytest.fixture(scope="session")
def folders(counties: dict[str, Office]) -> list[Path]:
    """Their folders."""
    return [campaign.folder for campaign in counties.values()]
