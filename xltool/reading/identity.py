"""Read which form a workbook is, and whose, from its hidden sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xltool.base.display import visible
from xltool.base.normalise import as_text, clean_line
from xltool.form.sheet_names import HIDDEN_SHEET
from xltool.reading.book import Book
from xltool.reading.parsing.formatted import plain

#: How many keys the hidden sheet's identity may have.
_N_KEYS = 8
#: What of a value is read: it comes from the sender like all else.
_LONGEST, _LONGEST_PROJECT = 200, 1_000


@dataclass(frozen=True, kw_only=True)
class WorkbookIdentity:
    """What the hidden sheet says."""

    template: str | None = None
    version: str | None = None
    digest: str | None = None
    campaign: str | None = None
    unit: str | None = None
    project: str | None = None
    signature: str | None = None


def read_identity(book: Book) -> WorkbookIdentity:
    """Read the identity on the hidden sheet; all None when the sheet is gone."""
    if HIDDEN_SHEET not in book.sheet_names:
        return WorkbookIdentity()
    grid = book.grid(HIDDEN_SHEET, _N_KEYS, n_columns=2)
    written = {grid.text(row, 1): visible(_text(grid.content(row, 2))[:_LONGEST_PROJECT]) for row in range(1, _N_KEYS + 1)}
    kept = {key: value[: _LONGEST_PROJECT if key == "project" else _LONGEST] for key, value in written.items()}
    return WorkbookIdentity(**{key: value or None for key, value in kept.items() if key in WorkbookIdentity.__dataclass_fields__})


def _text(content: Any) -> str:
    """Return a text of the identity; some programs make a number of a version such as `1`."""
    value = plain(content)
    return clean_line((as_text(value) if isinstance(value, str | int | float) else None) or "")
