"""Evaluate a document: run its form's rules and its JSON Schema once. Cached values of workbooks and all findings come from here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from xltool.base.paths import in_row, parent_of, value_at
from xltool.form.schema import Field, Schema
from xltool.rules.applicability import applying
from xltool.rules.compiled_rules import CompiledRules, compile_rules
from xltool.rules.compute import compute
from xltool.rules.definition import Definition, once_per_definition
from xltool.rules.evaluation import Evaluation, Verdict, Violation, asks_rows
from xltool.rules.rule_inputs import RuleInputs
from xltool.rules.ruleset import constraint_id
from xltool.rules.validate import violations


@once_per_definition
def compiled(definition: Definition) -> CompiledRules:
    """Return the compiled rules of a definition."""
    return compile_rules(definition.rules.rules, definition.schema)


def evaluate(definition: Definition, data: Mapping[str, Any], unread: frozenset[str] = frozenset()) -> Evaluation:
    """Evaluate all rules and constraints of a form over a document.

    `unread` are concrete paths of cells that hold something that could not be read: rules that read them are skipped.
    """
    computed = compute(definition, data, unread)
    data, inputs = computed.data, computed.inputs
    conditions = applying(definition, inputs)
    found = (one for one in violations(definition, data) if definition.schema.block_of(one.path) not in inputs.unused)
    broken = [one for one in found if not _is_absent(one) and not _is_of_no_table(one, definition, conditions)]
    unreadable = {violation.path: violation for violation in _unreadable(definition.schema, data, inputs, broken)}
    rules = compiled(definition)
    verdicts = {verdict.rule.key: verdict for verdict in rules.evaluate(inputs)}
    return Evaluation(
        rules=definition.rules,
        data=data,
        inputs=inputs,
        verdicts=verdicts,
        alone={key: _rows_alone(rules, verdict, inputs) for key, verdict in verdicts.items() if asks_rows(verdict, inputs.n_rows)},
        violations=(*(one for one in broken if one.keyword != "pattern" or one.path not in unreadable), *unreadable.values()),
        applying=conditions,
    )


def _rows_alone(rules: CompiledRules, verdict: Verdict, inputs: RuleInputs) -> tuple[int, ...]:
    """Return the rows of the table at whose column a violated rule points that would break it if the table held no other."""
    rule, table = verdict.rule, parent_of(verdict.rule.at)
    keys = [key for key in inputs.columns if key.startswith(f"{table}.")]
    n_rows = {**inputs.n_rows, table: 1}

    def in_one_row(row: int) -> RuleInputs:
        one = {key: inputs.columns[key][row : row + 1] for key in keys}
        return replace(inputs, columns={**inputs.columns, **one}, n_rows=n_rows)

    return tuple(row for row in range(inputs.n_rows[table]) if rules.is_broken(rule, in_one_row(row)))


def _is_absent(violation: Violation) -> bool:
    """Return whether a field that nobody can fill in has no value: what it is computed from has findings of its own."""
    field = violation.field
    return violation.value is None and field is not None and (field.is_computed or (field.is_given and field.table is None))


def _is_of_no_table(violation: Violation, definition: Definition, conditions: tuple[frozenset[int], ...]) -> bool:
    """Return whether too few rows are those of a table that does not apply."""
    index = definition.rules.condition_of.get(violation.path)
    return violation.keyword == "minItems" and index is not None and not conditions[index]


def _unreadable(schema: Schema, data: Mapping[str, Any], inputs: RuleInputs, broken: list[Violation]) -> Iterator[Violation]:
    """Yield the values that are not of their field's kind, such as a date that is none: to a JSON Schema any text is a text."""
    seen = {(constraint_id(violation.field, violation.keyword), violation.path) for violation in broken if violation.field}
    for path, field in _bad_places(schema, inputs):
        value = value_at(data, path)
        if value is not None and (constraint_id(field, "type"), path) not in seen:
            yield Violation(path, "type", field, f"{value!r} is not a {field.kind.name}", value)


def _bad_places(schema: Schema, inputs: RuleInputs) -> Iterator[tuple[str, Field]]:
    """Yield the concrete paths, with their fields, of all that is missing or cannot be read."""
    for field in schema.all_fields():
        if field.is_computed:
            continue  # what it is computed from is reported
        if field.table is None and field.path in inputs.bad_fields:
            yield field.path, field
        elif field.table is not None:
            yield from ((in_row(field.table, row, field.name), field) for row in sorted(inputs.bad_rows.get(field.path, ())))
