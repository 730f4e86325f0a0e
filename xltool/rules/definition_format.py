"""The record of a way to write a definition other than as a template with a schema beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from xltool.base.errors import Problem


@dataclass(frozen=True, kw_only=True)
class DefinitionFormat:
    """One format of definitions. Every attribute is needed."""

    name: str
    endings: tuple[str, ...]  # of its files, in small letters
    unfold: Callable[[Path], Path]  # writes the files of the definition, returns the template
    name_cells: Callable[[Path, Iterable[Problem]], list[Problem]]  # template, errors in the files written → the same, where they are
