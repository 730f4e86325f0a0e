"""A date known to the year, the month or the day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

from xltool.base.dates import YEARS, Precision, date_from_serial, normalise_date, parse_date
from xltool.base.formula_text import digits_removed
from xltool.base.messages import Text
from xltool.base.normalise import as_text
from xltool.base.value_types import RuleValue
from xltool.form.cell_steps import SPELLED, guarded, typed_text, without_digits
from xltool.form.cell_values import as_typed, noted, plain_text, show_text
from xltool.form.kind import TEXT_LENGTH, CellValue, Kind, Part, Step, StepValues

_LAST_SERIAL = 2_958_465  # 9999-12-31
_LONGEST_MONTH = 2

# --- in Python --------------------------------------------------------------------------------------------------------


def _read(raw: Any) -> CellValue:
    return noted(raw, _canonical(raw))


def _canonical(raw: Any) -> str:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        if raw in YEARS:
            return str(int(raw))
        return date_from_serial(int(raw)).isoformat() if 1 <= raw <= _LAST_SERIAL else str(raw)
    return normalise_date(plain_text(raw))


def _split(value: Any) -> tuple[RuleValue, ...]:
    """Return year, month, day, first, last, precision; blank where there is no date or no such part."""
    date = parse_date(value)
    if date is None:
        return (None,) * len(_PARTS)
    numbers = (date.year, date.month, date.day, date.first, date.last)
    return (*(None if number is None else float(number) for number in numbers), date.precision)


def _is_unreadable(value: Any) -> bool:
    return parse_date(str(value)) is None


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
    return after[:2] if len(after) >= _LONGEST_MONTH and not without_digits(after[:2]) else after[:1]


def _part(index: int) -> Callable[[StepValues], Any]:
    def value(values: StepValues) -> Any:
        part = _split(values["value"])[index]
        return "" if part is None else part

    return value


_FROM_SERIAL = (
    'IF(AND([x]>=1900,[x]<=2100,[x]=INT([x])),TEXT([x],"0"),IF(OR([x]<2,[x]>2958465),"-"&[x],'
    'YEAR([x])&"-"&RIGHT("0"&MONTH([x]),2)&"-"&RIGHT("0"&DAY([x]),2)))'
)
_SOUND = (
    f'IF([value]="",0,IF(OR(LEN([value])<4,{digits_removed("LEFT([value],4)")}<>"",LEFT([value],4)<"1900",LEFT([value],4)>"2999"),0,IF(LEN([value])=4,1,'
    'IF(ISERROR(FIND(MID([value],5,1),"年/.-")),0,IF([after]="",1,'
    f'IF({digits_removed("[monthtext]")}<>"",0,IF(OR(VALUE([monthtext])<1,VALUE([monthtext])>12),0,'
    'IF(LEN([after])=LEN([monthtext]),1,IF(ISERROR(FIND(MID([after],LEN([monthtext])+1,1),"月/.-")),0,'
    f'IF([tail]="",1,IF(OR([daytext]="",LEN([daytext])>2,{digits_removed("[daytext]")}<>""),0,'
    "IF(OR(VALUE([daytext])<1,VALUE([daytext])>31),0,1))))))))))))"
)
_STEPS = (
    Step("value", guarded(f'IF(ISNUMBER([x]),{_FROM_SERIAL},SUBSTITUTE({SPELLED}," ",""))'), lambda v: normalise_date(typed_text(v))),
    Step("after", "MID([value],6,20)", lambda v: v["value"][5:25]),
    Step(
        "monthtext",
        f'IF([after]="","",IF(AND(LEN([after])>=2,{digits_removed("LEFT([after],2)")}=""),LEFT([after],2),LEFT([after],1)))',
        _month_text,
    ),
    Step("tail", "MID([after],LEN([monthtext])+2,20)", lambda v: v["after"][len(v["monthtext"]) + 1 :][:20]),
    Step("daytext", 'IF(RIGHT([tail],1)="日",LEFT([tail],LEN([tail])-1),[tail])', lambda v: v["tail"].removesuffix("日")),
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
        zh="`2022`、`2022年3月`、`2022-03-05`：年、年月或年月日",
        en="`2022`, `2022年3月`, `2022-03-05`: a year, a month or a day",
    ),
    guide=Text(zh="年、年月或年月日，如 2022年3月", en="a year, a month or a day, such as 2022-03"),
    json_types=("string",),
    implied_by="format: date",
    choices="allowed",
    rule_type="text",
    rule_value=as_text,
    parts=_PARTS,
    split=_split,
    is_unreadable=_is_unreadable,
    number_format=as_typed,
    align="",
    validation=TEXT_LENGTH,
    live_checks=("type",),
    steps=_STEPS,
    read=_read,
    has_day_numbers=True,
    prose="none",
    show=show_text,
    column="text",
    summary_style="text",
    examples=("2022年", "2022-03", "2023年", "2022-03-05", "2022年3月5日", 44625, 2022),
    oddities=(
        "２０２２年",
        "2022 年 3 月",
        "2022-13",
        "22年",
        "2022年3月5",
        "2022年底",
        "3月5日",
        "2022.",
        0,
        59,
        2958466,
        "1899年",
        "\u20032022年",
    ),
)
