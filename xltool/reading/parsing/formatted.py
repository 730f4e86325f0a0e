"""Values of cells that look otherwise than they are: each is what it is, and knows how its cell shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

#: How a cell looks: a text, or what makes it when it is asked for; None where that is not known.
Look = str | Callable[[], str | None]


class FormattedNumber(float):
    """A number, and how its cell shows it."""

    __slots__ = ("look",)
    look: Look


class FormattedDate(dt.date):
    """A date, and how its cell shows it."""

    __slots__ = ("look",)
    look: Look


class FormattedMoment(dt.datetime):
    """A date with its time of day, and how its cell shows it."""

    __slots__ = ("look",)
    look: Look


class FormattedTime(dt.time):
    """A time of day, and how its cell shows it."""

    __slots__ = ("look",)
    look: Look


Formatted = FormattedNumber | FormattedDate | FormattedMoment | FormattedTime


def formatted(value: Any, look: Look) -> Any:
    """Return a number, date or time that knows how its cell shows it; any other value as it is."""
    known: Formatted
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        known = FormattedNumber(value)
    elif isinstance(value, dt.datetime):
        known = FormattedMoment.fromisoformat(value.isoformat())
    elif isinstance(value, dt.date):
        known = FormattedDate(value.year, value.month, value.day)
    elif isinstance(value, dt.time):
        known = FormattedTime(value.hour, value.minute, value.second, value.microsecond)
    else:
        return value
    known.look = look
    return known


def shown(value: Any) -> str | None:
    """Return how the cell of a value shows it; None where it shows it as it is, or where that is not known."""
    if not isinstance(value, Formatted):
        return None
    return value.look if isinstance(value.look, str) else value.look()


def plain(value: Any) -> Any:
    """Return a value without how its cell shows it."""
    if isinstance(value, FormattedNumber):
        return float(value)
    if isinstance(value, FormattedMoment):
        return dt.datetime.fromisoformat(value.isoformat())
    if isinstance(value, FormattedDate):
        return dt.date(value.year, value.month, value.day)
    if isinstance(value, FormattedTime):
        return dt.time(value.hour, value.minute, value.second, value.microsecond)
    return value
