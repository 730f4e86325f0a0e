"""How exact the numbers of a formula are: which of them programs would calculate to different last digits.

Sums, products and quotients of amounts end in what binary arithmetic leaves (0.1+0.2-0.3 is 0 in one program and 5.55E-17 in another,
4.35*100 is 435 or 434.99999999999994). Where such a number is compared, cut or counted with, both sides take it to `DECIMALS` places.
"""

from __future__ import annotations

from collections.abc import Callable

from xltool.rules.functions import FUNCTIONS
from xltool.rules.language.function import Exactness, calculated_from
from xltool.rules.language.nodes import Binary, Call, ColumnRef, FieldRef, Node, Number, Percent, Reference, RowRef, Unary

#: Decimal places to which calculated numbers are taken: what amounts of hundreds of millions leave lies beyond them.
DECIMALS = 6


def exactness(node: Node, is_whole: Callable[[Reference], bool]) -> Exactness:
    """Return how exact a number is; `is_whole` says whether a field holds nothing but whole numbers."""

    def of(node: Node) -> Exactness:
        match node:
            case Number():
                return "whole" if node.value.is_integer() else "short"
            case FieldRef() | RowRef() | ColumnRef():
                return "whole" if is_whole(node) else "short"
            case Unary():
                return of(node.operand)
            case Percent() | Binary("/"):
                return "calculated"
            case Binary("+" | "-" | "*" | "^"):
                return calculated_from((node.left, node.right), of)
            case Call():
                return FUNCTIONS[node.name].exactness(node.arguments, of)
            case _:
                return "whole"

    return of(node)


def has_few_decimals(node: Node) -> bool:
    """Return whether a node is a number written with no more than `DECIMALS` decimals, which rounding leaves as it is."""
    return isinstance(node, Number) and round(node.value, DECIMALS) == node.value
