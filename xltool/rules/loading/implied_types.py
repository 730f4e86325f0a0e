"""The JSON type of a computed field whose subschema has none, as far as its formula tells."""

from __future__ import annotations

from collections.abc import Mapping

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
    RowNumber,
    RowRef,
    String,
    Unary,
)
from xltool.rules.language.parser import parse


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
        case Binary(op):
            return "string" if op == "&" else "number"
        case Number() | Boolean() | Unary() | Percent():
            return "number"
        case FieldRef(path):
            return types.get(path, "number")
        case RowRef(column):
            return types.get(f"{table}.{column}", "number")
        case ColumnRef(other, column):
            return types.get(f"{other}.{column}", "number")
        case Call(name, arguments):
            function = FUNCTIONS.get(name)
            result = function.signature.result if function else "number"
            if result is None and arguments:
                return _type_of(arguments[-1], types, table)
            return "string" if result == "text" else "number"
