"""Sum up the flags: violations by rule id and severity, the first offending place, and all that is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from xltool.base.findings import SEVERITIES, Severity
from xltool.base.formula_text import quote
from xltool.base.messages import Lang, Text
from xltool.workbook.helper_sheet.formulas import FIRST_ROW, down_to
from xltool.workbook.helper_sheet.helper_records import Contents, Counts, FlagTally, HelperGrid
from xltool.workbook.helper_sheet.plan_records import Group

#: Between the messages of several cases.
_AND = Text(zh="；", en="; ")


def add_up(grid: HelperGrid, tallies: Sequence[FlagTally], ids: Sequence[str], lang: Lang) -> Counts:
    """Write the first place and the messages of each id, the count of each id and severity, and the count of each severity.

    Places and messages stand in the order of `ids`, a row for each, so that a line of the check sheet finds its own.
    """
    by_id = {rule_id: [tally for tally in tallies if tally.rule_id == rule_id] for rule_id in ids}
    first_values = {rule_id: _first_value(mine) for rule_id, mine in by_id.items()}
    firsts = _firsts(grid, by_id)
    said_values = {rule_id: _said_value(mine, _AND.as_is(lang)) for rule_id, mine in by_id.items()}
    said = _said(grid, by_id, _AND.as_is(lang))
    cells = _sums(grid, tallies)
    return Counts(cells, _open(grid, cells), firsts, first_values, said, said_values)


def _first_value(tallies: Sequence[FlagTally]) -> Callable[[Contents], str]:
    values = [tally.first_value for tally in tallies]
    return lambda contents: next((place for value in values if (place := value(contents))), "")


def _firsts(grid: HelperGrid, tallies: Mapping[str, Sequence[FlagTally]]) -> str:
    """Write the first place of each id; what leads to it stands in a column of its own."""
    column, steps = grid.take("first"), _Steps(grid, grid.take("first so far"))
    for row, mine in enumerate(tallies.values(), start=FIRST_ROW):
        before = ""
        for number, tally in enumerate(mine[:-1], start=1):
            before = steps.put(f'IF({before}<>"",{before},{tally.first})' if before else tally.first, _first_value(mine[:number]))
        formula = f'IF({before}<>"",{before},{mine[-1].first})' if before else mine[-1].first
        grid.put(row, column, formula, _first_value(mine), mostly="")
    return _cells(column, len(tallies))


def _said(grid: HelperGrid, tallies: Mapping[str, Sequence[FlagTally]], between: str) -> str:
    """Write the messages of each id, one behind the other; those of which they are made stand in a column of their own."""
    column, steps = grid.take("said"), _Steps(grid, grid.take("said so far"))
    for row, mine in enumerate(tallies.values(), start=FIRST_ROW):
        before, formula = "", mine[0].said
        for number, tally in enumerate(mine[1:], start=1):
            before = steps.put(formula, _said_value(mine[:number], between))
            own = steps.put(tally.said, _said_value([tally], between))
            formula = f'IF({before}="",{own},IF({own}="",{before},{before}&{quote(between)}&{own}))'
        grid.put(row, column, formula, _said_value(mine, between), mostly="")
    return _cells(column, len(tallies))


class _Steps:
    """Cells of a column one below the other, each a text."""

    def __init__(self, grid: HelperGrid, column: int) -> None:
        self.grid = grid
        self.column = column
        self.row = FIRST_ROW

    def put(self, formula: str, value: Callable[[Contents], str]) -> str:
        """Write the next cell and return it."""
        cell = self.grid.put(self.row, self.column, formula, value, mostly="")
        self.row += 1
        return cell


def _cells(column: int, count: int) -> str:
    return down_to(FIRST_ROW + max(count, 1) - 1, column)


def _said_value(tallies: Sequence[FlagTally], between: str) -> Callable[[Contents], str]:
    values = [tally.said_value for tally in tallies]
    return lambda contents: between.join(said for value in values if (said := value(contents)))


def _sums(grid: HelperGrid, tallies: Sequence[FlagTally]) -> dict[Group, str]:
    number, cells = grid.take("count"), {}
    groups = dict.fromkeys((tally.rule_id, tally.severity) for tally in tallies)
    for row, group in enumerate(groups, start=FIRST_ROW):
        flags = [tally.flags for tally in tallies if (tally.rule_id, tally.severity) == group]
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
