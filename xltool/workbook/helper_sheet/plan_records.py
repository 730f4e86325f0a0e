"""The records of single cells and of planned columns: under what keys rules stand, and which columns are reserved for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from xltool.base.findings import Severity
from xltool.rules.completeness import Completeness
from xltool.rules.ruleset import Constraint, Rule, RuleSet

#: What the flags of a rule (id and case) or of a constraint (id and field path) are stored under.
Key: TypeAlias = tuple[str, int | str]
#: Rule id and severity: violations that are counted together.
Group: TypeAlias = tuple[str, Severity]
#: What one flag covers: a rule, or the constraints of one id on one field.
Watched: TypeAlias = tuple[Rule] | tuple[Constraint, ...]

#: The number of a cell's severity; 0 is nothing.
SEVERITY_NUMBERS: dict[Severity, int] = {"error": 3, "warning": 2, "info": 1}
#: The number of a cell that is still to be filled in: what is wrong there waits for what is blank.
TO_FILL_IN = 4
#: The number of a cell that is not asked for.
NOT_ASKED = -1

#: Keyword of a constraint → what a row's guard of the same meaning is called.
GUARDS = {"required": "lacking", "type": "unreadable"}


@dataclass(frozen=True)
class HelperCell:
    """One formula of the helper sheet, with the value it has unless a document gives it another."""

    row: int
    column: int
    formula: str
    value: Any


@dataclass(frozen=True)
class FilledColumn:
    """One formula in all rows of a table, with the value it has in a blank row."""

    column: int
    last_row: int
    formula: str  # with `ROW` and `INDEX`, see `formulas`
    blank: Any
    is_step: bool = False  # a step of reading what was typed, which only formulas of this sheet read


@dataclass(frozen=True)
class FlagColumn:
    """A column of a table's flags, 1 in every row that is at fault; of a rule of the whole form in the row that it means."""

    watched: Watched
    column: int

    @property
    def form_rule(self) -> Rule | None:
        """The rule of the whole form that points at a column of the table; it is counted where its own flag stands."""
        rule = self.watched[0]
        return rule if isinstance(rule, Rule) and rule.each is None else None


@dataclass(frozen=True)
class ColumnPlan:
    """Columns, reserved but not yet filled."""

    fields: Mapping[str, int]  # constraint id → column of its flags, beside the single fields
    skips: Mapping[Key, int]  # rule of the whole form → column of its skip condition; its flag stands in the next one
    tables: Mapping[str, tuple[FlagColumn, ...]]  # table → its flags, worst first, side by side
    flags: Mapping[Key, str]  # what is watched → its 0/1 cell, or all its cells

    @property
    def pointers(self) -> dict[Key, int]:
        """Rule of the whole form at a table's column → the column that is 1 in the row that it means."""
        columns = (flag for flags in self.tables.values() for flag in flags)
        return {flag.form_rule.key: flag.column for flag in columns if flag.form_rule}


@dataclass(frozen=True, kw_only=True)
class WaitingCells:
    """What says of violations that they wait for something blank (`rules.waiting`), and how far the form is filled in."""

    todo: str  # cell: how much is still to be filled in
    filled: str  # cell: how much of what must be filled in is
    required: str  # cell: both together
    wrong: str  # cell: how much is filled in and wrong
    doubtful: str  # cell: how much is to be verified
    progress: Callable[[Any], Completeness]  # the contents of a copy → how far it is filled in
    counts: Mapping[Group, tuple[str, ...]]  # id and severity → the cells that count its violations that wait
    rules: Mapping[Key, str]  # rule of the whole form → the cell that is 1 while it is violated and waits
    rows: Mapping[Key, str]  # rule of rows → formula text: 1 in a row in which it would not wait, else 0
    blanks: Mapping[Key, str]  # what is required → formula text: 1 in a row or field that is filled in; "" where nothing else can be wrong

    @property
    def names(self) -> dict[str, str]:
        """The defined names of the cells that say how far the form is filled in."""
        return {"xltool.todo": self.todo, "xltool.filled": self.filled, "xltool.required": self.required}


def key_of(rule: Rule | Constraint) -> Key:
    """Return the key of a rule or constraint."""
    return rule.key if isinstance(rule, Rule) else (rule.id, rule.at)


def constraints_by_id(rules: RuleSet, table: str | None) -> dict[str, list[Constraint]]:
    """Group constraints by id: those on single fields, or on the columns of one table."""
    groups: dict[str, list[Constraint]] = {}
    for constraint in rules.constraints:
        if constraint.each == table:
            groups.setdefault(constraint.id, []).append(constraint)
    return groups
