"""The formulas of the examples are those of the snapshots."""

from __future__ import annotations

import difflib

import pytest

from tests.snapshots import EXAMPLES, HERE, snapshot


@pytest.mark.parametrize("name", EXAMPLES)
def test_formulas_are_those_of_the_snapshot(name: str) -> None:
    before = (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    changed = [
        line[:400] for line in difflib.unified_diff(before, snapshot(EXAMPLES[name]).splitlines(), "snapshot", "now", lineterm="", n=0)
    ]
    assert not changed, "\n".join(["if this is meant, run python -m tests.snapshots", *changed])


def test_every_snapshot_has_its_example() -> None:
    assert {path.stem for path in HERE.glob("*.txt")} == set(EXAMPLES)
