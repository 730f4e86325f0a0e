"""One office for all tests of a process: its start takes seconds, opening a workbook milliseconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from . import require_libreoffice
from .libreoffice import LibreOffice

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def office() -> Iterator[LibreOffice]:
    """A running LibreOffice; tests close the workbooks they open."""
    require_libreoffice()
    with LibreOffice() as running:
        yield running
