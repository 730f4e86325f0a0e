"""What of a document the form has no place for, or does not offer: whoever fills a form in from data should hear of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from xltool.base.messages import Text
from xltool.base.paths import in_row, join, name_of, parent_of
from xltool.base.suggestions import did_you_mean
from xltool.form.schema import Schema
from xltool.rules.definition import Definition
from xltool.rules.validate import violations

_UNKNOWN = Text(zh="{path} 不是表格中的字段，未写入{offer}", en="{path} is not a field of the form, so it was not written{offer}")
_NO_CHOICE = Text(
    zh="{path} 的内容“{value}”不在选项内，已照写，表中会提示{offer}",
    en="{path} holds “{value}”, which is not one of the choices; it was written all the same, and the form says so{offer}",
)


def unfitting(definition: Definition, data: Mapping[str, Any]) -> Iterator[Text]:
    """Yield a sentence for each member of a document that the form does not know, and for each value that is not among its choices."""
    schema = definition.schema
    for path in _unknown(schema, data, ""):
        offer = did_you_mean(name_of(path), names_at(schema, parent_of(path)))
        yield _UNKNOWN.filled(path=path, offer=offer)
    for violation in violations(definition, data, ("enum",)):
        if violation.keyword == "enum" and violation.value not in (None, ""):
            choices = violation.field.choices if violation.field is not None else ()
            offer = did_you_mean(str(violation.value), choices) if violation.value not in choices else Text(zh="", en="")
            yield _NO_CHOICE.filled(path=violation.path, value=violation.value, offer=offer)


def is_known(schema: Schema, path: str, key: str) -> bool:
    """Return whether the object at a concrete field path may have a member of that name."""
    child = join(schema.declared(path), key)
    return schema.field(child) is not None or child in schema.titles


def names_at(schema: Schema, path: str) -> list[str]:
    """Return the names of the members that the object at a concrete field path may have."""
    owner = schema.declared(path)
    known = (*(field.path for field in schema.all_fields()), *schema.titles)
    return list(dict.fromkeys(name_of(one) for one in known if parent_of(one) == owner))


def _unknown(schema: Schema, node: Mapping[str, Any], path: str) -> Iterator[str]:
    """Yield the concrete paths of the members of an object that the form does not know, and of those in what it holds."""
    for key, value in node.items():
        child = join(path, key)
        if not is_known(schema, path, key):
            yield child
        elif isinstance(value, Mapping):
            yield from _unknown(schema, value, child)
        elif isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, Mapping):
                    yield from _unknown(schema, item, in_row(child, index))
