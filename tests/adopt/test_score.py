"""Adoption finds what is drawn: the fields, their kinds, the blanks in texts, the heads of tables; and leaves out what is the office's."""

from __future__ import annotations

import pytest

from tests.adopt.score import Score, adopted, names, score, truth_of


@pytest.fixture(scope="module")
def total() -> Score:
    """The score of all drawn forms together."""
    counted = Score()
    for name in names():
        counted += score(adopted(name), truth_of(name))
    return counted


def test_nearly_all_fields_are_found(total: Score) -> None:
    assert total.recall >= 0.95, total.missed
    assert total.labelled >= 0.95 * total.found, total.missed


def test_little_is_found_that_is_no_field(total: Score) -> None:
    assert total.precision >= 0.9, total.missed


def test_blanks_in_texts_are_found(total: Score) -> None:
    assert total.inline_found >= 0.8 * total.inline, total.missed


def test_every_head_is_found(total: Score) -> None:
    assert total.headings == total.tables, total.missed


def test_kinds_are_right(total: Score) -> None:
    assert total.kinds_right >= 0.8 * total.kinds, total.missed


def test_what_is_the_offices_is_left_out(total: Score) -> None:
    assert total.left_out_right == total.left_out, total.missed


@pytest.mark.parametrize("name", names())
def test_each_form_for_itself(name: str) -> None:
    """A form by itself may miss one thing or two, not its head."""
    one = score(adopted(name), truth_of(name))
    assert one.recall >= 0.8, one.missed
    assert one.precision >= 0.8, one.missed
    assert one.headings == one.tables, one.missed
