"""Sum up the flags: violations by rule id and severity, the first offending place, and all that is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from xltool.base.findings import SEVERITIES, Severity
from xltool.base.formula_text import quote
from xltool.workbook.helper_sheet.formulas import FIRST_ROW
from xltool.workbook.helper_sheet.helper_records import Contents, Counts, FlagTally, HelperGrid
from xltool.workbook.helper_sheet.plan_records import Group


def add_up(grid: HelperGrid, tallies: Sequence[FlagTally]) -> Counts:
    """Write the first place of each id, the count of each id and severity, and the count of each severity."""
    by_id: dict[str, list[FlagTally]] = {}
    for tally in tallies:
        by_id.setdefault(tally.rule_id, []).append(tally)
    first_values = {rule_id: _first_value(mine) for rule_id, mine in by_id.items()}
    firsts = _firsts(grid, by_id)
    cells = _sums(grid, tallies)
    return Counts(cells, _open(grid, cells), firsts, first_values)


def _first_value(tallies: Sequence[FlagTally]) -> Callable[[Contents], str]:
    values = [tally.first_value for tally in tallies]
    return lambda contents: next((place for value in values if (place := value(contents))), "")


def _firsts(grid: HelperGrid, tallies: Mapping[str, Sequence[FlagTally]]) -> dict[str, str]:
    """Write a cell for each tally, one below the other: the first place so far. The last one of an id holds the place for all."""
    column, row, cells = grid.take("first"), FIRST_ROW, {}
    for rule_id, mine in tallies.items():
        before = ""
        for number, tally in enumerate(mine, start=1):
            formula = f'IF({before}<>"",{before},{tally.first})' if before else tally.first
            before = grid.put(row, column, formula, _first_value(mine[:number]), mostly="")
            row += 1
        cells[rule_id] = before
    return cells


def _sums(grid: HelperGrid, tallies: Sequence[FlagTally]) -> dict[Group, str]:
    label, number, cells = grid.take("rule"), grid.take("count"), {}
    groups = dict.fromkeys((tally.rule_id, tally.severity) for tally in tallies)
    for row, group in enumerate(groups, start=FIRST_ROW):
        flags = [tally.flags for tally in tallies if (tally.rule_id, tally.severity) == group]
        grid.put(row, label, quote("/".join(group)), mostly="/".join(group))
        cells[group] = grid.put(row, number, f"SUM({','.join(flags)})", _count(group))
    return cells


def _count(group: Group) -> Callable[[Contents], int]:
    return lambda contents: contents.counts.get(group, 0)


def _open(grid: HelperGrid, sums: Mapping[Group, str]) -> dict[Severity, str]:
    column, cells = grid.take("open"), {}
    for row, severity in enumerate(SEVERITIES, start=FIRST_ROW):
        groups = [group for group in sums if group[1] == severity]
        formula = f"SUM({','.join(sums[group] for group in groups)})" if groups else "0"
        cells[severity] = grid.put(row, column, formula, _total(severity))
    return cells


def _total(severity: Severity) -> Callable[[Contents], int]:
    return lambda contents: contents.total_of(severity)
