"""One line of a roster's file, and messages about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xltool.base.messages import Text


@dataclass(frozen=True, kw_only=True)
class RosterLine:
    """One line of a file, or row of a sheet."""

    number: int  # of the line in the file, 1-based; of the row in a workbook
    row: int  # of the sheet that a spreadsheet program shows, 1-based
    texts: Sequence[str]
    problems: Mapping[int, Text] = field(default_factory=dict)  # by column (0-based): why a value cannot be used
    values: Mapping[int, Any] = field(default_factory=dict)  # by column: the number or date that a cell holds, whatever it shows


def at_line(path: Path, line: int, zh: str, en: str) -> Text:
    """Return a message about a line of a file."""
    return Text(zh=f"{path}:{line}：{zh}", en=f"{path}:{line}: {en}")
