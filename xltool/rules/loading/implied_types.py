"""The JSON type of a computed field whose subschema has none, as far as its formula tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xltool.base.errors import FormulaError
from xltool.base.paths import join, parent_of
from xltool.rules.functions import FUNCTIONS
from xltool.rules.language.nodes import (
    Binary,
    Boolean,
    Call,
    ColumnRef,
    FieldRef,
    Node,
    Number,
    OuterRef,
    Percent,
    Reference,
    RowNumber,
    RowRef,
    String,
    Unary,
)
from xltool.rules.language.parser import parse

#: Functions that count, and those that yield whole numbers of whole numbers.
_COUNTS = ("COUNT", "COUNTA", "COUNTIF", "COUNTIFS", "LEN")
_WHOLE_OF_WHOLE = ("SUM", "MIN", "MAX", "ABS")


def implied_type(formula: str, types: Mapping[str, str], table: str | None) -> str:
    """Return the JSON type of a computed value whose subschema has none: of its formula, as far as the text tells; else "number".

    `types` are the types of the fields that have one, by path.
    """
    try:
        return _type_of(parse(formula), types, table)
    except FormulaError:
        return "number"  # reported where the formula is checked


def _type_of(node: Node, types: Mapping[str, str], table: str | None) -> str:
    match node:
        case RowNumber():
            return "integer"
        case String():
            return "string"
        case Binary(op, left, right):
            return "string" if op == "&" else _common([left, right], types, table) if op in ("+", "-", "*") else "number"
        case Number():
            return "integer" if node.text.isdecimal() else "number"
        case Unary():
            return _common([node.operand], types, table)
        case Boolean() | Percent():
            return "number"
        case FieldRef() | RowRef() | ColumnRef():
            return types.get(_path(node, table or ""), "number")
        case Call(name, arguments):
            function = FUNCTIONS.get(name)
            result = function.signature.result if function else "number"
            if result == "text":
                return "string"
            if name in _COUNTS:
                return "integer"
            if name in _WHOLE_OF_WHOLE:
                return _common(arguments, types, table)
            if name == "IF":
                return _common(arguments[1:], types, table)
            return "number" if result or not arguments else _type_of(arguments[-1], types, table)


def _path(reference: Reference, owner: str) -> str:
    """Return the path that a reference in the formula of a column or property names; `owner` is its table or object."""
    match reference:
        case OuterRef(name):
            return join(parent_of(owner), name)
        case FieldRef(path):
            return path
        case RowRef(column):
            return join(owner, column)
        case ColumnRef(table, column):
            return join(join(owner, table[1:]) if reference.is_beside else table, column)


def _common(nodes: Sequence[Node], types: Mapping[str, str], table: str | None) -> str:
    """Return the type of what is made of some values: whole of whole numbers, a text where one is a text."""
    found = {_type_of(node, types, table) for node in nodes}
    return found.pop() if len(found) == 1 else "string" if "string" in found else "number"
