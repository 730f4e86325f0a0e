"""The built-in forms: every template in the folder that comes with the program."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xltool.base.short_repr import short_repr
from xltool.rules.definition import Definition
from xltool.rules.definition_files import BEFORE_VERSION, builtin_folder
from xltool.rules.load import load_definition


@dataclass(frozen=True, kw_only=True)
class BuiltInForm:
    """One built-in form."""

    __repr__ = short_repr

    name: str  # what can be given as TEMPLATE: its id, for a further version `ID@VERSION`
    id: str
    version: str
    title: str
    description: str  # what it is for and who prescribes it, from its schema
    path: Path  # its template

    def as_json(self) -> dict[str, Any]:
        """Return what `xltool forms --format json` prints of it."""
        return {"id": self.id, "version": self.version, "title": self.title, "description": self.description}

    @property
    def examples(self) -> Path:
        """The folder of its examples: documents, and `expected.json` with the findings that each yields."""
        return self.path.parent / "examples" / self.id


def forms() -> tuple[BuiltInForm, ...]:
    """Return the built-in forms, in the order of their ids and versions. Raises DefinitionError when one of them is wrong.

    >>> "single-audit" in [form.id for form in xltool.forms()]
    True
    """
    found = (_form(load_definition(path)) for path in (builtin_folder() / "templates").glob("*.yaml"))
    return tuple(sorted(found, key=lambda form: (form.id, BEFORE_VERSION in form.name, form.version)))


def _form(definition: Definition) -> BuiltInForm:
    schema = definition.schema
    return BuiltInForm(
        name=definition.path.stem,
        id=definition.id,
        version=definition.version,
        title=schema.title,
        description=schema.description,
        path=definition.path,
    )
