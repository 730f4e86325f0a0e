"""One slip is one error, which names its cause and offers the right word; what depends on it is not blamed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.definitions.slips import FORMS, Slip, complaint, misspelt_keys, wrong_values

#: Slips of each kind in each form; `python -m tests.definitions.slips` makes all of them.
N_SLIPS = 4


@pytest.mark.parametrize("slips", [misspelt_keys, wrong_values])
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_a_slip_is_one_error_at_its_place(form: Path, slips: Callable[[Path], Iterator[Slip]]) -> None:
    made = list(slips(form))
    first = FORMS.index(form) % (len(made) // N_SLIPS)  # another part of each form
    for slip in made[first :: len(made) // N_SLIPS]:
        assert complaint(form, slip) == ""
