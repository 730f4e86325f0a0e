"""Translate a formula into Python: the source of a function that yields its value in every row of a document.

Formulas come parsed and type-checked, and only literals and fixed names reach the source. What does not depend on the row
is looked up or calculated once for a document: columns, sums and counts over them, and the tallies in which equal rows are found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from xltool.base.value_types import Type
from xltool.rules.functions import FUNCTIONS
from xltool.rules.language.exactness import exactness, has_few_decimals
from xltool.rules.language.function import Exactness
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
    RowNumber,
    RowRef,
    String,
    Unary,
    is_blank_test,
    looks_at_row,
)
from xltool.rules.language.semantics import (
    add,
    divide,
    is_caseless,
    multiply,
    number_equal,
    number_less,
    power,
    settled,
    subtract,
    text_equal,
)
from xltool.rules.language.types import Scope, can_fail

_ARITHMETIC: dict[str, Callable[[float, float], float]] = {"+": add, "-": subtract, "*": multiply, "/": divide, "^": power}
_COMPARISONS = {
    "=": "{equal}",
    "<>": "(not {equal})",
    "<": "number_less({left}, {right})",
    ">": "number_less({right}, {left})",
    "<=": "(not number_less({right}, {left}))",
    ">=": "(not number_less({left}, {right}))",
}
#: The functions that the source of operators names.
OPERATORS: tuple[Callable[..., Any], ...] = (*_ARITHMETIC.values(), number_equal, number_less, text_equal, settled)


def python_source(node: Node, scope: Scope) -> str:
    """Return the source of `bind(S, C, N)`, of a formula that the type check has passed.

    `bind` takes single values, columns and numbers of rows of a document, and gives the function that tells the formula's
    value in a row (0-based), or raises ExcelError. A formula of the form as a whole has the same value in every row.
    """
    translator = _Translator(scope)
    value = translator.expression(node)
    names = "".join(f"    {name} = {source}\n" for source, name in translator.names.items())
    return f"def bind(S, C, N):\n{names}    return lambda i: {value}\n"


def search_source(node: Node, scope: Scope) -> str:
    """Return the source of `bind(S, C, N)` as `python_source` does, of a condition over the columns of a table.

    The function tells of a row at hand (0-based) the list of the table's rows in which the condition holds.
    """
    translator = _Translator(scope)
    value, table = translator.expression(node), translator.table_of(node)
    names = "".join(f"    {name} = {source}\n" for source, name in translator.names.items())
    return f"def bind(S, C, N):\n{names}    return lambda i: [j for j in range(N[{table!r}]) if {value}]\n"


@dataclass(frozen=True)
class _Translator:
    """Source of Python expressions. S are single values, C columns, N row counts, i the row at hand, j a row inside SUMPRODUCT."""

    scope: Scope
    names: dict[str, str] = field(default_factory=dict)  # what is looked up once for a document → its name

    def name(self, source: str) -> str:
        """Return the name of something that is looked up once."""
        return self.names.setdefault(source, f"v{len(self.names)}")

    def expression(self, node: Node) -> str:
        """Translate a node into an expression of its own type; a blank is 0.0 or ""."""
        match node:
            case Number():
                return repr(node.value)
            case String(value) | Boolean(value):
                return repr(value)
            case FieldRef() | RowRef() | ColumnRef():
                blank = "0.0" if self.scope.bind(node).type == "number" else "''"
                return f"({self.raw(node)} or {blank})"
            case RowNumber():
                return "(i+1.0)"
            case Unary(op, operand):
                return f"({op}{self.expression(operand)})"
            case Percent(operand):
                return f"({self.expression(operand)}/100)"
            case Binary():
                return self.binary(node)
            case Call():
                return self.call(node)

    def raw(self, node: Node) -> str:
        """Return a reference as the value itself, None when blank."""
        assert isinstance(node, FieldRef | RowRef | ColumnRef)  # noqa: S101 - the type check has seen to it
        match node:
            case FieldRef():
                return self.name(f"S[{self.scope.bind(node).key!r}]")
            case RowRef():
                return f"{self.column(node)}[i]"
            case ColumnRef():
                return f"{self.column(node)}[j]"

    def binary(self, node: Binary) -> str:
        if node.op in _COMPARISONS and "calculated" in (self.exactness(node.left), self.exactness(node.right)):
            left, right = self.settled(node.left), self.settled(node.right)
        else:
            left, right = self.expression(node.left), self.expression(node.right)
        if node.op in _ARITHMETIC:
            return f"{_ARITHMETIC[node.op].__name__}({left}, {right})"
        if node.op == "&":
            return f"({left}+{right})"
        return _COMPARISONS[node.op].format(left=left, right=right, equal=self.equality(node, left, right))

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
        kind = self.type_of(node.left)
        if kind == "boolean" or (kind == "text" and any(_is_caseless_literal(side) for side in (node.left, node.right))):
            return f"({left} == {right})"
        return f"{'text' if kind == 'text' else 'number'}_equal({left}, {right})"

    def exactness(self, node: Node) -> Exactness:
        """Return how exact a number is."""
        return exactness(node, lambda reference: self.scope.bind(reference).is_whole)

    def settled(self, node: Node) -> str:
        """Translate a number as it is compared and counted with: to six decimals, unless it is whole or written with fewer."""
        value = self.expression(node)
        return value if self.exactness(node) == "whole" or has_few_decimals(node) else f"settled({value})"

    def spelling(self, reference: Reference, literal: str) -> str | None:
        """Return the one text of a field that equals a literal; None when there may be several, which differ in case."""
        binding = self.scope.bind(reference)
        words = binding.field.kind.words_of(binding.part)
        if words:
            return next((word for word in words if text_equal(word, literal)), literal)
        return literal if is_caseless(literal) else None

    def call(self, node: Call) -> str:
        """Write a call; what does not look at the row at hand is calculated once for a document, if the function asks for it."""
        function = FUNCTIONS[node.name]
        value = function.python.source(self, node)
        return f"{self.name(f'once(lambda: {value})')}()" if function.once and not looks_at_row(node) else value

    def joined(self, arguments: tuple[Node, ...]) -> str:
        return ", ".join(self.expression(argument) for argument in arguments)

    def column(self, node: Node) -> str:
        assert isinstance(node, ColumnRef | RowRef)  # noqa: S101 - the type check has seen to it
        return self.name(f"C[{self.scope.bind(node).key!r}]")

    def type_of(self, node: Node) -> Type:
        """Return the type of a node."""
        return self.scope.shape(node, in_array=True).type

    def table_of(self, node: Node) -> str | None:
        """Return the table over whose rows a node runs; None for a single value."""
        return self.scope.shape(node, in_array=True).table

    def can_fail(self, node: Node) -> bool:
        """Return whether a node can be an error value, also for amounts beyond reason."""
        return can_fail(node, when_huge=True)


def _is_caseless_literal(node: Node) -> bool:
    return isinstance(node, String) and is_caseless(node.value)
