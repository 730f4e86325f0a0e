"""Read a date in Python: what the kinds of dates share."""

from __future__ import annotations

import datetime as dt
from typing import Any

from xltool.base.dates import date_of_digits, normalise_date, parse_date
from xltool.base.normalise import as_text, exact
from xltool.base.value_types import RuleValue
from xltool.form.cell_values import noted, plain_text
from xltool.form.kind import CellValue

_LONG = 1e15  # numbers with more digits than a cell keeps


def read_date(raw: Any, *, month_first: bool) -> CellValue:
    """Read a cell. A date comes with its day, and a time of day as how it was written; a number says what its digits say or is none."""
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return _read_number(raw)
    if isinstance(raw, dt.datetime):
        return CellValue(raw.date().isoformat(), before=None if raw.time() == dt.time() else plain_text(raw))
    text = normalise_date(plain_text(raw), month_first=month_first)
    return noted(raw, text) if parse_date(text) else CellValue(text or None)


def _read_number(number: float) -> CellValue:
    """Read a number without a date format. Any other stays a text, or a number where its text would be a date: 2022.3."""
    text = as_text(number) or "" if abs(number) < _LONG else str(number)
    date = date_of_digits(text)
    if date is not None:
        return CellValue(date, before=None if date == text else text)
    return CellValue(exact(number) if parse_date(text) else text)


def date_rule_value(value: Any) -> RuleValue:
    """Return a date as it is written; a number that no date is, 2022.3, says nothing, as in the workbook."""
    return value if value is None or isinstance(value, str) else "-"
