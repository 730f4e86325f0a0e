"""Whether a field takes a value: what its cell would read, and what its keywords allow. For values that nobody types."""

from __future__ import annotations

from typing import Any

from xltool.base.messages import Text
from xltool.base.normalise import as_text
from xltool.form.schema import Field
from xltool.rules.schema_formats import compile_schema


def misfit(field: Field, value: Any) -> Text | None:
    """Return why a field does not take a value of a document as it is; None when it does. A blank is not asked about."""
    return _misread(field, value) or _beyond(field, value)


def _misread(field: Field, value: Any) -> Text | None:
    if isinstance(value, bool | dict) or not _is_of(field.kind.json_types, value):
        types = " | ".join(field.kind.json_types)
        return Text(zh=f"类型应为 {types}", en=f"the type must be {types}")
    read, before = field.read(_as_cell(value))
    if read is None or field.kind.is_unreadable(read):
        return field.wanted
    if before is not None or read != value:
        shown = field.kind.show(read)
        return Text(zh=f"单元格会读作“{shown}”，请这样写", en=f"a cell would be read as {shown!r}; write that")
    return None


def _as_cell(value: Any) -> Any:
    """Return a value as a cell holds it."""
    return value if isinstance(value, str) else as_text(value) if isinstance(value, list) else float(value)


def _is_of(types: tuple[str, ...], value: Any) -> bool:
    if isinstance(value, str | list):
        return ("string" if isinstance(value, str) else "array") in types
    return "number" in types or ("integer" in types and int(value) == value)


def _beyond(field: Field, value: Any) -> Text | None:
    """Return which keyword the value violates."""
    values = value if isinstance(value, list) else [value]
    if field.choices and any(one not in field.choices for one in values):
        return Text(zh="不在选项内", en="it is not among the choices")
    for name, limit in _limits(field).items():
        if not compile_schema({name: limit}).is_valid(value):
            shown = str(limit) if name == "multipleOf" else field.limit_text(name) or str(limit)
            return Text(zh=f"“{name}”为 {shown}", en=f"{name!r} is {shown}")
    return None


def _limits(field: Field) -> dict[str, Any]:
    """Return the keywords of a field that say something of one value by itself. Whether it may be blank is another question."""
    limits = {
        "minimum": field.minimum,
        "maximum": field.maximum,
        "multipleOf": None if field.precision is None else 10**-field.precision,
        "minLength": field.min_length,
        "maxLength": field.max_length,
        "pattern": field.pattern or None,
        "format": field.format or None,
        "minItems": field.min_items,
        "maxItems": field.max_items,
        "uniqueItems": field.unique_items or None,
    }
    return {name: limit for name, limit in limits.items() if limit is not None}
