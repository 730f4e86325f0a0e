"""Paths in a document, also through tables in rows of other tables."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltool.base.paths import FieldPath, in_row, join, name_of, parent_of, pointer, put, split_name, steps, value_at, without_rows

NAMES = st.from_regex(r"[a-z_][a-z0-9_]{0,5}", fullmatch=True)


@st.composite
def paths(draw: st.DrawFn) -> str:
    """A path of names and rows: `a.b[3].c[0].d`, or one that ends with a row."""
    path = draw(NAMES)
    for row in draw(st.lists(st.none() | st.integers(0, 999), max_size=4)):
        path = join(path, draw(NAMES)) if row is None else in_row(path, row)
        path = join(path, draw(NAMES)) if draw(st.booleans()) and row is not None else path
    return path


@pytest.mark.parametrize(("text", "path", "field"), [
    ("income.total", FieldPath("", None, "income.total"), "income.total"),
    ("indicators[3].level1", FieldPath("indicators", 3, "level1"), "indicators.level1"),
    ("indicators[3]", FieldPath("indicators", 3, ""), "indicators"),
    ("projects[0].items[2].amount", FieldPath("projects[0].items", 2, "amount"), "projects.items.amount"),
    ("projects[0].funds.total", FieldPath("projects", 0, "funds.total"), "projects.funds.total"),
])  # fmt: skip
def test_a_path_is_split_where_the_last_row_stands(text: str, path: FieldPath, field: str) -> None:
    assert FieldPath.parse(text) == path
    assert str(path) == text
    assert path.field == without_rows(text) == field


@given(paths())
def test_what_is_parsed_is_spelled_the_same(text: str) -> None:
    assert str(FieldPath.parse(text)) == text


@given(paths())
def test_every_step_up_leads_to_the_top(text: str) -> None:
    path: FieldPath | None = FieldPath.parse(text)
    names = []
    while path is not None:
        names.append(path.name)
        assert str(path.parent or "") == parent_of(str(path))
        path = path.parent
    assert tuple(reversed(names)) == steps(text)
    assert pointer(text) == "/" + "/".join(steps(text)) == FieldPath.parse(text).pointer


def test_a_row_is_the_one_around_a_value() -> None:
    assert FieldPath.parse("projects[0].items[2].amount").row_path == "projects[0].items[2]"
    assert FieldPath.parse("income.total").row_path == ""


@pytest.mark.parametrize(
    ("text", "parent", "name"), [("indicators.level1", "indicators", "level1"), ("title", "", "title"), ("a.b.c", "a.b", "c")]
)
def test_a_declared_path_is_split_at_its_name(text: str, parent: str, name: str) -> None:
    assert split_name(text) == (parent, name)
    assert name_of(text) == name
    assert join(parent, name) == text


def test_a_value_is_found_by_its_path_and_set_by_it() -> None:
    data: dict[str, Any] = {"projects": [{"items": [{"amount": 5}]}]}
    put(data, "income.total", 7)
    assert value_at(data, "projects[0].items[0].amount") == 5
    assert value_at(data, "income.total") == 7
    for missing in ("projects[1]", "projects[0].items[3].amount", "income.total.more", "outcome"):
        assert value_at(data, missing) is None
