"""Formulas over the rows of a table: what is calculated once, and that looking rows up finds what looking at each finds."""

from __future__ import annotations

from typing import Any
from unittest.mock import Mock, patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formula.support import checked, scope
from xltool.base.errors import FormulaError
from xltool.base.normalise import lower
from xltool.form.kinds import KINDS
from xltool.rules import compiled_formulas
from xltool.rules.compiled_formulas import InRows, compile_formula
from xltool.rules.language import aggregates
from xltool.rules.language.aggregates import text_criterion
from xltool.rules.language.semantics import ExcelError, number_equal, number_key, text_equal, text_key
from xltool.rules.to_python import python_source

#: Letters whose upper case is longer, shared by others, or their own.
TEXTS = st.none() | st.text("aAßẞſsSςσΣİıiI㎏甲指标*?~ ", min_size=1, max_size=4)
#: Numbers, many of which agree in some of their first 15 digits.
NUMBERS = st.none() | st.builds(
    lambda digits, last, scale: (digits / 1e8 + last * 10.0**-scale) * 10.0 ** (scale - 7),
    st.sampled_from([0, 1, 30_000_000, -123_456_789]), st.integers(-3, 3), st.integers(5, 17),
)  # fmt: skip
ROWS = st.lists(st.tuples(TEXTS, TEXTS, NUMBERS), max_size=8)


def in_rows(formula: str, rows: list[tuple[Any, Any, Any]]) -> InRows:
    """The formula over a document of these rows: (w, u, n) each."""
    columns = {f"rows.{name}": [row[index] for row in rows] for index, name in enumerate(("w", "u", "n"))}
    return compile_formula(checked(formula), scope())({"zero": 0.0}, columns, {"rows": len(rows)})


@given(TEXTS, TEXTS)
def test_texts_have_the_same_key_exactly_when_they_are_equal(left: str | None, right: str | None) -> None:
    assert (text_key(left) == text_key(right)) == text_equal(left or "", right or "")


@given(NUMBERS, NUMBERS)
def test_numbers_have_the_same_key_exactly_when_they_are_equal(left: float | None, right: float | None) -> None:
    assert (number_key(left) == number_key(right)) == number_equal(left or 0.0, right or 0.0)


@pytest.mark.parametrize(
    "conditions",
    [
        "(rows[w]=[@w])",
        "(rows[w]=[@w])*(rows[u]=[@w])",
        "(rows[n]=[@n])",
        "([@n]=rows[n])*(rows[w]=[@u]&[@w])*1",
        '(rows[u]="s")*(rows[n]=3)',
    ],
)
@given(rows=ROWS)
def test_rows_are_found_in_a_tally_as_by_looking_at_each(conditions: str, rows: list[tuple[Any, Any, Any]]) -> None:
    assert "tally(" in python_source(checked(f"SUMPRODUCT({conditions}*1)"), scope())
    assert "tally(" not in python_source(checked(f"SUMPRODUCT({conditions}*(1=1))"), scope())
    tallied = in_rows(f"SUMPRODUCT({conditions}*1)", rows)
    plain = in_rows(f"SUMPRODUCT({conditions}*(1=1))", rows)
    assert [tallied(row) for row in range(len(rows))] == [plain(row) for row in range(len(rows))]


@given(TEXTS, st.text("aAſsßςΣ甲指标", min_size=1, max_size=3), st.sampled_from(["", "<>"]))
def test_criterion_without_wildcards_is_a_comparison_without_case(value: str | None, pattern: str, operator: str) -> None:
    matches = lower(value or "") == lower(pattern)
    assert text_criterion(operator, pattern)(value) == (matches == (operator == ""))


@given(ROWS)
def test_criteria_meet_row_by_row(rows: list[tuple[Any, Any, Any]]) -> None:
    text, number = text_criterion("", "*s"), aggregates.number_criterion(">=", 3.0)
    met = [row for row in rows if text(row[0]) and number(row[2])]
    assert in_rows('COUNTIFS(rows[w],"*s",rows[n],">=3")', rows)(0) == len(met)
    assert in_rows('SUMIFS(rows[n],rows[w],"*s",rows[n],">=3")', rows)(0) == aggregates.total(row[2] for row in met)


@pytest.mark.parametrize(("kind", "part", "field"), [("quantity", "kind", "[@q.kind]"), ("date", "precision", "start.precision")])
def test_words_of_ours_are_compared_without_case(kind: str, part: str, field: str) -> None:
    for word in KINDS[kind].words_of(part):
        for literal in (word, word.upper(), word.title(), word.replace("s", "ſ")):
            function = compile_formula(checked(f'{field}="{literal}"'), scope())
            assert function({"start.precision": word}, {"rows.q.kind": [word]}, {"rows": 1})(0) == text_equal(word, literal)


@given(written=st.text("aelmduyſYDMQ", min_size=1, max_size=5))
def test_a_word_that_a_part_can_never_be_is_refused(written: str) -> None:
    if written.casefold() not in KINDS["date"].words_of("precision"):
        with pytest.raises(FormulaError, match="can never be"):
            checked(f'start.precision<>"{written}"')


def test_what_does_not_depend_on_the_row_is_calculated_once() -> None:
    total = Mock(wraps=aggregates.total)
    with patch.dict(vars(compiled_formulas)["_NAMES"], {"total": total}):
        holds = in_rows("[@n]<SUM(rows[n])", [("", "", 1.0), ("", "", 2.0), ("", "", -3.0)])
        total.assert_not_called()
        assert [holds(row) for row in range(3)] == [False, False, True]
    total.assert_called_once()


def test_an_error_of_all_rows_shows_in_those_that_ask() -> None:
    value = in_rows("IF([@n]>1,SUM(rows[n])/zero,SUM(rows[n]))", [("", "", 1.0), ("", "", 2.0), ("", "", 3.0)])
    assert value(0) == 6
    for row in (1, 2):
        with pytest.raises(ExcelError):
            value(row)
