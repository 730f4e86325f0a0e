"""Compute the fields that nobody types: their values from the other fields of a document, in the order of their dependencies."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from xltool.base.dates import FIRST_DAY, LAST_DAY, date_from_serial
from xltool.base.normalise import as_float, exact
from xltool.base.paths import in_row, name_of, put, value_at
from xltool.base.value_types import RuleValue
from xltool.form.codes import Lookup
from xltool.form.complete_document import complete
from xltool.form.schema import Field, Schema
from xltool.rules.compiled_formulas import Formula, compile_formula
from xltool.rules.definition import Definition, once_per_definition
from xltool.rules.language.semantics import ExcelError
from xltool.rules.rule_inputs import RuleInputs, collect_inputs, column_inputs
from xltool.rules.ruleset import ComputedValue, InputPaths, input_paths

#: What a formula yields in a row; None for an error.
Result: TypeAlias = float | str | None


@dataclass(frozen=True, kw_only=True)
class Computed:
    """A document with its computed values, and what rules read of it."""

    data: Mapping[str, Any]
    inputs: RuleInputs


def compute(definition: Definition, data: Mapping[str, Any], unread: frozenset[str] = frozenset()) -> Computed:
    """Return a document with every computed value in its place, whatever stood there before; None where there is none.

    A value is bad, so that rules over it are skipped, where one of its inputs is bad or its formula yields an error.
    `unread` are concrete paths of cells that hold something that could not be read.
    """
    if not definition.rules.computed:
        has_more = definition.schema.has_fixed_rows or definition.schema.repeats
        data = complete(definition.schema, data) if has_more else data
        return Computed(data=data, inputs=collect_inputs(definition.schema, data, unread))
    return _Computation(definition.schema, data, unread).run(_steps(definition))


def differences(definition: Definition, data: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Yield concrete path, given and computed value of every computed field to which a document gives another value."""
    computed = compute(definition, complete(definition.schema, data)).data if definition.rules.computed else {}
    for value in definition.rules.computed:
        for path in _places(value, data):
            given, result = value_at(data, path), value_at(computed, path)
            if given is not None and not _are_alike(given, result):
                yield path, given, result


def _places(value: ComputedValue, data: Mapping[str, Any]) -> list[str]:
    """Return the concrete paths of a computed field."""
    if value.each is None:
        return [value.path]
    return [in_row(value.each, row, name_of(value.path)) for row in range(len(value_at(data, value.each) or ()))]


def _are_alike(given: Any, computed: Any) -> bool:
    numbers = as_float(given), as_float(computed)
    if numbers[0] is not None and numbers[1] is not None:
        return exact(numbers[0]) == exact(numbers[1])
    return bool(given == computed)


@once_per_definition
def _steps(definition: Definition) -> tuple[_Step, ...]:
    """Return the compiled formulas of a definition."""
    return tuple(_step(value, definition.schema) for value in definition.rules.computed)


@dataclass(frozen=True, kw_only=True)
class _Step:
    field: Field
    paths: InputPaths
    formula: Formula
    lookup: Lookup | None

    def result(self, value: Any) -> Result:
        """Return what the field holds where its formula yields a value; None where that is an error, or a code that the list has not."""
        return _usable(self.field, value if self.lookup is None else self.lookup.find(value))


def _step(value: ComputedValue, schema: Schema) -> _Step:
    field = schema.field(value.path)
    assert field is not None  # noqa: S101 - the loader has made the value from the field
    formula = compile_formula(value.node, value.scope(schema))
    return _Step(field=field, paths=input_paths(value, schema), formula=formula, lookup=value.lookup)


class _Computation:
    """One document on its way: each value computed is an input of those after it."""

    def __init__(self, schema: Schema, data: Mapping[str, Any], unread: frozenset[str]) -> None:
        self.data = complete(schema, data)
        inputs = collect_inputs(schema, self.data, unread)
        self.n_rows = inputs.n_rows
        self.unused = inputs.unused
        self.schema = schema
        self.scalars = dict(inputs.scalars)
        self.columns = dict(inputs.columns)
        self.bad_fields = set(inputs.bad_fields)
        self.bad_rows = dict(inputs.bad_rows)

    def run(self, steps: tuple[_Step, ...]) -> Computed:
        for step in steps:
            if self.schema.block_of(step.field.path) in self.unused:
                self._leave_blank(step.field)
            elif step.field.table is None:
                self._single(step)
            else:
                self._column(step, step.field.table)
        return Computed(data=self.data, inputs=self._inputs())

    def _inputs(self) -> RuleInputs:
        return RuleInputs(
            scalars=self.scalars,
            columns=self.columns,
            bad_fields=frozenset(self.bad_fields),
            bad_rows=self.bad_rows,
            n_rows=self.n_rows,
            unused=self.unused,
        )

    def _leave_blank(self, field: Field) -> None:
        """Take the value of a field in a block that is not in use: none, and a column of no rows."""
        results: list[Result] = [None] if field.table is None else []
        columns = dict(_as_inputs(field, results))
        if field.table is None:
            self.scalars.update((key, column[0]) for key, column in columns.items())
        else:
            self.columns.update(columns)

    def _single(self, step: _Step) -> None:
        path = step.field.path
        results = self._results(step, 1)
        put(self.data, path, as_document_value(step.field, results[0]))
        self.scalars.update((key, column[0]) for key, column in _as_inputs(step.field, results))
        if step.paths.is_undecided(self) or results[0] is None:
            self.bad_fields.add(path)

    def _column(self, step: _Step, table: str) -> None:
        field, n_rows = step.field, self.n_rows[table]
        results = self._results(step, n_rows)
        for row, result in zip(value_at(self.data, table), results, strict=True):
            row[field.name] = as_document_value(field, result)
        self.columns.update(_as_inputs(field, results))
        bad = {row for row, result in enumerate(results) if result is None}
        bad |= step.paths.bad_rows(self)
        if step.paths.is_undecided(self):
            bad.update(range(n_rows))
        if bad:
            self.bad_rows[field.path] = frozenset(bad)

    def _results(self, step: _Step, n_rows: int) -> list[Result]:
        """Return what the formula yields in each row."""
        in_row = step.formula(self.scalars, self.columns, self.n_rows)
        results: list[Result] = []
        for row in range(n_rows):
            try:
                results.append(step.result(in_row(row)))
            except ExcelError:
                results.append(None)
        return results


def _usable(field: Field, result: Result) -> Result:
    """Return a result that its field can hold; None for a number beyond all days where a day is wanted."""
    if result is None or isinstance(result, str) or field.is_number:
        return result
    day = math.floor(result)
    return float(day) if FIRST_DAY <= day <= LAST_DAY else None


def as_document_value(field: Field, result: Result) -> Any:
    """Return what a formula yields as the document holds it: a number of 15 digits, a day as ISO 8601 writes it, a text; None for ""."""
    if result is None or isinstance(result, str):
        return result or None
    if not field.is_number:
        return date_from_serial(int(result)).isoformat()
    return exact(result)


def _as_inputs(field: Field, results: list[Result]) -> Iterator[tuple[str, list[RuleValue]]]:
    """Yield (key, values) as rules read them: a number as it was calculated, not as it is shown, so that a third times three is one."""
    if field.is_number:
        yield field.path, [None if isinstance(result, str) else result for result in results]
    else:
        yield from column_inputs(field, [as_document_value(field, result) for result in results])
