"""The workbook built from an adopted form looks as the form did: the same texts in the same cells, merged alike, as wide, with the same lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.adopt.compare import likeness
from tests.adopt.score import names


@pytest.mark.parametrize("name", names())
def test_it_looks_as_it_was_drawn(name: str, forms: dict[str, Path], tmp_path: Path) -> None:
    found = likeness(forms[name], tmp_path)
    assert found.texts > 4
    assert found.same_texts >= 0.98 * found.texts, found.others
    assert found.same_merges == found.merges, found.others
    assert found.same_widths == found.widths
    assert found.same_lines == found.lines
