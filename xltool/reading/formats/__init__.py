"""The input formats: one module each, whose `FORMAT` is the whole of it. A format is added by adding a module to this folder."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from xltool.reading.format import Format


def load_formats() -> tuple[Format, ...]:
    """Import every module of this folder and return their formats in the order in which they are asked."""
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    formats: list[Format] = [module.FORMAT for module in modules]
    return tuple(sorted(formats, key=lambda entry: (entry.rank, entry.name)))


#: Every input format, in the order in which they are asked whether a file is theirs.
FORMATS: tuple[Format, ...] = load_formats()
