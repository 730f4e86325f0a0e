"""Rules as Excel formulas: the same tree, over the addresses of the workbook's helper cells.

A helper cell holds a field's value as it was read: a number or a text, "" when blank. A number is wrapped in N() where
it is calculated with, since "" is no number; everything else is the formula as written. See `docs/rule-language.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from xltool.base.formula_text import digits_removed, quote
from xltool.rules.language.nodes import (
    PRECEDENCE,
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
)
from xltool.rules.language.semantics import FIRST_SERIAL, FIRST_YEAR, LAST_SERIAL, LAST_YEAR, VALUE_LENGTH
from xltool.rules.language.types import Binding, Scope, is_blank_test, text_decimals

#: Stands for the row number in the formula of a table row; replaced when the formula is written.
ROW = "\x00"


class Addresses(Protocol):
    """Where the helper cells are, in A1 notation."""

    def scalar(self, key: str) -> str:
        """The cell of a single field (or part)."""

    def row(self, key: str) -> str:
        """The cell of a column in the row at hand, with `ROW` for the row number."""

    def column(self, key: str) -> str:
        """All cells of a column."""

    def numeric_column(self, key: str) -> str:
        """All cells of a column of numbers, with 0 for blanks."""

    def used(self, table: str) -> str:
        """For every row of a table 1 if it holds something, else 0."""


@dataclass(frozen=True)
class Renderer:
    """Renders formulas that the loader has type-checked."""

    scope: Scope
    addresses: Addresses

    def formula(self, node: Node) -> str:
        """A node as formula text, without the leading `=`."""
        match node:
            case Number(text):
                return text.upper()  # the exponent
            case Boolean():
                return str(node)
            case String(value):
                return quote(value)
            case FieldRef() | RowRef() | ColumnRef():
                return self.value(node)
            case Unary(op, operand):
                return f"({op}{self.wrapped(operand)})"
            case Percent(operand):
                return f"({self.wrapped(operand)}%)"
            case Binary():
                return self.binary(node)
            case Call():
                return self.call(node)

    def cell(self, reference: Reference) -> str:
        """The helper cell (or cells) as it is."""
        key = self.scope.bind(reference).key
        match reference:
            case FieldRef():
                return self.addresses.scalar(key)
            case RowRef():
                return self.addresses.row(key)
            case ColumnRef():
                return self.addresses.column(key)

    def value(self, reference: Reference) -> str:
        """The helper cell as a value to calculate with: a blank number is 0."""
        binding: Binding = self.scope.bind(reference)
        if binding.type != "number":
            return self.cell(reference)
        if isinstance(reference, ColumnRef):
            return self.addresses.numeric_column(binding.key)
        return f"N({self.cell(reference)})"

    def binary(self, node: Binary) -> str:
        """Two operands with their operator; a test for blank compares the cell itself."""
        left, right = node.left, node.right
        if is_blank_test(left, right) or is_blank_test(right, left):
            sides = [self.cell(s) if isinstance(s, FieldRef | RowRef | ColumnRef) else '""' for s in (left, right)]
            return f"{sides[0]}{node.op}{sides[1]}"
        return f"{self.operand(left, node)}{node.op}{self.operand(right, node, right=True)}"

    def operand(self, node: Node, parent: Binary, *, right: bool = False) -> str:
        """An operand of a binary operator, in parentheses where precedence asks for them."""
        text = self.formula(node)
        if not isinstance(node, Binary):
            return text
        loose = PRECEDENCE[node.op] < PRECEDENCE[parent.op] or (right and PRECEDENCE[node.op] == PRECEDENCE[parent.op])
        return f"({text})" if loose else text

    def wrapped(self, node: Node) -> str:
        """An operand of a sign or a `%`, which bind tighter than every binary operator."""
        text = self.formula(node)
        return f"({text})" if isinstance(node, Binary) else text

    def call(self, node: Call) -> str:
        """A function with its arguments; unused rows of tables never take part."""
        arguments = node.arguments
        match node.name:
            case "SUM" | "MIN" | "MAX" | "COUNT":
                cells = (self.cell(a) if isinstance(a, FieldRef | RowRef | ColumnRef) else self.formula(a) for a in arguments)
                return f"{node.name}({','.join(cells)})"
            case "COUNTA":
                return "(" + "+".join(map(self.filled, arguments)) + ")"
            case "COUNTBLANK":
                return f'SUMPRODUCT(({self.column(arguments[0])}="")*{self.used(arguments[0])})'
            case "COUNTIF" | "COUNTIFS":
                return f"COUNTIFS({self.criteria(arguments)},{self.used(arguments[0])},1)"
            case "SUMIF":
                return f"SUMIFS({self.column(arguments[2])},{self.criteria(arguments[:2])},{self.used(arguments[0])},1)"
            case "SUMIFS":
                return f"SUMIFS({self.column(arguments[0])},{self.criteria(arguments[1:])},{self.used(arguments[0])},1)"
            case "SUMPRODUCT":
                return self.sumproduct(arguments)
            case "ISBLANK" | "ISNUMBER" | "ISTEXT":
                return self.test_of_type(node)
            case "VALUE":
                return self.strict_value(arguments[0])
            case "YEAR" | "MONTH" | "DAY":
                return f"{node.name}({self.day_number(arguments[0])})"
            case "FIND" | "SEARCH":
                texts = [self.not_empty(arguments[0]), *map(self.formula, arguments[1:])]
                return f"{node.name}({','.join(texts)})"
            case "TEXT":
                return f"TEXT({self.rounded(*arguments)},{self.formula(arguments[1])})"
            case "DATE":
                year, month, day = map(self.formula, arguments)
                return f"DATE({_within(year, FIRST_YEAR, LAST_YEAR)},{month},{day})"
            case _:
                return f"{node.name}({','.join(map(self.formula, arguments))})"

    def filled(self, argument: Node) -> str:
        """How many cells of a field or column are not blank."""
        if isinstance(argument, ColumnRef):
            return f'SUMPRODUCT(({self.cell(argument)}<>"")*1)'
        assert isinstance(argument, FieldRef | RowRef)  # noqa: S101 - the type check has seen to it
        return f'({self.cell(argument)}<>"")*1'

    def column(self, node: Node) -> str:
        """The cells of a column."""
        assert isinstance(node, ColumnRef)  # noqa: S101 - the type check has seen to it
        return self.cell(node)

    def used(self, node: Node) -> str:
        """The mask of used rows of a column's table."""
        assert isinstance(node, ColumnRef)  # noqa: S101 - the type check has seen to it
        return self.addresses.used(node.table)

    def criteria(self, arguments: tuple[Node, ...]) -> str:
        """Pairs of a column and its criterion."""
        pairs = zip(arguments[::2], arguments[1::2], strict=True)
        return ",".join(f"{self.column(column)},{self.formula(test)}" for column, test in pairs)

    def sumproduct(self, arguments: tuple[Node, ...]) -> str:
        """Unused rows of a table do not count: they are multiplied by 0."""
        table = self.scope.shape(arguments[0], in_array=True).table
        factors = ",".join(self.formula(argument) for argument in arguments)
        return f"SUMPRODUCT({factors},{self.addresses.used(table or '')})"

    def test_of_type(self, node: Call) -> str:
        """ISBLANK, ISNUMBER, ISTEXT: of a reference by its cell, of anything else by its static type."""
        argument = node.arguments[0]
        is_reference = isinstance(argument, FieldRef | RowRef | ColumnRef)
        if node.name == "ISBLANK":
            return f'({self.cell(argument)}="")'  # type: ignore[arg-type]  # the type check lets references through only
        wanted = "number" if node.name == "ISNUMBER" else "text"
        if self.scope.shape(argument, in_array=True).type != wanted:
            return "FALSE"
        if is_reference:
            return f'({self.cell(argument)}<>"")'  # type: ignore[arg-type]  # narrowed by is_reference
        return f"{node.name}({self.formula(argument)})"

    def not_empty(self, wanted: Node) -> str:
        """A text to look for; an error when it is empty, which programs find at different places."""
        text = self.formula(wanted)
        return text if isinstance(wanted, String) else f'REPT({text},1/({text}<>""))'

    def rounded(self, number: Node, format_: Node) -> str:
        """A number as TEXT shows it: programs round halves alike in ROUND only."""
        assert isinstance(format_, String)  # noqa: S101 - the type check has seen to it
        if format_.value.startswith("y"):
            return self.day_number(number)
        return f"ROUND({self.formula(number)},{text_decimals(format_.value)})"

    def day_number(self, argument: Node) -> str:
        """A day number on which all programs agree; an error outside."""
        return _within(self.formula(argument), FIRST_SERIAL, LAST_SERIAL)

    def strict_value(self, argument: Node) -> str:
        """VALUE of digits with one point and a sign; anything else is #VALUE!, also what Excel would take for a date."""
        text = f"TRIM({self.formula(argument)})"
        body = f'IF(OR(LEFT({text},1)="+",LEFT({text},1)="-"),MID({text},2,99),{text})'
        rest = digits_removed(body)
        plain = f'AND(LEN({text})<={VALUE_LENGTH},OR({rest}="",{rest}="."),LEN({body})>LEN({rest}))'
        return f'VALUE(IF({plain},{text},"x"))'


def _within(value: str, first: int, last: int) -> str:
    """Formula text: a number, or an error where it is below `first` or not below `last` + 1."""
    return f"({value})/(({value}>={first})*({value}<{last + 1}))"
