"""The grammar: what parses to what, where everything stands, and what is refused with a caret under it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltool.base.errors import FormulaError
from xltool.rules.functions import FUNCTIONS
from xltool.rules.language.nodes import (
    Binary,
    Boolean,
    Call,
    ColumnRef,
    FieldRef,
    Node,
    Number,
    Percent,
    RowRef,
    String,
    Unary,
    references,
    walk,
)
from xltool.rules.language.parser import LONGEST_STRING, MAX_DEPTH, MAX_LENGTH, parse

ONE, TWO, THREE = Number("1"), Number("2"), Number("3")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("1", ONE),
        ("=1", ONE),
        ("  1 ", ONE),
        ("1.5", Number("1.5")),
        (".5", Number(".5")),
        ("5.", Number("5.")),
        ("1E-3", Number("1E-3")),
        ('"场"', String("场")),
        ('""', String("")),
        ('"a""b"', String('a"b')),
        ("TRUE", Boolean(True)),
        ("false", Boolean(False)),
        ("year", FieldRef("year")),
        ("income.fiscal.subtotal", FieldRef("income.fiscal.subtotal")),
        ("年度", FieldRef("年度")),
        ("[@half_year.number]", RowRef("half_year.number")),
        ("[@ level1 ]", RowRef("level1")),
        ("indicators[level1]", ColumnRef("indicators", "level1")),
        ("indicators[ full_year.kind ]", ColumnRef("indicators", "full_year.kind")),
        ("sum(1,2)", Call("SUM", (ONE, TWO))),
        ("SUM ( 1 , 2 )", Call("SUM", (ONE, TWO))),
        ("F()", Call("F", ())),
        ("(1)", ONE),
        ("TRUE()", Call("TRUE", ())),
    ],
)
def test_words(text: str, tree: Node) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("1+2*3", Binary("+", ONE, Binary("*", TWO, THREE))),
        ("(1+2)*3", Binary("*", Binary("+", ONE, TWO), THREE)),
        ("1-2-3", Binary("-", Binary("-", ONE, TWO), THREE)),
        ("1-(2-3)", Binary("-", ONE, Binary("-", TWO, THREE))),
        ("1^2^3", Binary("^", Binary("^", ONE, TWO), THREE)),
        ("-1^2", Binary("^", Unary("-", ONE), TWO)),
        ("-1%", Unary("-", Percent(ONE))),
        ("1%%", Percent(Percent(ONE))),
        ("1^2%", Binary("^", ONE, Percent(TWO))),
        ("-+1", Unary("-", Unary("+", ONE))),
        ("1--2", Binary("-", ONE, Unary("-", TWO))),
        ('1+2&"a"', Binary("&", Binary("+", ONE, TWO), String("a"))),
        ("1=2&3", Binary("=", ONE, Binary("&", TWO, THREE))),
        ("1<2=3", Binary("=", Binary("<", ONE, TWO), THREE)),
        ("1<=2", Binary("<=", ONE, TWO)),
        ("1<>2", Binary("<>", ONE, TWO)),
        ("1>=2", Binary(">=", ONE, TWO)),
    ],
)
def test_precedence_is_that_of_excel(text: str, tree: Node) -> None:
    assert parse(text) == tree


def test_every_node_knows_where_it_stands() -> None:
    text = " SUM(a.b, t[c])<= -[@d]%"
    spans = {str(node): text[slice(*node.span)] for node in walk(parse(text))}
    assert spans == {
        "SUM(a.b, t[c])<=-[@d]%": "SUM(a.b, t[c])<= -[@d]%",
        "SUM(a.b, t[c])": "SUM(a.b, t[c])",
        "a.b": "a.b",
        "t[c]": "t[c]",
        "-[@d]%": "-[@d]%",
        "[@d]%": "[@d]%",
        "[@d]": "[@d]",
    }


def test_references_come_from_left_to_right() -> None:
    assert list(map(str, references(parse("IF(b=1,[@c],SUM(t[d],a))")))) == ["b", "[@c]", "t[d]", "a"]


@pytest.mark.parametrize(
    ("text", "under", "message"),
    [
        ("", "", "incomplete formula"),
        ("=", "", "incomplete formula"),
        ("1+", "", "incomplete formula; expected a number"),
        ("SUM(1,2", "", "expected ')'"),
        ("(1", "", "expected ')'"),
        ("1 2", "2", "expected the end of the formula"),
        ("SUM(1,)", ")", "expected a number"),
        ("SUM(,1)", ",", "expected a number"),
        ("1*/2", "/", "expected a number"),
        ("SUM(1;2)", ";", "in a formula"),
        ("1)", ")", "expected the end"),
        ("==1", "=", "expected a number"),
        ('"abc', '"', "missing closing quote"),
        ("t[a", "[", "unmatched bracket"),
        ("a]", "]", "unmatched bracket"),
        ("[a]", "[a]", "expected a number"),
        ("t[[a]]", "[", "unmatched bracket"),
        ("1＝1", "＝", "full-width"),
        ("“a”", "“", "full-width"),
        ("IF（1）", "（", "full-width"),
        ("a!b", "!", "unexpected character"),
        ("{1}", "{", "unexpected character"),
        ("a:b", ":", "unexpected character"),
        ("$A$1", "$", "unexpected character"),
        ("#REF!", "#", "unexpected character"),
        ("a!=b", "!", "“not equal” is written <>"),
        ("a||b", "|", "“or” is written OR(…, …)"),
        ("a='b'", "'", 'a text stands in double quotes: "…"'),
        ("A1:B2", ":", "call cells and ranges by their fields"),
        ("[@end].last", ".last", "“.last” belongs inside the brackets; write [@end.last]"),
        ("[^end].last>1", ".last", "“.last” belongs inside the brackets; write [^end.last]"),
        ("SUM(t[goal].number)", ".number", "“.number” belongs inside the brackets; write t[goal.number]"),
        ("SUM([@t][goal] .number)", ".number", "“.number” belongs inside the brackets; write [@t][goal.number]"),
        ("(start).first", ".first", "“.first” must follow a field: field.first, or [@column.first]"),
        ("[#].first", ".first", "“.first” must follow a field"),
        (".first", ".first", "“.first” must follow a field"),
        ("a..b", "a..b", "not a field path"),
        ("a.", "a.", "not a field path"),
        ("[@]", "]", "not a field path"),
        ("[@a-b]", "a-b", "not a field path"),
        ("t[1]", "1", "not a field path"),
        ("1E400", "1E400", "too large"),
        ('"' + "a" * (LONGEST_STRING + 1) + '"', '"' + "a" * (LONGEST_STRING + 1) + '"', "longer than 255"),
        ("SUM(1)(2)", "(", "expected the end"),
        ("t[a][b]", "[b]", "expected the end"),
        ("5x", "x", "expected the end"),
    ],
)
def test_refusals_point_at_the_token(text: str, under: str, message: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text)
    error = caught.value
    assert text[error.start : error.end] == under
    assert message in error.message.en
    assert error.message.zh


@pytest.mark.parametrize(
    "text", ["(" * 500 + "1" + ")" * 500, "-" * 5000 + "1", "1" + "+1" * 3000, "1" + "%" * 5000, "ABS(" * 200 + "1" + ")" * 200]
)
def test_depth_is_limited(text: str) -> None:
    with pytest.raises(FormulaError, match=f"more than {MAX_DEPTH} levels"):
        parse(text)


def test_length_is_limited() -> None:
    with pytest.raises(FormulaError, match=f"longer than {MAX_LENGTH}"):
        parse("1" * (MAX_LENGTH + 1))


# --- text and tree ----------------------------------------------------------------------------------------------------

NAMES = st.from_regex(r"[a-z年][a-z0-9_年]{0,5}(\.[a-z][a-z0-9]{0,3})?", fullmatch=True).filter(
    lambda name: name.upper() not in ("TRUE", "FALSE")
)
LEAVES: st.SearchStrategy[Node] = st.one_of(
    st.from_regex(r"(0|[1-9][0-9]{0,3})(\.[0-9]{0,3})?(E-?[0-9]{1,2})?", fullmatch=True).map(Number),
    st.text(max_size=8).map(String),
    st.booleans().map(Boolean),
    NAMES.map(FieldRef),
    NAMES.map(RowRef),
    st.builds(ColumnRef, NAMES, NAMES),
)


def _grown(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    operators = st.sampled_from(("+", "-", "*", "/", "^", "&", "=", "<>", "<", "<=", ">", ">="))
    return st.one_of(
        st.builds(Unary, st.sampled_from("+-"), nodes),
        st.builds(Percent, nodes),
        st.builds(Binary, operators, nodes, nodes),
        st.builds(Call, st.sampled_from(sorted(FUNCTIONS)), st.lists(nodes, max_size=3).map(tuple)),
    )


@given(st.recursive(LEAVES, _grown, max_leaves=20))
def test_the_text_of_a_tree_parses_to_the_same_tree(tree: Node) -> None:
    assert parse(str(tree)) == tree


@given(st.text(alphabet='01.aE"[]@()+-*/^&=<>%,， t', max_size=30))
def test_any_text_parses_or_is_refused_inside_itself(text: str) -> None:
    try:
        tree = parse(text)
    except FormulaError as error:
        assert 0 <= error.start <= len(text)
        assert error.start <= error.end <= len(text) + 1  # at the end the caret stands behind the text
    else:
        assert parse(str(tree)) == tree
