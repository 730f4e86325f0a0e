"""The parts of a form of which a keyword or key is wrong: what depends on them is not judged, so that one slip is one error."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from xltool.base.paths import parent_of, without_rows


@dataclass(frozen=True, kw_only=True)
class UnsoundPaths:
    """What is not known of a form since something is wrong with it that is reported already. Paths are without row numbers."""

    fields: frozenset[str] = frozenset()  # fields, objects and tables of which it is not known what they are
    holders: frozenset[str] = frozenset()  # those in which there may be more names than are known; "" for the form
    keywords: frozenset[str] = frozenset()  # of the schema, that are wrong somewhere, or were misspelt
    is_layout_whole: bool = True  # whether all of the layout is known; else a field may be a sum by its place

    def __contains__(self, path: str) -> bool:
        """Return whether it is unknown what stands at a path, with or without row numbers."""
        return without_rows(path) in self.fields or self.hides(path)

    def hides(self, path: str) -> bool:
        """Return whether a path may be there although nothing is known of it."""
        path = without_rows(path)
        while path and path not in self.holders:
            path = parent_of(path)
        return path in self.holders

    def touch(self, paths: Iterable[str]) -> bool:
        """Return whether any of some paths is unknown."""
        return any(path in self for path in paths)

    def with_fields(self, paths: Iterable[str]) -> UnsoundPaths:
        """Return the same with more fields of which it is not known what they are."""
        return replace(self, fields=self.fields.union(map(without_rows, paths)))


NOTHING_UNSOUND = UnsoundPaths()
