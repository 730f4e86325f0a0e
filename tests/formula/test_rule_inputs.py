"""Rule inputs are read a column at a time; each value is what it is by itself."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from xltool.form.kinds import KINDS
from xltool.form.schema import Field, Schema, Table
from xltool.rules.rule_inputs import RuleInputs, collect_inputs, is_bad

VALUES: st.SearchStrategy[Any] = st.sampled_from([
    None, "", " ", "提升", "≥5场", "2022-03-05", "2022年", 0, 7, 2022, 1.5, Decimal("2.50"), True, False, ["甲", "乙"], {"a": 1},
])  # fmt: skip


def _fields(prefix: str, table: str | None) -> dict[str, Field]:
    paths = [(f"{prefix}.{kind}{'_required' * required}", kind, required) for kind in KINDS for required in (False, True)]
    return {path: Field(path=path, kind=KINDS[kind], title=path, required=required, table=table) for path, kind, required in paths}


ONE, COLUMNS = _fields("one", None), _fields("rows", "rows")
SCHEMA = Schema(
    title="", description="", fields=ONE, titles={}, resolved={},
    tables={"rows": Table(path="rows", title="", description="", columns=tuple(COLUMNS.values()))},
)  # fmt: skip


def inputs(values: list[Any]) -> RuleInputs:
    """Rule inputs of a form with the first value in every single field, and a row with each value in every column."""
    one = {field.name: values[0] for field in ONE.values()}
    return collect_inputs(SCHEMA, {"one": one, "rows": [{field.name: value for field in COLUMNS.values()} for value in values]})


@given(st.lists(VALUES, min_size=1, max_size=6))
def test_a_row_does_not_depend_on_others(values: list[Any]) -> None:
    together = inputs(values)
    for row, value in enumerate(values):
        alone = inputs([value])
        assert {key: column[row] for key, column in together.columns.items()} == {key: column[0] for key, column in alone.columns.items()}
        assert {key.replace("rows.", "one."): column[0] for key, column in alone.columns.items()} == alone.scalars


@given(st.lists(VALUES, min_size=1, max_size=6))
def test_bad_values_are_known_by_field_and_row(values: list[Any]) -> None:
    found = inputs(values)
    assert found.bad_fields == {path for path, field in ONE.items() if is_bad(field, values[0])}
    bad = {path: {row for row, value in enumerate(values) if is_bad(field, value)} for path, field in COLUMNS.items()}
    assert found.bad_rows == {path: rows for path, rows in bad.items() if rows}


def test_what_is_no_row_is_a_blank_one() -> None:
    found = collect_inputs(SCHEMA, {"one": None, "rows": [None, "x", {"text": "甲"}]})
    assert found.columns["rows.text"] == [None, None, "甲"]
    assert found.n_rows == {"rows": 3}
