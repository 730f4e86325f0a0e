"""One rule, one verdict: LibreOffice's count of every rule is Python's, whatever is typed into the form.

`python -m tests.parity --cases 2000` runs more of the same cases.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from tests.parity.cases import Case, cases, edges, seed_inputs
from tests.parity.comparison import real_form

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

SAMPLE = 240


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The form as it is handed out."""
    return real_form().write(tmp_path_factory.mktemp("parity"))


def check(office: LibreOffice, blank: Path, some: Iterable[Case]) -> None:
    form, batch = real_form(), list(some)
    found = [str(disagreement) for disagreement in form.disagreements(batch, form.in_office(office, blank, batch))]
    assert not found, "\n".join(found)


def sample() -> list[Case]:
    return [*cases(real_form().definition.schema, SAMPLE), *edges()]


def test_real_form(office: LibreOffice, blank: Path) -> None:
    check(office, blank, [seed_inputs()])


def test_blank_form(office: LibreOffice, blank: Path) -> None:
    check(office, blank, [{}])


def test_full_tables_of_the_same_row(office: LibreOffice, blank: Path) -> None:
    case = seed_inputs()
    for path, value in case.items():
        if isinstance(value, list):
            case[path] = value[:1] * real_form().capacity[path.rpartition(".")[0]]
    check(office, blank, [case])


def test_sample_of_what_people_type(office: LibreOffice, blank: Path) -> None:
    check(office, blank, sample())


def calculated(random: Random) -> float:
    """An amount with the rest that binary arithmetic leaves, or at the edge of what is allowed."""
    amount = round(random.uniform(0, 10.0 ** random.randint(-3, 9)), random.randint(0, 7))
    others = [round(random.uniform(0, 1000), random.choice((2, 6))) for _ in range(random.randint(1, 12))]
    edge = 999999999 + random.choice((-1, 0, 1, 2)) * random.choice((1e-6, 1e-7, 0.1, 1))
    return random.choice(
        (
            amount,
            amount + others[0] - others[0],
            sum(others),
            amount - sum(others),
            edge,
            amount / 3 * 3,
            amount + random.choice((1e-13, 5e-7, 1e-6)),
        )
    )


def test_amounts_that_were_calculated_elsewhere(office: LibreOffice, blank: Path) -> None:
    """R20 asks for 6 decimals; both sides see 15 digits, and neither what lies beyond."""
    random, form = Random(20), real_form()
    some: list[Case] = [{"expenditure.full_year": [calculated(random) for _ in range(12)]} for _ in range(100)]
    shown = office.evaluate(blank, some, clear=form.inputs, read=["check.R20"])
    assert [counts["check.R20"] for counts in shown] == [form.in_python(case)["check.R20"] for case in some]


def test_cases_are_the_same_in_every_run() -> None:
    assert sample()[7:9] == list(cases(real_form().definition.schema, 2, start=7))


def test_sample_breaks_every_rule_and_keeps_every_rule() -> None:
    """A rule that is always violated, or never, is not tested."""
    counts = [real_form().in_python(case) for case in sample()]
    for rule_id in real_form().definition.rules.ids:
        assert {count[f"check.{rule_id}"] > 0 for count in counts} == {False, True}, rule_id
