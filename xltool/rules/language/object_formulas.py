"""Formulas of properties: `[@name]` is the property beside, so that objects of one shape share their formulas.

`[@items][amount]` is a column of the table beside; in a row of a table `[^name]` is a property of the object that holds the table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from xltool.base.paths import join
from xltool.rules.language.nodes import Binary, Call, ColumnRef, FieldRef, Node, OuterRef, Percent, RowRef, Unary


def in_object(node: Node, path: str) -> Node:
    """Return a formula with the full paths of what it reads beside it; `path` is that of the object, "" for the form."""

    def named(part: Node) -> Node:
        match part:
            case RowRef(column, span):
                return FieldRef(join(path, column), span)
            case ColumnRef(table, column, span) if part.is_beside:
                return ColumnRef(join(path, table[1:]), column, span)
            case _:
                return part

    return with_leaves(node, named)


def in_holder(node: Node, path: str) -> Node:
    """Return a formula of a table's row with the full paths of what it reads of the object at `path`, which holds the table."""
    return with_leaves(node, lambda part: FieldRef(join(path, part.path), part.span) if isinstance(part, OuterRef) else part)


def with_leaves(node: Node, change: Callable[[Node], Node]) -> Node:
    """Return a tree with every leaf as `change` returns it."""
    match node:
        case Unary() | Percent():
            return replace(node, operand=with_leaves(node.operand, change))
        case Binary():
            return replace(node, left=with_leaves(node.left, change), right=with_leaves(node.right, change))
        case Call():
            return replace(node, arguments=tuple(with_leaves(argument, change) for argument in node.arguments))
        case _:
            return change(node)
