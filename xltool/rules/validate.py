"""Validate a document against the JSON Schema of its form: which keyword is violated at which field.

jsonschema-rs is the engine; in tests it is held to jsonschema, the reference implementation.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any

from xltool.base.paths import in_row, join, split_name
from xltool.form.schema import Field, Schema
from xltool.rules.definition import Definition, once_per_definition
from xltool.rules.evaluation import Violation
from xltool.rules.schema_formats import compile_schema


def violations(definition: Definition, data: Mapping[str, Any], keywords: Container[str] | None = None) -> list[Violation]:
    """List what a document violates, each place and keyword once, in document order; `keywords` are those asked for, None for all."""
    errors = _validator(definition).iter_errors(data)
    if keywords is not None:
        errors = (error for error in errors if error.schema_path[-1] in keywords)
    reported = (_violation(definition.schema, *_leaf(error)) for error in errors)
    return list(_without_echoes(one for one in reported if not _is_decided_by_a_rule(one)))


@once_per_definition
def _validator(definition: Definition) -> Any:
    """Return the compiled schema of a definition."""
    return compile_schema(definition.schema.resolved)


def _leaf(error: Any) -> tuple[list[str | int], str, str, Any]:
    return list(error.instance_path), str(error.schema_path[-1]), error.message, error.instance


def _violation(schema: Schema, steps: list[str | int], keyword: str, message: str, value: Any) -> Violation:
    if keyword == "required":
        missing = next((name for name in _missing(schema, steps, value)), None)
        steps = [*steps, missing] if missing else steps
        value = None
    path, field = locate(schema, steps)
    if field is not None and field.kind.is_list and isinstance(steps[-1], int):
        path, _ = locate(schema, steps[:-1])  # all values stand in one cell
    if value is None and field is not None and field.required and keyword in ("type", "enum", "const", "pattern"):
        keyword = "required"
    return Violation(path, keyword, field, message, value)


def _is_decided_by_a_rule(violation: Violation) -> bool:
    """Return whether a blank stands where a field is asked for in some cases only: there a rule decides (see `ruleset.Condition`)."""
    return violation.value is None and violation.field is not None and violation.field.is_conditional


def _missing(schema: Schema, steps: list[str | int], value: Any) -> Iterator[str]:
    """Yield the fields that an object lacks."""
    prefix = schema.declared(locate(schema, steps)[0])
    for field in schema.all_fields():
        parent, name = split_name(field.path)
        if parent == prefix and isinstance(value, Mapping) and name not in value:
            yield name


def locate(schema: Schema, steps: Iterable[str | int]) -> tuple[str, Field | None]:
    """Return the concrete path of a sequence of keys and indexes, and the field there."""
    path = ""
    for step in steps:
        path = in_row(path, step) if isinstance(step, int) else join(path, step)
    return path, schema.field(schema.declared(path))


def _without_echoes(reported: Iterable[Violation]) -> Iterator[Violation]:
    """Drop repeated violations, one for one cause: a blank violates nothing but `required`, and each keyword of a place counts once."""
    seen: set[tuple[str, str]] = set()
    for violation in reported:
        key = (violation.path, violation.keyword)
        if key not in seen:
            seen.add(key)
            yield violation
