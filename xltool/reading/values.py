"""From a cell to a value of the document: what a field of a kind makes of what stands in its cell."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any, NamedTuple

from xltool.base.dates import date_from_serial, normalise_date
from xltool.base.normalise import DECIMALS, clean_line, clean_paragraphs, number_from_text, spell_number
from xltool.base.quantity import normalise_quantity
from xltool.form.schema import Field
from xltool.rules.rule_inputs import as_text

#: What separates several choices in one cell.
_SEPARATORS = re.compile(r"[;；、,，\n]")
#: Numbers that in a date field mean a bare year, not a day number.
YEARS = range(1900, 2101)
_LARGE = 1000  # from here on 15 digits leave no more than 12 decimals
_LAST_SERIAL = 2_958_465  # 9999-12-31


class Value(NamedTuple):
    """What was read: the value, and how it was written when that was put right."""

    value: Any
    before: str | None = None


def read_value(field: Field, raw: Any) -> Value:
    """The value of a cell for a field. What does not fit the field's kind stays as the text that it is."""
    if raw is None or raw == "":
        return Value(None)
    if field.is_number:
        return _number(raw)
    if field.kind == "date":
        return _noted(raw, _date(raw))
    text = _plain_text(raw)
    if field.kind == "quantity":
        return _noted(raw, normalise_quantity(text))
    if field.kind == "paragraphs":
        return Value(clean_paragraphs(text) or None)
    if field.kind == "choices":
        return Value([clean_line(part) for part in _SEPARATORS.split(text) if clean_line(part)] or None)
    return _noted(raw, spell_number(text) if field.kind == "phone" else clean_line(text))


def exact(number: float) -> int | Decimal:
    """A number of a cell as the decimal that a spreadsheet shows: 15 significant digits, 12 decimals, integers as int."""
    shown = Decimal(f"{number:.15g}")
    if abs(number) < _LARGE:
        shown = round(shown, DECIMALS)
    return int(shown) if shown == shown.to_integral_value() else shown.normalize()


def _number(raw: Any) -> Value:
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        return Value(_plain_text(raw))
    if not isinstance(raw, str):
        return Value(exact(raw))
    number = number_from_text(raw)
    if number is None:
        return Value(clean_line(raw) or None)
    return Value(exact(float(number)), before=raw)


def _date(raw: Any) -> str:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        if raw in YEARS:
            return str(int(raw))
        return date_from_serial(int(raw)).isoformat() if 1 <= raw <= _LAST_SERIAL else str(raw)
    return normalise_date(_plain_text(raw))


def _plain_text(raw: Any) -> str:
    if isinstance(raw, dt.datetime):
        return raw.date().isoformat() if raw.time() == dt.time() else raw.isoformat(sep=" ")
    if isinstance(raw, dt.date | dt.time):
        return raw.isoformat()
    if isinstance(raw, dt.timedelta):
        return str(raw)
    return as_text(raw) or ""


def _noted(raw: Any, text: str) -> Value:
    """A text, with its former writing when normalising changed it."""
    changed = isinstance(raw, str) and text != raw and bool(text)
    return Value(text or None, before=raw if changed else None)
