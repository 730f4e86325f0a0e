"""What the rules of a form make of one document, as frozen records. `evaluate` makes them, workbooks and reports read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from xltool.base.paths import in_row, parent_of
from xltool.form.schema import Field
from xltool.rules.rule_inputs import RuleInputs
from xltool.rules.ruleset import MOST_ROWS_ASKED, Constraint, Rule, RuleSet, constraint_id


@dataclass(frozen=True)
class Verdict:
    """What one rule says of one document."""

    rule: Rule
    rows: tuple[int, ...] = ()  # 0-based rows that violate a row rule
    violated: bool = False  # a rule of the whole form is violated
    skipped: bool = False  # nothing could be decided: an input is bad, or an `unless` rule is violated
    skipped_rows: frozenset[int] = frozenset()  # rows of which nothing could be decided

    @property
    def count(self) -> int:
        """Return the number of violations: what `check.<id>` shows."""
        return len(self.rows) if self.rule.each else int(self.violated)


def asks_rows(verdict: Verdict, n_rows: Mapping[str, int]) -> bool:
    """Return whether the rows of a table are asked one by one which of them breaks a rule: a violated one that reads and points at it."""
    table = parent_of(verdict.rule.at)
    return verdict.violated and table in verdict.rule.tables and 1 < n_rows[table] <= MOST_ROWS_ASKED


@dataclass(frozen=True)
class Violation:
    """One keyword of the JSON Schema violated at one place."""

    path: str  # concrete field path, "indicators[3].level1"; "" is the document itself
    keyword: str  # JSON Schema keyword; "required" also for a null where a value must be
    field: Field | None  # None for objects and tables
    message: str  # the validator's own words
    value: Any = None


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """One document under all rules and constraints of its form."""

    rules: RuleSet
    data: Mapping[str, Any]  # the document
    inputs: RuleInputs  # the document as rules read it
    verdicts: Mapping[tuple[str, int], Verdict]  # key of a rule → its verdict
    alone: Mapping[tuple[str, int], tuple[int, ...]]  # of rules whose rows are asked: the rows that break it alone
    violations: tuple[Violation, ...]
    applying: tuple[frozenset[int], ...] = ()  # of each condition the rows in which it holds; {0} for one of the whole form

    def applies(self, path: str, row: int = 0) -> bool:
        """Return whether a field, column (in a row, 0-based) or table is asked for."""
        index = self.rules.condition_of.get(path)
        return index is None or (row if self.rules.conditions[index].each else 0) in self.applying[index]

    @cached_property
    def violated(self) -> frozenset[tuple[str, str]]:
        """Return (rule id, concrete field path) of every violated constraint."""
        return frozenset(
            (constraint_id(violation.field, violation.keyword), violation.path)
            for violation in self.violations
            if violation.field is not None
        )

    def row_meant(self, rule: Rule) -> int | None:
        """Return the row (0-based) that a violated rule of the whole form means, of the table at whose column it points.

        That is the first row that breaks the rule alone, where some rows do and others do not; else the first row. None while the
        rule is not violated, and for a table without rows. The workbook asks the same (see `helper_sheet.meant_rows`).
        """
        n_rows, alone = self.n_rows(parent_of(rule.at)), self.alone.get(rule.key, ())
        if n_rows == 0 or not self.verdicts[rule.key].violated:
            return None
        return alone[0] if 0 < len(alone) < n_rows else 0

    def n_rows(self, table: str) -> int:
        """Return the number of rows of a table."""
        return self.inputs.n_rows[table]

    def count(self, rule: Rule | Constraint) -> int:
        """Count the violations of one rule, or the places where one constraint is violated."""
        if isinstance(rule, Rule):
            return self.verdicts[rule.key].count
        return sum(self.breaks(rule.id, path) for path in self.places(rule))

    def places(self, constraint: Constraint) -> list[str]:
        """Return the concrete paths of a constraint's field."""
        field = constraint.field
        if field.table is None:
            return [field.path]
        return [in_row(field.table, row, field.name) for row in range(self.n_rows(field.table))]

    def breaks(self, rule_id: str, path: str) -> bool:
        """Return whether a constraint with that id is violated at a concrete path."""
        return (rule_id, path) in self.violated
