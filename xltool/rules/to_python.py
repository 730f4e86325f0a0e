"""A formula as Python: the source of a function that tells its value in every row of a document.

Formulas come parsed and type-checked, and only literals and fixed names reach the source. What does not depend on the row
is looked up or calculated once for a document: columns, sums and counts over them, and the tallies in which equal rows are found.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from xltool.rules.language.functions import FUNCTIONS
from xltool.rules.language.nodes import (
    Binary,
    Boolean,
    Call,
    ColumnRef,
    FieldRef,
    Node,
    Number,
    Percent,
    Reference,
    RowRef,
    String,
    Unary,
    references,
)
from xltool.rules.language.semantics import is_caseless, text_equal
from xltool.rules.language.types import Scope, can_fail, is_blank_test, split_criterion

#: Function of the rule language → function of `semantics`, where the arguments pass as they are.
_PLAIN_CALLS = {
    "INT": "floor", "MOD": "modulo", "ROUND": "round_half_away", "ROUNDUP": "round_up", "ROUNDDOWN": "round_down",
    "LEN": "length", "LEFT": "left", "RIGHT": "right", "MID": "middle", "FIND": "find", "SEARCH": "search",
    "SUBSTITUTE": "substitute", "TRIM": "trim", "UPPER": "upper", "LOWER": "lower", "VALUE": "value", "TEXT": "text",
    "DATE": "date", "YEAR": "year", "MONTH": "month", "DAY": "day", "ABS": "abs",
}  # fmt: skip
#: The same of `aggregates`, where all arguments together are one list of cells.
_OVER_CELLS = {"SUM": "total", "MIN": "smallest", "MAX": "largest", "COUNT": "count_filled", "COUNTA": "count_filled"}
#: Functions of cells and columns: unless they look at the row at hand, they have one value in a document.
_AGGREGATES = {*_OVER_CELLS, "COUNTBLANK", "SUMPRODUCT", "COUNTIF", "COUNTIFS", "SUMIF", "SUMIFS"}


def python_source(node: Node, scope: Scope) -> str:
    """The source of `bind(S, C, N)`, of a formula that the type check has passed.

    `bind` takes single values, columns and numbers of rows of a document, and gives the function that tells the formula's
    value in a row (0-based), or raises ExcelError. A formula of the form as a whole has the same value in every row.
    """
    translator = _Translator(scope)
    value = translator.expression(node)
    names = "".join(f"    {name} = {source}\n" for source, name in translator.names.items())
    return f"def bind(S, C, N):\n{names}    return lambda i: {value}\n"


@dataclass(frozen=True)
class _Translator:
    """Source of Python expressions. S are single values, C columns, N row counts, i the row at hand, j a row inside SUMPRODUCT."""

    scope: Scope
    names: dict[str, str] = field(default_factory=dict)  # what is looked up once for a document → its name

    def name(self, source: str) -> str:
        """The name of something that is looked up once."""
        return self.names.setdefault(source, f"v{len(self.names)}")

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

    def raw(self, node: Reference) -> str:
        """A reference as the value itself, None when blank."""
        match node:
            case FieldRef():
                return self.name(f"S[{self.scope.bind(node).key!r}]")
            case RowRef():
                return f"{self.column(node)}[i]"
            case ColumnRef():
                return f"{self.column(node)}[j]"

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
            if not isinstance(side, FieldRef | RowRef | ColumnRef):
                continue
            if is_blank_test(side, other):
                return f"({self.raw(side)} is None)"
            if isinstance(other, String):
                literal = self.spelling(side, other.value)
                if literal is not None:
                    return f"({self.raw(side)} == {literal!r})"
        kind = self.scope.shape(node.left, in_array=True).type
        if kind == "boolean" or (kind == "text" and any(_is_caseless_literal(side) for side in (node.left, node.right))):
            return f"({left} == {right})"
        return f"{'text' if kind == 'text' else 'number'}_equal({left}, {right})"

    def spelling(self, reference: Reference, literal: str) -> str | None:
        """The one text of a field that equals a literal; None when there may be several, which differ in case."""
        binding = self.scope.bind(reference)
        words = binding.field.kind.words_of(binding.part)
        if words:
            return next((word for word in words if text_equal(word, literal)), literal)
        return literal if is_caseless(literal) else None

    def call(self, node: Call) -> str:
        name, arguments = node.name, node.arguments
        if name in _PLAIN_CALLS:
            return f"{_PLAIN_CALLS[name]}({self.joined(arguments)})"
        if name in _AGGREGATES:
            value = self.aggregate(name, arguments)
            looks_at_row = any(isinstance(reference, RowRef) for reference in references(node))
            return value if looks_at_row else f"{self.name(f'once(lambda: {value})')}()"
        match name:
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

    def aggregate(self, name: str, arguments: tuple[Node, ...]) -> str:
        match name:
            case "SUMPRODUCT":
                return self.tallied(arguments) or self.sumproduct(arguments)
            case "COUNTBLANK":
                return f"count_blank({self.column(arguments[0])})"
            case "COUNTIF" | "COUNTIFS":
                return f"count_rows({self.criteria(arguments)})"
            case "SUMIF":
                return f"sum_rows({self.column(arguments[2])}, {self.criteria(arguments[:2])})"
            case "SUMIFS":
                return f"sum_rows({self.column(arguments[0])}, {self.criteria(arguments[1:])})"
            case _:
                return f"{_OVER_CELLS[name]}({self.cells(arguments)})"

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
        assert isinstance(node, ColumnRef | RowRef)  # noqa: S101 - the type check has seen to it
        return self.name(f"C[{self.scope.bind(node).key!r}]")

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
        product = "*".join(f"({self.expression(argument)})" for argument in arguments)
        table = self.scope.shape(arguments[0], in_array=True).table
        return f"finite(float(sum({product} for j in range(N[{table!r}]))))"

    def tallied(self, arguments: tuple[Node, ...]) -> str | None:
        """SUMPRODUCT as a look into a tally of columns; None when it does more than count rows with given values."""
        factors = [factor for argument in arguments for factor in _factors(argument) if factor != Number("1")]
        conditions = [_condition(factor) for factor in factors]
        if not conditions or None in conditions:
            return None
        columns, wanted = [], []
        for column, value in filter(None, conditions):
            key = f"{self.scope.bind(column).type}_key"
            columns.append(f"({self.column(column)}, {key})")
            wanted.append(f"{key}({self.expression(value)})")
        rows = self.name(f"once(lambda: tally({', '.join(columns)}))")
        return f"float({rows}()[{', '.join(wanted)},])"

    def connective(self, node: Call) -> str:
        """AND and OR; all arguments are evaluated, as in Excel, unless none of them can be an error."""
        parts = [self.expression(argument) for argument in node.arguments]
        if any(can_fail(argument, when_huge=True) for argument in node.arguments):
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
        if not can_fail(argument, when_huge=True):
            return "True"
        return f"if_error(lambda: ({self.expression(argument)} is not None), lambda: False)"


def _factors(node: Node) -> Iterator[Node]:
    if isinstance(node, Binary) and node.op == "*":
        yield from _factors(node.left)
        yield from _factors(node.right)
    else:
        yield node


def _condition(node: Node) -> tuple[ColumnRef, Node] | None:
    """A column and what it is to be equal to, when a node is such a condition and the other side is the same in all rows."""
    if isinstance(node, Binary) and node.op == "=":
        for column, other in ((node.left, node.right), (node.right, node.left)):
            varies = any(isinstance(reference, ColumnRef) for reference in references(other))
            if isinstance(column, ColumnRef) and not varies and not is_blank_test(column, other):
                return column, other
    return None


def _is_caseless_literal(node: Node) -> bool:
    return isinstance(node, String) and is_caseless(node.value)


assert set(_PLAIN_CALLS) <= set(FUNCTIONS)  # noqa: S101 - one table must not know more than the other
