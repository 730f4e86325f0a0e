"""A time of day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from xltool.base.formula_text import only_digits, replaced
from xltool.base.messages import Text
from xltool.base.normalise import as_text, clean_line, lower, replace_all, spell_number
from xltool.base.value_types import RuleValue
from xltool.form.cell_steps import SPELLED, typed_text
from xltool.form.cell_values import as_typed, noted, plain_text, show_text
from xltool.form.kind import TEXT_LENGTH, CellValue, Kind, Part, Step, StepValues

_DAY, _NOON = 86_400, 12  # seconds, hours
#: Marks of a time as colons, then no spaces beside these.
_MARKS = {"：": ":", "点半": ":30", "时": ":", "点": ":", "分": ":", "秒": "", " :": ":", ": ": ":"}
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")
_LONGEST = 20  # characters

# --- in Python --------------------------------------------------------------------------------------------------------


def _half(line: str) -> str:
    """Return which half of the day a line names: "am", "pm" or ""."""
    small = lower(line)
    if line.startswith("下午") or small.endswith("pm"):
        return "pm"
    return "am" if line.startswith("上午") or small.endswith("am") else ""


def _tight(line: str) -> str:
    """Return a line with colons between its parts, without what names the half of the day."""
    body = line if not _half(line) else line[2:] if line[0] in "上下" else line[:-2]
    return clean_line(replace_all(body, _MARKS))


def _clock(line: str) -> str:
    """Return a line as it says hour, minute and second: `8时30分` and `8时` end with a mark."""
    tight = _tight(line)
    if not tight.endswith(":"):
        return tight
    return tight[:-1] + (":00" if tight.count(":") == 1 else "")


def _parse(line: str) -> tuple[int, int, int] | None:
    """Return hour, minute and second of a clean line with half-width digits; None where it says no time of day."""
    match, half = _CLOCK.fullmatch(_clock(line)), _half(line)
    if match is None:
        return None
    hour, minute, second = (int(part or 0) for part in match.groups())
    if hour > (_NOON if half == "am" else 23) or minute > 59 or second > 59:  # noqa: PLR2004 - the last ones of a day
        return None
    return (hour % _NOON if half == "am" else hour + _NOON if half == "pm" and hour < _NOON else hour), minute, second


def _written(hour: int, minute: int, second: int) -> str:
    return f"{hour:02}:{minute:02}" + (f":{second:02}" if second else "")


def _from_number(number: float) -> str:
    """Return the time that a number counts as a part of a day; its text where it is none."""
    seconds = int(number * _DAY + 0.5) if 0 <= number < 1 else _DAY
    minutes, second = divmod(seconds, 60)
    return _written(*divmod(minutes, 60), second) if seconds < _DAY else as_text(number) or ""


def _read(raw: Any) -> CellValue:
    """Read a cell; a time comes without its seconds where these are none."""
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return CellValue(_from_number(raw))
    if isinstance(raw, dt.time):
        return CellValue(_written(raw.hour, raw.minute, raw.second))
    line = spell_number(plain_text(raw))
    time = _parse(line)
    return CellValue(line or None) if time is None else noted(raw, _written(*time))


def _is_unreadable(value: Any) -> bool:
    return not isinstance(value, str) or _parse(spell_number(value)) is None


def _split(value: Any) -> tuple[RuleValue, ...]:
    """Return hour, minute, and the minutes since midnight; blank where there is no time."""
    time = _parse(spell_number(value)) if isinstance(value, str) else None
    if time is None:
        return (None,) * len(_DOCS)
    hour, minute, _ = time
    return float(hour), float(minute), float(60 * hour + minute)


# --- in the workbook --------------------------------------------------------------------------------------------------


def _line(values: StepValues) -> str:
    typed = values["x"]
    if isinstance(typed, int | float) and not isinstance(typed, bool):
        return _from_number(typed)
    return spell_number(typed_text(values))


def _text_of_minutes(values: StepValues) -> str:
    clock, hour = values["clock"], values["hourtext"]
    return str(clock[len(hour) + 1 :][:2])


def _part(index: int) -> Callable[[StepValues], Any]:
    def value(values: StepValues) -> Any:
        part = _split(values["line"])[index]
        return "" if part is None else part

    return value


_SECONDS = f"INT([x]*{_DAY}+0.5)"
_NUMBER = (
    f'IF([x]<0,"-",IF({_SECONDS}<{_DAY},RIGHT("0"&INT({_SECONDS}/3600),2)&":"&RIGHT("0"&MOD(INT({_SECONDS}/60),60),2)'
    f'&IF(MOD({_SECONDS},60)=0,"",":"&RIGHT("0"&MOD({_SECONDS},60),2)),{SPELLED}))'
)
_BODY = 'IF([half]="",[line],IF(OR(LEFT([line],1)="上",LEFT([line],1)="下"),MID([line],3,99),LEFT([line],LEN([line])-2)))'
_SOUND = (
    f"AND(LEN([hourtext])>0,LEN([hourtext])<3,{only_digits('[hourtext]')},LEN([minutetext])=2,{only_digits('[minutetext]')},"
    'VALUE([hourtext])<=IF([half]="am",12,23),VALUE([minutetext])<60,'
    f'IF([rest]="",TRUE,AND(LEN([rest])=3,LEFT([rest],1)=":",{only_digits("MID([rest],2,2)")},MID([rest],2,1)<"6")))'
)
_HOUR = 'IF([half]="pm",VALUE([hourtext])+IF(VALUE([hourtext])<12,12,0),IF([half]="am",MOD(VALUE([hourtext]),12),VALUE([hourtext])))'
_SAID = {
    "hour": Text(zh="小时", en="hour"),
    "minute": Text(zh="分钟", en="minute"),
    "minutes": Text(zh="零点起的分钟数", en="minutes since midnight"),
}
_DOCS = {
    "hour": Text(zh="`08:30` 的 `8`", en="`8` of `08:30`"),
    "minute": Text(zh="`08:30` 的 `30`", en="`30` of `08:30`"),
    "minutes": Text(zh="零点起的分钟数：`08:30` 为 510", en="minutes since midnight: 510 of `08:30`"),
}
_STEPS = (
    Step("line", f"IF(ISNUMBER([x]),{_NUMBER},{SPELLED})", _line),
    Step(
        "half",
        'IF(OR(LEFT([line],2)="下午",RIGHT([line],2)="pm"),"pm",IF(OR(LEFT([line],2)="上午",RIGHT([line],2)="am"),"am",""))',
        lambda values: _half(values["line"]),
    ),
    Step("tight", f"TRIM({replaced(_BODY, _MARKS)})", lambda values: _tight(values["line"])),
    Step(
        "clock",
        'IF(RIGHT([tight],1)=":",LEFT([tight],LEN([tight])-1)&IF(LEN(SUBSTITUTE([tight],":",""))=LEN([tight])-1,":00",""),[tight])',
        lambda values: _clock(values["line"]),
    ),
    Step("hourtext", 'LEFT([clock],FIND(":",[clock]&":")-1)', lambda values: values["clock"].partition(":")[0]),
    Step("minutetext", "MID([clock],LEN([hourtext])+2,2)", _text_of_minutes),
    Step("rest", f"MID([clock],LEN([hourtext])+4,{_LONGEST})", lambda values: values["clock"][len(values["hourtext"]) + 3 :][:_LONGEST]),
    Step("sound", f'IF([line]="",0,IF(IFERROR({_SOUND},FALSE),1,0))', lambda values: int(_parse(values["line"]) is not None)),
    Step("hour", f'IF([sound]=1,{_HOUR},"")', _part(0)),
    Step("minute", 'IF([sound]=1,VALUE([minutetext]),"")', _part(1)),
    Step("minutes", 'IF([sound]=1,[hour]*60+[minute],"")', _part(2)),
    Step(
        "value",
        'IF([sound]=1,RIGHT("0"&[hour],2)&":"&[minutetext]&IF([rest]=":00","",[rest]),[line])',
        lambda values: _written(*time) if (time := _parse(values["line"])) else values["line"],
    ),
    Step("unreadable", 'IF([line]="",0,1-[sound])', lambda values: int(values["line"] != "" and not values["sound"])),
)

KIND = Kind(
    name="time",
    doc=Text(
        zh="一天中的时刻 `08:30`：`8：30`、`8时30分`、`下午2:30` 和表格程序的时间规范为 `08:30`、`14:30`",
        en="a time of day, `08:30`: `8：30`, `8时30分`, `2:30 pm` and times of spreadsheet programs become `08:30` and `14:30`",
    ),
    guide=Text(zh="时刻，如 08:30", en="a time of day, such as 08:30"),
    json_types=("string",),
    implied_by="format: time",
    choices="refused",
    options=None,
    rule_type="text",
    rule_value=as_text,
    parts=tuple(Part(name=name, type="number", words=(), in_data=False, said=_SAID[name], doc=doc) for name, doc in _DOCS.items()),
    split=_split,
    is_unreadable=_is_unreadable,
    number_format=as_typed,
    align="",
    validation=TEXT_LENGTH,
    live_checks=("type",),
    steps=_STEPS,
    read=_read,
    local={},
    format_tells="nothing",
    prose="none",
    show=show_text,
    column="text",
    summary_style="text",
    summary_use="none",
    examples=("08:30", "8:30", "23:59", "00:00", "8时30分", "8点半", "14:30:15", 0.3541666666666667, "下午2:30", "2:30 PM"),
    oddities=(
        "８：３０", "8：30", " 8 : 30 ", "8时", "8点", "8时30分15秒", "上午12:00", "下午12:00", "12:00 am", "12:15pm", "13:00 am",
        "14:30 pm", "下午14:30",
        "上午", "pm", "am", "24:00", "25:00", "8:60", "8:5", "8:30:60", "8:30:00", "08:30-09:30", "8:30 9:30", "0830",
        "830", "8.30", "8", ":30", "8:", "::",
        0, 0.5, 1, 8, 830, 0.999999, 0.9999999, 44625.354, -0.25, "2022-03-05 08:30", "1:2:3", "8:30pm pm", "上午8:30 am", "早上8:30", "无",
    ),
)  # fmt: skip
