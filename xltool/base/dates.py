"""Parse dates known to the year, the month or the day, and the parts that they offer to rules."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from xltool.base.normalise import NUMERALS, clean_line, replace_all

Precision = Literal["year", "month", "day"]

#: Years before 1900 have no day numbers in Excel, which takes DATE(22, …) and DATE(1899, …) for other years.
_DATE = re.compile(
    r"(?P<year>(?:19|2[0-9])[0-9]{2})"
    r"(?:[年/.-](?:(?P<month>0?[1-9]|1[0-2])(?:[月/.-](?:(?P<day>0?[1-9]|[12][0-9]|3[01])日?)?)?)?)?"
)
#: The date patterns as a JSON Schema `pattern` (ECMA 262).
DATE_PATTERN = f"^{re.sub(r'[?]P<[a-z]+>', '?:', _DATE.pattern)}$"

#: Numbers that in the cell of a date mean a bare year, not a day number.
YEARS = range(1900, 2101)
_EPOCH = dt.date(1899, 12, 30)  # day 0 of the 1900 date system, for days from 1 March 1900 on


@dataclass(frozen=True, kw_only=True)
class PartialDate:
    """A date known to the year, the month or the day."""

    text: str
    year: int
    month: int | None = None
    day: int | None = None

    @property
    def first(self) -> int:
        """Serial number (1900 date system) of the first day that the text can mean."""
        return serial(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> int:
        """Serial number (1900 date system) of the last day that the text can mean."""
        if self.day is not None:
            return self.first
        return serial(self.year, (self.month or 12) + 1, 1) - 1

    @property
    def precision(self) -> Precision:
        """How exact the date is."""
        return "day" if self.day else "month" if self.month else "year"


def serial(year: int, month: int, day: int) -> int:
    """Return the day number of a date as Excel's DATE() does, months and days outside their range carried over."""
    years, month_index = divmod(month - 1, 12)
    return (dt.date(year + years, month_index + 1, 1) - _EPOCH).days + day - 1


def date_from_serial(number: int) -> dt.date:
    """Return the date of a serial number of the 1900 date system (from 1 March 1900 on)."""
    return _EPOCH + dt.timedelta(days=number)


def normalise_date(text: str) -> str:
    """Return the canonical writing of a date: half-width digits and no spaces."""
    return replace_all(clean_line(text), NUMERALS).replace(" ", "")


@lru_cache(maxsize=4096)
def parse_date(text: str | None) -> PartialDate | None:
    """Read `2022年`, `2022年3月`, `2022-03-05`, `2022.3`; None for anything else."""
    match = _DATE.fullmatch(text or "")
    if match is None:
        return None
    month, day = match["month"], match["day"]
    return PartialDate(text=match[0], year=int(match["year"]), month=int(month) if month else None, day=int(day) if day else None)
