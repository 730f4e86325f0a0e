"""What tests of adoption share: a running LibreOffice, the drawn forms as files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.adopt.score import drawn, names
from tests.referees.conftest import office  # noqa: F401 - a fixture


@pytest.fixture(scope="session")
def forms(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every drawn form as a file, by its name."""
    folder = tmp_path_factory.mktemp("forms")
    return {name: drawn(name, folder) for name in names()}
