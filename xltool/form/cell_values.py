"""Read cells in Python: what the kinds of fields share."""

from __future__ import annotations

import datetime as dt
from typing import Any

from xltool.base.normalise import as_float, as_text, clean_line, clean_paragraphs, exact, number_from_text
from xltool.form.kind import CellValue


def plain_text(raw: Any) -> str:
    """Return what stands in a cell as text; dates as ISO 8601 writes them."""
    if isinstance(raw, dt.datetime):
        return raw.date().isoformat() if raw.time() == dt.time() else raw.isoformat(sep=" ")
    if isinstance(raw, dt.date | dt.time):
        return raw.isoformat()
    if isinstance(raw, dt.timedelta):
        return str(raw)
    return as_text(raw) or ""


def noted(raw: Any, text: str) -> CellValue:
    """Return a text, with its former writing when normalising changed it."""
    changed = isinstance(raw, str) and text != raw and bool(text)
    return CellValue(text or None, before=raw if changed else None)


def read_line(raw: Any) -> CellValue:
    """Read one line of text."""
    return noted(raw, clean_line(plain_text(raw)))


def read_number(raw: Any) -> CellValue:
    """Read a number, or a text that spells one; anything else stays as its text."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        return CellValue(plain_text(raw))
    if not isinstance(raw, str):
        return CellValue(exact(raw))
    number = number_from_text(raw)
    return unread(raw) if number is None else CellValue(exact(float(number)), before=raw)


def unread(raw: str) -> CellValue:
    """Return a text that is not of its kind as it was typed, without spaces at its ends: nothing of it is dropped."""
    return CellValue(clean_paragraphs(raw) or None)


def is_no_number(value: Any) -> bool:
    """Return whether a document's value is not a number."""
    return as_float(value) is None


def show_text(value: Any) -> str:
    """Return a document's value as a spreadsheet in the General format shows it."""
    return as_text(value) or ""


def as_typed(precision: int | None) -> str:  # noqa: ARG001 - the signature of `Kind.number_format`
    """Return the number format of texts, which a spreadsheet leaves as they are typed."""
    return "@"
