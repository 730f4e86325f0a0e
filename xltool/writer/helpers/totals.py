"""Sums over the flags: violations by rule id and severity, the first offending place, and what is open in all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from xltool.finding import SEVERITIES, Severity
from xltool.render import quote
from xltool.state import State
from xltool.writer.helpers.flags import Tally
from xltool.writer.helpers.formulas import FIRST_ROW
from xltool.writer.helpers.grid import Grid
from xltool.writer.helpers.plan import key_of

Group: TypeAlias = tuple[str, Severity]  # rule id and severity: what is counted together


@dataclass(frozen=True)
class Totals:
    """Cells with the sums, and what they hold."""

    counts: Mapping[Group, int]  # violations, as Python counts them
    cells: Mapping[Group, str]
    open: Mapping[Severity, str]  # cells with all violations of a severity
    firsts: Mapping[str, str]  # rule id → cell with the place of its first violation
    first_values: Mapping[str, str]


def add_up(grid: Grid, tallies: Sequence[Tally], state: State) -> Totals:
    """One cell for each id with the first place, one for each id and severity with the count, one for each severity."""
    first_values = {tally.rule_id: "" for tally in tallies}
    for tally in tallies:
        first_values[tally.rule_id] = first_values[tally.rule_id] or tally.first_value
    firsts = _firsts(grid, tallies, first_values)
    counts = _counts(tallies, state)
    cells = _sums(grid, tallies, counts)
    return Totals(counts, cells, _open(grid, cells, counts), firsts, first_values)


def _firsts(grid: Grid, tallies: Sequence[Tally], values: Mapping[str, str]) -> dict[str, str]:
    column, cells = grid.take("first"), {}
    for row, (rule_id, value) in enumerate(values.items(), start=FIRST_ROW):
        formulas = [tally.first for tally in tallies if tally.rule_id == rule_id]
        cells[rule_id] = grid.put(row, column, _first_of(formulas), value)
    return cells


def _first_of(formulas: Sequence[str]) -> str:
    """Formula text: the first of some texts that is not blank."""
    *before, formula = formulas
    for part in reversed(before):
        formula = f'IF({part}<>"",{part},{formula})'
    return formula


def _counts(tallies: Sequence[Tally], state: State) -> dict[Group, int]:
    """Violations as Python counts them; several keywords of one id on one field count once."""
    counts: dict[Group, int] = {(tally.rule_id, tally.severity): 0 for tally in tallies}
    for rule in {key_of(rule): rule for rule in state.definition.rules.rendered}.values():
        counts[(rule.id, rule.severity)] += state.count(rule)
    return counts


def _sums(grid: Grid, tallies: Sequence[Tally], counts: Mapping[Group, int]) -> dict[Group, str]:
    label, number, cells = grid.take("rule"), grid.take("count"), {}
    for row, (group, count) in enumerate(counts.items(), start=FIRST_ROW):
        flags = [tally.flags for tally in tallies if (tally.rule_id, tally.severity) == group]
        grid.put(row, label, quote("/".join(group)), "/".join(group))
        cells[group] = grid.put(row, number, f"SUM({','.join(flags)})", count)
    return cells


def _open(grid: Grid, sums: Mapping[Group, str], counts: Mapping[Group, int]) -> dict[Severity, str]:
    column, cells = grid.take("open"), {}
    for row, severity in enumerate(SEVERITIES, start=FIRST_ROW):
        groups = [group for group in sums if group[1] == severity]
        formula = f"SUM({','.join(sums[group] for group in groups)})" if groups else "0"
        cells[severity] = grid.put(row, column, formula, sum(counts[group] for group in groups))
    return cells
