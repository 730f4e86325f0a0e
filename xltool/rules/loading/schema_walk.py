"""Walk the subschemas of a form: what each of them is, with every `$ref` followed, and where each of its keywords stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from xltool.base.paths import in_row, join, pointer_token
from xltool.rules.loading.schema_keywords import Place

#: Levels of nested objects; deeper nesting comes from a circular `$ref`, which is reported elsewhere.
_MOST_LEVELS = 12
#: The keywords that say how a value is computed.
COMPUTED = frozenset({"x-value", "x-lookup"})
#: Of a form without repeated blocks.
NO_REPEATS: Mapping[str, int] = {}


@dataclass(frozen=True, kw_only=True)
class Subschema:
    """One subschema as the form reads it."""

    place: Place
    path: str  # of the object, table or field that it describes; "" for the form; of a row that of its table
    pointer: str  # JSON pointer of where it is written
    keywords: Mapping[str, Any]  # its own and those of its references; its own win
    pointers: Mapping[str, str]  # keyword → JSON pointer of its value
    written_at: tuple[str, ...]  # JSON pointers of where it is written and of what it refers to

    @property
    def types(self) -> list[str]:
        """The types that it allows besides null."""
        declared = self.keywords.get("type", [])
        return [name for name in ([declared] if isinstance(declared, str) else declared) if name != "null"]

    @property
    def may_be_blank(self) -> bool:
        """Whether its type allows null."""
        declared = self.keywords.get("type")
        return isinstance(declared, list) and "null" in declared


def subschemas(root: Mapping[str, Any], repeats: Mapping[str, int] = NO_REPEATS) -> Iterator[Subschema]:
    """Yield the form, then every object, table, row and field in it, each before what it holds.

    `repeats` are the arrays whose objects stand on the form as blocks, with how many there are: each block is an object of its own.
    """
    form = _read(root, "form", "", "", root)
    yield form
    yield from _members(root, form, 0, repeats)


def members(root: Mapping[str, Any], owner: Subschema) -> dict[str, Subschema]:
    """Return what the `properties` of a form, object or row describe, by name."""
    named: dict[str, Subschema] = {}
    for name, node in owner.keywords.get("properties", {}).items():
        pointer = f"{owner.pointers['properties']}/{pointer_token(name)}"
        path = join(owner.path, name)
        child = _read(root, "field", path, pointer, node)
        place: Place = "field"
        if owner.place != "row" and "properties" in child.keywords:
            place = "object"
        elif owner.place != "row" and _is_table(child):
            place = "table"
        named[name] = replace(child, place=place)
    return named


def holds_more(root: Mapping[str, Any], row: Subschema) -> bool:
    """Return whether the rows of a table hold objects or tables, as only repeated blocks may."""
    return any("properties" in child.keywords or _is_table(child) for child in members(root, row).values())


def _members(root: Mapping[str, Any], owner: Subschema, level: int, repeats: Mapping[str, int]) -> Iterator[Subschema]:
    for child in members(root, owner).values():
        yield child
        if child.place == "object" and level < _MOST_LEVELS:
            yield from _members(root, child, level + 1, repeats)
        elif child.place == "table" and child.path in repeats:
            for index in range(repeats[child.path]):
                block = _read(root, "object", in_row(child.path, index), child.pointers["items"], child.keywords["items"])
                yield block
                yield from _members(root, block, level + 1, repeats)
        elif child.place == "table":
            row = _read(root, "row", child.path, child.pointers["items"], child.keywords["items"])
            yield row
            yield from _members(root, row, level, repeats)
        elif isinstance(child.keywords.get("items"), Mapping):
            yield _read(root, "choices", child.path, child.pointers["items"], child.keywords["items"])


def _read(root: Mapping[str, Any], place: Place, path: str, pointer: str, node: Mapping[str, Any]) -> Subschema:
    """Read a subschema with its references; a circle ends where it began."""
    keywords: dict[str, Any] = {}
    pointers: dict[str, str] = {}
    current, where = node, pointer
    written_at = [pointer]
    seen: set[str] = set()
    while True:
        for keyword, value in current.items():
            keywords.setdefault(keyword, value)
            pointers.setdefault(keyword, f"{where}/{pointer_token(keyword)}")
        reference = str(current.get("$ref", ""))
        target = local_target(root, reference)
        if target is None or reference in seen or place == "form":
            return Subschema(place=place, path=path, pointer=pointer, keywords=keywords, pointers=pointers, written_at=tuple(written_at))
        seen.add(reference)
        current, where = target, reference[1:]
        written_at.append(where)


def _is_table(node: Subschema) -> bool:
    items = node.keywords.get("items")
    return node.keywords.get("type") == "array" and isinstance(items, Mapping) and ("properties" in items or "$ref" in items)


def local_target(root: Mapping[str, Any], ref: str) -> Mapping[str, Any] | None:
    """Return the subschema that a `$ref` inside the same file means; None when there is none."""
    node: Any = root
    if not ref.startswith("#/"):
        return None
    for step in ref[2:].split("/"):
        node = node.get(step.replace("~1", "/").replace("~0", "~")) if isinstance(node, Mapping) else None
    return node if isinstance(node, Mapping) else None
