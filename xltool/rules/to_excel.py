"""Render rules as Excel formulas: the same tree, over the addresses of the workbook's helper cells.

A helper cell holds a field's value as it was read: a number or a text, "" when blank. A number is wrapped in N() where
it is calculated with, since "" is not a number; everything else is the formula as written. See `docs/rule-language.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from xltool.base.formula_text import quote
from xltool.base.normalise import lower
from xltool.base.value_types import Type
from xltool.rules.functions import FUNCTIONS
from xltool.rules.language.exactness import DECIMALS, exactness, has_few_decimals
from xltool.rules.language.function import Exactness
from xltool.rules.language.nodes import (
    COMPARISONS,
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
    RowNumber,
    RowRef,
    String,
    Unary,
    is_blank_test,
    references,
)
from xltool.rules.language.semantics import is_caseless
from xltool.rules.language.types import Binding, Scope

#: Stands for the row number in the formula of a table row; replaced when the formula is written.
ROW = "\x00"


class Addresses(Protocol):
    """Where the helper cells are, in A1 notation."""

    def scalar(self, key: str) -> str:
        """Return the cell of a single field (or part)."""

    def row(self, key: str) -> str:
        """Return the cell of a column in the row at hand, with `ROW` for the row number."""

    def column(self, key: str) -> str:
        """Return all cells of a column."""

    def numeric_column(self, key: str) -> str:
        """Return all cells of a column of numbers, with 0 for blanks."""

    def small_column(self, key: str) -> str:
        """Return all cells of a column of texts, in small letters."""

    def row_number(self, table: str) -> str:
        """Return the cell that counts the rows in use down to the row at hand."""

    def used(self, table: str) -> str:
        """For every row of a table 1 if it holds something, else 0."""


@dataclass(frozen=True)
class Renderer:
    """Renders formulas that the loader has type-checked."""

    scope: Scope
    addresses: Addresses

    def formula(self, node: Node) -> str:
        """Render a node as formula text, without the leading `=`."""
        match node:
            case Number(text):
                return text.upper()  # the exponent
            case Boolean():
                return str(node)
            case String(value):
                return quote(value)
            case FieldRef() | RowRef() | ColumnRef():
                return self.value(node)
            case RowNumber():
                assert self.scope.table is not None  # noqa: S101 - the type check has seen to it
                return self.addresses.row_number(self.scope.table)
            case Unary(op, operand):
                return f"({op}{self.wrapped(operand)})"
            case Percent(operand):
                return f"({self.wrapped(operand)}%)"
            case Binary():
                return self.binary(node)
            case Call():
                return self.call(node)

    def cell(self, reference: Node) -> str:
        """Return the helper cell (or cells) as it is."""
        assert isinstance(reference, FieldRef | RowRef | ColumnRef)  # noqa: S101 - the type check has seen to it
        key = self.scope.bind(reference).key
        match reference:
            case FieldRef():
                return self.addresses.scalar(key)
            case RowRef():
                return self.addresses.row(key)
            case ColumnRef():
                return self.addresses.column(key)

    def value(self, reference: Reference) -> str:
        """Return the helper cell as a value to calculate with: a blank number is 0."""
        binding: Binding = self.scope.bind(reference)
        if binding.type != "number":
            return self.cell(reference)
        if isinstance(reference, ColumnRef):
            return self.addresses.numeric_column(binding.key)
        return f"N({self.cell(reference)})"

    def binary(self, node: Binary) -> str:
        """Return two operands with their operator; a test for blank compares the cell itself."""
        left, right = node.left, node.right
        if is_blank_test(left, right) or is_blank_test(right, left):
            sides = [self.cell(s) if isinstance(s, FieldRef | RowRef | ColumnRef) else '""' for s in (left, right)]
            return f"{sides[0]}{node.op}{sides[1]}"
        if node.op in COMPARISONS and self.type_of(left) == "text" and not self.names_one_text(node):
            return self.same_letters(node)
        if node.op in COMPARISONS and "calculated" in (self.exactness(left), self.exactness(right)):
            return f"{self.settled(left)}{node.op}{self.settled(right)}"
        return f"{self.operand(left, node)}{node.op}{self.operand(right, node, right=True)}"

    def names_one_text(self, node: Binary) -> bool:
        """Return whether a text is compared with a literal that only it can equal: in all programs `=` is the same then."""
        for literal, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(literal, String) and (is_caseless(literal.value) or self._words(other)):
                return True
        return False

    def _words(self, node: Node) -> tuple[str, ...]:
        """Return all texts that a node may be, where these are words of ours."""
        if not isinstance(node, FieldRef | RowRef | ColumnRef):
            return ()
        binding = self.scope.bind(node)
        return binding.field.kind.words_of(binding.part)

    def same_letters(self, node: Binary) -> str:
        """Return whether two texts are equal in small letters: by `=`, LibreOffice takes the ligature `ﬁ` for `fi`, others do not."""
        equal = f"EXACT({self.small_letters(node.left)},{self.small_letters(node.right)})"
        if node.op == "=":
            return equal
        over_rows = any(isinstance(part, ColumnRef) for part in references(node))
        return f"{equal}*1=0" if over_rows else f"NOT({equal})"  # NOT over rows is not known to every program

    def small_letters(self, node: Node) -> str:
        """Return a text in small letters."""
        match node:
            case String(value):
                return quote(lower(value))
            case ColumnRef():
                return self.addresses.small_column(self.scope.bind(node).key)
            case _:
                return f"LOWER({self.formula(node)})"

    def exactness(self, node: Node) -> Exactness:
        """Return how exact a number is."""
        return exactness(node, lambda reference: self.scope.bind(reference).is_whole)

    def settled(self, node: Node) -> str:
        """Return a number as it is compared and counted with: to six decimals, unless it is whole or written with fewer."""
        text = self.formula(node)
        return text if self.exactness(node) == "whole" or has_few_decimals(node) else f"ROUND({text},{DECIMALS})"

    def grouped(self, node: Node) -> str:
        """Return a node that can stand beside any operator."""
        text = self.formula(node)
        return f"({text})" if isinstance(node, Binary) else text

    def operand(self, node: Node, parent: Binary, *, right: bool = False) -> str:
        """Return an operand of a binary operator, in parentheses where precedence asks for them."""
        text = self.formula(node)
        if not isinstance(node, Binary):
            return text
        loose = PRECEDENCE[node.op] < PRECEDENCE[parent.op] or (right and PRECEDENCE[node.op] == PRECEDENCE[parent.op])
        loose = loose or (node.op in COMPARISONS and parent.op in COMPARISONS)  # programs group these from either side
        return f"({text})" if loose else text

    def wrapped(self, node: Node) -> str:
        """Return an operand of a sign or a `%`, which bind tighter than every binary operator."""
        text = self.formula(node)
        return f"({text})" if isinstance(node, Binary) else text

    def call(self, node: Call) -> str:
        """Render a call; unused rows of tables never take part."""
        return FUNCTIONS[node.name].excel(self, node)

    def used(self, node: Node) -> str:
        """Return the mask of used rows of the table over whose rows a node runs."""
        table = self.scope.shape(node, in_array=True).table
        assert table is not None  # noqa: S101 - the type check has seen to it
        return self.addresses.used(table)

    def type_of(self, node: Node) -> Type:
        """Return the type of a node."""
        return self.scope.shape(node, in_array=True).type
