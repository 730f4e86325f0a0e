"""Convert day numbers of spreadsheets to dates, where the number format says so."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from xltool.base.dates import EPOCH_1904
from xltool.base.number_formats import BUILT_IN, is_plain_format, shown_number
from xltool.reading.parsing.formatted import formatted

#: Formats that Excel has built in for dates and times (ECMA-376, 18.8.30, with those of Chinese and Japanese Excel).
_BUILT_IN = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_DURATIONS = frozenset((46,))
_ELAPSED = re.compile(r"\[[hmsHMS]+\]")
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_TOKENS = re.compile(r"[dmhysDMHYS]")
_LAST = 2_958_465  # 9999-12-31
_EPOCH = dt.datetime(1899, 12, 30)  # cells know no time zone
_DAY = 86_400  # seconds
_FALSE_LEAP_DAY = 60  # 1900-02-29, which the 1900 system counts

#: A time of day as Strict Open XML has it, and a duration as OpenDocument has it.
_TIME = re.compile(r"T?([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d(?:\.\d{1,9})?))?Z?", re.ASCII)
_DURATION = re.compile(r"-?PT(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6}(?:\.\d{1,9})?)S)?", re.ASCII)
_ONE_DAY = dt.timedelta(days=1)
#: Day 0 of the 1900 system, as Excel and as OpenDocument count.
_DAY_0 = (dt.date(1899, 12, 31), dt.date(1899, 12, 30))

Moment = dt.datetime | dt.date | dt.time | dt.timedelta


def is_date_format(number: int, code: str | None) -> bool:
    """Return whether a number format shows a number as a date or time; `code` is None for the built-in ones."""
    if code is None:
        return number in _BUILT_IN
    return is_duration_format(number, code) or bool(_TOKENS.search(_LITERAL.sub("", code.partition(";")[0])))


def is_duration_format(number: int, code: str | None) -> bool:
    """Return whether a number format shows hours beyond 24."""
    return number in _DURATIONS if code is None else bool(_ELAPSED.search(code))


@dataclass(frozen=True, kw_only=True)
class Style:
    """What of a cell's style matters: whether its number is a date or a duration, how it shows it, and whether it is struck through."""

    is_date: bool = False
    is_duration: bool = False
    is_struck: bool = False
    code: str | None = None  # of a number format that does not show a number as it is, as far as it is known


def style_of(number: int, code: str | None, *, is_struck: bool = False) -> Style:
    """Return the style of a number format, struck through or not; `code` is None for the built-in ones."""
    written = BUILT_IN.get(number) if code is None else code
    return Style(
        is_date=is_date_format(number, code),
        is_duration=is_duration_format(number, code),
        is_struck=is_struck,
        code=None if is_plain_format(written) else written,
    )


def is_struck(styles: Sequence[Style], index: int) -> bool:
    """Return whether a cell of a style is struck through."""
    return 0 <= index < len(styles) and styles[index].is_struck


def styled(number: float, styles: Sequence[Style], index: int, *, date1904: bool) -> Any:
    """Convert the number of a cell as its style shows it: to a date or time, or to itself."""
    style = styles[index] if 0 <= index < len(styles) else None
    if style is None:
        return number
    value = moment(number, date1904=date1904, is_duration=style.is_duration) if style.is_date else number
    return value if style.code is None else with_look(value, number, style.code)


def with_look(value: Any, number: float, code: str) -> Any:
    """Return a number, or the date that it counts, with how a number format shows it; that is found out when it is asked for."""
    instant = value if isinstance(value, dt.date | dt.time) else None
    return formatted(value, partial(shown_number, number, code, instant))


def moment(number: float, *, date1904: bool, is_duration: bool = False) -> Moment | float:
    """Convert a day number to a date, a time or both, to the second that a spreadsheet shows; return the number itself when it is none."""
    if is_duration and abs(number) <= _LAST:
        return dt.timedelta(seconds=round(number * _DAY))
    if date1904:
        number += EPOCH_1904
    if not 0 <= number < _LAST + 1:
        return number
    seconds = round(number * _DAY)
    if seconds < _DAY and not date1904:
        return (dt.datetime.min + dt.timedelta(seconds=seconds)).time()
    shift = 1 if seconds < _FALSE_LEAP_DAY * _DAY else 0
    return rounded(_EPOCH + dt.timedelta(days=shift, seconds=seconds))


def rounded(instant: dt.datetime) -> dt.datetime | dt.date:
    """Round a moment to the nearest second; return a date when that is midnight."""
    instant = (instant + dt.timedelta(microseconds=500_000)).replace(microsecond=0) if instant.microsecond else instant
    return instant if instant.time() != dt.time() else instant.date()


def from_iso(text: str) -> Moment | str:
    """Parse the date, the time of day or the duration of an ISO 8601 text; return the text itself when it is none.

    Cells with `t="d"` (ECMA-376-1, 18.17.4.2) and dates of OpenDocument. A moment of day 0 is a time of day, as its number would be.
    """
    text = text.strip()
    match = _TIME.fullmatch(text)
    try:
        if match is not None:
            return (dt.datetime.min + _time(*match.groups())).time()
        if text.startswith(("P", "-P")):
            return from_iso_duration(text)
        instant = rounded(dt.datetime.fromisoformat(text).replace(tzinfo=None))
    except (ValueError, OverflowError):
        return text
    is_time = isinstance(instant, dt.datetime) and instant.date() in _DAY_0
    return instant.time() if is_time and isinstance(instant, dt.datetime) else instant


def from_iso_duration(text: str) -> dt.time | dt.timedelta | str:
    """Parse `PT12H30M00S` as a time of day, as a duration from 24 hours on; return the text itself when it is neither."""
    match = _DURATION.fullmatch(text)
    if match is None:
        return text
    duration = _time(*match.groups())
    return (dt.datetime.min + duration).time() if duration < _ONE_DAY and not text.startswith("-") else duration


def _time(hours: str | None, minutes: str | None, seconds: str | None) -> dt.timedelta:
    """Return a time, to the second that a spreadsheet shows."""
    return dt.timedelta(hours=int(hours or 0), minutes=int(minutes or 0), seconds=round(float(seconds or 0)))
