"""Mutants: rules and machinery that are wrong in one place.

A mutant of a rule swaps an operator, a connective, a constant or a function in one place of its tree, or drops its
`unless`. A mutant of a constraint swaps an operator in its formula. Mutants of the machinery drop a guard, parentheses,
the reading of blanks. `mutations` tries them all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any, TypeAlias
from unittest.mock import patch

from xltool.rules import compiled_formulas
from xltool.rules.language import aggregates, semantics
from xltool.rules.language.nodes import Binary, Call, Node, Number, Percent, String, Unary
from xltool.rules.rule_inputs import RuleInputs
from xltool.rules.ruleset import Constraint, Rule
from xltool.rules.to_excel import Renderer
from xltool.workbook.helper_sheet import violation_flags as flags
from xltool.workbook.helper_sheet.helper_records import InputColumns
from xltool.workbook.helper_sheet.keywords import CellOf, violation
from xltool.workbook.helper_sheet.skip_conditions import SkipConditions

# --- rules ------------------------------------------------------------------------------------------------------------

Swap: TypeAlias = Callable[[Node], Node | None]  # a node as it would stand in the mutant; None where nothing changes


def _operator(old: str, new: str) -> Swap:
    return lambda node: replace(node, op=new) if isinstance(node, Binary) and node.op == old else None


def _function(old: str, new: str) -> Swap:
    return lambda node: replace(node, name=new) if isinstance(node, Call) and node.name == old else None


def _arguments(name: str, change: Callable[[tuple[Node, ...]], tuple[Node, ...]]) -> Swap:
    def swap(node: Node) -> Node | None:
        if not isinstance(node, Call) or node.name != name:
            return None
        changed = change(node.arguments)
        return replace(node, arguments=changed) if changed != node.arguments else None

    return swap


def _dropped(name: str) -> Swap:
    return lambda node: node.arguments[0] if isinstance(node, Call) and node.name == name else None


def _other_number(node: Node) -> Node | None:
    return Number(str(int(node.value) + 1)) if isinstance(node, Number) and node.value.is_integer() else None


def _other_text(node: Node) -> Node | None:
    return String(f"{node.value}x") if isinstance(node, String) and node.value and not re.search("[0-9]", node.value) else None


def _other_bound(node: Node) -> Node | None:
    """A criterion that takes its bound in, or leaves it out."""
    found = re.fullmatch("([<>])(=?)([0-9.]+)", node.value) if isinstance(node, String) else None
    return String(f"{found[1]}{'' if found[2] else '='}{found[3]}") if found else None


SWAPS: dict[str, Swap] = {
    "= is <>": _operator("=", "<>"),
    "<> is =": _operator("<>", "="),
    "< is <=": _operator("<", "<="),
    "<= is <": _operator("<=", "<"),
    "<= is >=": _operator("<=", ">="),
    "> is >=": _operator(">", ">="),
    ">= is >": _operator(">=", ">"),
    "+ is -": _operator("+", "-"),
    "- is +": _operator("-", "+"),
    "* is +": _operator("*", "+"),
    "/ is *": _operator("/", "*"),
    "AND is OR": _function("AND", "OR"),
    "OR is AND": _function("OR", "AND"),
    "NOT is dropped": _dropped("NOT"),
    "IF takes the other branch": _arguments("IF", lambda a: (a[0], a[2], a[1])),
    "SUM is MAX": _function("SUM", "MAX"),
    "MAX is MIN": _function("MAX", "MIN"),
    "MIN is MAX": _function("MIN", "MAX"),
    "SUM takes its first argument": _arguments("SUM", lambda a: a[:1]),
    "AND takes its first argument": _arguments("AND", lambda a: a[:1]),
    "OR loses its last argument": _arguments("OR", lambda a: a[:-1] if len(a) > 1 else a),
    "RIGHT is LEFT": _function("RIGHT", "LEFT"),
    "LEFT is RIGHT": _function("LEFT", "RIGHT"),
    "YEAR is MONTH": _function("YEAR", "MONTH"),
    "UPPER is LOWER": _function("UPPER", "LOWER"),
    "TRIM is dropped": _dropped("TRIM"),
    "SEARCH is FIND": _function("SEARCH", "FIND"),
    "ISNUMBER is ISTEXT": _function("ISNUMBER", "ISTEXT"),
    "ROUND rounds to whole numbers": _arguments("ROUND", lambda a: (a[0], Number("0"))),
    "ROUND is ROUNDUP": _function("ROUND", "ROUNDUP"),
    "a number is one more": _other_number,
    "a text is another": _other_text,
    "a criterion has another bound": _other_bound,
}


def mutants_of(node: Node, swap: Swap) -> Iterator[Node]:
    """The tree with the swap made in one place, for every place where it can be made."""
    swapped = swap(node)
    if swapped is not None:
        yield swapped
    match node:
        case Unary() | Percent():
            yield from (replace(node, operand=inner) for inner in mutants_of(node.operand, swap))
        case Binary():
            yield from (replace(node, left=inner) for inner in mutants_of(node.left, swap))
            yield from (replace(node, right=inner) for inner in mutants_of(node.right, swap))
        case Call():
            for index, argument in enumerate(node.arguments):
                for inner in mutants_of(argument, swap):
                    yield replace(node, arguments=(*node.arguments[:index], inner, *node.arguments[index + 1 :]))
        case _:
            pass


@dataclass(frozen=True)
class RuleMutant:
    """One rule that is wrong."""

    name: str
    rule: Rule

    @property
    def id(self) -> str:
        """The rule whose count should differ."""
        return self.rule.id


def rule_mutants(rules: Iterable[Rule]) -> Iterator[RuleMutant]:
    """Every mutant of every rule."""
    for rule in rules:
        for name, swap in SWAPS.items():
            for number, node in enumerate(mutants_of(rule.node, swap)):
                yield RuleMutant(f"{rule.id}/{rule.case} {name} #{number}", replace(rule, node=node))
        for other in rule.unless:
            left = tuple(name for name in rule.unless if name != other)
            yield RuleMutant(f"{rule.id}/{rule.case} unless {other} is dropped", replace(rule, unless=left))


# --- constraints ------------------------------------------------------------------------------------------------------

_COMPARISON = re.compile("<>|<=|>=|[<>=]")
_OTHERS = {"=": ("<>",), "<>": ("=",), "<": ("<=", ">"), ">": (">=", "<"), "<=": ("<",), ">=": (">",)}


@dataclass(frozen=True)
class ConstraintMutant:
    """One keyword of one id whose formula has another operator in one place."""

    id: str
    keyword: str
    place: int  # of the operator among those of the formula
    operator: str

    @property
    def name(self) -> str:
        """How it is reported."""
        return f"{self.id} {self.keyword} has {self.operator} at #{self.place}"

    def formula(self, true: str) -> str:
        """The formula of the mutant, from the true one."""
        found = list(_COMPARISON.finditer(true))[self.place]
        return true[: found.start()] + self.operator + true[found.end() :]


def constraint_mutants(constraints: Iterable[Constraint], formula: Callable[[Constraint], str]) -> Iterator[ConstraintMutant]:
    """Every mutant of every keyword of every id."""
    for (rule_id, keyword), constraint in {(c.id, c.keyword): c for c in constraints}.items():
        for place, operator in enumerate(_COMPARISON.findall(formula(constraint))):
            yield from (ConstraintMutant(rule_id, keyword, place, other) for other in _OTHERS[operator])


def constraints_mutated(mutants: Iterable[ConstraintMutant]) -> AbstractContextManager[Any]:
    """Workbooks are written with these mutants, at most one of each id."""
    by_key = {(mutant.id, mutant.keyword): mutant for mutant in mutants}

    def mutated(constraint: Constraint, cell: CellOf, codes: Any) -> str:
        true, mutant = violation(constraint, cell, codes), by_key.get((constraint.id, constraint.keyword))
        return mutant.formula(true) if mutant else true

    return patch.object(flags, "violation", mutated)


# --- machinery --------------------------------------------------------------------------------------------------------

Patch: TypeAlias = Callable[[], AbstractContextManager[Any]]


def _name(name: str, value: Any, **others: Any) -> Patch:
    """A function of Excel as the compiled rules see it, and others that must agree with it."""
    return lambda: patch.dict(vars(compiled_formulas)["_NAMES"], {name: value, **others})


def without_guards(inputs: RuleInputs) -> RuleInputs:
    """Rule inputs of which nothing is bad."""
    return replace(inputs, bad_fields=frozenset(), bad_rows={})


EVALUATOR: dict[str, Patch] = {
    "text is compared with its case": _name("text_equal", lambda left, right: left == right, text_key=lambda text: text or ""),
    "ROUND rounds down": _name("round_half_away", semantics.round_down),
    "ROUND rounds half to even": _name("round_half_away", lambda number, digits: round(number, int(digits))),
    "SUM starts at 1": _name("total", lambda values: 1 + aggregates.total(values)),
    "COUNTIF is one less": _name("count_rows", lambda *arguments: aggregates.count_rows(*arguments) - 1),
    "COUNTIF takes * for itself": _name("text_criterion", lambda operator, text: lambda value: (value == text) == (operator != "<>")),
    "COUNTA is one less": _name("count_filled", lambda values: aggregates.count_filled(values) - 1),
    "a quotient is a product": _name("divide", semantics.multiply),
    "RIGHT takes one more": _name("right", lambda text, count=1.0: semantics.right(text, count + 1)),
    "< is <=": _name("number_less", lambda left, right: left <= right),
    "numbers are compared at all digits": _name(
        "number_equal",
        lambda left, right: left == right,
        number_key=lambda number: number or 0.0,
        settled=lambda number: number,
        settled_key=lambda number: number or 0.0,
    ),
}
RENDERER: dict[str, Patch] = {
    "the guard is dropped": lambda: patch.object(InputColumns, "bad_fields", lambda *_: []),
    "the guard of columns is dropped": lambda: patch.object(InputColumns, "bad_columns", lambda *_: []),
    "blank numbers are texts": lambda: patch.object(Renderer, "value", Renderer.cell),
    "parentheses are dropped": lambda: patch.object(Renderer, "operand", lambda self, node, *_, **__: self.formula(node)),
    "`unless` of rows is dropped": lambda: patch.object(SkipConditions, "row_blockers", lambda *_: []),
    "`unless` of the form is dropped": lambda: patch.object(SkipConditions, "blockers", lambda *_: []),
}
