"""Parse dates known to the year, the month or the day, and the parts that they offer to rules."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from xltool.base.normalise import clean_line, replace_all, spell_number

Precision = Literal["year", "month", "day"]

#: Years before 1900 have no day numbers in Excel, which takes DATE(22, …) and DATE(1899, …) for other years.
_DATE = re.compile(
    r"(?P<year>(?:19|2[0-9])[0-9]{2})"
    r"(?:[年/.-](?:(?P<month>0?[1-9]|1[0-2])(?:[月/.-](?:(?P<day>0?[1-9]|[12][0-9]|3[01])日?)?)?)?)?"
)
#: The date patterns as a JSON Schema `pattern` (ECMA 262).
DATE_PATTERN = f"^{re.sub(r'[?]P<[a-z]+>', '?:', _DATE.pattern)}$"

#: Numbers, from the first up to the last, that in the cell of a date say what their digits say, a year (2022), a month (202203) or
#: a day (20220305), and never count days.
PLAIN_NUMBERS = ((1900, 3000), (190001, 299913), (19000101, 29991232))
#: Day numbers of the 1900 system: 1900-03-01, before which programs differ, up to 2999-12-31.
FIRST_DAY, LAST_DAY = 61, 401_768
_EPOCH = dt.date(1899, 12, 30)  # day 0 of the 1900 date system, for days from 1 March 1900 on
#: Day 0 of the 1904 system in the 1900 system.
EPOCH_1904 = 1_462
_SECONDS = 86_400
_DIGITS = (4, 6, 8)  # of a year, a month, a day
#: Spaces around the marks of a date mean nothing; one between digits does.
AROUND = {spelling: mark for mark in "年月日/.-" for spelling in (f" {mark}", f"{mark} ")}
_CLOCK = re.compile(r"([^:]+)[ T](?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?")
#: Marks between the words of an English date.
ENGLISH_MARKS = ",.-"
#: English months by their names and abbreviations.
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            *("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august"),
            *("sep sept september", "oct october", "nov november", "dec december"),
        ),
        start=1,
    )
    for name in names.split()
}
_ENGLISH = re.compile(r"(?:(?P<name>[a-z]+)(?: (?P<after>[0-9]{1,2}))?|(?P<before>[0-9]{1,2}) (?P<late>[a-z]+)) (?P<year>[0-9]{4})")
_MONTH_FIRST = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")


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


def counts_days(number: float) -> bool:
    """Return whether a number in the cell of a date can count days: what its digits say plainly, such as 202203, does not."""
    return FIRST_DAY <= number < LAST_DAY + 1 and not any(first <= number < end for first, end in PLAIN_NUMBERS)


def date_of_digits(digits: str) -> str | None:
    """Return the date that four, six or eight digits spell: `2022`, `2022-03`, `2022-03-05`; None where they spell none."""
    if len(digits) not in _DIGITS or not (digits.isascii() and digits.isdigit()):
        return None
    text = "-".join(part for part in (digits[:4], digits[4:6], digits[6:]) if part)
    return text if parse_date(text) else None


def number_of_moment(moment: dt.date, *, date1904: bool) -> float:
    """Return the number of a cell that shows a moment: days, with a fraction for the time of day."""
    days = (dt.date(moment.year, moment.month, moment.day) - _EPOCH).days
    days -= EPOCH_1904 if date1904 else int(days < FIRST_DAY)  # the 1900 system counts a 29 February 1900
    time = moment.time() if isinstance(moment, dt.datetime) else dt.time()
    return days + (time.hour * 3600 + time.minute * 60 + time.second) / _SECONDS


def number_or_date(content: Any, *, date1904: bool) -> Any:
    """Return the number of a cell with a date format where it cannot count days: 2022, typed there, is shown as 1905-07-14.

    The workbook, which sees no format, reads it so too.
    """
    if not isinstance(content, dt.date):
        return content
    number = number_of_moment(content, date1904=date1904)
    return content if counts_days(number) or number < 0 else number


def normalise_date(text: str, *, month_first: bool = False) -> str:
    """Return the canonical writing of a date: half-width digits, no spaces, no time of day; English and bare digits as ISO 8601 has them.

    With `month_first`, `7/1/2025` is the first of July. Anything else comes back as one clean line.
    """
    line = clean_line(text)
    day = without_time(spell_number(text))
    tight = replace_all(day, AROUND)
    month_first_date = date_from_month_first(tight) if month_first else None
    spelled = date_from_english(day) or month_first_date or date_of_digits(tight) or tight
    return spelled if parse_date(spelled) else line


def without_time(line: str) -> str:
    """Return a date without the time of day behind it, `2022-01-01 00:00:00`; any other line as it is."""
    match = _CLOCK.fullmatch(line)
    return match[1].strip(" ") if match else line


def date_from_english(line: str) -> str | None:
    """Return `June 30, 2026`, `30 Jun 2026` or `June 2026` as ISO 8601 writes it; None for anything else."""
    match = _ENGLISH.fullmatch(english_words(line))
    month = MONTHS.get(match["name"] or match["late"]) if match else None
    if match is None or month is None:
        return None
    day = match["after"] or match["before"]
    return f"{match['year']}-{month:02}" + (f"-{day:0>2}" if day else "")


def english_words(line: str) -> str:
    """Return the words of an English date in small letters, without the marks between them."""
    return clean_line(replace_all(line, dict.fromkeys(ENGLISH_MARKS, " "))).lower()


def date_from_month_first(line: str) -> str | None:
    """Return `7/1/2025` as ISO 8601 writes it, the month first; None for anything else."""
    match = _MONTH_FIRST.fullmatch(line)
    return f"{match[3]}-{match[1]:0>2}-{match[2]:0>2}" if match else None


@lru_cache(maxsize=4096)
def parse_date(text: str | None) -> PartialDate | None:
    """Read `2022年`, `2022年3月`, `2022-03-05`, `2022.3`; None for anything else, and for days that do not exist."""
    match = _DATE.fullmatch(text or "")
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.group("year", "month", "day"))
    assert year is not None  # noqa: S101 - the pattern has a year
    if month and day and day > monthrange(year, month)[1]:
        return None
    return PartialDate(text=match[0], year=year, month=month, day=day)
