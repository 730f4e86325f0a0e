"""Fields whose text is no matter of anybody else: which rules are kept and broken does not depend on what it says.

That is so when no rule reads the field and no part of the schema looks at it but its own. Then it is enough to ask its own
part of the schema about a text, instead of all rules about the document.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import jsonschema_rs

from xltool.rules.definition import Definition
from xltool.rules.ruleset import inputs

#: Keywords of an object that look at the names in it, or have each member looked at by itself.
_MEMBERWISE = frozenset(
    ("$schema", "$id", "$defs", "$comment", "title", "description", "type", "properties", "required", "additionalProperties")
)


def bystanders(definition: Definition, paths: Iterable[str]) -> dict[str, Any]:
    """Those of some single fields that are bystanders, each with the validator of its texts."""
    read = {path for rule in definition.rules.rules for path in inputs(rule, definition.schema).fields}
    root = definition.schema.resolved
    return {path: _validator(root, path) for path in paths if path not in read and all(map(_is_memberwise, _around(root, path)))}


def _around(root: Mapping[str, Any], path: str) -> Iterator[Any]:
    """The subschemas of the objects that hold a field, from the outermost; None where one is not written out."""
    node: Any = root
    for step in path.split("."):
        yield node
        node = node.get("properties", {}).get(step) if isinstance(node, Mapping) else None


def _is_memberwise(node: Any) -> bool:
    return isinstance(node, Mapping) and all(keyword in _MEMBERWISE or keyword.startswith("x-") for keyword in node)


def _validator(root: Mapping[str, Any], path: str) -> Any:
    """A validator of the field's own part of the schema; the rest is there for references, and says nothing of a text."""
    pointer = "".join(f"/properties/{step}" for step in path.split("."))
    rest = {keyword: value for keyword, value in root.items() if keyword != "type"}
    return jsonschema_rs.Draft202012Validator({**rest, "$ref": f"#{pointer}"})
