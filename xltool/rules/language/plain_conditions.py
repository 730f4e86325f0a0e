"""Spell conditions as plainly as they can be, for people: `a="x"` and not `EXACT(a, "x")`, `a<>"x"` and not `NOT(a="x")`."""

from __future__ import annotations

from xltool.rules.language.nodes import Binary, Boolean, Call, Node

_OPPOSITES = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_BOTH = {"AND": "OR", "OR": "AND"}


def as_condition(node: Node) -> Node:
    """Return a condition that holds in the same cases, but for capital and small letters, in fewer words."""
    match node:
        case Call("EXACT", (left, right)):
            return Binary("=", left, right)
        case Call("NOT", (inner,)):
            return negated(as_condition(inner))
        case Call("AND" | "OR" as name, arguments):
            return Call(name, tuple(as_condition(argument) for argument in arguments))
        case _:
            return node


def negated(node: Node) -> Node:
    """Return the opposite of a condition."""
    match node:
        case Binary(op, left, right) if op in _OPPOSITES:
            return Binary(_OPPOSITES[op], left, right)
        case Call("AND" | "OR" as name, arguments):
            return Call(_BOTH[name], tuple(negated(argument) for argument in arguments))
        case Call("NOT", (inner,)):
            return inner
        case Boolean():
            return Boolean(value=not node.value)
        case _:
            return Call("NOT", (node,))


def without(node: Node, known: Node) -> Node:
    """Return what a condition says besides another one that holds where it is asked."""
    parts, besides = _parts(node), set(_parts(known))
    left = [part for part in parts if part not in besides]
    return node if not left or len(left) == len(parts) else left[0] if len(left) == 1 else Call("AND", tuple(left))


def _parts(node: Node) -> list[Node]:
    return [part for argument in node.arguments for part in _parts(argument)] if isinstance(node, Call) and node.name == "AND" else [node]
