"""Sum up the flags: violations by rule id and severity, the first offending place, and all that is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from xltool.base.findings import SEVERITIES, Severity
from xltool.base.formula_text import quote
from xltool.base.messages import Lang, Text
from xltool.workbook.helper_sheet.formulas import FIRST_ROW
from xltool.workbook.helper_sheet.helper_records import Contents, Counts, FlagTally, HelperGrid
from xltool.workbook.helper_sheet.plan_records import Group

#: Between the messages of several cases.
_AND = Text(zh="；", en="; ")


def add_up(grid: HelperGrid, tallies: Sequence[FlagTally], lang: Lang) -> Counts:
    """Write the first place and the messages of each id, the count of each id and severity, and the count of each severity."""
    by_id: dict[str, list[FlagTally]] = {}
    for tally in tallies:
        by_id.setdefault(tally.rule_id, []).append(tally)
    first_values = {rule_id: _first_value(mine) for rule_id, mine in by_id.items()}
    firsts = _firsts(grid, by_id)
    said_values = {rule_id: _said_value(mine, _AND.as_is(lang)) for rule_id, mine in by_id.items()}
    said = _said(grid, by_id, _AND.as_is(lang))
    cells = _sums(grid, tallies)
    return Counts(cells, _open(grid, cells), firsts, first_values, said, said_values)


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


def _said(grid: HelperGrid, tallies: Mapping[str, Sequence[FlagTally]], between: str) -> dict[str, str]:
    """Write a cell for each tally, one below the other: its message behind those before it. The last one of an id holds all."""
    column, row, cells = grid.take("said"), FIRST_ROW, {}
    for rule_id, mine in tallies.items():
        before = ""
        for number, tally in enumerate(mine, start=1):
            formula = tally.said
            if before:
                own = grid.put(row, column, tally.said, _said_value([tally], between), mostly="")
                row += 1
                formula = f'IF({before}="",{own},IF({own}="",{before},{before}&{quote(between)}&{own}))'
            before = grid.put(row, column, formula, _said_value(mine[:number], between), mostly="")
            row += 1
        cells[rule_id] = before
    return cells


def _said_value(tallies: Sequence[FlagTally], between: str) -> Callable[[Contents], str]:
    values = [tally.said_value for tally in tallies]
    return lambda contents: between.join(said for value in values if (said := value(contents)))


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
