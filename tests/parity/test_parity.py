"""One rule, one verdict: LibreOffice's count of every rule is Python's, whatever is typed into the form.

`python -m tests.parity --cases 2000` runs more of the same cases.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.parity.cases import CAPACITY, Case, cases, seed_inputs
from tests.parity.comparison import (
    count_names,
    definition,
    disagreements,
    shown_by_office,
    shown_by_python,
    write_form,
)

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

SAMPLE = 240


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_form(tmp_path_factory.mktemp("parity"))


def check(office: LibreOffice, form: Path, some: Iterable[Case]) -> None:
    batch = list(some)
    found = [str(disagreement) for disagreement in disagreements(batch, shown_by_office(office, form, batch))]
    assert not found, "\n".join(found)


def test_real_form(office: LibreOffice, form: Path) -> None:
    check(office, form, [seed_inputs()])


def test_blank_form(office: LibreOffice, form: Path) -> None:
    check(office, form, [{}])


def test_full_tables_of_the_same_row(office: LibreOffice, form: Path) -> None:
    case = seed_inputs()
    for path, value in case.items():
        if isinstance(value, list):
            case[path] = value[:1] * CAPACITY[path.partition(".")[0]]
    check(office, form, [case])


def test_sample_of_what_people_type(office: LibreOffice, form: Path) -> None:
    check(office, form, cases(definition().schema, SAMPLE))


def test_cases_are_the_same_in_every_run() -> None:
    first, again = (list(cases(definition().schema, 3, start=7)) for _ in range(2))
    assert first == again


def test_sample_breaks_every_rule_and_keeps_every_rule() -> None:
    """A rule that is always violated, or never, is not tested."""
    counts = [shown_by_python(case) for case in cases(definition().schema, SAMPLE)]
    for name in (name for name in count_names() if name.startswith("check.")):
        assert {count[name] > 0 for count in counts} == {False, True}, name
