"""Read a date in the workbook: the steps (helper columns) that the kinds of dates share, each a formula with its Python twin."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from xltool.base.dates import (
    AROUND,
    ENGLISH_MARKS,
    FIRST_DAY,
    LAST_DAY,
    MONTHS,
    PLAIN_NUMBERS,
    counts_days,
    date_from_month_first,
    date_from_serial,
    date_of_digits,
    english_words,
    parse_date,
    without_time,
)
from xltool.base.formula_text import count_digits, digits_removed, only_digits, replaced
from xltool.base.normalise import as_text, replace_all, spell_number
from xltool.base.value_types import RuleValue
from xltool.form.cell_steps import SPELLED, without_digits
from xltool.form.kind import Step, StepValues

_LONGEST_DAY = 2
_YEAR = 4  # digits
_WORD = 30  # characters of a word that are looked at, or of a time of day; no month or time is that long
_DIGITS = "0123456789"
_N_PARTS = 6


def date_parts(value: Any) -> tuple[RuleValue, ...]:
    """Return year, month, day, first, last, precision; blank where there is no date or no such part."""
    date = parse_date(value)
    if date is None:
        return (None,) * _N_PARTS
    numbers = (date.year, date.month, date.day, date.first, date.last)
    return (*(None if number is None else float(number) for number in numbers), date.precision)


def _month_text(values: StepValues) -> str:
    after: str = values["after"]
    return after[:2] if after[1:2] in _DIGITS else after[:1]


def _day_text(values: StepValues) -> str:
    tail: str = values["tail"]
    return tail.removesuffix("日") if len(tail) > 1 else tail


def _part(index: int) -> Callable[[StepValues], Any]:
    def value(values: StepValues) -> Any:
        part = date_parts(values["value"])[index]
        return "" if part is None else part

    return value


def _line(values: StepValues) -> str:
    """Return the text in a cell, or the date that its number says; nobody sees the format, so a number that can count days does."""
    typed = values["x"]
    if isinstance(typed, str) or typed is None:
        return spell_number(typed or "")
    if counts_days(typed):
        return date_from_serial(int(typed)).isoformat()
    return date_of_digits(as_text(typed) or "") or _dashed(typed)


def _dashed(typed: Any) -> str:
    """Return the digits of a number that would be a date if there were such a month or day; "-" for any other number."""
    if not any(first <= typed < end for first, end in PLAIN_NUMBERS) or typed != int(typed):
        return "-"
    digits = f"{int(typed):04}"
    return "-".join(filter(None, (digits[:4], digits[4:6], digits[6:])))


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


def _written(values: StepValues, *, month_first: bool) -> str:
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


def date_steps(*, month_first: bool, written: str = "value") -> tuple[Step, ...]:
    """Return the steps that read a cell: to a date as `normalise_date` writes it, then to its parts.

    The step `written` is the date; a kind for which that is not the value yet, such as a month, gives it another name.
    """
    spelled = f"IF({_IS_MONTH_FIRST},{_MONTH_FIRST},{_BARE})" if month_first else _BARE
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
        Step(written, f"IF([named]>0,{_ENGLISH},{spelled})", lambda v: _written(v, month_first=month_first)),
        *(_PARTS_OF_DATE if written == "value" else (_of(written, step) for step in _PARTS_OF_DATE)),
    )


def _of(written: str, step: Step) -> Step:
    """Return a step that reads the date where it stands under another name than `value`."""
    formula = step.formula.replace("[value]", f"[{written}]")
    return replace(
        step, formula=formula, value=lambda values: step.value(ChainMap({"value": values[written]}, cast("dict[str, Any]", values)))
    )


_PARTS_OF_DATE = (
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
