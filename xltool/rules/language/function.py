"""The record of a rule function: what it takes and gives, and how Python and Excel calculate it.

No attribute of `Function` has a default: one that only one side knows cannot be written down. `xltool.rules.functions` holds the
functions; the type check and both translators ask the record and know no function by name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol, get_args

from xltool.base.messages import Text
from xltool.base.value_types import Type
from xltool.rules.language.nodes import Call, Node

#: What a parameter takes: a single value; a field of the row or form; a value or a column; a field or a column; a column; a
#: criterion; or an array expression.
Mode = Literal["scalar", "reference", "cells", "places", "column", "criterion", "array"]
Arguments = tuple[Node, ...]
#: Whether a call can be an error value, from its arguments and what says so of one of them.
CanFail = Callable[[Arguments, Callable[[Node], bool]], bool]
#: How exact a number is: whole; as typed or rounded, so the nearest to a short decimal; or calculated, with the rest that binary
#: arithmetic leaves in its last digits, another one in every program.
Exactness = Literal["whole", "short", "calculated"]
#: How exact the result of a call is, from its arguments and what says so of one of them.
ExactnessOf = Callable[[Arguments, Callable[[Node], Exactness]], Exactness]
#: The first argument that the types allow and the function does not, and why; None when there is none.
Refusal = Callable[[Arguments], tuple[Node, Text] | None]


@dataclass(frozen=True)
class Parameter:
    """One parameter; `type` None takes every type."""

    type: Type | None
    mode: Mode = "scalar"


NUMBER, TEXT, BOOLEAN, ANY = (Parameter("number"), Parameter("text"), Parameter("boolean"), Parameter(None))
CELLS, PLACES, ANY_PLACES = Parameter("number", "cells"), Parameter("number", "places"), Parameter(None, "places")
COLUMN, NUMBER_COLUMN = Parameter(None, "column"), Parameter("number", "column")
CRITERION, ARRAY, REFERENCE = Parameter(None, "criterion"), Parameter("number", "array"), Parameter(None, "reference")


@dataclass(frozen=True)
class Signature:
    """What a function takes and gives."""

    parameters: tuple[Parameter, ...]
    result: Type | None  # None: the type of the last two arguments, which must be the same
    required: int  # fewest arguments
    repeats: int  # how many of the last parameters may be repeated, 0 for none
    lifts: bool  # works element by element inside SUMPRODUCT

    def parameter(self, index: int) -> Parameter | None:
        """Return the parameter of the argument at 0-based `index`; None when there is no such argument."""
        if index < len(self.parameters):
            return self.parameters[index]
        if not self.repeats:
            return None
        return self.parameters[len(self.parameters) - self.repeats + (index - len(self.parameters)) % self.repeats]


def takes(*parameters: Parameter, gives: Type | None, required: int | None = None, repeats: int = 0) -> Signature:
    """Return the signature of a function that has one value, whatever rows an expression runs over."""
    return Signature(parameters, gives, len(parameters) if required is None else required, repeats, lifts=False)


def lifts(*parameters: Parameter, gives: Type, required: int | None = None) -> Signature:
    """Return the signature of a function that works element by element inside SUMPRODUCT."""
    return Signature(parameters, gives, len(parameters) if required is None else required, 0, lifts=True)


class PythonWriter(Protocol):
    """What the Python side of a function is written with: source text of nodes."""

    def expression(self, node: Node) -> str:
        """Return a node as an expression of its own type; a blank is 0.0 or ""."""

    def joined(self, arguments: Arguments) -> str:
        """Return nodes as the arguments of a call."""

    def raw(self, node: Node) -> str:
        """Return a reference as the value itself, None when blank."""

    def column(self, node: Node) -> str:
        """Return all values of a column."""

    def name(self, source: str) -> str:
        """Return the name of something that is looked up once for a document."""

    def settled(self, node: Node) -> str:
        """Return a number as an expression, without what binary arithmetic leaves in its last digits."""

    def exactness(self, node: Node) -> Exactness:
        """Return how exact a number is."""

    def type_of(self, node: Node) -> Type:
        """Return the type of a node."""

    def table_of(self, node: Node) -> str | None:
        """Return the table over whose rows a node runs; None for a single value."""

    def can_fail(self, node: Node) -> bool:
        """Return whether a node can be an error value."""


class ExcelWriter(Protocol):
    """What the Excel side of a function is written with: formula text of nodes."""

    def formula(self, node: Node) -> str:
        """Return a node as formula text."""

    def cell(self, node: Node) -> str:
        """Return the helper cells of a reference as they are, "" where blank."""

    def settled(self, node: Node) -> str:
        """Return a number as formula text, rounded to six decimals where it may have more: all programs then have the same."""

    def grouped(self, node: Node) -> str:
        """Return a node as formula text that can stand beside any operator."""

    def exactness(self, node: Node) -> Exactness:
        """Return how exact a number is."""

    def small_letters(self, node: Node) -> str:
        """Return a text in small letters as formula text."""

    def used(self, node: Node) -> str:
        """Return the mask of used rows, 1 or 0, of the table over whose rows a node runs."""

    def type_of(self, node: Node) -> Type:
        """Return the type of a node."""


@dataclass(frozen=True)
class PythonSide:
    """A function in Python: the source of a call, and the Python functions that the source names."""

    source: Callable[[PythonWriter, Call], str]
    uses: tuple[Callable[..., Any], ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Function:
    """One function of the rule language, whole. Every attribute is needed."""

    name: str  # in upper case
    usage: str  # how the documents write a call, "LEFT(text, n)"
    doc: Text  # what the documents say of it
    signature: Signature
    python: PythonSide
    excel: Callable[[ExcelWriter, Call], str]
    can_fail: CanFail
    exactness: ExactnessOf  # of a number that it yields; of anything else `always_whole`
    sums: bool  # adds up: what it yields can be too large for a number
    over_rows: bool  # its columns belong together row by row
    once: bool  # has one value in a document unless it looks at the row at hand
    refuses: Refusal

    def __post_init__(self) -> None:
        """Refuse a function whose attributes contradict each other."""
        if self.name != self.name.upper() or not self.usage.startswith(f"{self.name}("):
            raise ValueError(f"the function {self.name!r} is written differently in its usage: {self.usage!r}")
        if not self.signature.repeats <= len(self.signature.parameters) >= self.signature.required:
            raise ValueError(f"the function {self.name!r} repeats or requires more parameters than it has")


def calls_settled(function: Callable[..., Any]) -> PythonSide:
    """Return the Python side of a function whose numbers are settled first (see `PythonWriter.settled`)."""

    def source(writer: PythonWriter, call: Call) -> str:
        arguments = (writer.settled(a) if writer.type_of(a) == "number" else writer.expression(a) for a in call.arguments)
        return f"{function.__name__}({', '.join(arguments)})"

    return PythonSide(source, (function,))


def settled_as_written(writer: ExcelWriter, call: Call) -> str:
    """Return the Excel side of a function whose numbers are settled first (see `ExcelWriter.settled`)."""
    arguments = (writer.settled(a) if writer.type_of(a) == "number" else writer.formula(a) for a in call.arguments)
    return f"{call.name}({','.join(arguments)})"


def calls(function: Callable[..., Any]) -> PythonSide:
    """Return the Python side of a function that passes its arguments on as they are."""
    return PythonSide(lambda writer, call: f"{function.__name__}({writer.joined(call.arguments)})", (function,))


def as_written(writer: ExcelWriter, call: Call) -> str:
    """Return the Excel side of a function that passes its arguments on as they are."""
    return f"{call.name}({','.join(map(writer.formula, call.arguments))})"


def never_fails(_arguments: Arguments, _fails: Callable[[Node], bool]) -> bool:
    """Return that a call is never an error value, whatever its arguments are."""
    return False


def fails_with_arguments(arguments: Arguments, fails: Callable[[Node], bool]) -> bool:
    """Return whether a call can be an error value that is so only if an argument is one."""
    return any(map(fails, arguments))


def may_fail(_arguments: Arguments, _fails: Callable[[Node], bool]) -> bool:
    """Return that a call can be an error value by itself."""
    return True


def always_whole(_arguments: Arguments, _exactness: Callable[[Node], Exactness]) -> Exactness:
    """Return that a call yields whole numbers (or texts, or conditions)."""
    return "whole"


def always_short(_arguments: Arguments, _exactness: Callable[[Node], Exactness]) -> Exactness:
    """Return that a call yields numbers that are rounded to few decimals, or were written with few."""
    return "short"


def chosen_from(arguments: Arguments, exactness: Callable[[Node], Exactness]) -> Exactness:
    """Return how exact one of the arguments is, whichever a call yields."""
    return max(map(exactness, arguments), key=get_args(Exactness).index)


def calculated_from(arguments: Arguments, exactness: Callable[[Node], Exactness]) -> Exactness:
    """Return how exact what is calculated from the arguments is: whole only where all are."""
    return "whole" if chosen_from(arguments, exactness) == "whole" else "calculated"


def refuses_nothing(arguments: Arguments) -> None:
    """Take all arguments whose types fit."""


def split_criterion(criterion: str) -> tuple[str, str]:
    """Split a COUNTIF criterion into its operator ("" when none is written) and its operand."""
    for operator in ("<>", "<=", ">=", "<", ">", "="):
        if criterion.startswith(operator):
            return operator, criterion[len(operator) :]
    return "", criterion
