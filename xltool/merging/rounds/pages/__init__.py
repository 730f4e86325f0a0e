"""The sheets on several campaigns: one module each, whose `PAGE` is the whole of it. A sheet is added by adding a module to this folder."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from xltool.base.registry import by_name
from xltool.merging.rounds.rounds_page import RoundsPage


def load_pages() -> dict[str, RoundsPage]:
    """Import every module of this folder and return its sheet by name, in the order of the tabs."""
    loaded: list[RoundsPage] = [import_module(f"{__name__}.{module.name}").PAGE for module in iter_modules(__path__)]
    return by_name(sorted(loaded, key=lambda page: page.place), "sheets on several campaigns")


#: Every sheet by its name.
PAGES: dict[str, RoundsPage] = load_pages()
