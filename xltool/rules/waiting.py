"""Tell 待填 from 错误: a violated rule waits while what it points at, or what that is compared with, is still blank.

Counts, findings and states of files are not concerned: words, colours and the status line of the workbook are. A rule waits while
one of these is wholly blank: the place at which it is shown (of a computed field what it is computed from); all else that it reads;
the columns that it reads of a table. What is filled in where it does not apply never waits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from xltool.base.findings import Severity
from xltool.base.paths import in_row, name_of, parent_of, split_name, value_at
from xltool.form.schema import Field, Schema
from xltool.rules.completeness import Completeness
from xltool.rules.definition import Definition, once_per_definition
from xltool.rules.evaluation import Evaluation
from xltool.rules.ruleset import NOT_APPLICABLE, ComputedValue, Constraint, InputPaths, Rule, constraint_id, input_paths


@dataclass(frozen=True, kw_only=True)
class Awaited:
    """What a rule waits for while all of it is blank; paths of what people fill in."""

    fields: tuple[str, ...] = ()  # single fields
    row: tuple[str, ...] = ()  # columns of the row at hand
    columns: tuple[str, ...] = ()  # whole columns
    tables: tuple[str, ...] = ()  # tables as a whole

    @property
    def paths(self) -> tuple[str, ...]:
        """All paths."""
        return (*self.fields, *self.row, *self.columns, *self.tables)

    def is_blank(self, data: Mapping[str, Any], each: str | None, row: int) -> bool:
        """Return whether a document holds nothing of it; `row` (0-based) is the one at hand of the table `each`."""
        if any(holds(value_at(data, path)) for path in self.fields) or any(value_at(data, table) for table in self.tables):
            return False
        if any(holds(value_at(data, in_row(each or "", row, name_of(path)))) for path in self.row):
            return False
        return not any(filled_cells(data, path) for path in self.columns)


def holds(value: Any) -> bool:
    """Return whether a value is something, not a blank."""
    return value is not None and value not in ("", [])


def filled_cells(data: Mapping[str, Any], path: str) -> int:
    """Count the rows of a table in which a column holds something."""
    table, name = split_name(path)
    return sum(holds(row.get(name)) for row in value_at(data, table) or () if isinstance(row, Mapping))


def waiting_rows(rule: Rule, evaluation: Evaluation, awaited: Iterable[Awaited]) -> tuple[int, ...]:
    """Return the rows (0-based) in which a violated rule waits; row 0 stands for one of the whole form."""
    verdict, groups = evaluation.verdicts[rule.key], tuple(awaited)
    rows = verdict.rows if rule.each else (0,) if verdict.violated else ()
    return tuple(row for row in rows if any(group.is_blank(evaluation.data, rule.each, row) for group in groups))


@once_per_definition
def awaited(definition: Definition) -> Mapping[tuple[str, int], tuple[Awaited, ...]]:
    """Return what each rule waits for, by its key; rules that never wait are left out.

    Warnings of rows never wait: they are asked only where somebody has begun to fill in a row.
    """
    sources = _Sources(definition)
    rules = (rule for rule in definition.rules.rules if rule.id != NOT_APPLICABLE and (rule.severity == "error" or rule.each is None))
    found = ((rule.key, tuple(sources.groups(rule))) for rule in rules)
    return {key: groups for key, groups in found if groups}


class _Sources:
    """Finds what people fill in behind what rules read and point at."""

    def __init__(self, definition: Definition) -> None:
        self.schema: Schema = definition.schema
        self.computed: Mapping[str, ComputedValue] = {value.path: value for value in definition.rules.computed}

    def groups(self, rule: Rule) -> Iterator[Awaited]:
        """Yield what a rule waits for, each once; what must be there for the rule to be decided at all is not waited for."""
        read = input_paths(rule, self.schema)
        place = self._place(rule)
        if asks_for_place(rule, self.schema):
            yield place
            return
        everything = self._leaves(read)
        others = _without(everything, place.paths)
        tables = dict.fromkeys(parent_of(path) for path in read.columns if parent_of(path) != rule.each)
        of_tables = [self._leaves(InputPaths(fields=(), row=(), columns=_of_table(read, table))) for table in tables]
        demanded = {path for path in (*read.fields, *read.row) if (field := self.schema.field(path)) and field.required}
        for group in dict.fromkeys((place, others, *of_tables)):
            if group.paths and demanded.isdisjoint((*group.fields, *group.row)):
                yield group

    def _place(self, rule: Rule) -> Awaited:
        """Return the place at which a rule is shown: a field, a column, a table or an object."""
        table = self.schema.tables.get(rule.at)
        if table is not None:
            columns = tuple(column.path for column in table.typed_columns)
            return Awaited(columns=columns) if table.fixed is not None else Awaited(tables=(rule.at,))
        field = self.schema.field(rule.at)
        if field is None:
            within = tuple(path for path in self.schema.fields if path.startswith(f"{rule.at}."))
            return self._leaves(InputPaths(fields=within, row=(), columns=()))
        paths = (rule.at,)
        if field.table is None:
            return self._leaves(InputPaths(fields=paths, row=(), columns=()))
        in_own_row = rule.each == field.table
        return self._leaves(InputPaths(fields=(), row=paths if in_own_row else (), columns=() if in_own_row else paths))

    def _leaves(self, read: InputPaths) -> Awaited:
        """Return what people fill in behind some fields and columns: those of computed ones are what these are computed from."""
        bags: dict[str, dict[str, None]] = {"fields": {}, "row": {}, "columns": {}}
        for bag, paths in (("fields", read.fields), ("row", read.row), ("columns", read.columns)):
            for path in paths:
                self._gather(path, bag, bags)
        return Awaited(**{bag: tuple(paths) for bag, paths in bags.items()})

    def _gather(self, path: str, bag: str, bags: Mapping[str, dict[str, None]]) -> None:
        value, field = self.computed.get(path), self.schema.field(path)
        if value is not None:
            read = input_paths(value, self.schema)
            for inner, paths in (("fields", read.fields), (bag, read.row), ("columns", read.columns)):
                for one in paths:
                    self._gather(one, inner, bags)
        elif field is not None and not field.is_locked:
            bags[bag][path] = None


def _of_table(read: InputPaths, table: str) -> tuple[str, ...]:
    return tuple(path for path in read.columns if parent_of(path) == table)


def _without(group: Awaited, paths: Iterable[str]) -> Awaited:
    """Return what a group holds beside some paths, and beside columns of tables that are among them."""
    taken = set(paths)

    def rest(mine: Iterable[str]) -> tuple[str, ...]:
        return tuple(path for path in mine if path not in taken and parent_of(path) not in taken)

    return Awaited(fields=rest(group.fields), row=rest(group.row), columns=rest(group.columns), tables=rest(group.tables))


# --- how far a form is filled in --------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Demands:
    """What must be filled in on a form."""

    fields: tuple[str, ...]  # single fields, some of them in some cases only
    columns: tuple[str, ...]  # of tables, likewise
    least: Mapping[str, int]  # table → its fewest rows
    rules: tuple[Rule, ...]  # of the whole form, that ask a blank form for something


def demands(definition: Definition, rules: Iterable[Rule]) -> Demands:
    """Return what must be filled in; `rules` are those that wait in a blank form."""
    schema = definition.schema
    paths = {constraint.at for constraint in _required(definition) if constraint.severity == "error"}
    paths |= {rule.at for rule in definition.rules.rules if asks_for_place(rule, schema)}
    fields = [field for field in schema.all_fields() if field.path in paths]
    least = {path: table.min_items for path, table in schema.tables.items() if table.min_items and table.fixed is None}
    return Demands(
        fields=tuple(field.path for field in fields if field.table is None),
        columns=tuple(field.path for field in fields if field.table is not None),
        least=least,
        rules=tuple(rules),
    )


def _required(definition: Definition) -> list[Constraint]:
    return [constraint for constraint in definition.rules.constraints if constraint.keyword == "required"]


def asks_for_place(rule: Rule, schema: Schema) -> bool:
    """Return whether a rule says that a field is required in some cases (`x-required-if` and the like)."""
    field: Field | None = schema.field(rule.at)
    return field is not None and rule.severity == "error" and not field.is_locked and rule.id == constraint_id(field, "required")


def rules_of_blank_form(definition: Definition, blank: Evaluation) -> tuple[Rule, ...]:
    """Return the rules of the whole form that are errors and wait in a blank form, given its evaluation."""
    groups = awaited(definition)
    rules = (rule for rule in definition.rules.rules if rule.each is None and rule.severity == "error")
    found = (rule for rule in rules if waiting_rows(rule, blank, groups.get(rule.key, ())))
    return tuple(rule for rule in found if not asks_for_place(rule, definition.schema))


@dataclass(frozen=True, kw_only=True)
class Missing:
    """Something required that is blank."""

    rule_id: str
    severity: Severity
    declared: str  # path as the schema declares it


def missing(evaluation: Evaluation, definition: Definition) -> tuple[Missing, ...]:
    """Return what is required and blank."""
    severities = {(constraint.id, constraint.at): constraint.severity for constraint in _required(definition)}
    found = ((rule_id, path, definition.schema.declared(path)) for rule_id, path in evaluation.violated)
    return tuple(
        Missing(rule_id=rule_id, severity=severities[rule_id, declared], declared=declared)
        for rule_id, path, declared in found
        if (rule_id, declared) in severities and not holds(value_at(evaluation.data, path))
    )


def waiting_counts(evaluation: Evaluation, definition: Definition) -> Mapping[tuple[str, Severity], int]:
    """Count the violations that wait for what is blank, by rule id and severity; those of what is required are among them."""
    found = Counter((one.rule_id, one.severity) for one in missing(evaluation, definition) if _can_wait(one, definition))
    for rule in definition.rules.rules:
        found[rule.id, rule.severity] += len(waiting_rows(rule, evaluation, awaited(definition).get(rule.key, ())))
    return found


def _can_wait(blank: Missing, definition: Definition) -> bool:
    """Return whether what is required and blank waits: warnings in the rows of a table do not."""
    field = definition.schema.field(blank.declared)
    return blank.severity == "error" or (field is not None and field.table is None)


def missing_rows(evaluation: Evaluation, definition: Definition, table: str, least: int) -> int:
    """Return how many rows a table lacks; none where it is not asked for."""
    block = definition.schema.block_of(table)
    is_asked = evaluation.applies(table) and block not in evaluation.inputs.unused
    return max(0, least - evaluation.n_rows(table)) if is_asked else 0


def completeness_of(definition: Definition, evaluation: Evaluation, asked: Demands) -> Completeness:
    """Return how far a form is filled in; the workbook's formulas say the same (`helper_sheet.waiting_columns`)."""
    data, waiting = evaluation.data, waiting_counts(evaluation, definition)
    rows = {table: missing_rows(evaluation, definition, table, least) for table, least in asked.least.items()}
    todo = sum(count for (_, severity), count in waiting.items() if severity == "error") + sum(rows.values())
    filled = sum(holds(value_at(data, path)) for path in asked.fields) + sum(filled_cells(data, path) for path in asked.columns)
    filled += sum(min(least, evaluation.n_rows(table)) for table, least in asked.least.items())
    filled += sum(not waiting_rows(rule, evaluation, awaited(definition)[rule.key]) for rule in asked.rules)
    late = sum(n for (_, severity), n in waiting.items() if severity == "warning") if todo else 0
    return Completeness(
        todo=todo,
        filled=filled,
        errors=_total(evaluation, "error") - todo + sum(rows.values()),
        warnings=_total(evaluation, "warning") - late,
    )


def _total(evaluation: Evaluation, severity: Severity) -> int:
    """Count the violations that a workbook shows of one severity; several keywords of one id on one field count once."""
    rules = {(rule.id, rule.case if isinstance(rule, Rule) else rule.at): rule for rule in evaluation.rules.rendered}
    return sum(evaluation.count(rule) for rule in rules.values() if rule.severity == severity)
