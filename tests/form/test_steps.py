"""The steps of a field are computed once for entries that are alike, and give what they give for each alone."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from xltool.form.schema import Field
from xltool.rules.load import load_definition

#: Some are equal and are not alike: a whole number and one with a point, decimals of two lengths, zeros of either sign.
_ENTRIES: tuple[Any, ...] = (
    "3.5",
    3.5,
    3,
    3.0,
    0.0,
    -0.0,
    Decimal("1.0"),
    Decimal(1),
    "",
    None,
    " 3.5 ",
    "2022-12-31",
    "≥95%",
    "3.5",
    None,
)


def _fields() -> list[Field]:
    return list(load_definition("project-performance-target").schema.all_fields())


def test_entries_that_are_alike_give_what_each_gives_alone() -> None:
    for field in _fields():
        together = field.step_values_of(_ENTRIES)
        for typed, values in zip(_ENTRIES, together, strict=True):
            alone = field.step_values(typed)
            for step in field.steps:
                assert repr(values[step.name]) == repr(alone[step.name]), (field.path, typed, step.name)


def test_what_is_alike_is_computed_once_and_what_is_only_equal_is_not() -> None:
    together = _fields()[0].step_values_of([*_ENTRIES, ["a"], ["a"]])
    assert together[0] is together[13]
    assert together[2] is not together[3]  # 3 and 3.0
    assert together[4] is not together[5]  # zeros
    assert together[6] is not together[7]  # 1.0 and 1, as decimals
    assert together[-2] is not together[-1]  # a list may be changed
