"""Rule sets: the rules of a form, parsed, in the order in which they are reported.

A rule is a formula that must be TRUE. A rule of the definition may have several cases (one id, several formulas); each
case is a `Rule` here. A `Constraint` is a keyword of the JSON Schema that the workbook shows by the same means.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, Protocol

from xltool.base.findings import SEVERITIES, Severity
from xltool.base.messages import Text
from xltool.form.codes import Lookup
from xltool.form.schema import Field, Schema, Table
from xltool.rules.keyword_messages import KEYWORD_MESSAGES
from xltool.rules.language.nodes import ColumnRef, Node, RowRef, references
from xltool.rules.language.types import Scope, can_fail

#: The keywords that a workbook can check itself; `type` is "readable as the field's kind".
Keyword = Literal["required", "type", "minimum", "maximum", "multipleOf", "maxLength", "minLength", "pattern", "enum"]
VALUE_TYPE = "value.type"
#: The id of what is filled in where it does not apply.
NOT_APPLICABLE = "value.not-applicable"
#: The id of a text for which its cell has no room.
TEXT_ROOM = "text.room"
#: Rows of a table that are asked one by one whether they break a rule over the whole table alone.
MOST_ROWS_ASKED = 1_000


@dataclass(frozen=True, kw_only=True)
class NamedRow:
    """A row that a message names: the first one, but that at hand, in which a condition holds."""

    condition: Node  # over the columns of one table
    column: str  # path of a column that the condition reads: its table is the one whose row is meant


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One formula that must be TRUE, of the form as a whole or of each row of a table."""

    id: str  # "R22"; cases share it
    severity: Severity
    node: Node
    message: Text  # placeholders: {label} {value}, and the names of the row's columns
    at: str  # path of the field, column or table where a violation is shown
    each: str | None = None  # path of the table whose rows are checked one by one
    unless: tuple[str, ...] = ()  # ids of rules whose violation makes this one skipped
    case: int = 0  # 0-based number among the cases of its id
    values: Mapping[str, Node] = field(default_factory=dict, hash=False)  # word of its message → the formula that it stands for
    rows: Mapping[str, NamedRow] = field(default_factory=dict, hash=False)  # word of its message → the row that it names
    written: str = ""  # the formula as the definition has it, where that is written out for blocks of repeated ones
    requirement: Text | None = None  # what it asks for, said positively

    @property
    def formula(self) -> str:
        """The formula as text."""
        return str(self.node)

    @property
    def key(self) -> tuple[str, int]:
        """What tells this rule from all others: id and case."""
        return self.id, self.case

    @property
    def tables(self) -> frozenset[str]:
        """The tables of which it reads whole columns."""
        return frozenset(reference.table for reference in references(self.node) if isinstance(reference, ColumnRef))

    def scope(self, schema: Schema) -> Scope:
        """Return the names that its formula may use."""
        return Scope(schema, self.each)


