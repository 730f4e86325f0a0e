"""Dates, as serial numbers of the 1900 date system."""

from __future__ import annotations

from collections.abc import Callable

from xltool.base.messages import Text
from xltool.rules.language.function import (
    NUMBER,
    ExcelWriter,
    Function,
    PythonSide,
    Signature,
    always_whole,
    calls_settled,
    lifts,
    may_fail,
    refuses_nothing,
)
from xltool.rules.language.nodes import Call, Node
from xltool.rules.language.semantics import FIRST_SERIAL, FIRST_YEAR, LAST_SERIAL, LAST_YEAR, date, day, month, year


def _of_dates(usage: str, doc: Text, signature: Signature, python: PythonSide, excel: Callable[[ExcelWriter, Call], str]) -> Function:
    return Function(
        name=usage.partition("(")[0],
        usage=usage,
        doc=doc,
        signature=signature,
        python=python,
        excel=excel,
        can_fail=may_fail,
        exactness=always_whole,
        sums=False,
        over_rows=False,
        once=False,
        refuses=refuses_nothing,
    )


def _date(writer: ExcelWriter, call: Call) -> str:
    year_, month_, day_ = map(writer.settled, call.arguments)
    return f"DATE({_within(year_, FIRST_YEAR, LAST_YEAR)},{month_},{day_})"


def _part_of_date(writer: ExcelWriter, call: Call) -> str:
    return f"{call.name}({day_number(writer, call.arguments[0])})"


def day_number(writer: ExcelWriter, argument: Node) -> str:
    """Return formula text of a day number on which all programs agree; an error outside."""
    return _within(writer.settled(argument), FIRST_SERIAL, LAST_SERIAL)


def _within(value: str, first: int, last: int) -> str:
    """Return formula text of a number, or of an error where it is below `first` or not below `last` + 1."""
    return f"({value})/(({value}>={first})*({value}<{last + 1}))"


_PART = lifts(NUMBER, gives="number")
_OF_SERIAL = Text(zh=f"序列号须不小于 {FIRST_SERIAL}（1900 年 3 月 1 日）", en=f"of a serial number from {FIRST_SERIAL} (1 March 1900) on")

FUNCTIONS = (
    _of_dates(
        "DATE(year, month, day)",
        Text(
            zh=f"1900 日期系统的序列号；年份 {FIRST_YEAR} 至 {LAST_YEAR}",
            en=f"serial number of the 1900 date system; years {FIRST_YEAR} to {LAST_YEAR}",
        ),
        lifts(NUMBER, NUMBER, NUMBER, gives="number"),
        calls_settled(date),
        _date,
    ),
    _of_dates("YEAR(n)", _OF_SERIAL, _PART, calls_settled(year), _part_of_date),
    _of_dates("MONTH(n)", _OF_SERIAL, _PART, calls_settled(month), _part_of_date),
    _of_dates("DAY(n)", _OF_SERIAL, _PART, calls_settled(day), _part_of_date),
)
