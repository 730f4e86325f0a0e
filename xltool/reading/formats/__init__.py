"""The input formats: one module each, whose `FORMAT` is the whole of it. A format is added by adding a module to this folder."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from xltool.base.registry import by_name
from xltool.reading.format import Format


def load_formats() -> dict[str, Format]:
    """Import every module of this folder and return its format by name, in the order in which they are asked."""
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    formats: list[Format] = [module.FORMAT for module in modules]
    return by_name(sorted(formats, key=lambda entry: (entry.rank, entry.name)), "input formats")


#: Every input format by its name, in the order in which they are asked whether a file is theirs.
FORMATS: dict[str, Format] = load_formats()
