"""`python -m tests.parity.mutations`: change one side of the comparison on purpose, and see whether it notices.

Mutants of rules swap an operator, a connective, a constant or a function in one rule, or drop its `unless`. Each is
tried on both sides: evaluated in Python against the counts of the true workbook, and rendered into a workbook against
the counts of Python. Mutants of the machinery drop a guard, parentheses, the reading of blanks.
One survives when no case tells it from the truth. The exit status is the number of survivors, 100 at most.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any, TypeAlias
from unittest.mock import patch

from tests.parity.cases import Case, cases
from tests.parity.comparison import Form, real_form
from tests.referees.libreoffice import LibreOffice
from xltool import evaluate
from xltool.facts import Facts, facts_of
from xltool.finding import SEVERITIES
from xltool.formula import semantics
from xltool.formula.nodes import Binary, Call, Node, Number, Percent, String, Unary
from xltool.render import Renderer
from xltool.ruleset import Rule
from xltool.writer.helpers.guards import Guards
from xltool.writer.helpers.inputs import Inputs

Counts: TypeAlias = dict[str, int]  # violations by rule id, and by severity
CASES = 160

# --- mutants of rules -------------------------------------------------------------------------------------------------

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


def _without_not(node: Node) -> Node | None:
    return node.arguments[0] if isinstance(node, Call) and node.name == "NOT" else None


def _other_number(node: Node) -> Node | None:
    return Number(str(int(node.value) + 1)) if isinstance(node, Number) and node.value.is_integer() else None


def _other_text(node: Node) -> Node | None:
    return String(f"{node.value}x") if isinstance(node, String) and node.value else None


SWAPS: dict[str, Swap] = {
    "= is <>": _operator("=", "<>"),
    "<> is =": _operator("<>", "="),
    "< is <=": _operator("<", "<="),
    "<= is <": _operator("<=", "<"),
    "<= is >=": _operator("<=", ">="),
    "> is >=": _operator(">", ">="),
    ">= is >": _operator(">=", ">"),
    "+ is -": _operator("+", "-"),
    "* is +": _operator("*", "+"),
    "/ is *": _operator("/", "*"),
    "AND is OR": _function("AND", "OR"),
    "OR is AND": _function("OR", "AND"),
    "NOT is dropped": _without_not,
    "IF takes the other branch": _arguments("IF", lambda a: (a[0], a[2], a[1])),
    "SUM is MAX": _function("SUM", "MAX"),
    "SUM takes its first argument": _arguments("SUM", lambda a: a[:1]),
    "AND takes its first argument": _arguments("AND", lambda a: a[:1]),
    "OR loses its last argument": _arguments("OR", lambda a: a[:-1] if len(a) > 1 else a),
    "RIGHT is LEFT": _function("RIGHT", "LEFT"),
    "ISNUMBER is ISTEXT": _function("ISNUMBER", "ISTEXT"),
    "ROUND rounds to whole numbers": _arguments("ROUND", lambda a: (a[0], Number("0"))),
    "a number is one more": _other_number,
    "a text is another": _other_text,
}


def mutants_of(node: Node, swap: Swap) -> Iterator[Node]:
    """The tree with the swap made in one place, for every place where it can be made."""
    swapped = swap(node)
    if swapped is not None:
        yield swapped
    match node:
        case Unary() | Percent():
            yield from (replace(node, operand=inner) for inner in mutants_of(node.operand, swap))
        case Binary("*", _, Number("1")):  # (condition)*1 may be any number above 0
            yield from (replace(node, left=inner) for inner in mutants_of(node.left, swap))
        case Binary():
            yield from (replace(node, left=inner) for inner in mutants_of(node.left, swap))
            yield from (replace(node, right=inner) for inner in mutants_of(node.right, swap))
        case Call():
            for index, argument in enumerate(node.arguments):
                if node.name == "ROUND" and index == 1:
                    continue  # one decimal more does not matter here
                for inner in mutants_of(argument, swap):
                    yield replace(node, arguments=(*node.arguments[:index], inner, *node.arguments[index + 1 :]))
        case _:
            pass


@dataclass(frozen=True)
class Mutant:
    """One rule set that is wrong in one rule."""

    name: str
    rule: Rule

    def among(self, rules: Iterable[Rule]) -> tuple[Rule, ...]:
        """The rule set with this rule in the place of the true one."""
        return tuple(self.rule if rule.key == self.rule.key else rule for rule in rules)


def rule_mutants(rules: Sequence[Rule]) -> Iterator[Mutant]:
    """Every mutant of every rule."""
    for rule in rules:
        for name, swap in SWAPS.items():
            for number, node in enumerate(mutants_of(rule.node, swap)):
                yield Mutant(f"{rule.id}/{rule.case} {name} #{number}", replace(rule, node=node))
        for other in rule.unless:
            left = tuple(name for name in rule.unless if name != other)
            yield Mutant(f"{rule.id}/{rule.case} unless {other} is dropped", replace(rule, unless=left))


# --- mutants of the machinery -----------------------------------------------------------------------------------------

Patch: TypeAlias = Callable[[], AbstractContextManager[Any]]


def _name(name: str, value: Any) -> Patch:
    """A function of `semantics` as the compiled rules see it."""
    return lambda: patch.dict(vars(evaluate)["_NAMES"], {name: value})


def _no_guard(facts: Facts) -> Facts:
    return replace(
        facts,
        bad_scalars=dict.fromkeys(facts.bad_scalars, False),
        bad_columns={path: [False] * len(bad) for path, bad in facts.bad_columns.items()},
    )


EVALUATOR: dict[str, Patch] = {
    "text is compared with its case": _name("text_equal", lambda left, right: left == right),
    "ROUND rounds down": _name("round_half_away", semantics.round_down),
    "ROUND rounds half to even": _name("round_half_away", lambda number, digits: round(number, int(digits))),
    "SUM starts at 1": _name("total", lambda values: 1 + semantics.total(values)),
    "COUNTIF is one less": _name("count_rows", lambda *arguments: semantics.count_rows(*arguments) - 1),
    "COUNTIF takes * for itself": _name("text_criterion", lambda operator, text: lambda value: (value == text) == (operator != "<>")),
    "COUNTA is one less": _name("count_filled", lambda values: semantics.count_filled(values) - 1),
    "a quotient is a product": _name("divide", semantics.multiply),
    "RIGHT takes one more": _name("right", lambda text, count=1.0: semantics.right(text, count + 1)),
    "FIND finds everything": _name("find", lambda *_: 1.0),
    "< is <=": _name("number_less", lambda left, right: left <= right),
}
RENDERER: dict[str, Patch] = {
    "the guard is dropped": lambda: patch.object(Inputs, "bad_fields", lambda *_: []),
    "the guard of columns is dropped": lambda: patch.object(Inputs, "bad_columns", lambda *_: []),
    "blank numbers are texts": lambda: patch.object(Renderer, "value", Renderer.cell),
    "parentheses are dropped": lambda: patch.object(Renderer, "operand", lambda self, node, *_, **__: self.formula(node)),
    "`unless` of rows is dropped": lambda: patch.object(Guards, "row_blockers", lambda *_: []),
    "`unless` of the form is dropped": lambda: patch.object(Guards, "blockers", lambda *_: []),
}


# --- the run ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Run:
    """The cases with what both sides truly say of them."""

    form: Form
    office: LibreOffice
    cases: list[Case]
    folder: Path

    def rule_ids(self) -> list[str]:
        """The ids of rules with formulas."""
        return list(dict.fromkeys(rule.id for rule in self.form.definition.rules.rules))

    def facts(self) -> list[Facts]:
        """The cases as rules see them."""
        return [facts_of(self.form.definition.schema, self.form.document(case)) for case in self.cases]

    def in_python(self, rules: tuple[Rule, ...], facts: Iterable[Facts]) -> Iterator[Counts]:
        """Violations by rule id in every case, by a rule set."""
        compiled = evaluate.compile_rules(rules, self.form.definition.schema)
        for fact in facts:
            counts = dict.fromkeys(self.rule_ids(), 0)
            for verdict in compiled.evaluate(fact):
                counts[verdict.rule.id] += verdict.count
                counts[verdict.rule.severity] = counts.get(verdict.rule.severity, 0) + verdict.count
            yield counts

    def agrees(self, rules: tuple[Rule, ...], facts: Iterable[Facts], truth: list[Counts]) -> bool:
        """Whether a rule set counts what it should in every case."""
        return all(counts == true for counts, true in zip(self.in_python(rules, facts), truth, strict=True))

    def in_office(self, rules: tuple[Rule, ...]) -> list[Counts]:
        """The same by a workbook made of the rule set."""
        definition = self.form.definition
        form = Form(replace(definition, rules=replace(definition.rules, rules=rules)))
        names = {f"check.{name}": name for name in self.rule_ids()} | {f"xltool.{name}s": name for name in SEVERITIES}
        shown = self.office.evaluate(form.write(self.folder), self.cases, clear=form.inputs, read=list(names))
        return [{names[name]: value for name, value in counts.items()} for counts in shown]  # type: ignore[misc]  # counts


def python_truth(run: Run, facts: list[Facts], office: list[Counts]) -> list[Counts]:
    """What Python says without any mutant; the workbook says the same of every rule, and has counts of its own by severity."""
    truth = list(run.in_python(run.form.definition.rules.rules, facts))
    for mine, other in zip(truth, office, strict=True):
        assert all(mine[rule_id] == other[rule_id] for rule_id in run.rule_ids()), "the two sides disagree without any mutant"
    return truth


def evaluator_survivors(run: Run, truth: list[Counts], facts: list[Facts]) -> Iterator[str]:
    """Mutants of evaluation that agree with the workbook in every case."""
    rules = run.form.definition.rules.rules
    for mutant in rule_mutants(rules):
        if run.agrees(mutant.among(rules), facts, truth):
            yield f"evaluation: {mutant.name}"
    for name, patched in EVALUATOR.items():
        with patched():
            if run.agrees(rules, facts, truth):
                yield f"evaluation: {name}"
    if run.agrees(rules, map(_no_guard, facts), truth):
        yield "evaluation: the guard is dropped"


def renderer_survivors(run: Run, truth: list[Counts]) -> Iterator[str]:
    """Mutants of rendering that agree with Python in every case.

    One workbook holds one mutant of every rule, first cases and others apart: rules do not touch each other, but for `unless`.
    """
    rules = run.form.definition.rules.rules
    for name, swap in SWAPS.items():
        for first in (True, False):
            yield from _survivors_of_swap(run, truth, name, {rule.key: next(mutants_of(rule.node, swap), None) for rule in rules if (rule.case == 0) == first})
    for name, patched in RENDERER.items():
        with patched():
            if run.in_office(rules) == truth:
                yield f"rendering: {name}"


def _survivors_of_swap(run: Run, truth: list[Counts], name: str, changed: dict[tuple[str, int], Node | None]) -> Iterator[str]:
    if not any(changed.values()):
        return
    mutated = tuple(replace(rule, node=changed.get(rule.key) or rule.node) for rule in run.form.definition.rules.rules)
    found = run.in_office(mutated)
    for rule_id in dict.fromkeys(rule_id for (rule_id, _), node in changed.items() if node):
        if all(wrong[rule_id] == true[rule_id] for wrong, true in zip(found, truth, strict=True)):
            yield f"rendering: {rule_id} {name}"


def main() -> int:
    """Run every mutant and print the survivors."""
    parser = argparse.ArgumentParser(prog="python -m tests.parity.mutations", description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES)
    options = parser.parse_args()
    form = real_form()
    some = list(cases(form.definition.schema, options.cases))
    with LibreOffice() as office, tempfile.TemporaryDirectory() as folder:
        run = Run(form, office, some, Path(folder))
        truth, facts = run.in_office(form.definition.rules.rules), run.facts()
        survivors, mine = 0, python_truth(run, facts, truth)
        for survivor in chain(evaluator_survivors(run, mine, facts), renderer_survivors(run, truth)):
            survivors += 1
            print(f"survived  {survivor}", flush=True)
    tried = sum(1 for _ in rule_mutants(form.definition.rules.rules)) + len(EVALUATOR) + 1
    print(f"{tried} mutants of evaluation, {len(SWAPS) + len(RENDERER)} of rendering: {survivors} survived")
    return min(survivors, 100)


if __name__ == "__main__":
    sys.exit(main())
