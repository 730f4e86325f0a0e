"""The tree of a formula. `str()` of a tree is a formula again, and parses to an equal tree.

Spans are 0-based (start, end) character positions in the text the tree was parsed from; they take no part in equality.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

Span: TypeAlias = tuple[int, int]


@dataclass(frozen=True)
class Number:
    """A number literal, `1.5`; `text` is how it was written."""

    text: str
    span: Span = field(default=(0, 0), compare=False, repr=False)

    @property
    def value(self) -> float:
        """The number."""
        return float(self.text)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class String:
    """A text literal, `"场"`; `value` is without quotes."""

    value: str
    span: Span = field(default=(0, 0), compare=False, repr=False)

    def __str__(self) -> str:
        return '"' + self.value.replace('"', '""') + '"'


@dataclass(frozen=True)
class Boolean:
    """TRUE or FALSE."""

    value: bool
    span: Span = field(default=(0, 0), compare=False, repr=False)

    def __str__(self) -> str:
        return "TRUE" if self.value else "FALSE"


@dataclass(frozen=True)
class FieldRef:
    """A field by its path, `income.fiscal.subtotal`; a quantity part may follow (`goal.number`)."""

    path: str
    span: Span = field(default=(0, 0), compare=False, repr=False)

    def __str__(self) -> str:
        return self.path


@dataclass(frozen=True)
class OuterRef(FieldRef):
    """In the formula of a table's row a property of the object that holds the table, `[^name]`; the loader puts the field in its place."""

    def __str__(self) -> str:
        return f"[^{self.path}]"


@dataclass(frozen=True)
class RowRef:
    """A column of the row at hand, `[@half_year.number]`."""

    column: str
    span: Span = field(default=(0, 0), compare=False, repr=False)

    def __str__(self) -> str:
        return f"[@{self.column}]"


@dataclass(frozen=True)
class ColumnRef:
    """A whole column of a table, `indicators[level1]`; of one in the same object `[@items][amount]`, whose table is `@items`."""

    table: str
    column: str
    span: Span = field(default=(0, 0), compare=False, repr=False)

    def __str__(self) -> str:
        return f"[{self.table}][{self.column}]" if self.is_beside else f"{self.table}[{self.column}]"

    @property
    def is_beside(self) -> bool:
        """Whether it names a table of the object at hand; the loader puts the path in its place."""
        return self.table.startswith("@")


@dataclass(frozen=True)
class RowNumber:
    """The number of the row at hand among those in use, `[#]`; the first is 1."""

    span: Span = field(default=(0, 0), compare=False, repr=False)

    def __str__(self) -> str:
        return "[#]"


@dataclass(frozen=True)
class Unary:
    """`-x` or `+x`."""

    op: str
    operand: Node
    span: Span = field(default=(0, 0), compare=False, repr=False)

    def __str__(self) -> str:
        return f"{self.op}{_wrap(self.operand, self)}"


@dataclass(frozen=True)
class Percent:
    """`x%`: a hundredth."""

    operand: Node
    span: Span = field(default=(0, 0), compare=False, repr=False)

    def __str__(self) -> str:
        return f"{_wrap(self.operand, self)}%"


@dataclass(frozen=True)
class Binary:
    """`left op right`; `op` is one of + - * / ^ & = <> < <= > >=."""

    op: str
    left: Node
    right: Node
    span: Span = field(default=(0, 0), compare=False, repr=False)

    def __str__(self) -> str:
        return f"{_wrap(self.left, self)}{self.op}{_wrap(self.right, self, right=True)}"


@dataclass(frozen=True)
class Call:
    """`NAME(arguments)`; the name is in upper case."""

    name: str
    arguments: tuple[Node, ...]
    span: Span = field(default=(0, 0), compare=False, repr=False)

    def __str__(self) -> str:
        return f"{self.name}({', '.join(map(str, self.arguments))})"


Node: TypeAlias = Number | String | Boolean | FieldRef | RowRef | ColumnRef | RowNumber | Unary | Percent | Binary | Call
Reference: TypeAlias = FieldRef | RowRef | ColumnRef

#: Excel's precedence, loosest first. A unary minus binds tighter than `^`: `-2^2` is 4.
PRECEDENCE = {"=": 1, "<>": 1, "<": 1, "<=": 1, ">": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "^": 5}
#: The operators that compare.
COMPARISONS = ("=", "<>", "<", "<=", ">", ">=")
_UNARY, _PERCENT, _PRIMARY = 6, 7, 8


def _strength(node: Node) -> int:
    match node:
        case Binary():
            return PRECEDENCE[node.op]
        case Unary():
            return _UNARY
        case Percent():
            return _PERCENT
        case _:
            return _PRIMARY


def _wrap(node: Node, parent: Node, *, right: bool = False) -> str:
    """Return the text of an operand, in parentheses where precedence or left associativity asks for them."""
    loose = _strength(node) < _strength(parent) or (right and _strength(node) == _strength(parent))
    return f"({node})" if loose else str(node)


def children(node: Node) -> tuple[Node, ...]:
    """Return the direct operands of a node."""
    match node:
        case Unary() | Percent():
            return (node.operand,)
        case Binary():
            return (node.left, node.right)
        case Call():
            return node.arguments
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and everything below it."""
    yield node
    for child in children(node):
        yield from walk(child)


def is_blank_test(reference: Node, other: Node) -> bool:
    """Return whether a comparison asks if a field is blank: `field=""`."""
    return isinstance(reference, FieldRef | RowRef | ColumnRef) and isinstance(other, String) and not other.value


def is_whole(node: Node) -> bool:
    """Return whether a node is a whole number above 0, written as such."""
    return isinstance(node, Number) and node.value >= 1 and node.value.is_integer()


def looks_at_row(node: Node) -> bool:
    """Return whether the value of a node depends on the row at hand."""
    return any(isinstance(part, RowRef | RowNumber) for part in walk(node))


def references(node: Node) -> Iterator[Reference]:
    """Return every reference to a field below a node, left to right."""
    return (part for part in walk(node) if isinstance(part, FieldRef | RowRef | ColumnRef))
