"""Texts that hold numbers."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from xltool.base.quantity import Quantity, parse_quantity


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("≥5场", Quantity(text="≥5场", op="≥", number=5, unit="场", kind="quantitative")),
        ("1,200.5 万元", Quantity(text="1,200.5万元", number=1200.5, unit="万元", kind="quantitative")),
        ("序时进度", Quantity(text="序时进度", kind="schedule")),
        ("10-20个", Quantity(text="10-20个")),
        ("  ", Quantity(text="", kind="empty")),
    ],
)
def test_quantity_has_parts(text: str, wanted: Quantity) -> None:
    assert parse_quantity(text) == wanted


@example("≥" + "9" * 320 + "个")
@given(st.from_regex(r"≥?[0-9]{1,500}(\.[0-9]{1,20})?个?", fullmatch=True))
def test_number_is_one_that_can_be_calculated_with(text: str) -> None:
    number = parse_quantity(text).number
    assert number is not None
    assert math.isfinite(number)
