"""The formats of prints: one module each, whose `WRITER` is the whole of it. A format is added by adding a module to this folder."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from xltool.base.registry import by_name
from xltool.publishing.writer import PrintWriter

#: Every format by its name, PDF first.
WRITERS: dict[str, PrintWriter] = by_name(
    sorted(
        (import_module(f"{__name__}.{module.name}").WRITER for module in iter_modules(__path__)),
        key=lambda one: (one.name != "pdf", one.name),
    ),
    "formats of prints",
)
