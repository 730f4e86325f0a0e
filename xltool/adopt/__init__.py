"""A form that is already drawn: where its fields and tables are, what kinds they have, and how sure that is.

`xltool.adopt` is a function of the library too. Both have the one name: calling this package calls that function.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

__all__ = ["adopt", "adopt_formats"]


class _AdoptPackage(ModuleType):
    def __call__(self, form: Path, output: Path | None = None, **options: Any) -> Any:
        """Find what a drawn form asks for. Raises as `xltool.adopt.adopt.adopt`."""
        return import_module("xltool.adopt.adopt").adopt(form, output, **options)


sys.modules[__name__].__class__ = _AdoptPackage
