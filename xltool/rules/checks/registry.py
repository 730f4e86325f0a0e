"""The registry of checks: Python functions for what a formula cannot say.

A schema switches a check on in `x-checks`, naming the fields it looks at:

    {"id": "R15", "check": "html-tags", "severity": "warning", "fields": ["rationale.content"],
     "options": {}, "message": {"zh": "含网页标签{tag}，请删除", "en": "HTML tag {tag}; please delete it"}}

Third parties add checks through the entry point group `xltool.checks`: each entry is a module that calls `check`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, Literal

from xltool.base.document import Document
from xltool.form.roster import Roster, Unit
from xltool.form.schema import Schema
from xltool.rules.checks.columns import Column, column_of


@dataclass(frozen=True)
class Hit:
    """One place where a check fires; `values` fill the placeholders of the message."""

    field: str  # concrete field path, "indicators[3].level3"
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)
    meant: str = ""  # the name that is likely meant: the message asks whether it is
    is_alike: bool = False  # `meant` is the same name in other characters: that is noted (R63), and the rule is not broken


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What a check looks at."""

    document: Document
    schema: Schema
    fields: Mapping[str, str]  # role → field path, as the schema's x-checks entry gives them
    options: Mapping[str, Any]  # the entry's options
    roster: Roster | None = None  # when the caller gave one
    unit: Unit | None = None  # the roster's unit that sent the document
    columns: dict[str, Column] = dataclasses.field(default_factory=dict, repr=False, compare=False)  # those looked at so far, by field path

    def text(self, path: str) -> str:
        """Return the text at a concrete field path, "" when blank."""
        value = self.document.get(path)
        return "" if value is None else str(value)

    def column(self, field: str) -> Column:
        """Return the texts at a field path. Checks of one document that share `columns` read and clean each of them once."""
        if field not in self.columns:
            self.columns[field] = column_of(self.document, field)
        return self.columns[field]


CheckFunction = Callable[[Subject], Iterator[Hit]]
#: What an option takes: a whole number, true or false, a text or a list of them, lists by name, or a year.
OptionKind = Literal["number", "flag", "words", "lists", "year"]


@dataclass(frozen=True, kw_only=True)
class CheckTerms:
    """What an `x-checks` entry may write for a check; None for what the check does not declare, which is then not verified."""

    roles: tuple[str, ...]  # that its `fields` must name; () when any fields will do
    also: tuple[str, ...] | None  # roles that may be left out; None when its other fields may have any
    words: tuple[str, ...] | None  # of its hits, which its message may use
    options: Mapping[str, OptionKind] | None


_REGISTRY: dict[str, CheckFunction] = {}
_TERMS: dict[str, CheckTerms] = {}


def check(
    name: str,
    roles: tuple[str, ...] = (),
    *,
    also: tuple[str, ...] | None = None,
    words: tuple[str, ...] | None = None,
    options: Mapping[str, OptionKind] | None = None,
) -> Callable[[CheckFunction], CheckFunction]:
    """Register a function under a name that `x-checks` can use, with what an entry may write for it (see `CheckTerms`)."""

    def register(function: CheckFunction) -> CheckFunction:
        if _REGISTRY.setdefault(name, function) is not function:
            raise ValueError(f"two checks are called {name!r}")
        _TERMS[name] = CheckTerms(roles=roles, also=also, words=words, options=options)
        return function

    return register


def find_check(name: str) -> CheckFunction | None:
    """Find the check of that name; entry points of the group `xltool.checks` are loaded when no module of ours has it."""
    if name not in _REGISTRY:
        _load_modules()
    if name not in _REGISTRY:
        _load_entry_points()
    return _REGISTRY.get(name)


def check_terms(name: str) -> CheckTerms:
    """Return what an entry may write for the check of that name; nothing is verified of one that is unknown."""
    return _TERMS.get(name) or CheckTerms(roles=(), also=None, words=None, options=None)


def check_roles(name: str) -> tuple[str, ...]:
    """Return the roles that the `fields` of an entry must name for the check of that name; () when any fields will do."""
    return check_terms(name).roles


def check_names() -> list[str]:
    """Return the names of all registered checks, sorted."""
    _load_modules()
    _load_entry_points()
    return sorted(_REGISTRY)


def _load_modules() -> None:
    """Import every module beside this one, so that its checks register: a new file of checks needs no entry anywhere."""
    for module in iter_modules([str(Path(__file__).parent)]):
        import_module(f"xltool.rules.checks.{module.name}")


def _load_entry_points() -> None:
    from importlib.metadata import entry_points

    for entry in entry_points(group="xltool.checks"):
        entry.load()
