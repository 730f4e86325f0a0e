"""Flags: 1 where a rule or a constraint is violated, else 0. All counts, places and colours are made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from xltool.finding import Severity
from xltool.formula.types import Scope
from xltool.render import Renderer
from xltool.ruleset import Constraint, Rule
from xltool.state import State
from xltool.writer.codes_sheet import CodeRanges
from xltool.writer.helpers.formulas import FIRST_ROW, down_to
from xltool.writer.helpers.grid import Grid
from xltool.writer.helpers.guards import Guards
from xltool.writer.helpers.inputs import Inputs
from xltool.writer.helpers.keywords import CellOf, violation
from xltool.writer.helpers.places import Places
from xltool.writer.helpers.plan import FlagColumn, Plan, Watched, constraints_by_id


@dataclass(frozen=True)
class Tally:
    """Flags that are counted together, and where the first of them is up."""

    rule_id: str
    severity: Severity
    flags: str  # their cells
    first: str  # formula text: the place of the first offending cell, "" while there is none
    first_value: str  # what it yields now


@dataclass(frozen=True)
class Flags:
    """Fills the planned columns; each method gives the tallies of what it wrote."""

    grid: Grid
    inputs: Inputs
    places: Places
    codes: CodeRanges
    state: State
    plan: Plan
    guards: Guards

    # --- single fields ------------------------------------------------------------------------------------------------

    def of_fields(self) -> Iterator[Tally]:
        """For each constraint id a column beside the single fields."""
        for rule_id, constraints in constraints_by_id(self.state.definition.rules, None).items():
            column = self.plan.fields[rule_id]
            for path in dict.fromkeys(constraint.at for constraint in constraints):
                mine = tuple(constraint for constraint in constraints if constraint.at == path)
                formula = f"IF({self._any_violated(mine, self.inputs.scalar)},1,0)"
                self.grid.put(self.inputs.field_row(path), column, formula, int(self.state.breaks(rule_id, path)))
            yield self._tally_of_fields(constraints[0], down_to(self.inputs.last_field_row, column))

    def _tally_of_fields(self, constraint: Constraint, flags: str) -> Tally:
        paths = self.state.definition.schema.fields
        broken = next((path for path in paths if self.state.breaks(constraint.id, path)), None)
        first = f'IFERROR(INDEX({self.inputs.addresses()},MATCH(1,{flags},0)),"")'
        return Tally(constraint.id, constraint.severity, flags, first, self.places.value(broken) if broken else "")

    def _any_violated(self, constraints: Watched, cell: CellOf) -> str:
        conditions = [violation(constraint, cell, self.codes) for constraint in constraints if isinstance(constraint, Constraint)]
        return f"OR({','.join(conditions)})"

    # --- rules of the whole form --------------------------------------------------------------------------------------

    def of_form(self) -> Iterator[Tally]:
        """For each rule a cell that says whether it cannot be decided, and one with its flag."""
        for rule in self.state.definition.rules.rules:
            if rule.each is None:
                yield self._of_rule(rule)

    def _of_rule(self, rule: Rule) -> Tally:
        column, terms = self.plan.guards[rule.key], self.guards.of_form(rule)
        verdict = self.state.verdicts[rule.key]
        skipped = f"IF({'+'.join(terms)}>0,1,0)" if terms else "0"
        guard = self.grid.put(FIRST_ROW, column, skipped, int(verdict.skipped))
        formula = f"IF({guard}=1,0,IF({self._holds(rule)},0,1))"
        flag = self.grid.put(FIRST_ROW, column + 1, formula, int(verdict.violated))
        first = f'IF({flag}=1,{self.places.formula(rule.at)},"")'
        return Tally(rule.id, rule.severity, flag, first, self.places.value(rule.at) if verdict.violated else "")

    def _holds(self, rule: Rule) -> str:
        """Formula text: whether the rule's own formula is TRUE; an error is not."""
        text = Renderer(Scope(self.state.definition.schema, rule.each), self.inputs).formula(rule.node)
        return f"IFERROR({text},FALSE)"

    # --- rows of tables -----------------------------------------------------------------------------------------------

    def of_table(self, table: str) -> Iterator[Tally]:
        """For each rule and constraint of a table a column of flags."""
        for flag in self.plan.tables[table]:
            yield self._of_column(table, flag)

    def _of_column(self, table: str, flag: FlagColumn) -> Tally:
        rule, value = flag.watched[0], self._row_value(flag.watched)
        formula = f"IF({self.inputs.in_use(table)}=0,0,IF({self._row_condition(flag.watched)},1,0))"
        self.grid.fill(flag.column, self.inputs.last_row(table), formula, value)
        flags = down_to(self.inputs.last_row(table), flag.column)
        first_row = next((row for row in range(self.state.n_rows(table)) if value(row)), None)
        first = self.places.in_row(rule.at, f"MATCH(1,{flags},0)")
        place = "" if first_row is None else self.places.value(rule.at, first_row)
        return Tally(rule.id, rule.severity, flags, f'IFERROR({first},"")', place)

    def _row_value(self, watched: Watched) -> Callable[[int], int]:
        """Whether a row is at fault, as Python sees it."""
        rule = watched[0]
        if isinstance(rule, Rule):
            rows = frozenset(self.state.verdicts[rule.key].rows)
            return lambda row: int(row in rows)
        return lambda row: int(self.state.breaks(rule.id, f"{rule.each}[{row}].{rule.field.name}"))

    def _row_condition(self, watched: Watched) -> str:
        """Formula text: whether the row at hand is at fault."""
        rule = watched[0]
        if not isinstance(rule, Rule):
            return self._any_violated(watched, self.inputs.row)
        terms = self.guards.of_row(rule)
        broken = f"NOT({self._holds(rule)})"
        return f"IF({'+'.join(terms)}>0,FALSE,{broken})" if terms else broken
