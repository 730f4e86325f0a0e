"""The functions that rules may call: modules whose `FUNCTIONS` are records.

A function is added by adding a record to a module here, or a module to this folder; nothing else knows it by name.

The list holds nothing newer than Excel 2010 and nothing that WPS or LibreOffice lacks.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from xltool.rules.language.function import Function


def load_functions() -> dict[str, Function]:
    """Import every module of this folder and return its functions by name. Raises ValueError where two share a name."""
    loaded: dict[str, Function] = {}
    helpers: dict[str, Callable[..., Any]] = {}
    for module in iter_modules(__path__):
        for function in import_module(f"{__name__}.{module.name}").FUNCTIONS:
            if loaded.setdefault(function.name, function) is not function:
                raise ValueError(f"two functions are called {function.name}")
            for helper in function.python.uses:
                if helpers.setdefault(helper.__name__, helper) is not helper:
                    raise ValueError(f"two Python functions are called {helper.__name__}; {function.name} uses one of them")
    return loaded


#: Every function by its name.
FUNCTIONS: dict[str, Function] = load_functions()
