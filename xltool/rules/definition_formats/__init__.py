"""Formats of definitions besides templates: one module each, whose `FORMAT` is the whole of it, loaded when such a file is given."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from xltool.base.errors import Problem
from xltool.base.registry import by_name
from xltool.rules.definition_format import DefinitionFormat

#: How templates end: nothing is loaded for them.
TEMPLATE_ENDINGS = (".yaml", ".yml")
#: The templates that were written of other files in this process, with the format of these.
_unfolded: dict[Path, DefinitionFormat] = {}


@cache
def definition_formats() -> dict[str, DefinitionFormat]:
    """Import every module of this folder and return its format by name."""
    loaded: list[DefinitionFormat] = [import_module(f"{__name__}.{module.name}").FORMAT for module in iter_modules(__path__)]
    return by_name(sorted(loaded, key=lambda format_: format_.name), "formats of definitions")


def format_of(path: Path) -> DefinitionFormat | None:
    """Return the format of a file, by its ending; None for a template and for any other file."""
    ending = path.suffix.lower()
    if ending in (*TEMPLATE_ENDINGS, ""):
        return None
    return next((format_ for format_ in definition_formats().values() if ending in format_.endings), None)


def unfolded(path: Path) -> Path:
    """Return the template of a definition: the file itself, or the one written of it. Raises UsageError for a file that cannot be read."""
    format_ = format_of(path)
    if format_ is None:
        return path
    template = format_.unfold(path)
    _unfolded[template] = format_
    return template


def at_their_cells(template: Path, problems: Iterable[Problem]) -> list[Problem]:
    """Return the errors of a definition where somebody can see them: in the file of which its template was written."""
    format_ = _unfolded.get(template)
    return list(problems) if format_ is None else format_.name_cells(template, problems)
