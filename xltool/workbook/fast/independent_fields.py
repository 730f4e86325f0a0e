"""Fields that no rule reads and no other subschema constrains: changing their text cannot change a verdict.

It is then enough to validate a text against its own subschema: the fast twin of evaluating all rules over the document.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from xltool.base.paths import steps
from xltool.rules.definition import Definition
from xltool.rules.ruleset import input_paths
from xltool.rules.schema_formats import compile_schema

#: Keywords of an object that constrain the names in it, or each member by itself.
_MEMBERWISE = frozenset(
    ("$schema", "$id", "$defs", "$comment", "title", "description", "type", "properties", "required", "additionalProperties")
)


def independent_fields(definition: Definition, paths: Iterable[str]) -> dict[str, Any]:
    """Return those of some single fields that are independent, each with the validator of its texts."""
    read = {path for rule in definition.rules.rules for path in input_paths(rule, definition.schema).fields}
    root = definition.schema.resolved
    return {path: _validator(root, path) for path in paths if path not in read and all(map(_is_memberwise, _ancestors(root, path)))}


def _ancestors(root: Mapping[str, Any], path: str) -> Iterator[Any]:
    """Yield the subschemas of the objects that hold a field, from the outermost; None where one is not written out."""
    node: Any = root
    for step in steps(path):
        yield node
        node = node.get("properties", {}).get(step) if isinstance(node, Mapping) else None


def _is_memberwise(node: Any) -> bool:
    return isinstance(node, Mapping) and all(keyword in _MEMBERWISE or keyword.startswith("x-") for keyword in node)


def _validator(root: Mapping[str, Any], path: str) -> Any:
    """Return a validator of the field's own subschema; the rest of the schema is kept for its references only."""
    pointer = "".join(f"/properties/{step}" for step in steps(path))
    rest = {keyword: value for keyword, value in root.items() if keyword != "type"}
    return compile_schema({**rest, "$ref": f"#{quote(pointer)}"})
