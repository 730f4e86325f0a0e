"""Decide where conditions hold: elsewhere fields are not asked for."""

from __future__ import annotations

from dataclasses import dataclass

from xltool.form.schema import Schema
from xltool.rules.compiled_formulas import Formula, compile_formula, violating_rows
from xltool.rules.definition import Definition, once_per_definition
from xltool.rules.rule_inputs import RuleInputs
from xltool.rules.ruleset import Condition, InputPaths, input_paths


def applying(definition: Definition, inputs: RuleInputs) -> tuple[frozenset[int], ...]:
    """Return for each condition of a form the rows (0-based) in which it holds; {0} for one of the whole form.

    A condition does not hold where something that it reads is missing or unreadable, or where its formula yields an error.
    """
    return tuple(test.rows(inputs) for test in _tests(definition))


@once_per_definition
def _tests(definition: Definition) -> tuple[_Test, ...]:
    """Return the compiled conditions of a definition."""
    return tuple(_test(condition, definition.schema) for condition in definition.rules.conditions)


@dataclass(frozen=True, kw_only=True)
class _Test:
    each: str | None
    paths: InputPaths
    formula: Formula

    def rows(self, inputs: RuleInputs) -> frozenset[int]:
        if self.paths.is_undecided(inputs):
            return frozenset()
        holds = self.formula(inputs.scalars, inputs.columns, inputs.n_rows)
        rows = frozenset(range(inputs.n_rows[self.each] if self.each else 1)) - self.paths.bad_rows(inputs)
        return rows.difference(violating_rows(rows, holds))


def _test(condition: Condition, schema: Schema) -> _Test:
    return _Test(
        each=condition.each,
        paths=input_paths(condition, schema),
        formula=compile_formula(condition.node, condition.scope(schema)),
    )
