"""Rules in Python: each formula is compiled once into a Python function; a document is then checked in microseconds.

Formulas come parsed and type-checked, and only literals and fixed names reach the generated source.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from xltool.facts import Facts
from xltool.formula import semantics
from xltool.formula.functions import FUNCTIONS
from xltool.formula.nodes import (
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
)
from xltool.formula.types import Scope, can_fail, is_blank_test, split_criterion
from xltool.ruleset import Inputs, Rule, in_dependency_order, inputs
from xltool.schema import Schema


@dataclass(frozen=True)
class Verdict:
    """What one rule says of one document."""

    rule: Rule
    rows: tuple[int, ...] = ()  # 0-based rows that violate a row rule
    violated: bool = False  # a rule of the whole form is violated
    skipped: bool = False  # nothing could be decided: an input is bad, or an `unless` rule is violated
    skipped_rows: frozenset[int] = frozenset()  # rows of which nothing could be decided

    @property
    def count(self) -> int:
        """Violations: what `check.<id>` shows."""
        return len(self.rows) if self.rule.each else int(self.violated)


@dataclass(frozen=True)
class CompiledRules:
    """A rule set, ready to run."""

    steps: tuple[_Step, ...]

    def evaluate(self, facts: Facts) -> list[Verdict]:
        """The verdict on every rule, in the order in which they were compiled."""
        verdicts: dict[tuple[str, int], Verdict] = {}
        for step in self.steps:
            verdicts[step.rule.key] = step.verdict(facts, verdicts)
        return list(verdicts.values())


def compile_rules(rules: tuple[Rule, ...], schema: Schema) -> CompiledRules:
    """Compile rules that the loader has checked."""
    ordered = in_dependency_order(rules)
    keys: dict[str, list[Rule]] = {}
    for rule in ordered:
        keys.setdefault(rule.id, []).append(rule)
    return CompiledRules(
        tuple(
            _Step(
                rule=rule,
                inputs=inputs(rule, schema),
                blockers=tuple(other for name in rule.unless for other in keys.get(name, ())),
                test=compile_formula(rule.node, Scope(schema, rule.each)),
            )
            for rule in ordered
        )
    )


Test = Callable[[Mapping[str, Any], Mapping[str, list[Any]], Mapping[str, int], int], bool]


@dataclass(frozen=True)
class _Step:
    rule: Rule
    inputs: Inputs
    blockers: tuple[Rule, ...]
    test: Test

    def verdict(self, facts: Facts, verdicts: Mapping[tuple[str, int], Verdict]) -> Verdict:
        blocked_rows: set[int] = set()
        for blocker in self.blockers:
            other = verdicts[blocker.key]
            if blocker.each and blocker.each == self.rule.each:
                blocked_rows.update(other.rows)
            elif other.count:
                return Verdict(self.rule, skipped=True)
        bad, columns = facts.bad_scalars, facts.bad_columns
        if any(bad[path] for path in self.inputs.fields) or any(any(columns[path]) for path in self.inputs.columns):
            return Verdict(self.rule, skipped=True)
        if self.rule.each is None:
            return Verdict(self.rule, violated=not self._holds(facts, 0))
        return self._row_verdict(facts, blocked_rows)

    def _row_verdict(self, facts: Facts, blocked: set[int]) -> Verdict:
        n_rows = facts.n_rows[self.rule.each or ""]
        for path in self.inputs.row:
            blocked.update(row for row, bad in enumerate(facts.bad_columns[path]) if bad)
        rows = tuple(row for row in range(n_rows) if row not in blocked and not self._holds(facts, row))
        return Verdict(self.rule, rows=rows, skipped_rows=frozenset(blocked))

    def _holds(self, facts: Facts, row: int) -> bool:
        """Whether the formula is TRUE; an error value is not."""
        try:
            return self.test(facts.scalars, facts.columns, facts.n_rows, row)
        except semantics.ExcelError:
            return False


def compile_formula(node: Node, scope: Scope) -> Callable[..., Any]:
    """A checked formula as a function of (single values, columns, numbers of rows, 0-based row)."""
    source = _Generator(scope).expression(node)
    return eval(f"lambda S, C, N, i: {source}", _NAMES)  # type: ignore[no-any-return]  # noqa: S307 - source is generated from a checked tree


_NAMES: dict[str, Any] = {
    name: getattr(semantics, name) for name in dir(semantics) if not name.startswith("_") and name != "annotations"
} | {"__builtins__": {"range": range, "sum": sum, "abs": abs, "float": float, "zip": zip}}

#: Function of the rule language → function of `semantics`, where the arguments pass as they are.
_PLAIN_CALLS = {
    "INT": "floor", "MOD": "modulo", "ROUND": "round_half_away", "ROUNDUP": "round_up", "ROUNDDOWN": "round_down",
    "LEN": "length", "LEFT": "left", "RIGHT": "right", "MID": "middle", "FIND": "find", "SEARCH": "search",
    "SUBSTITUTE": "substitute", "TRIM": "trim", "UPPER": "upper", "LOWER": "lower", "VALUE": "value", "TEXT": "text",
    "DATE": "date", "YEAR": "year", "MONTH": "month", "DAY": "day", "ABS": "abs",
}  # fmt: skip
_OVER_CELLS = {"SUM": "total", "MIN": "smallest", "MAX": "largest", "COUNT": "count_filled", "COUNTA": "count_filled"}


@dataclass(frozen=True)
class _Generator:
    """Source of Python expressions. S are single values, C columns, N row counts, i the row at hand, j a row inside SUMPRODUCT."""

    scope: Scope
    row: str = "i"

    def expression(self, node: Node) -> str:
        """A node as an expression of its own type; a blank is 0.0 or ""."""
        match node:
            case Number():
                return repr(node.value)
            case String(value) | Boolean(value):
                return repr(value)
            case FieldRef() | RowRef() | ColumnRef():
                blank = "0.0" if self.scope.bind(node).type == "number" else "''"
                return f"({self.raw(node)} or {blank})"
            case Unary(op, operand):
                return f"({op}{self.expression(operand)})"
            case Percent(operand):
                return f"({self.expression(operand)}/100)"
            case Binary():
                return self.binary(node)
            case Call():
                return self.call(node)

    def raw(self, node: FieldRef | RowRef | ColumnRef) -> str:
        """A reference as the value itself, None when blank."""
        key = self.scope.bind(node).key
        match node:
            case FieldRef():
                return f"S[{key!r}]"
            case RowRef():
                return f"C[{key!r}][i]"
            case ColumnRef():
                return f"C[{key!r}][j]"

    def binary(self, node: Binary) -> str:
        left, right = self.expression(node.left), self.expression(node.right)
        match node.op:
            case "+" | "-" | "*" | "/" | "^":
                name = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide", "^": "power"}[node.op]
                return f"{name}({left}, {right})"
            case "&":
                return f"({left}+{right})"
            case _:
                return self.comparison(node, left, right)

    def comparison(self, node: Binary, left: str, right: str) -> str:
        equal = self.equality(node, left, right)
        match node.op:
            case "=":
                return equal
            case "<>":
                return f"(not {equal})"
            case "<":
                return f"number_less({left}, {right})"
            case ">":
                return f"number_less({right}, {left})"
            case "<=":
                return f"(not number_less({right}, {left}))"
            case _:
                return f"(not number_less({left}, {right}))"

    def equality(self, node: Binary, left: str, right: str) -> str:
        for side, other in ((node.left, node.right), (node.right, node.left)):
            if is_blank_test(side, other) and isinstance(side, FieldRef | RowRef | ColumnRef):
                return f"({self.raw(side)} is None)"
        kind = self.scope.shape(node.left, in_array=True).type
        if kind == "boolean" or (kind == "text" and any(_is_caseless(side) for side in (node.left, node.right))):
            return f"({left} == {right})"
        return f"{'text' if kind == 'text' else 'number'}_equal({left}, {right})"

    def call(self, node: Call) -> str:
        name, arguments = node.name, node.arguments
        if name in _PLAIN_CALLS:
            return f"{_PLAIN_CALLS[name]}({self.joined(arguments)})"
        if name in _OVER_CELLS:
            return f"{_OVER_CELLS[name]}({self.cells(arguments)})"
        match name:
            case "SUMPRODUCT":
                return self.sumproduct(arguments)
            case "COUNTBLANK":
                return f"count_blank({self.column(arguments[0])})"
            case "COUNTIF" | "COUNTIFS":
                return f"count_rows({self.n_rows(arguments[0])}, {self.criteria(arguments)})"
            case "SUMIF":
                return f"sum_rows({self.column(arguments[2])}, {self.criteria(arguments[:2])})"
            case "SUMIFS":
                return f"sum_rows({self.column(arguments[0])}, {self.criteria(arguments[1:])})"
            case "AND" | "OR":
                return self.connective(node)
            case "NOT":
                return f"(not {self.expression(arguments[0])})"
            case "IF":
                condition, then, otherwise = map(self.expression, arguments)
                return f"({then} if {condition} else {otherwise})"
            case "IFERROR":
                return "if_error(" + ", ".join(f"lambda: {self.expression(part)}" for part in arguments) + ")"
            case "EXACT":
                return f"({self.expression(arguments[0])} == {self.expression(arguments[1])})"
            case _:
                return self.test_of_type(node)

    def joined(self, arguments: tuple[Node, ...]) -> str:
        return ", ".join(self.expression(argument) for argument in arguments)

    def cells(self, arguments: tuple[Node, ...]) -> str:
        """Arguments of SUM and its like as one list, blanks kept as None."""
        parts = [
            f"*{self.column(argument)}"
            if isinstance(argument, ColumnRef)
            else self.raw(argument)
            if isinstance(argument, FieldRef | RowRef)
            else self.expression(argument)
            for argument in arguments
        ]
        return f"[{', '.join(parts)}]"

    def column(self, node: Node) -> str:
        assert isinstance(node, ColumnRef)  # noqa: S101 - the type check has seen to it
        return f"C[{self.scope.bind(node).key!r}]"

    def n_rows(self, node: Node) -> str:
        assert isinstance(node, ColumnRef)  # noqa: S101 - the type check has seen to it
        return f"N[{node.table!r}]"

    def criteria(self, arguments: tuple[Node, ...]) -> str:
        pairs = zip(arguments[::2], arguments[1::2], strict=True)
        return ", ".join(f"({self.column(column)}, {self.criterion(column, test)})" for column, test in pairs)

    def criterion(self, column: Node, test: Node) -> str:
        assert isinstance(column, ColumnRef)  # noqa: S101 - the type check has seen to it
        if not isinstance(test, String):
            return f"number_criterion('', {self.expression(test)})"
        operator, operand = split_criterion(test.value)
        if self.scope.bind(column).type == "number":
            return f"number_criterion({operator!r}, {float(operand)!r})"
        return f"text_criterion({operator!r}, {operand!r})"

    def sumproduct(self, arguments: tuple[Node, ...]) -> str:
        inner = _Generator(self.scope, row="j")
        product = "*".join(f"({inner.expression(argument)})" for argument in arguments)
        table = self.scope.shape(arguments[0], in_array=True).table
        return f"float(sum({product} for j in range(N[{table!r}])))"

    def connective(self, node: Call) -> str:
        """AND and OR; all arguments are evaluated, as in Excel, unless none of them can be an error."""
        parts = [self.expression(argument) for argument in node.arguments]
        if any(map(can_fail, node.arguments)):
            return f"{'every' if node.name == 'AND' else 'some'}(({', '.join(parts)},))"
        return "(" + (" and " if node.name == "AND" else " or ").join(parts) + ")"

    def test_of_type(self, node: Call) -> str:
        """ISBLANK, ISNUMBER, ISTEXT: of a reference by its value, of anything else by its static type."""
        argument = node.arguments[0]
        is_reference = isinstance(argument, FieldRef | RowRef | ColumnRef)
        if node.name == "ISBLANK":
            return f"({self.raw(argument)} is None)"  # type: ignore[arg-type]  # the type check lets references through only
        wanted = "number" if node.name == "ISNUMBER" else "text"
        has_type = self.scope.shape(argument, in_array=True).type == wanted
        if not has_type:
            return "False"
        if is_reference:
            return f"({self.raw(argument)} is not None)"  # type: ignore[arg-type]  # narrowed by is_reference
        if not can_fail(argument):
            return "True"
        return f"if_error(lambda: ({self.expression(argument)} is not None), lambda: False)"


def _is_caseless(node: Node) -> bool:
    """Whether a literal has no letters with case, so that plain equality is enough."""
    return isinstance(node, String) and node.value.upper() == node.value == node.value.lower()


assert set(_PLAIN_CALLS) <= set(FUNCTIONS)  # noqa: S101 - one table must not know more than the other
