"""What a schema, as it is written, calls its fields, objects and tables: enough to read and to draw a form by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from xltool.base.paths import join

#: Deeper than this no form nests; a circle of references ends there.
_DEPTH = 12


@dataclass(kw_only=True)
class FormNames:
    """Paths are those of templates: `items.name` is a column of the table `items`."""

    titles: dict[str, str] = field(default_factory=dict)  # path → title, where there is one
    units: dict[str, str] = field(default_factory=dict)  # path → unit
    members: dict[str, tuple[str, ...]] = field(default_factory=dict)  # path of an object or table → names in it
    arrays: set[str] = field(default_factory=set)  # paths of tables and repeated blocks
    drawn_titles: dict[str, str] = field(default_factory=dict)  # path of a field without a title → what stands beside it

    def title(self, path: str) -> str:
        """Return the title of a field, object or table; its path where it has none."""
        return self.titles.get(path) or path.rpartition(".")[2]

    def is_title(self, path: str, text: str) -> bool:
        """Return whether a label says the title of a field, with or without its unit. A field without a title takes it for one."""
        line, title = _line(text), self.titles.get(path)
        if title is None and path not in self.members:
            title = self.drawn_titles.setdefault(path, line)
        unit = self.units.get(path, "")
        return title is not None and line in (_line(title), f"{title}（{unit}）", f"{title}({unit})", f"{title} ({unit})")

    def table_of(self, path: str) -> str:
        """Return the table in which a column stands; "" for a field that stands in none."""
        parent = path.rpartition(".")[0]
        return parent if parent in self.arrays else ""


def _line(text: str) -> str:
    return " ".join(text.split())


def names_of(schema: Mapping[str, Any]) -> FormNames:
    """Return the names in a schema; what is of the wrong shape is left out."""
    names = FormNames()
    for path, node in _nodes(schema, schema, "", 0):
        if isinstance(title := node.get("title"), str):
            names.titles[path] = title
        if isinstance(unit := node.get("x-unit"), str):
            names.units[path] = unit
        rows = _resolved(node.get("items"), schema)
        if isinstance(rows.get("properties"), dict):
            names.arrays.add(path)
        properties = rows.get("properties", node.get("properties"))
        if isinstance(properties, dict):
            names.members[path] = tuple(properties)
    return names


def _resolved(node: Any, root: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(node, dict):
        return {}
    reference = node.get("$ref")
    if isinstance(reference, str) and reference.startswith("#/$defs/"):
        target = root.get("$defs", {})
        found = target.get(reference.removeprefix("#/$defs/")) if isinstance(target, dict) else None
        return {**(found if isinstance(found, dict) else {}), **node}
    return node


def _nodes(node: Any, root: Mapping[str, Any], path: str, depth: int) -> Iterator[tuple[str, dict[str, Any]]]:
    resolved = _resolved(node, root)
    if depth > _DEPTH:
        return
    if path:
        yield path, resolved
    for holder in (resolved, _resolved(resolved.get("items"), root)):
        properties = holder.get("properties")
        for name, child in properties.items() if isinstance(properties, dict) else ():
            yield from _nodes(child, root, join(path, name) if path else name, depth + 1)
