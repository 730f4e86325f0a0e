"""The record of a writer: one format of prints."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from xltool.base.messages import Text
from xltool.publishing.printed_form import Publication

#: Standards that a print may be held to: PDF/UA-1 (ISO 14289-1, for everybody's reading), PDF/A-2u (ISO 19005-2, for archives).
Standard: TypeAlias = Literal["ua", "a"]
STANDARDS: tuple[Standard, ...] = get_args(Standard)


@dataclass(frozen=True, kw_only=True, eq=False)
class PrintWriter:
    """One format of prints, whole. Every attribute is needed."""

    name: str  # as `--format` names it; with a dot before it the ending of its files
    doc: Text
    has_standards: bool
    write: Callable[[Publication, Standard | None], bytes]
