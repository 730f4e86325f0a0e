"""Rows are matched by their keys: the order does not count, and nothing is taken for a row but what has its key."""

from __future__ import annotations

from typing import Any

import pytest

from xltool.form.row_keys import MatchedRows, match_rows

WANTED = ["201", "205", "208"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["201", "205", "208"], MatchedRows(found={0: 0, 1: 1, 2: 2}, repeated={}, unknown=(), unkeyed=(), missing=())),
        (["208", "201", "205"], MatchedRows(found={0: 1, 1: 2, 2: 0}, repeated={}, unknown=(), unkeyed=(), missing=())),
        (["205"], MatchedRows(found={1: 0}, repeated={}, unknown=(), unkeyed=(), missing=(0, 2))),
        (["201", "208", "201", "205"], MatchedRows(found={0: 0, 1: 3, 2: 1}, repeated={2: 0}, unknown=(), unkeyed=(), missing=())),
        (["201", "299", None, "208"], MatchedRows(found={0: 0, 2: 3}, repeated={}, unknown=(1,), unkeyed=(2,), missing=(1,))),
        ([], MatchedRows(found={}, repeated={}, unknown=(), unkeyed=(), missing=(0, 1, 2))),
    ],
)
def test_a_row_is_the_one_that_its_key_names(given: list[Any], expected: MatchedRows) -> None:
    assert match_rows(WANTED, given) == expected


@pytest.mark.parametrize("key", ["205", 205, 205.0, " 205", "205\u3000"])
def test_keys_are_alike_when_they_read_alike(key: Any) -> None:
    assert match_rows(WANTED, [key]).found == {1: 0}


@pytest.mark.parametrize("key", ["0205", "205.5", "2O5", "205 1"])
def test_a_key_is_not_guessed(key: Any) -> None:
    assert match_rows(WANTED, [key]).unknown == (0,)


def test_a_blank_key_is_none() -> None:
    assert match_rows(["a", None, ""], [None, "", " "]).unkeyed == (0, 1, 2)


def test_the_order_is_that_of_the_rows_found() -> None:
    assert match_rows(WANTED, ["201", "299", "208"]).is_in_order
    assert not match_rows(WANTED, ["208", "201"]).is_in_order
