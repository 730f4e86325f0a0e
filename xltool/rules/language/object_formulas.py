"""Formulas of properties: `[@name]` is the property beside, so that objects of one shape share their formulas."""

from __future__ import annotations

from dataclasses import replace

from xltool.base.paths import join
from xltool.rules.language.nodes import Binary, Call, FieldRef, Node, Percent, RowRef, Unary


def in_object(node: Node, path: str) -> Node:
    """Return a formula with the full paths of what it reads beside it; `path` is that of the object, "" for the form."""
    match node:
        case RowRef(column, span):
            return FieldRef(join(path, column), span)
        case Unary() | Percent():
            return replace(node, operand=in_object(node.operand, path))
        case Binary():
            return replace(node, left=in_object(node.left, path), right=in_object(node.right, path))
        case Call():
            return replace(node, arguments=tuple(in_object(argument, path) for argument in node.arguments))
        case _:
            return node
