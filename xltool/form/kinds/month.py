"""A month of a year."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from xltool.base.dates import parse_date
from xltool.base.messages import Text
from xltool.base.value_types import RuleValue
from xltool.form.cell_values import as_typed, show_text
from xltool.form.date_steps import date_parts, date_steps
from xltool.form.date_values import date_rule_value, read_date
from xltool.form.kind import TEXT_LENGTH, CellValue, Kind, LocalReading, Part, Step, StepValues

_FIRST_DAY = 1  # a month is often kept as the date of its first day


def _month(text: Any) -> str | None:
    """Return the month that a date says, `2022-03`; None for a year, another day than the first, and any other text."""
    date = parse_date(text) if isinstance(text, str) else None
    if date is None or date.month is None or date.day not in (None, _FIRST_DAY):
        return None
    return f"{date.year}-{date.month:02}"


def _read(raw: Any) -> CellValue:
    return _read_month(raw, month_first=False)


def _read_month_first(raw: Any) -> CellValue:
    return _read_month(raw, month_first=True)


def _read_month(raw: Any, *, month_first: bool) -> CellValue:
    """Read a cell; what is not a month stays the date, or the text, that it is."""
    value, before = read_date(raw, month_first=month_first)
    month = _month(value)
    if month is None:
        return CellValue(value)
    return CellValue(month, before=before or (raw if isinstance(raw, str) and raw != month else None))


def _is_unreadable(value: Any) -> bool:
    return _month(value) is None


def _split(value: Any) -> tuple[RuleValue, ...]:
    """Return year, month, first and last day; blank where there is no month."""
    month = _month(value)
    if month is None:
        return (None,) * len(_DOCS)
    parts = dict(zip(("year", "month", "day", "first", "last"), date_parts(month), strict=False))
    return tuple(parts[name] for name in _DOCS)


def _part(index: int) -> Callable[[StepValues], Any]:
    def value(values: StepValues) -> Any:
        part = _split(values["value"])[index]
        return "" if part is None else part

    return value


_SAID = {
    "year": Text(zh="年份", en="year"),
    "month": Text(zh="月份", en="month"),
    "first": Text(zh="第一天", en="first day"),
    "last": Text(zh="最后一天", en="last day"),
}
_DOCS = {
    "year": Text(zh="`2022-03` 的 `2022`", en="`2022` of `2022-03`"),
    "month": Text(zh="`2022-03` 的 `3`", en="`3` of `2022-03`"),
    "first": Text(zh="第一天的序列号：`2022-03` 为 44621", en="the first day as a serial number: 44621 of `2022-03`"),
    "last": Text(zh="最后一天的序列号：`2022-03` 为 44651", en="the last day as a serial number: 44651 of `2022-03`"),
}
#: The parts of the date that was written, which may be no month; under other names than those of the month.
_DATE_PARTS = ("year", "month", "day", "first", "last")
_FORMULAS = {
    "year": "[date_year]",
    "month": "[date_month]",
    "first": "DATE([date_year],[date_month],1)",
    "last": "DATE([date_year],[date_month]+1,1)-1",
}


def _steps(*, month_first: bool) -> tuple[Step, ...]:
    """Return the steps of a date, then those of the month that it says."""
    of_date = [
        step
        for step in date_steps(month_first=month_first, written="dated")
        if step.name not in ("first", "last", "precision", "unreadable")
    ]
    return (
        *(_renamed(step) for step in of_date),
        Step(
            "is_month",
            'IF([date_month]="",0,IF([date_day]="",1,IF([date_day]=1,1,0)))',
            lambda values: int(_month(values["dated"]) is not None),
        ),
        Step(
            "value",
            'IF([is_month]=1,[date_year]&"-"&RIGHT("0"&[date_month],2),[dated])',
            lambda values: _month(values["dated"]) or values["dated"],
        ),
        Step("unreadable", 'IF([value]="",0,1-[is_month])', lambda values: int(values["value"] != "" and not values["is_month"])),
        *(Step(name, f'IF([is_month]=1,{_FORMULAS[name]},"")', _part(index)) for index, name in enumerate(_DOCS)),
    )


def _renamed(step: Step) -> Step:
    """Return a step of the date whose name is none of the month's."""
    return Step(f"date_{step.name}", step.formula, step.value) if step.name in _DATE_PARTS else step


KIND = Kind(
    name="month",
    doc=Text(
        zh="某年某月 `2022-03`：`2022年3月`、`202203` 和该月第一天的日期规范为 `2022-03`",
        en="a month of a year, `2022-03`: `2022年3月`, `202203`, `March 2022` and the date of its first day become `2022-03`",
    ),
    guide=Text(zh="年月，如 2022-03", en="a month of a year, such as 2022-03"),
    json_types=("string",),
    implied_by="",
    choices="refused",
    options=None,
    rule_type="text",
    rule_value=date_rule_value,
    parts=tuple(Part(name=name, type="number", words=(), in_data=False, said=_SAID[name], doc=doc) for name, doc in _DOCS.items()),
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
    summary_use="months",
    examples=("2022-03", "2022年3月", "202203", 202203, "2022-12", "2022.3", "March 2022", 44621, "2022-03-01"),
    oddities=(
        "２０２２－０３", "2022 年 3 月", "2022年", "2022-13", "2022-03-05", 44625, 2022, 20220305, 20220301, 2022.3, "3月", "03/2022", "7/1/2025",
        "2022-3-1 00:00:00", "2022年3月1日", "2022年3月底", "1899-12", "2999-12", "Mar 2022", "2022-3", " 2022/03 ", 0, 60, 61, "无",
    ),
)  # fmt: skip
