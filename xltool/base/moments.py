"""Moments as people write them: deadlines, and the times of reports."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, timezone

from xltool.base.errors import UsageError
from xltool.base.messages import Text

_MOMENT = re.compile(
    r"(?:(?P<year>(?:19|2[0-9])[0-9]{2}) ?[-/.年] ?(?P<month>[0-9]{1,2}) ?[-/.月] ?(?P<day>[0-9]{1,2}) ?日?|(?P<digits>(?:19|2[0-9])[0-9]{6}))"
    r"(?:[ T]*(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.[0-9]+)?)?|[时点](?:(?P<minutes>[0-9]{1,2})分?)?)"
    r" ?(?P<offset>Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
#: One of them stands between a day and the hour behind it.
_PARTS = "日 T"
_LAST_HOUR = 24  # 24:00 is the end of a day
EXAMPLES = Text(zh="2026-12-31、2026年12月31日 或 2026/12/31 18:00", en="2026-12-31, 2026/12/31 or 2026-12-31 18:00")


def parse_time(text: str) -> datetime:
    """Return a moment as people write it; without an offset in local time, a day means its end. Raises ValueError."""
    line = unicodedata.normalize("NFKC", text).strip()
    match = _MOMENT.fullmatch(line)
    if match is None:
        raise ValueError(text)
    day = _day(match)
    if match["hour"] is None:
        return datetime.combine(day, time.max).astimezone()
    if line[match.start("hour") - 1] not in _PARTS:
        raise ValueError(text)
    hour, minute, second = (int(part or 0) for part in (match["hour"], match["minute"] or match["minutes"], match["second"]))
    is_end = (hour, minute, second) == (_LAST_HOUR, 0, 0)
    moment = datetime.combine(day, time.max if is_end else time(hour, minute, second))
    return moment.replace(tzinfo=_zone(match["offset"])) if match["offset"] else moment.astimezone()


def _day(match: re.Match[str]) -> date:
    if match["digits"]:
        return datetime.strptime(match["digits"], "%Y%m%d").date()
    return date(int(match["year"]), int(match["month"]), int(match["day"]))


def _zone(offset: str) -> timezone:
    if offset == "Z":
        return UTC
    sign = -1 if offset[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:])))


def parse_moment(text: str, option: str) -> datetime:
    """Return the moment that an option gives. Raises UsageError, which names the option."""
    try:
        return parse_time(text)
    except ValueError:
        zh = f"{option}：日期“{text}”无效，应如 {EXAMPLES.zh}"
        raise UsageError(Text(zh=zh, en=f"Invalid date {text!r} in {option}. Use {EXAMPLES.en}")) from None


# --- deadlines: in the zone in which the settings give them, else in local time, so that form, letter and status say the same hour -------

_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_WEEKDAYS_ZH = "一二三四五六日"


def spelled_day(day: date) -> Text:
    """Spell a day so that nobody takes the month for the day: `2026年12月31日`, `December 31, 2026`."""
    return Text(zh=f"{day.year}年{day.month}月{day.day}日", en=f"{_MONTHS[day.month - 1]} {day.day}, {day.year}")


def spelled_deadline(moment: datetime) -> Text:
    """Spell a deadline with its weekday and, unless it is the end of the day, its time: `2026年12月31日（星期四）18:00`."""
    day, number = spelled_day(moment), moment.weekday()
    hour = "" if moment.time() == time.max else f"{moment:%H:%M}"
    return Text(zh=f"{day.zh}（星期{_WEEKDAYS_ZH[number]}）{hour}", en=f"{_WEEKDAYS[number]}, {day.en}" + (f", {hour}" if hour else ""))


def short_deadline(moment: datetime | None) -> str:
    """Spell a deadline as the status does: `2026-12-31 18:00`; "" for none."""
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""


_WHOLE_DAY = Text(zh="{day}（含当日）", en="the end of {day}")
_HOUR = Text(zh="{day}{hour}", en="{hour} on {day}")


def spelled_last_day(deadline: datetime) -> Text:
    """Spell a deadline as the form itself does: the end of a day as that day, which still counts, any other with its time."""
    day, hour = spelled_day(deadline), f"{deadline:%H:%M}"
    return _WHOLE_DAY.filled(day=day) if deadline.time() == time.max else _HOUR.filled(day=day, hour=hour)
