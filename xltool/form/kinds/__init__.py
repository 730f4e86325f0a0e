"""The kinds of fields: one module each, whose `KIND` is the whole of it. A kind is added by adding a module to this folder."""

from __future__ import annotations

import copyreg
from importlib import import_module
from pkgutil import iter_modules

from xltool.base.registry import by_name
from xltool.form.kind import Kind


def load_kinds() -> dict[str, Kind]:
    """Import every module of this folder and return its kind by name."""
    loaded: list[Kind] = [import_module(f"{__name__}.{module.name}").KIND for module in iter_modules(__path__)]
    return by_name(sorted(loaded, key=lambda kind: kind.name), "kinds of fields")


#: Every kind by its name.
KINDS: dict[str, Kind] = load_kinds()


def kind_named(name: str) -> Kind:
    """Return the kind of that name."""
    return KINDS[name]


def implied_kind(given: list[str]) -> Kind:
    """Return the kind that the strongest hint of a subschema implies (see `xltool.form.kind.hints`)."""
    by_hint = {kind.implied_by: kind for kind in KINDS.values() if kind.implied_by}
    return next(by_hint[hint] for hint in given if hint in by_hint)


# A kind holds functions, which cannot be pickled, and its name says all of it.
copyreg.pickle(Kind, lambda kind: (kind_named, (kind.name,)))