@dataclass(frozen=True, kw_only=True)
class ComputedValue:
    """The formula of a field, or of a column in each row of its table, whose value nobody types; of a lookup the field that holds the code."""

    path: str  # of the field or column
    node: Node
    each: str | None  # path of the table of which it is a column
    is_total: bool = False  # the sum of its column in a total row
    lookup: Lookup | None = None  # what is looked up by the code that the formula yields
    written: str = ""  # the formula as the definition has it, where that is written out for blocks of repeated ones

    @property
    def can_fail(self) -> bool:
        """Whether the formula can yield an error."""
        return can_fail(self.node, when_huge=True)

    def scope(self, schema: Schema) -> Scope:
        """Return the names that its formula may use."""
        return Scope(schema, self.each)


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A formula that says where some fields are asked for; elsewhere they stay blank."""

    node: Node
    each: str | None  # path of the table in whose rows it is asked one by one
    paths: tuple[str, ...]  # of the fields and columns that it governs, and of tables as a whole

    def scope(self, schema: Schema) -> Scope:
        """Return the names that its formula may use."""
        return Scope(schema, self.each)


@dataclass(frozen=True, kw_only=True)
class Constraint:
    """One keyword of the JSON Schema on one field, as far as a spreadsheet can express it."""

    id: str  # from the field's x-ids, else "schema.<keyword>"
    severity: Severity
    field: Field
    keyword: Keyword
    message: Text

    @property
    def at(self) -> str:
        """Path of the field."""
        return self.field.path

    @property
    def each(self) -> str | None:
        """Path of the table of which the field is a column."""
        return self.field.table


def constraint_id(field: Field | Table, keyword: str) -> str:
    """Return the rule id of a keyword on a field or table: from its `x-ids`, else `schema.<keyword>`; for `type` it is `value.type`."""
    default = VALUE_TYPE if keyword == "type" else f"schema.{keyword}"
    return field.ids.get(keyword, default)


def constraint_message(rule_id: str, keyword: str, messages: Mapping[str, tuple[Severity, Text]]) -> tuple[Severity, Text]:
    """Return severity and sentence of a violated keyword."""
    default: tuple[Severity, Text] = ("error", KEYWORD_MESSAGES.get(keyword, KEYWORD_MESSAGES["pattern"]))
    return messages.get(rule_id, default)


class BadInputs(Protocol):
    """What of a document formulas cannot use."""

    @property
    def bad_fields(self) -> AbstractSet[str]:
        """Paths of single fields."""
        ...

    @property
    def bad_rows(self) -> Mapping[str, frozenset[int]]:
        """Path of a column that is bad anywhere → in which rows, 0-based."""
        ...


@dataclass(frozen=True, kw_only=True)
class InputPaths:
    """The fields that a rule reads, by path."""

    fields: tuple[str, ...]  # single fields
    row: tuple[str, ...]  # columns of the row at hand
    columns: tuple[str, ...]  # whole columns

    def is_undecided(self, inputs: BadInputs) -> bool:
        """Return whether an input that is the same in all rows is missing or cannot be read."""
        return not inputs.bad_fields.isdisjoint(self.fields) or not inputs.bad_rows.keys().isdisjoint(self.columns)

    def bad_rows(self, inputs: BadInputs) -> frozenset[int]:
        """Return the rows (0-based) in which an input of the row is missing or cannot be read."""
        return frozenset().union(*(inputs.bad_rows[path] for path in self.row if path in inputs.bad_rows))


def input_paths(rule: Rule | ComputedValue | Condition, schema: Schema) -> InputPaths:
    """Return the fields that a formula reads; a rule is skipped where one of them is missing or cannot be read."""
    scope = rule.scope(schema)
    paths: dict[str, dict[str, None]] = {"fields": {}, "row": {}, "columns": {}}
    for reference in references(rule.node):
        bag = "row" if isinstance(reference, RowRef) else "columns" if isinstance(reference, ColumnRef) else "fields"
        paths[bag][scope.bind(reference).field.path] = None
    return InputPaths(**{bag: tuple(named) for bag, named in paths.items()})


@dataclass(frozen=True, kw_only=True)
class CheckRule:
    """A check that the schema switches on: a registered function with its fields and options."""

    id: str
    severity: Severity
    check: str  # name in the registry
    message: Text
    requirement: Text | None = None  # what it asks for, said positively
    fields: Mapping[str, str] = field(default_factory=dict)  # role → field path
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class RuleSet:
    """Everything that a form is checked for."""

    rules: tuple[Rule, ...]  # the formulas of x-rules
    constraints: tuple[Constraint, ...] = ()  # keywords of the JSON Schema
    checks: tuple[CheckRule, ...] = ()  # the functions of x-checks
    messages: Mapping[str, tuple[Severity, Text]] = field(default_factory=dict)  # x-constraints: id → severity, message
    requirements: Mapping[str, Text] = field(default_factory=dict)  # x-constraints: id → what is asked for, said positively
    computed: tuple[ComputedValue, ...] = ()  # each after those that it reads
    conditions: tuple[Condition, ...] = ()  # where fields are asked for

    @cached_property
    def rendered(self) -> tuple[Rule | Constraint, ...]:
        """The rules and constraints that a workbook shows, worst first, then in the order of their ids."""
        return tuple(sorted((*self.constraints, *self.rules), key=_order))

    @cached_property
    def condition_of(self) -> dict[str, int]:
        """Path of a field, column or table → the index of the condition that governs it."""
        return {path: index for index, condition in enumerate(self.conditions) for path in condition.paths}

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The ids of all rendered rules and constraints, each once, worst first."""
        return tuple(dict.fromkeys(rule.id for rule in self.rendered))

    def with_rules(self, further: Iterable[Rule]) -> RuleSet:
        """Return the rule set with rules more."""
        return replace(self, rules=(*self.rules, *further))

    def by_id(self, rule_id: str) -> tuple[Rule | Constraint, ...]:
        """Return the rendered rules (cases) and constraints with that id."""
        return tuple(rule for rule in self.rendered if rule.id == rule_id)


def _order(rule: Rule | Constraint) -> tuple[int, str, int]:
    return SEVERITIES.index(rule.severity), rule.id, rule.case if isinstance(rule, Rule) else 0


def are_beside(rule: Rule, other: Rule, schema: Schema) -> bool:
    """Return whether `unless` holds between two rules: not between different blocks of a repeated one."""
    one, two = schema.block_of(rule.at), schema.block_of(other.at)
    return one == two or not one or not two


def in_dependency_order(rules: Iterable[Rule]) -> list[Rule]:
    """Sort rules so that each comes after those it names in `unless`; the loader has refused cycles."""
    ordered: dict[tuple[str, int], Rule] = {}
    pending = list(rules)
    known = {rule.id for rule in pending}
    while pending:
        waiting = {rule.id for rule in pending}
        ready = [rule for rule in pending if not (set(rule.unless) & known & waiting)]
        if not ready:
            raise AssertionError("rules that exclude each other reached the evaluator")
        ordered.update((rule.key, rule) for rule in ready)
        pending = [rule for rule in pending if rule.key not in ordered]
    return list(ordered.values())


def entry_rules(rules: Iterable[Rule], field: Field, schema: Schema) -> list[Rule]:
    """Return the errors at a field that look at its cell alone: their entry can be refused."""
    at_field = (rule for rule in rules if rule.severity == "error" and rule.at == field.path and rule.each == field.table)
    return [rule for rule in at_field if _looks_at_cell_alone(rule, field, schema)]


def _looks_at_cell_alone(rule: Rule, field: Field, schema: Schema) -> bool:
    used = list(references(rule.node))
    scope = rule.scope(schema)
    bound = [scope.bind(reference) for reference in used if not isinstance(reference, ColumnRef)]
    return 0 < len(used) == len(bound) and all(binding.field == field and not binding.part for binding in bound)
