"""Compare what a cell of a text shows with what was read of it: a spreadsheet shows numbers and dates by their formats."""

from __future__ import annotations

import re
from typing import Any

from xltool.base.dates import parse_date
from xltool.base.normalise import as_text, clean_line, number_from_text
from xltool.base.number_formats import MORE_DIGITS
from xltool.form.kind import Kind
from xltool.reading.parsing.formatted import Formatted, FormattedNumber, plain, shown
from xltool.reading.sanitise import Oddity

__all__ = ["Formatted", "as_shown", "digits_oddity", "look_oddity"]

_LONG = 1e30
_SHOWN = 40  # characters
_DIGITS = re.compile("[0-9]+", re.ASCII)
_LETTERS = re.compile("[A-Za-z]{3}")


def as_shown(kind: Kind, content: Formatted) -> Any:
    """Return what is to be read of a cell: the text `100%` for an indicator that shows 1 as that, else what the cell holds."""
    look = shown(content)
    if kind.format_tells == "shares" and isinstance(content, FormattedNumber) and look is not None and look.endswith("%"):
        return f"{as_text(float(content) * 100)}%"
    return plain(content)


def digits_oddity(kind: Kind, raw: Any) -> tuple[Oddity, ...]:
    """Report a number in the cell of a text that has more digits than a number keeps."""
    is_number = isinstance(raw, int | float) and not isinstance(raw, bool)
    if not is_number or kind.column != "text" or kind.format_tells == "days" or abs(raw) < MORE_DIGITS:
        return ()
    return (("value.digits-lost", {"stored": as_text(raw) if abs(raw) < _LONG else str(raw)}),)


def look_oddity(kind: Kind, content: Formatted, value: Any) -> tuple[Oddity, ...]:
    """Report a cell that shows something else than was read of it."""
    look = shown(content)
    if look is None or look == "" or value is None or _is_same(kind, content, clean_line(look), value):
        return ()
    stored = plain(content)
    words: dict[str, object] = {
        "shown": look[:_SHOWN],
        "stored": as_text(stored) if isinstance(stored, float) else str(stored),
        "read": kind.show(value)[:_SHOWN],
    }
    return (("value.shown-differently", words),)


def _is_same(kind: Kind, content: Formatted, look: str, value: Any) -> bool:
    if kind.format_tells == "days":
        return isinstance(content, FormattedNumber) or _says_date(look, str(value)) or kind.read(look).value == value
    if isinstance(content, FormattedNumber) and look == as_text(plain(content)):
        return True  # 0.354166666666667, shown as it is stored, is 08:30 to a time
    read = kind.show(value)
    if isinstance(content, FormattedNumber) and kind.format_tells == "shares":
        # 5.00 of an indicator is 5; 100% was read as that, and still the workbook's own checks see 1
        return not look.endswith("%") and number_from_text(look) == number_from_text(read)
    return read in (look, look.replace(",", ".")) or kind.read(look).value == value  # some languages have a decimal comma


def _says_date(look: str, value: str) -> bool:
    """Return whether a look says all parts of a date, and no more than these. One without digits is of other numerals and not judged."""
    numbers = [int(digits) for digits in _DIGITS.findall(look)]
    date = parse_date(value)
    if date is None or not numbers:
        return True
    says_year = date.year in numbers or date.year % 100 in numbers
    says_month = date.month is None or date.month in numbers or bool(_LETTERS.search(look))
    says_day = date.day is None or date.day in numbers
    return says_year and says_month and says_day and not (date.day is None and len(numbers) > 1)
