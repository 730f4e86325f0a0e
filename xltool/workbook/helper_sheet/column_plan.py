"""Where the flags of all rules will stand. Rules may name each other in `unless`, so places come before formulas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from xltool.base.cells import a1
from xltool.base.findings import SEVERITIES
from xltool.base.messages import Lang
from xltool.form.schema import Schema, Table
from xltool.rules.definition import Definition
from xltool.rules.ruleset import Constraint, Rule, RuleSet
from xltool.workbook.helper_sheet.formulas import FIRST_ROW, down_to
from xltool.workbook.helper_sheet.helper_grid import Grid
from xltool.workbook.helper_sheet.input_columns import Inputs
from xltool.workbook.helper_sheet.keys import Key, key_of

#: What one flag speaks of: a rule, or the constraints of one id on one field.
Watched: TypeAlias = tuple[Rule] | tuple[Constraint, ...]


@dataclass(frozen=True)
class FlagColumn:
    """A column of a table's flags, 1 in every row that is at fault."""

    watched: Watched
    column: int


@dataclass(frozen=True)
class Plan:
    """Columns, reserved but not yet filled."""

    fields: Mapping[str, int]  # constraint id → column of its flags, beside the single fields
    guards: Mapping[Key, int]  # rule of the whole form → column of its guard; its flag stands in the next one
    tables: Mapping[str, tuple[FlagColumn, ...]]  # table → its flags, worst first, side by side
    flags: Mapping[Key, str]  # what is watched → its 0/1 cell, or all its cells


def plan_flags(grid: Grid, inputs: Inputs, definition: Definition) -> Plan:
    """Reserve the columns: of constraints on single fields, of the rules of the whole form, then table by table."""
    rules = definition.rules
    fields = {rule_id: grid.take(rule_id) for rule_id in constraints_by_id(rules, None)}
    guards: dict[Key, int] = {rule.key: _take_pair(grid, rule.id) for rule in rules.rules if rule.each is None}
    tables = {table.path: _flag_columns(grid, table, definition) for table in definition.schema.tables.values()}
    flags: dict[Key, str] = {key: a1(FIRST_ROW, column + 1, absolute=True) for key, column in guards.items()}
    for constraint in rules.constraints:
        if constraint.each is None:
            flags[key_of(constraint)] = a1(inputs.field_row(constraint.at), fields[constraint.id], absolute=True)
    for path, columns in tables.items():
        flags |= {key_of(flag.watched[0]): down_to(inputs.last_row(path), flag.column) for flag in columns}
    return Plan(fields, guards, tables, flags)


def _take_pair(grid: Grid, rule_id: str) -> int:
    """The column of a guard, with one for the flag beside it."""
    guard = grid.take(f"{rule_id}?")
    grid.take(rule_id)
    return guard


def _flag_columns(grid: Grid, table: Table, definition: Definition) -> tuple[FlagColumn, ...]:
    rules, schema, lang = definition.rules, definition.schema, definition.template.language
    return tuple(FlagColumn(watched, grid.take(_sentence(watched[0], schema, lang))) for watched in _watched(table, rules))


def constraints_by_id(rules: RuleSet, table: str | None) -> dict[str, list[Constraint]]:
    """Constraints by id, on single fields or on the columns of one table."""
    found: dict[str, list[Constraint]] = {}
    for constraint in rules.constraints:
        if constraint.each == table:
            found.setdefault(constraint.id, []).append(constraint)
    return found


def _watched(table: Table, rules: RuleSet) -> list[Watched]:
    """What the flags of a table speak of, worst first."""
    of_rules: Iterator[Watched] = ((rule,) for rule in rules.rules if rule.each == table.path)
    return sorted([*of_rules, *_gathered(rules, table.path)], key=lambda watched: (SEVERITIES.index(watched[0].severity), watched[0].id))


def _gathered(rules: RuleSet, table: str) -> list[tuple[Constraint, ...]]:
    """The constraints of a table, those of one id on one column together."""
    gathered: dict[Key, list[Constraint]] = {}
    for constraints in constraints_by_id(rules, table).values():
        for constraint in constraints:
            gathered.setdefault(key_of(constraint), []).append(constraint)
    return [tuple(constraints) for constraints in gathered.values()]


def _sentence(rule: Rule | Constraint, schema: Schema, lang: Lang) -> str:
    """The heading of a flag: what the row's remark on the form says."""
    field = schema.field(rule.at)
    label = field.title if field else schema.titles.get(rule.at, rule.at)
    return f"{rule.id} {rule.message.say(lang, label=label)}"
