"""Entries one by one: after each of them a form that was opened blank says what Python says, without a hard recalculation.

`python -m tests.parity.entries` makes more of them, in longer tables.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.parity.entries import FORMS, entry_form

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

ENTRIES = 200


@pytest.mark.parametrize("name", FORMS)
def test_every_count_is_right_after_every_entry(name: str, office: LibreOffice, tmp_path: Path) -> None:
    form = entry_form(name, tmp_path)
    wrong = list(form.disagreements(office, list(form.entries(ENTRIES))))
    assert not wrong, "\n".join(wrong[:20])
