"""Concrete paths as the schema declares them: numbers of rows fall away, those of blocks stay, other brackets are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from xltool.form.schema import Schema
from xltool.rules.load import load_definition

REPEATS = Path(__file__).parents[1] / "definitions" / "clean" / "repeats" / "templates" / "repeats.yaml"


@pytest.fixture(scope="module")
def schema() -> Schema:
    return load_definition(REPEATS).schema


@pytest.mark.parametrize(
    ("path", "declared"),
    [
        ("projects[0].name", "projects[0].name"),
        ("projects[1].items[2].amount", "projects[1].items.amount"),
        ("nowhere[3].name", "nowhere.name"),
        ("nowhere[3][4]", "nowhere"),
        ("a[b", "a[b"),
        ("[x]", "[x]"),
        ("]]><![CDATA[", "]]><![CDATA["),
        ("", ""),
    ],
)
def test_numbers_of_rows_fall_away(schema: Schema, path: str, declared: str) -> None:
    assert schema.declared(path) == declared
