"""Definitions: a form with its rules, verified as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TypeVar

from xltool.base.short_repr import short_repr
from xltool.form.codes import CodeList
from xltool.form.schema import Schema
from xltool.form.template import Template
from xltool.rules.ruleset import RuleSet

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Definition:
    """One form, whole: layout, schema, rules and code lists, verified together."""

    __repr__ = short_repr

    template: Template
    schema: Schema
    rules: RuleSet
    codes: Mapping[str, CodeList]
    digest: str  # SHA-256 over the files, first 16 hex digits
    path: Path  # the template file
    files: tuple[Path, ...] = ()  # all that it was made from, the template first

    @property
    def id(self) -> str:
        """The template's id."""
        return self.template.id

    @property
    def version(self) -> str:
        """The template's version."""
        return self.template.version


def once_per_definition(make: Callable[[Definition], T]) -> Callable[[Definition], T]:
    """Return a function that makes something of a definition once per process: what is compiled serves all documents."""
    made: dict[tuple[Path, str], T] = {}

    @wraps(make)
    def get(definition: Definition) -> T:
        key = definition.path, definition.digest
        if key not in made:
            made[key] = make(definition)
        return made[key]

    return get
