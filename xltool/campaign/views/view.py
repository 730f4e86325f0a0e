"""The record of a view: one way to show a report on a campaign."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from rich.table import Table
from rich.text import Text as RichText

from xltool.base.messages import Lang, Text

Report = TypeVar("Report")
#: What a view makes: a text, the bytes of a file, or lines that a terminal colours and folds.
Printable: TypeAlias = str | Sequence[RichText | Table]
Rendered: TypeAlias = Printable | bytes


@dataclass(frozen=True, kw_only=True)
class View(Generic[Report]):
    """One view, whole. Bytes can only be written to a file; texts and lines can be printed as well."""

    name: str  # as `--format` writes it
    doc: Text  # what it is for, for the documents
    render: Callable[[Report, Lang], Rendered]
