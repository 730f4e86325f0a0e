"""Skip conditions: where a rule cannot be decided, the workbook skips it as Python does (see `evaluate`).

A rule is skipped where an input is missing or unreadable, and where a rule that it names in `unless` is violated. A skip
condition is a list of formula terms; the rule is skipped while one of them is above 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xltool.rules.definition import Definition
from xltool.rules.ruleset import Rule, are_beside, input_paths
from xltool.workbook.helper_sheet.formulas import row_of
from xltool.workbook.helper_sheet.helper_records import InputColumns
from xltool.workbook.helper_sheet.plan_records import Key


@dataclass(frozen=True)
class SkipConditions:
    """Composes the skip conditions of rules from cells of the helper sheet."""

    inputs: InputColumns
    definition: Definition
    flags: Mapping[Key, str]

    def all_terms(self) -> dict[Key, list[str]]:
        """Return the terms of every rule."""
        return {rule.key: self.of_form(rule) if rule.each is None else self.of_row(rule) for rule in self.definition.rules.rules}

    def of_form(self, rule: Rule) -> list[str]:
        """Return the terms of a rule of the whole form."""
        bad = self.inputs.bad_terms(input_paths(rule, self.definition.schema))
        return [*bad, *(term for name in rule.unless for term in self.blockers(name, rule))]

    def of_row(self, rule: Rule) -> list[str]:
        """Return the terms of a rule for the row at hand."""
        read = input_paths(rule, self.definition.schema)
        blockers = [term for name in rule.unless for term in self.row_blockers(name, rule)]
        return [*self.inputs.bad_terms(read), *self.inputs.bad_row_terms(read), *blockers]

    def blockers(self, rule_id: str, blocked: Rule) -> list[str]:
        """Return terms for the flags of a rule with all its cases: a single cell, or all rows."""
        cells = [self.flags[rule.key] for rule in self._cases(rule_id, blocked)]
        return [f"SUM({cell})" if ":" in cell else cell for cell in cells]

    def row_blockers(self, rule_id: str, blocked: Rule) -> list[str]:
        """Return the same for a row: between two rules of one table `unless` holds row by row."""
        cases = self._cases(rule_id, blocked)
        return [row_of(self.flags[rule.key]) if rule.each == blocked.each else f"SUM({self.flags[rule.key]})" for rule in cases]

    def _cases(self, rule_id: str, blocked: Rule) -> list[Rule]:
        schema = self.definition.schema
        return [rule for rule in self.definition.rules.rules if rule.id == rule_id and are_beside(blocked, rule, schema)]
