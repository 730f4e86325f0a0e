"""Code lists (代码表): the values that a dropdown offers, possibly nested."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True, kw_only=True)
class Code:
    """One value of a code list."""

    value: str
    level: int  # 1-based depth in a nested list
    parent: str | None  # value of the parent one level up; None on level 1
    texts: Mapping[str, str] = field(
        default_factory=dict, compare=False
    )  # what the other columns of the file say, by heading in small letters

    def text(self, column: str) -> str:
        """Return what a column of the file, by any case of its heading, says beside the code; "" for a blank."""
        return (self.parent or "") if column.lower() == "parent" else self.texts.get(column.lower(), "")


@dataclass(frozen=True, kw_only=True)
class CodeList:
    """A code list, in the order of its file."""

    name: str
    codes: tuple[Code, ...]

    def values(self, level: int, parent: str | None = None) -> tuple[str, ...]:
        """Return the distinct values of a level (1-based) in file order; only those of `parent` if it is given."""
        codes = (code for code in self.codes if code.level == level and parent in (None, code.parent))
        return tuple(dict.fromkeys(code.value for code in codes))

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The headings of what stands beside the codes, in small letters."""
        return ("parent", *dict.fromkeys(name for code in self.codes for name in code.texts))


@dataclass(frozen=True, kw_only=True)
class LookupSource:
    """Where a value is looked up, as a schema says it."""

    list_name: str
    by: str  # the field that holds the code: a property or column beside, or the path of a single field
    column: str  # heading of the list's file


@dataclass(frozen=True, kw_only=True)
class Lookup:
    """A column of a code list by its codes: numbers, texts, days as serial numbers; "" for a blank."""

    source: LookupSource
    values: Mapping[str, str | float]  # in the order of the list

    def find(self, code: str) -> str | float | None:
        """Return what stands beside a code, "" beside a blank; None for a code that the list has not."""
        return self.values.get(code) if code else ""

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The numbers of the codes, from 1."""
        return {code: number for number, code in enumerate(self.values, start=1)}
