"""A date known to the year, the month or the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, get_args

from xltool.base.dates import (
    AROUND,
    ENGLISH_MARKS,
    FIRST_DAY,
    LAST_DAY,
    MONTHS,
    PLAIN_NUMBERS,
    Precision,
    counts_days,
    date_from_month_first,
    date_from_serial,
    date_of_digits,
    english_words,
    normalise_date,
    parse_date,
    without_time,
)
from xltool.base.formula_text import count_digits, digits_removed, only_digits, replaced
from xltool.base.messages import Text
from xltool.base.normalise import as_text, exact, replace_all, spell_number
from xltool.base.value_types import RuleValue
from xltool.form.cell_steps import SPELLED, without_digits
from xltool.form.cell_values import as_typed, noted, plain_text, show_text
from xltool.form.kind import TEXT_LENGTH, CellValue, Kind, LocalReading, Part, Step, StepValues

_LONGEST_DAY = 2
_LONG = 1e15  # numbers with more digits than a cell keeps
_YEAR = 4  # digits
_WORD = 30  # characters of a word that are looked at, or of a time of day; no month or time is that long
_DIGITS = "0123456789"

# --- in Python --------------------------------------------------------------------------------------------------------


def _read(raw: Any) -> CellValue:
    return _read_date(raw, month_first=False)


def _read_month_first(raw: Any) -> CellValue:
    return _read_date(raw, month_first=True)


def _read_date(raw: Any, *, month_first: bool) -> CellValue:
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


def _rule_value(value: Any) -> RuleValue:
    """Return a date as it is written; a number that no date is, 2022.3, says nothing, as in the workbook."""
    return value if value is None or isinstance(value, str) else "-"


def _split(value: Any) -> tuple[RuleValue, ...]:
    """Return year, month, day, first, last, precision; blank where there is no date or no such part."""
    date = parse_date(value)
    if date is None:
        return (None,) * len(_PARTS)
    numbers = (date.year, date.month, date.day, date.first, date.last)
    return (*(None if number is None else float(number) for number in numbers), date.precision)


def _is_unreadable(value: Any) -> bool:
    return not isinstance(value, str) or parse_date(value) is None


_PARTS = (
    *(
        Part(name=name, type="number", words=(), in_data=False, doc=Text(zh="日期未写到时为空", en="blank where the date does not say it"))
        for name in ("year", "month", "day")
    ),
    *(
        Part(
            name=name,
            type="number",
            words=(),
            in_data=False,
            doc=Text(
                zh=f"日期可能指的{zh}一天的序列号：`2022年` 为 {example}",
                en=f"the {name} day that the date can mean, as a serial number: {example} of `2022年`",
            ),
        )
        for name, zh, example in (("first", "第", 44562), ("last", "最后", 44926))
    ),
    Part(
        name="precision",
        type="text",
        words=get_args(Precision),
        in_data=False,
        doc=Text(zh='`"year"`、`"month"`、`"day"`', en='`"year"`, `"month"`, `"day"`'),
    ),
)

# --- in the workbook --------------------------------------------------------------------------------------------------


def _month_text(values: StepValues) -> str:
    after: str = values["after"]
    return after[:2] if after[1:2] in _DIGITS else after[:1]


def _day_text(values: StepValues) -> str:
    tail: str = values["tail"]
    return tail.removesuffix("日") if len(tail) > 1 else tail


def _part(index: int) -> Callable[[StepValues], Any]:
    def value(values: StepValues) -> Any:
        part = _split(values["value"])[index]
        return "" if part is None else part

    return value


def _line(values: StepValues) -> str:
    """Return the text in a cell, or the date that its number says; nobody sees the format, so a number that can count days does."""
    typed = values["x"]
    if isinstance(typed, str) or typed is None:
        return spell_number(typed or "")
    if counts_days(typed):
        return date_from_serial(int(typed)).isoformat()
    return date_of_digits(as_text(typed) or "") or "-"


def _hour(values: StepValues) -> str:
    """Return the last word before the first colon, with T for a space as well; of a long word its end."""
    line: str = values["line"]
    front, colon, _ = line.partition(":")
    word = front.replace("T", " ").rpartition(" ")[2]
    return word[-_WORD:] if colon else ""


def _time(values: StepValues) -> str:
    """Return what may be a time of day, with two digits for the hour."""
    hour, line = str(values["hour"]), str(values["line"])
    return f"0{hour}"[-2:] + line[line.find(":") :][:_WORD] if hour else ""


def _front(values: StepValues) -> str:
    """Return the words before the year."""
    words: str = values["words"]
    return words[: -_YEAR - 1] if words[:-_YEAR].endswith(" ") else ""


def _name(values: StepValues) -> str:
    """Return the first of two words, or the second behind one that may be a day."""
    front: str = values["front"]
    first, _, second = front.partition(" ")
    return second[:_WORD] if len(first) <= _LONGEST_DAY else first


def _named(values: StepValues) -> int:
    """Return the number of the month that English words name, 0 where they say anything else."""
    rest: str = values["rest"]
    is_date = len(rest) <= _LONGEST_DAY and not without_digits(rest)
    return MONTHS.get(values["name"], 0) if is_date else 0


def _value(values: StepValues, *, month_first: bool) -> str:
    tight: str = values["tight"]
    if values["named"]:
        day = values["rest"] and f"-{values['rest']:0>2}"
        return f"{values['words'][-_YEAR:]}-{values['named']:02}{day}"
    if month_first and date_from_month_first(tight):
        return date_from_month_first(tight) or ""
    is_bare = len(tight) in (6, 8) and not without_digits(tight)
    return "-".join(filter(None, (tight[:4], tight[4:6], tight[6:]))) if is_bare else tight


_PLAIN = ",".join(f"AND([x]>={first},[x]<{end})" for first, end in PLAIN_NUMBERS)
_DAY = "INT(ROUND([x]*86400,0)/86400)"  # to the second, as spreadsheets show it
_DASHED = '"0000-00-00"'  # the number format of a day's digits
_FROM_NUMBER = (
    f'IF(OR({_PLAIN}),IF([x]=INT([x]),TEXT([x],IF([x]<3000,"0000",IF([x]<300000,"0000-00",{_DASHED}))),"-"),'
    f'IF(OR([x]<{FIRST_DAY},[x]>={LAST_DAY + 1}),"-",TEXT(YEAR({_DAY})*10000+MONTH({_DAY})*100+DAY({_DAY}),{_DASHED})))'
)
_COLON = 'FIND(":",[line])'
_BEFORE_COLON = f'SUBSTITUTE(SUBSTITUTE(LEFT([line],{_COLON}-1),"T"," ")," ",REPT(" ",{_WORD}))'
_IS_TIME = (
    f'AND(LEN([hour])<3,{_COLON}>LEN([hour])+2,LEFT([time],2)<"24",MID([time],4,1)<"6",MID([time],7,1)<"6",'
    'OR(LEN([time])=5,AND(MID([time],6,1)=":",OR(LEN([time])=8,AND(LEN([time])>9,MID([time],9,1)=".")))),'
    f"{count_digits('[time]')}=LEN([time])-1-(LEN([time])>5)-(LEN([time])>8))"
)
_SLOT = 20  # characters for the names of a month
_MONTHS = "".join((" " + " ".join(name for name, month in MONTHS.items() if month == number) + " ").ljust(_SLOT) for number in range(1, 13))
_GAP = 'FIND(" ",[front]&" ")'
_NAMED = (
    f'IFERROR(IF(AND([name]<>"",COUNT(FIND(" ",[name]))=0,LEN([rest])<=2,{only_digits("[rest]")}),'
    f'INT((FIND(" "&[name]&" ","{_MONTHS}")-1)/{_SLOT})+1,0),0)'
)
_ENGLISH = 'RIGHT([words],4)&"-"&RIGHT("0"&[named],2)&IF([rest]="","","-"&RIGHT("0"&[rest],2))'
_BARE = (
    f"IF(AND(OR(LEN([tight])=6,LEN([tight])=8),{only_digits('[tight]')}),"
    f'TEXT(VALUE([tight]),IF(LEN([tight])=6,"0000-00",{_DASHED})),[tight])'
)
_SLASH = 'FIND("/",[tight])'
_IS_MONTH_FIRST = (
    f'IFERROR(AND({digits_removed("[tight]")}="//",MID([tight],LEN([tight])-4,1)="/",{_SLASH}>1,{_SLASH}<4,'
    f"LEN([tight])-5-{_SLASH}>0,LEN([tight])-5-{_SLASH}<3),FALSE)"
)
_MONTH_FIRST = (
    f'RIGHT([tight],4)&"-"&RIGHT("0"&LEFT([tight],{_SLASH}-1),2)&"-"&RIGHT("0"&MID([tight],{_SLASH}+1,LEN([tight])-5-{_SLASH}),2)'
)
_MONTH, _DAY_OF_MONTH = 'IF([monthtext]="",1,VALUE([monthtext]))', 'IF([daytext]="",1,VALUE([daytext]))'
#: Whether a month and its day exist, in a calendar in which 1900 has no leap day, which it has in Excel.
_EXISTS = f"MONTH(DATE(2000+MOD(VALUE(LEFT([value],4)),400),{_MONTH},{_DAY_OF_MONTH}))={_MONTH}"
_SOUND = (
    f'IF([value]="",0,IFERROR(IF(AND(LEN([value])>3,{only_digits("LEFT([value],4)&[monthtext]&[daytext]")},'
    'LEFT([value],4)>="1900",LEFT([value],4)<="2999",COUNT(FIND(MID([value]&"-",5,1),"年/.-")),'
    f'COUNT(FIND(MID([after]&"-",LEN([monthtext])+1,1),"月/.-")),LEN([daytext])<3,{_EXISTS}),1,0),0))'
)


def _steps(*, month_first: bool) -> tuple[Step, ...]:
    """Return the steps that read a cell: to a date as `normalise_date` writes it, then to its parts."""
    written = f"IF({_IS_MONTH_FIRST},{_MONTH_FIRST},{_BARE})" if month_first else _BARE
    return (
        Step("line", f"IF(ISNUMBER([x]),{_FROM_NUMBER},{SPELLED})", _line),
        Step("hour", f'IFERROR(TRIM(RIGHT({_BEFORE_COLON},{_WORD})),"")', _hour),
        Step("time", f'IF([hour]="","",RIGHT("0"&[hour],2)&MID([line],{_COLON},{_WORD}))', _time),
        Step(
            "untimed",
            f'IF([hour]="",[line],IF({_IS_TIME},TRIM(LEFT([line],{_COLON}-LEN([hour])-2)),[line]))',
            lambda v: without_time(v["line"]),
        ),
        Step("tight", replaced("[untimed]", AROUND), lambda v: replace_all(v["untimed"], AROUND)),
        Step("words", f"LOWER(TRIM({replaced('[untimed]', dict.fromkeys(ENGLISH_MARKS, ' '))}))", lambda v: english_words(v["untimed"])),
        Step("front", 'IFERROR(IF(MID([words],LEN([words])-4,1)=" ",LEFT([words],LEN([words])-5),""),"")', _front),
        Step("name", f"IF({_GAP}<4,MID([front],{_GAP}+1,{_WORD}),LEFT([front],{_GAP}-1))", _name),
        Step("rest", 'TRIM(SUBSTITUTE([front],[name],"",1))', lambda v: v["front"].replace(v["name"], "", 1).strip(" ")),
        Step("named", _NAMED, _named),
        Step("value", f"IF([named]>0,{_ENGLISH},{written})", lambda v: _value(v, month_first=month_first)),
        *_PARTS_OF_VALUE,
    )


_PARTS_OF_VALUE = (
    Step("after", "MID([value],6,20)", lambda v: v["value"][5:25]),
    Step("monthtext", f'LEFT([after],1+COUNT(FIND(MID([after],2,1),"{_DIGITS}")))', _month_text),
    Step("tail", "MID([after],LEN([monthtext])+2,20)", lambda v: v["after"][len(v["monthtext"]) + 1 :][:20]),
    Step("daytext", 'LEFT([tail],LEN([tail])-IF(LEN([tail])>1,IF(RIGHT([tail],1)="日",1,0),0))', _day_text),
    Step("sound", _SOUND, lambda v: int(parse_date(v["value"]) is not None)),
    Step("year", 'IF([sound]=1,VALUE(LEFT([value],4)),"")', _part(0)),
    Step("month", 'IF([sound]=1,IF([monthtext]="","",VALUE([monthtext])),"")', _part(1)),
    Step("day", 'IF([sound]=1,IF([daytext]="","",VALUE([daytext])),"")', _part(2)),
    Step("first", 'IF([sound]=1,DATE([year],IF([month]="",1,[month]),IF([day]="",1,[day])),"")', _part(3)),
    Step("last", 'IF([sound]=1,IF([day]<>"",[first],DATE([year],IF([month]="",12,[month])+1,1)-1),"")', _part(4)),
    Step("precision", 'IF([sound]=1,IF([day]<>"","day",IF([month]<>"","month","year")),"")', _part(5)),
    Step("unreadable", 'IF([value]="",0,1-[sound])', lambda v: int(v["value"] != "") * (1 - int(v["sound"]))),
)

KIND = Kind(
    name="date",
    doc=Text(
        zh="`2022`、`2022年3月`、`2022-03-05`：年、年月或年月日；"
        "`202203`、`June 30, 2026` 规范为 `2022-03`、`2026-06-30`，英文表中 `7/1/2025` 为 7 月 1 日",
        en="`2022`, `2022年3月`, `2022-03-05`: a year, a month or a day; `202203` and `June 30, 2026` become `2022-03` and `2026-06-30`, "
        "and `7/1/2025` the first of July in an English form",
    ),
    guide=Text(zh="年、年月或年月日，如 2022年3月", en="a year, a month or a day, such as 2022-03"),
    json_types=("string",),
    implied_by="format: date",
    choices="allowed",
    rule_type="text",
    rule_value=_rule_value,
    parts=_PARTS,
    split=_split,
    is_unreadable=_is_unreadable,
    number_format=as_typed,
    align="",
    validation=TEXT_LENGTH,
    live_checks=("type",),
    steps=_steps(month_first=False),
    read=_read,
    local={"en": LocalReading(read=_read_month_first, steps=_steps(month_first=True))},
    format_tells="days",
    prose="none",
    show=show_text,
    column="text",
    summary_style="text",
    examples=(
        *("2022年", "2022-03", "2023年", "2022-03-05", "2022年3月5日", 44625, 2022, 202203, 20220305, "202203", "20220305"),
        *("June 30, 2026", "30 Jun 2026", "June 2026", "2024-02-29"),
    ),
    oddities=(
        *("２０２２年", "2022 年 3 月", "2022-13", "22年", "2022年3月5", "2022年底", "3月5日", "2022.", "1899年", "\u20032022年", "2022.3"),
        *(0, 59, 60, 61, 401768, 401769, 2958466, 2022.3, 2100, 2999, 202213, 299912, 20220230, 44562.5, 44562.9999999, 1e15),
        *(
            "2022-02-30",
            "2022/4/31",
            "2023-02-29",
            "1900-02-29",
            "2000-2-29",
            "2022-12-32",
            "随便",
            "hello",
            "44625",
            "2022 03",
            "2022-03 05",
        ),
        *("2022-01-01 00:00:00", "2022/1/1 8:30", "2022年1月1日 23:59", "2022-01-01T00:00:00.000", "2022-01-01 24:00", "2022-01-01 8:60"),
        *("2022-01-01 8:3", "2022-01-01T08:30Z", "2022-01-01 08:30:61", "12:30", " T12:30", "随便 12:30", "2022-01-01 8:30 9:30"),
        *(
            "june 30 2026",
            "30-Jun-2026",
            "Sept. 3, 2026",
            "SEPTEMBER 2026",
            "June 31, 2026",
            "Juny 30, 2026",
            "30June2026",
            "Jun 26",
            "June 030, 2026",
        ),
        *(
            "7/1/2025",
            "07/01/2025",
            "13/1/2025",
            "2/29/2023",
            "7/1/25",
            "7 / 1 / 2025",
            "1/2025",
            "7-1-2025",
            "202213",
            "20220230",
            "123456",
        ),
    ),
)
