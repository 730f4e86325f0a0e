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

    def part(self, name: str) -> CodeList:
        """Return one of several lists of a file, by what its column `list` says."""
        codes = tuple(code for code in self.codes if code.text(LIST_COLUMN) == name)
        return CodeList(name=f"{self.name}{BEFORE_LIST}{name}", codes=codes)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The headings of what stands beside the codes, in small letters."""
        return ("parent", *dict.fromkeys(name for code in self.codes for name in code.texts))


#: Stands between the name of a file and that of one of several lists in it: `things#kinds`.
BEFORE_LIST = "#"
#: The column that says to which of several lists of a file a code belongs.
LIST_COLUMN = "list"
#: Stands between the values of several fields that together select among codes.
BETWEEN_PARENTS = "␟"


@dataclass(frozen=True, kw_only=True)
class Cascade:
    """What selects among the codes of a field: the value of another field, or those of several together."""

    parents: tuple[str, ...]  # paths of the fields
    optional: tuple[str, ...]  # those of them that may be blank; a blank in another is reported there
    known: tuple[tuple[str, ...], ...]  # what each of them can hold
    children: Mapping[tuple[str, ...], tuple[str, ...]]  # their values → the codes below, in the order of the list

    @cached_property
    def all_children(self) -> Mapping[tuple[str, ...], tuple[str, ...]]:
        """The children, of a single parent also those of values below which there is nothing."""
        if len(self.parents) > 1:
            return self.children
        return {(value,): self.children.get((value,), ()) for value in self.known[0]}

    @cached_property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """What stands above, as one text, and each code below it; those below the same stand together."""
        return tuple((BETWEEN_PARENTS.join(values), code) for values, codes in self.children.items() for code in codes)

    @property
    def is_full(self) -> bool:
        """Whether there are codes below everything that can stand above."""
        return len(self.parents) == 1 and len(self.children) == len(self.known[0])


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


def list_not_found(name: str) -> tuple[str, str]:
    """Return what is said of a code list that is not there, in Chinese and English."""
    file, _, part = name.partition(BEFORE_LIST)
    zh, en = f"找不到代码表 rules/codes/{file}.csv", f"code list not found: rules/codes/{file}.csv"
    return (f"{zh} 中的“{part}”（{LIST_COLUMN} 列）", f"{en}, {part!r} in its column {LIST_COLUMN!r}") if part else (zh, en)
