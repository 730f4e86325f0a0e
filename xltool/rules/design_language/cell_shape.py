"""What a cell of a design workbook may hold for a keyword."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from xltool.base.messages import Text

#: What a cell may hold; None for a blank.
CellContent: TypeAlias = str | int | float | bool | dt.date | dt.time | None

#: JSON Schema's names of all types.
ANY_TYPE = frozenset({"string", "number", "integer", "boolean", "null", "array", "object"})


@dataclass(frozen=True, kw_only=True)
class CellShape:
    """The JSON values that a keyword takes."""

    types: frozenset[str]  # JSON Schema's names
    words: tuple[str, ...]  # all texts that it takes, when these are words of the language; () for any text
    parts: tuple[str, ...]  # the members of an object that has only these; () for others
    doc: Text  # what explains it
    has_texts: bool = False  # of an object: its members may have any name and are texts

    @property
    def is_anything(self) -> bool:
        """Return whether any value may stand there, so that a text says nothing of its type."""
        return self.types >= {"string", "number", "object"}


ANYTHING = CellShape(types=ANY_TYPE, words=(), parts=(), doc=Text(zh="", en=""))
#: Keyword, or keyword and part with a dot between → what its cells hold.
Shapes: TypeAlias = Mapping[str, CellShape]
