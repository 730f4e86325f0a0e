"""Show a record in a line that a person can read: what it holds in short, however much that is."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from numbers import Number
from pathlib import PurePath
from typing import Any

#: Characters of a whole record, and of one value in it.
LONGEST = 240
_LONGEST_VALUE = 40


def short_repr(record: Any) -> str:
    """Return `Record(name=value, …)` in at most `LONGEST` characters; what is blank or empty is left out.

    A class takes it as its own: `__repr__ = short_repr`.
    """
    name, shown = type(record).__name__, ""
    for part in _parts(record):
        longer = f"{shown}, {part}" if shown else part
        if len(name) + len(longer) > LONGEST - len("(, …)"):
            return f"{name}({shown}, …)"
        shown = longer
    return f"{name}({shown})"


def _parts(record: Any) -> Iterator[str]:
    names = [field.name for field in fields(record) if field.repr] if is_dataclass(record) else record._fields
    for name in names:
        value = getattr(record, name)
        if not _is_blank(value):
            yield f"{name}={_short(value)}"


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, Collection) and not value)


def _short(value: Any) -> str:
    if isinstance(value, str):
        return repr(_cut(value))
    if isinstance(value, PurePath):
        return repr(_cut(value.as_posix()))
    if isinstance(value, Number | date):  # a moment is a date
        return _cut(str(value))
    if is_dataclass(value) and hasattr(value, "en"):  # a text in both languages
        return repr(_cut(value.en))
    if hasattr(value, "_fields") or is_dataclass(value):
        return f"{type(value).__name__}(…)"
    if isinstance(value, Collection):
        return f"<{type(value).__name__} of {len(value)}>"
    return f"<{type(value).__name__}>"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 1]}…"
