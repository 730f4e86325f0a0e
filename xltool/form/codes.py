"""Code lists (代码表): the values that a dropdown offers, possibly nested."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Code:
    """One value of a code list."""

    value: str
    level: int  # 1-based depth in a nested list
    parent: str | None  # value of the parent one level up; None on level 1
    texts: Mapping[str, str] = field(
        default_factory=dict, compare=False
    )  # what the other columns of the file say, by heading in small letters


@dataclass(frozen=True, kw_only=True)
class CodeList:
    """A code list, in the order of its file."""

    name: str
    codes: tuple[Code, ...]

    def values(self, level: int, parent: str | None = None) -> tuple[str, ...]:
        """Return the distinct values of a level (1-based) in file order; only those of `parent` if it is given."""
        codes = (code for code in self.codes if code.level == level and parent in (None, code.parent))
        return tuple(dict.fromkeys(code.value for code in codes))
