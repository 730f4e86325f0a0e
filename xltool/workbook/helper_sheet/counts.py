"""Sums over the flags: violations by rule id and severity, the first offending place, and what is open in all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from xltool.base.findings import SEVERITIES, Severity
from xltool.rules.to_excel import quote
from xltool.workbook.helper_sheet.contents import Contents
from xltool.workbook.helper_sheet.formulas import FIRST_ROW
from xltool.workbook.helper_sheet.helper_grid import Grid
from xltool.workbook.helper_sheet.keys import Group
from xltool.workbook.helper_sheet.violation_flags import Tally


@dataclass(frozen=True)
class Totals:
    """Cells with the sums."""

    cells: Mapping[Group, str]
    open: Mapping[Severity, str]  # cells with all violations of a severity
    firsts: Mapping[str, str]  # rule id → cell with the place of its first violation
    first_values: Mapping[str, Callable[[Contents], str]]  # rule id → what that cell yields


def add_up(grid: Grid, tallies: Sequence[Tally]) -> Totals:
    """One cell for each id with the first place, one for each id and severity with the count, one for each severity."""
    first_values = {tally.rule_id: _first_value(tallies, tally.rule_id) for tally in tallies}
    firsts = _firsts(grid, tallies, first_values)
    cells = _sums(grid, tallies)
    return Totals(cells, _open(grid, cells), firsts, first_values)


def _first_value(tallies: Sequence[Tally], rule_id: str) -> Callable[[Contents], str]:
    values = [tally.first_value for tally in tallies if tally.rule_id == rule_id]
    return lambda contents: next((place for value in values if (place := value(contents))), "")


def _firsts(grid: Grid, tallies: Sequence[Tally], values: Mapping[str, Callable[[Contents], str]]) -> dict[str, str]:
    column, cells = grid.take("first"), {}
    for row, (rule_id, value) in enumerate(values.items(), start=FIRST_ROW):
        formulas = [tally.first for tally in tallies if tally.rule_id == rule_id]
        cells[rule_id] = grid.put(row, column, _first_of(formulas), value, mostly="")
    return cells


def _first_of(formulas: Sequence[str]) -> str:
    """Formula text: the first of some texts that is not blank."""
    *before, formula = formulas
    for part in reversed(before):
        formula = f'IF({part}<>"",{part},{formula})'
    return formula


def _sums(grid: Grid, tallies: Sequence[Tally]) -> dict[Group, str]:
    label, number, cells = grid.take("rule"), grid.take("count"), {}
    groups = dict.fromkeys((tally.rule_id, tally.severity) for tally in tallies)
    for row, group in enumerate(groups, start=FIRST_ROW):
        flags = [tally.flags for tally in tallies if (tally.rule_id, tally.severity) == group]
        grid.put(row, label, quote("/".join(group)), mostly="/".join(group))
        cells[group] = grid.put(row, number, f"SUM({','.join(flags)})", _count(group))
    return cells


def _count(group: Group) -> Callable[[Contents], int]:
    return lambda contents: contents.counts.get(group, 0)


def _open(grid: Grid, sums: Mapping[Group, str]) -> dict[Severity, str]:
    column, cells = grid.take("open"), {}
    for row, severity in enumerate(SEVERITIES, start=FIRST_ROW):
        groups = [group for group in sums if group[1] == severity]
        formula = f"SUM({','.join(sums[group] for group in groups)})" if groups else "0"
        cells[severity] = grid.put(row, column, formula, _total(severity))
    return cells


def _total(severity: Severity) -> Callable[[Contents], int]:
    return lambda contents: contents.total_of(severity)
