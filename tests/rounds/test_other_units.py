"""Amounts of two years in two units of money: they are compared in one, or not at all."""

from __future__ import annotations

from pathlib import Path

from tests.rounds.versions import sent, version
from xltool.form.roster import Unit
from xltool.merging.dataset.judged_amounts import AmountJudge
from xltool.merging.summary.compared import Compared
from xltool.merging.summary.figures import Figures

A = Unit(id="A", name="甲局")


def test_what_was_typed_in_yuan_last_year_does_not_make_ten_thousands_stand_out(forms: Path) -> None:
    first, second = version("1", forms), version("2", forms)
    last = sent(first, {A: {"name": "甲局", "amount": 12000, "items": []}})
    same = sent(second, {A: {"name": "甲局", "amount": 1.3, "lines": []}})
    wrong = sent(second, {A: {"name": "甲局", "amount": 13000, "lines": []}})
    judge = AmountJudge(second)
    assert judge.judge(same.amounts, last.amounts, first) == ()
    (found,) = judge.judge(wrong.amounts, last.amounts, first)
    assert (found.path, found.found.against, found.found.factor) == ("amount", "earlier", 10_000)


def test_the_page_of_two_years_leaves_out_what_is_in_another_unit(forms: Path) -> None:
    first = sent(version("1", forms), {A: {"name": "甲局", "amount": 12000, "items": []}})
    second = sent(version("2", forms), {A: {"name": "甲局", "amount": 1.3, "lines": []}})
    assert [number.later.name for number in Compared(Figures(second), Figures(first)).numbers] == []
    assert [number.later.name for number in Compared(Figures(second), Figures(second)).numbers] == ["amount"]
