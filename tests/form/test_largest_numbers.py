"""The largest numbers that a cell can hold: shown with 15 digits, they are rounded to one that still is a number."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import xltool
from tests.formats.packages import TOTAL, cell, cell_of, changed
from xltool.base.normalise import as_float, text_from_number
from xltool.form.kind import Kind
from xltool.form.kinds import KINDS
from xltool.rules.language.rounding import round_half_away
from xltool.rules.language.semantics import floor

LARGEST = sys.float_info.max


@pytest.mark.parametrize("number", [LARGEST, -LARGEST, 1.797693134862315e308])
@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_every_kind_reads_them(kind: Kind, number: float) -> None:
    value = kind.read(number).value
    kind.show(value)
    assert kind.rule_type != "number" or value is None or abs(as_float(value) or 0) <= LARGEST


def test_rules_calculate_with_them() -> None:
    assert floor(LARGEST) == 1.79769313486231e308
    assert round_half_away(LARGEST, 0) == LARGEST  # it has no decimals
    assert float(text_from_number(-LARGEST)) == -1.79769313486231e308


def test_a_number_whose_digits_end_before_the_place_is_not_rounded() -> None:
    """LibreOffice leaves 17 digits as they are; of their sums one digit more would be seen."""
    assert round_half_away(264444444444441.72, 2) == 264444444444441.72
    assert round_half_away(1234567890123.4568, 2) == 1234567890123.46
    assert round_half_away(2153545976061.775, 2) == 2153545976061.78
    assert round_half_away(632267864258892.5, 0) == 632267864258893


def test_a_file_with_one_is_checked(tmp_path: Path) -> None:
    """Programs write it for infinite results."""
    path = changed(tmp_path / "form.xlsx", cell(cell_of(TOTAL), f"<v>{LARGEST!r}</v>"))
    assert float(xltool.check([path]).files[0].document.get(TOTAL)) == 1.79769313486231e308
