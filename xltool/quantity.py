"""Quantities (指标值) and partial dates: texts that hold numbers, and the parts they offer to rules."""

from __future__ import annotations

import datetime as dt
import re
import sys
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from xltool.text import NUMERALS, OPERATORS, clean_line, replace_all

QuantityKind = Literal["quantitative", "qualitative", "schedule", "empty"]
Precision = Literal["year", "month", "day"]

#: The words that say "as planned over the year".
SCHEDULE_WORDS = ("序时进度",)
COMPARISON_SIGNS = "≥≤=><"
QUANTITY_STARTS = COMPARISON_SIGNS + "0123456789"
#: Every replacement that makes a quantity canonical, in the order in which it is made.
QUANTITY_SPELLINGS = NUMERALS | {"％": "%"} | OPERATORS
_SPELLED_OTHERWISE = re.compile("|".join(map(re.escape, QUANTITY_SPELLINGS)))

_PARTS = re.compile(
    r"(?P<op>[≥≤=><]?)(?P<number>[1-9]\d{0,2}(?:,\d{3}){1,4}(?:\.\d+)?|\d+(?:\.\d+)?)(?P<unit>(?:[^\d.,](?:[^\d]|(?<=m)[23])*)?)",
    re.ASCII,
)


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """An indicator value: its text, and the parts that rules use."""

    text: str  # as typed, harmless differences of writing normalised
    op: str = ""  # one of ≥ ≤ = > <, or "" when none is written
    number: float | None = None  # None unless quantitative
    unit: str = ""  # what follows the number, "场"
    kind: QuantityKind = "qualitative"


def normalise_quantity(text: str) -> str:
    """The canonical writing of a quantity: half-width digits and signs, one-character operators, no spaces.

    A text that starts with neither sign nor digit is prose, and only its stray spaces go.
    """
    line = clean_line(text)
    spelled = line.replace(" ", "")
    if _SPELLED_OTHERWISE.search(spelled):
        spelled = replace_all(spelled, QUANTITY_SPELLINGS)
    return spelled if spelled[:1] and spelled[0] in QUANTITY_STARTS else line


@lru_cache(maxsize=16_384)
def parse_quantity(text: str | None) -> Quantity:
    """Read `≥5场` as operator `≥`, number 5, unit `场`; `提升` is qualitative, `序时进度` is on schedule.

    A text whose digits do not stand in one place after the operator (`3月5日`, `10-20个`, `1/2`, `1E5`) is qualitative:
    what it means is never guessed.
    """
    canonical = normalise_quantity(text or "")
    if not canonical:
        return Quantity(text="", kind="empty")
    if canonical in SCHEDULE_WORDS:
        return Quantity(text=canonical, kind="schedule")
    match = _PARTS.fullmatch(canonical)
    if match is None:
        return Quantity(text=canonical)
    number = min(float(match["number"].replace(",", "")), sys.float_info.max)  # hundreds of digits are as large as can be
    return Quantity(text=canonical, op=match["op"], number=number, unit=match["unit"], kind="quantitative")


#: Years before 1900 have no day numbers in Excel, which takes DATE(22, …) and DATE(1899, …) for other years.
_DATE = re.compile(
    r"(?P<year>(?:19|2[0-9])[0-9]{2})"
    r"(?:[年/.-](?:(?P<month>0?[1-9]|1[0-2])(?:[月/.-](?:(?P<day>0?[1-9]|[12][0-9]|3[01])日?)?)?)?)?"
)
#: The date patterns as a JSON Schema `pattern` (ECMA 262).
DATE_PATTERN = f"^{re.sub(r'[?]P<[a-z]+>', '?:', _DATE.pattern)}$"

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
    """Excel's DATE(): the day number of a date, months and days outside their range carried over."""
    years, month_index = divmod(month - 1, 12)
    return (dt.date(year + years, month_index + 1, 1) - _EPOCH).days + day - 1


def date_from_serial(number: int) -> dt.date:
    """The date of a serial number of the 1900 date system (from 1 March 1900 on)."""
    return _EPOCH + dt.timedelta(days=number)


def normalise_date(text: str) -> str:
    """The canonical writing of a date: half-width digits and no spaces."""
    return replace_all(clean_line(text), NUMERALS).replace(" ", "")


@lru_cache(maxsize=4096)
def parse_date(text: str | None) -> PartialDate | None:
    """Read `2022年`, `2022年3月`, `2022-03-05`, `2022.3`; None for anything else."""
    match = _DATE.fullmatch(text or "")
    if match is None:
        return None
    month, day = match["month"], match["day"]
    return PartialDate(
        text=match[0], year=int(match["year"]), month=int(month) if month else None, day=int(day) if day else None
    )
