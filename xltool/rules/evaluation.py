"""The state of a form: what its rules say of a document. The workbook's cached values and its marks come from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from xltool.base.paths import in_row
from xltool.rules.definition import Definition
from xltool.rules.evaluate import CompiledRules, Verdict, compile_rules
from xltool.rules.rule_inputs import Facts, facts_of
from xltool.rules.ruleset import Constraint, Rule, constraint_id
from xltool.rules.validate import Violation, violations

_COMPILED: dict[str, CompiledRules] = {}


def compiled(definition: Definition) -> CompiledRules:
    """The rules of a definition, compiled once per process."""
    key = f"{definition.path}:{definition.digest}"
    if key not in _COMPILED:
        _COMPILED[key] = compile_rules(definition.rules.rules, definition.schema)
    return _COMPILED[key]


@dataclass(frozen=True)
class State:
    """One document under all rules and constraints of its form."""

    definition: Definition
    data: Mapping[str, Any]
    facts: Facts
    verdicts: Mapping[tuple[str, int], Verdict]
    violations: tuple[Violation, ...]

    @cached_property
    def violated(self) -> frozenset[tuple[str, str]]:
        """(rule id, concrete field path) of every violated constraint."""
        return frozenset(
            (constraint_id(violation.field, violation.keyword), violation.path)
            for violation in self.violations
            if violation.field is not None
        )

    def n_rows(self, table: str) -> int:
        """Rows of a table."""
        return self.facts.n_rows[table]

    def count(self, rule: Rule | Constraint) -> int:
        """Violations of one rule, or places where one constraint is violated."""
        if isinstance(rule, Rule):
            return self.verdicts[rule.key].count
        return sum(self.breaks(rule.id, path) for path in self.places(rule))

    def places(self, constraint: Constraint) -> list[str]:
        """The concrete paths of a constraint's field."""
        field = constraint.field
        if field.table is None:
            return [field.path]
        return [in_row(field.table, row, field.name) for row in range(self.n_rows(field.table))]

    def breaks(self, rule_id: str, path: str) -> bool:
        """Whether a constraint with that id is violated at a concrete path."""
        return (rule_id, path) in self.violated


def state_of(definition: Definition, data: Mapping[str, Any]) -> State:
    """Evaluate everything once."""
    facts = facts_of(definition.schema, data)
    verdicts = {verdict.rule.key: verdict for verdict in compiled(definition).evaluate(facts)}
    return State(definition, data, facts, verdicts, tuple(violations(definition, data)))
