"""Repeated blocks: an array of objects, each with a place of its own on the form.

The fields of an object have the path under which a document holds them, `projects[0].name`; in the workbook blocks count from 1,
`projects.1.name`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from xltool.base.paths import in_row

Arrangement = Literal["below", "beside", "sheets"]
#: The most blocks that an array can have on a form.
MOST_BLOCKS = 50
#: Keys of blocks under which paths stand, alone or in a list.
_PATH_KEYS = frozenset({"field", "table", "of", "rows"})
#: Keys under which texts stand that may name the number of the block, or the capacity of a table in it.
_TEXT_KEYS = frozenset({"text", "label", "corner", "name"})
_NUMBER = "{number}"
_OBJECT = "\x1f"  # before the number of an object in a pointer; no key holds it
_NUMBERED = re.compile(f"{_OBJECT}\\d+")


@dataclass(frozen=True, kw_only=True)
class Repeat:
    """An array of objects that stand on the form as blocks."""

    path: str
    title: str
    most: int  # how many blocks the form has
    most_items: int | None  # the most that the schema allows, None for any number
    least: int  # how many are asked for whatever stands in them; a further one is in use when something is typed in it

    @property
    def blocks(self) -> tuple[str, ...]:
        """The paths of the objects, in order."""
        return tuple(in_row(self.path, index) for index in range(self.most))


def numbered_pointer(pointer: str, index: int) -> str:
    """Return the place of a block in the YAML file for one object: what it draws has a place of its own."""
    return f"{pointer}{_OBJECT}{index}"


def as_written(pointer: str) -> str:
    """Return a place as it is in the file, whichever object is meant."""
    return _NUMBERED.sub("", pointer) if _OBJECT in pointer else pointer


def of_block(data: Any, path: str, index: int, key: str = "") -> Any:
    """Return a block of a template as it stands for the object with a number (0-based) of the array at `path`."""
    if isinstance(data, Mapping):
        return {name: of_block(value, path, index, name) for name, value in data.items()}
    if isinstance(data, list):
        return [of_block(item, path, index, key) for item in data]
    if isinstance(data, str) and key in _PATH_KEYS and (data == path or data.startswith(f"{path}.")):
        return in_row(path, index) + data.removeprefix(path)
    if isinstance(data, str) and key in _TEXT_KEYS:
        return data.replace(_NUMBER, str(index + 1)).replace(f"{{capacity:{path}.", f"{{capacity:{in_row(path, index)}.")
    return data
