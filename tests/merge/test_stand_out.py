"""Amounts that stand out: what is found, what is lawful, and how often a lawful amount is named."""

from __future__ import annotations

import random
from collections.abc import Iterable
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.merge.support import form, merged, sent
from xltool.form.roster import Roster, Unit
from xltool.merging.dataset import Merged
from xltool.merging.stand_out import LEAST_AMOUNTS, LEAST_FACTOR, JudgedAmount, StandOut, find_stand_outs

AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=2, allow_nan=False, allow_infinity=False)


def judged(values: Iterable[object], earlier: Iterable[object] = (), n_departments: int = 1) -> list[StandOut]:
    before = [*earlier]
    return find_stand_outs(
        JudgedAmount(
            form=at, department=f"d{at % n_departments}", value=Decimal(str(value)), earlier=Decimal(str(before[at])) if before else None
        )
        for at, value in enumerate(values)
    )


def drawn(n: int, sigma: float, seed: int) -> list[Decimal]:
    """Lawful amounts: lognormal, as those of many budgets are."""
    rng = random.Random(seed)
    return [round(Decimal(repr(rng.lognormvariate(4, sigma))), 2) for _ in range(n)]


def test_a_form_in_yuan_is_found_against_its_department() -> None:
    values: list[Decimal] = [Decimal(50 + 3 * at) for at in range(12)]
    values[4] *= 10_000
    (found,) = judged(values)
    assert (found.form, found.against, found.factor, found.value) == (4, "department", 10_000, values[4])


def test_a_form_in_thousands_is_found_with_its_factor_against_last_year() -> None:
    (found,) = judged([52_000, 61, 73], earlier=[50, 60, 70])
    assert (found.form, found.against, found.factor) == (0, "earlier", 1_000)
    (found,) = judged([Decimal("0.0061"), 52], earlier=[60, 50])
    assert (found.form, found.factor, found.times < 1) == (0, 10_000, True)


def test_a_giant_that_was_one_last_year_is_lawful() -> None:
    values, before = [*range(50, 70), 900_000], [*range(48, 68), 850_000]
    assert not judged(values, before)
    assert [found.form for found in judged(values)] == [20]


def test_a_whole_campaign_in_yuan_stands_out_from_last_year_alone() -> None:
    before = drawn(30, 1, 1)
    values = [value * 10_000 for value in before]
    assert not judged(values)
    assert {(found.against, found.factor) for found in judged(values, before)} == {("earlier", 10_000)}
    assert len(judged(values, before)) == 30


@given(AMOUNTS, st.integers(0, 40))
def test_where_all_are_equal_nothing_stands_out(value: Decimal, n: int) -> None:
    assert not judged([value] * n)


@given(st.lists(AMOUNTS, max_size=LEAST_AMOUNTS - 1))
def test_of_few_amounts_nothing_is_said(values: list[Decimal]) -> None:
    assert not judged(values)


@given(st.lists(AMOUNTS, max_size=30))
def test_signs_and_zeros_change_nothing_and_what_stands_out_is_far_from_the_usual(values: list[Decimal]) -> None:
    found = judged(values)
    assert [one.form for one in judged([-value for value in values])] == [one.form for one in found]
    assert [one.form for one in judged([*values, *[0] * 10])] == [one.form for one in found]
    assert all(max(one.times, 1 / one.times) >= LEAST_FACTOR * 0.999 for one in found)
    assert all(one.value for one in found)


@given(st.lists(AMOUNTS, max_size=30), st.sampled_from([Decimal(1000), Decimal("0.0001")]))
def test_the_unit_of_all_amounts_does_not_matter(values: list[Decimal], factor: Decimal) -> None:
    assert [one.form for one in judged([value * factor for value in values])] == [one.form for one in judged(values)]


def test_lawful_amounts_are_hardly_ever_named_and_forms_in_yuan_nearly_always() -> None:
    """The rates that docs/summary.md gives, on fewer draws; `sigma` 1.5 means that a third of the amounts are 4.5 times the median or more off."""
    false = sum(len(judged(drawn(300, 1.5, seed), n_departments=10)) for seed in range(10))
    assert false <= 3  # of 3,000
    values = drawn(300, 1.5, 99)
    wrong = set(range(0, 300, 15))
    found = {one.form for one in judged([value * (10_000 if at in wrong else 1) for at, value in enumerate(values)], n_departments=10)}
    assert len(found & wrong) >= 17  # of 20


# --- in a merge -------------------------------------------------------------------------------------------------------


def merge_of(totals: Iterable[object]) -> Merged:
    units = [Unit(id=f"U{at:02d}", name=f"第{at}局", department=f"第{at // 6}部") for at, _ in enumerate(totals)]
    roster = Roster(tuple(units))
    files = [
        sent(f"in/{unit.id}.xlsx", form(unit, f"项目{unit.id}", total=str(total)), unit, roster=roster)
        for unit, total in zip(units, totals, strict=True)
    ]
    return merged(*files, roster=roster)


def test_a_merge_warns_of_a_form_and_counts_it_all_the_same() -> None:
    data = merge_of([*range(40, 51), 520_000])
    (found,) = data.stand_outs
    assert (found.form.unit, found.path, found.found.factor, found.n_more) == ("U11", "income.total", 10_000, 1)
    (warning,) = data.findings[data.findings.rule == "amount.stands-out"].to_dict("records")
    assert (warning["unit"], warning["severity"], warning["field"], warning["value"]) == ("U11", "warning", "income.total", "520000")
    assert warning["message_zh"].startswith("资金总额 520,000.00 万元，是本部门中位数（48.50 万元）的 10,722 倍，约 10,000 倍之差")
    assert data.forms["income.total"].sum() == sum(range(40, 51)) + 520_000


def test_a_merge_without_such_forms_says_nothing() -> None:
    assert not merge_of(range(40, 52)).stand_outs
    assert not merge_of([40, 520_000]).stand_outs
    assert not merge_of([]).stand_outs
