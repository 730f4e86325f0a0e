"""A JSON Schema as rows, one for each of its subschemas, and the schema that rows make.

The name of a row is the path of the field, `income.total`; the rows of a table are `items[]` and a column of it `items.name`; what `$ref`
refers to is `$defs.amount`. A row says the keywords of its subschema. An object that says nothing of itself needs no row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from xltool.base.paths import pointer_token

DEFINITIONS, ROW_OF = "$defs", "[]"
_RULE_LISTS = ("x-rules", "x-checks", "x-constraints")
_STEP = re.compile(r"((?:\\.|[^.\\\[])+)|(\[\])|\.")


@dataclass(frozen=True, kw_only=True)
class SchemaRow:
    """One subschema: its path, the keywords that it says itself, and whether it stands in a table."""

    path: str
    keywords: Mapping[str, Any]
    in_table: bool


def schema_rows(schema: Mapping[str, Any]) -> tuple[dict[str, Any], list[SchemaRow]]:
    """Return the keywords of the schema as a whole (but for its rules), and a row for each subschema, in the order of the file."""
    own = {name: value for name, value in _own(schema).items() if name not in _RULE_LISTS}
    return own, list(_members(schema, "", in_table=False))


def _own(node: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in node.items() if not _has_rows(name, value)}


def _has_rows(keyword: str, value: Any) -> bool:
    """Return whether a keyword's value is written as rows of its own."""
    if keyword in ("properties", DEFINITIONS):
        return isinstance(value, dict) and bool(value) and all(isinstance(node, dict) for node in value.values())
    return keyword == "items" and isinstance(value, dict) and _has_rows("properties", value.get("properties"))


def _members(node: Mapping[str, Any], path: str, *, in_table: bool) -> Iterator[SchemaRow]:
    for keyword, before in (("properties", ""), (DEFINITIONS, f"{DEFINITIONS}.")):
        if _has_rows(keyword, node.get(keyword)):
            for name, child in node[keyword].items():
                yield from _row(child, ".".join(filter(None, [path, before + _escaped(name)])), in_table=in_table)
    if _has_rows("items", node.get("items")):
        yield from _row(node["items"], f"{path}{ROW_OF}", in_table=True)


def _row(node: Mapping[str, Any], path: str, *, in_table: bool) -> Iterator[SchemaRow]:
    own = _own(node)
    if not (own == {"type": "object"} and _has_rows("properties", node.get("properties"))):
        yield SchemaRow(path=path, keywords=own, in_table=in_table)
    inside = path.removesuffix(ROW_OF) if path.endswith(ROW_OF) else path
    yield from _members(node, inside, in_table=in_table)


def _escaped(name: str) -> str:
    return re.sub(r"[.\\\[]", r"\\\g<0>", name)


class SchemaMaker:
    """Makes a schema of rows that come one after the other."""

    def __init__(self, own: dict[str, Any]) -> None:
        self.schema = own
        self._implied: set[str] = set()  # pointers of objects that no row has said so far

    def add(self, path: str, *, in_table: bool) -> tuple[dict[str, Any], str]:
        """Return the subschema of a path and its JSON pointer, made with all that is around it. Raises KeyError for one that has a row."""
        node, pointer = self.schema, ""
        steps = list(_steps(path))
        for index, step in enumerate(steps):
            is_last = index == len(steps) - 1
            if in_table and is_last and node is not self.schema and not node.keys() & {"type", "items", "properties", "$ref"}:
                node["type"] = "array"
            if step != ROW_OF and ("items" in node or node.get("type") in ("array", ["array", "null"])):
                node, pointer = self._into(node, pointer, "items", "object")
            keyword = "items" if step == ROW_OF else DEFINITIONS if step.startswith(DEFINITIONS + ".") else "properties"
            name = step.removeprefix(DEFINITIONS + ".")
            implied = "array" if in_table and index == len(steps) - 2 and steps[-1] != ROW_OF else "object"
            if keyword == "items":
                node, pointer = self._into(node, pointer, "items", "object")
            else:
                node, pointer = self._into(node.setdefault(keyword, {}), f"{pointer}/{keyword}", name, implied)
            if is_last:
                self._claim(node, pointer, path)
        return node, pointer

    def _into(self, node: dict[str, Any], pointer: str, name: str, implied: str) -> tuple[dict[str, Any], str]:
        pointer = f"{pointer}/{pointer_token(name)}"
        if name not in node:
            node[name] = {"type": implied}
            self._implied.add(pointer)
        return node[name], pointer

    def _claim(self, node: dict[str, Any], pointer: str, path: str) -> None:
        if pointer not in self._implied:
            raise KeyError(path)
        self._implied.remove(pointer)
        del node["type"]


def _steps(path: str) -> Iterator[str]:
    """Yield the steps of a path; one into `$defs` is one step with the name behind it."""
    pending = ""
    for match in _STEP.finditer(path):
        name, rows = match[1], match[2]
        if rows:
            yield ROW_OF
        elif name == DEFINITIONS and not pending:
            pending = f"{DEFINITIONS}."
        elif name:
            yield pending + re.sub(r"\\(.)", r"\1", name)
            pending = ""
