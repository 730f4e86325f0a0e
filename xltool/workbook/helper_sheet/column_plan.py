"""Reserve the columns of all flags before any formula is written: rules may name each other in `unless`."""

from __future__ import annotations

from collections.abc import Iterator

from xltool.base.cells import a1
from xltool.base.findings import SEVERITIES
from xltool.base.paths import parent_of
from xltool.form.schema import Table
from xltool.rules.definition import Definition
from xltool.rules.ruleset import Constraint, RuleSet
from xltool.workbook.helper_sheet.formulas import FIRST_ROW, down_to
from xltool.workbook.helper_sheet.helper_records import HelperGrid, InputColumns, Messages
from xltool.workbook.helper_sheet.plan_records import GUARDS, ColumnPlan, FlagColumn, Key, Watched, constraints_by_id, key_of


def plan_flags(grid: HelperGrid, inputs: InputColumns, definition: Definition, texts: Messages) -> ColumnPlan:
    """Reserve the columns: of constraints on single fields, of the rules of the whole form, then table by table."""
    rules = definition.rules
    fields = {rule_id: grid.take(rule_id) for rule_id in constraints_by_id(rules, None)}
    skips: dict[Key, int] = {rule.key: _take_pair(grid, rule.id) for rule in rules.rules if rule.each is None}
    tables = {table.path: _flag_columns(grid, table, definition.rules, texts) for table in definition.schema.tables.values()}
    flags: dict[Key, str] = {key: a1(FIRST_ROW, column + 1, absolute=True) for key, column in skips.items()}
    for constraint in rules.constraints:
        if constraint.each is None:
            flags[key_of(constraint)] = a1(inputs.field_row(constraint.at), fields[constraint.id], absolute=True)
    for path, columns in tables.items():
        own = [flag for flag in columns if flag.form_rule is None]
        for flag in own:
            _adopt(inputs, path, flag)
        flags |= {key_of(flag.watched[0]): down_to(inputs.last_row(path), flag.column) for flag in own}
    return ColumnPlan(fields, skips, tables, flags)


def _adopt(inputs: InputColumns, table: str, flag: FlagColumn) -> None:
    """Let the flags of what is missing or unreadable guard the rules as well, so that no column says it twice."""
    rule = flag.watched[0]
    if len(flag.watched) == 1 and isinstance(rule, Constraint) and rule.keyword in GUARDS:
        inputs.adopt(f"{rule.at}.{GUARDS[rule.keyword]}", table, flag.column)


def _take_pair(grid: HelperGrid, rule_id: str) -> int:
    """Reserve the column of a skip condition, with one for the flag beside it."""
    skip = grid.take(f"{rule_id}?")
    grid.take(rule_id)
    return skip


def _flag_columns(grid: HelperGrid, table: Table, rules: RuleSet, texts: Messages) -> tuple[FlagColumn, ...]:
    """Reserve the columns of a table; the heading of a flag is the message that the row shows on the form, with marks for values."""
    return tuple(FlagColumn(watched, grid.take(texts.template(watched[0]))) for watched in _watched(table, rules))


def _watched(table: Table, rules: RuleSet) -> list[Watched]:
    """Return what the flags of a table cover, worst first."""
    of_rules: Iterator[Watched] = ((rule,) for rule in rules.rules if (rule.each or parent_of(rule.at)) == table.path)
    return sorted([*of_rules, *_gathered(rules, table.path)], key=lambda watched: (SEVERITIES.index(watched[0].severity), watched[0].id))


def _gathered(rules: RuleSet, table: str) -> list[tuple[Constraint, ...]]:
    """Gather the constraints of a table, those of one id on one column together."""
    gathered: dict[Key, list[Constraint]] = {}
    for constraints in constraints_by_id(rules, table).values():
        for constraint in constraints:
            gathered.setdefault(key_of(constraint), []).append(constraint)
    return [tuple(constraints) for constraints in gathered.values()]
