"""Count what a schema describes before it is walked: references to references can multiply a few lines to millions of fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xltool.base.messages import Text
from xltool.rules.loading.schema_walk import local_target
from xltool.rules.loading.source import SourceFile

#: Fields, objects and tables of a form; the largest known has some hundreds.
MOST_DESCRIBED = 50_000
_MOST_LEVELS = 14  # those below are walked by nobody


def is_too_large(source: SourceFile) -> bool:
    """Return whether a schema describes more than any form has, which is reported."""
    n_described = _Counter(source.data).count(source.data, 0)
    if n_described > MOST_DESCRIBED:
        zh = f"模式展开后的字段超过 {MOST_DESCRIBED} 个；请检查互相引用的 $ref"
        source.report(Text(zh=zh, en=f"the schema describes more than {MOST_DESCRIBED} fields; look for $ref that multiply each other"))
    return n_described > MOST_DESCRIBED


class _Counter:
    def __init__(self, root: Mapping[str, Any]) -> None:
        self.root = root
        self.counted: dict[tuple[int, int], int] = {}  # identity of a subschema and its level → how many it describes

    def count(self, node: Mapping[str, Any], level: int) -> int:
        """Return how many fields, objects and tables a subschema describes, itself included; each is counted once for each level."""
        key = id(node), level
        if key not in self.counted:
            self.counted[key] = 1 + sum(self.count(child, level + 1) for child in self._held(node)) if level < _MOST_LEVELS else 1
        return self.counted[key]

    def _held(self, node: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """Return the subschemas of what a subschema holds, by itself or by what it refers to."""
        keywords: dict[str, Any] = {}
        seen: set[int] = set()
        current: Mapping[str, Any] | None = node
        while current is not None and id(current) not in seen:
            seen.add(id(current))
            keywords = {**current, **keywords}
            current = local_target(self.root, str(current.get("$ref", "")))
        properties = keywords.get("properties")
        held = list(properties.values()) if isinstance(properties, Mapping) else []
        return [child for child in (*held, keywords.get("items")) if isinstance(child, Mapping)]
