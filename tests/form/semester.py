"""A made-up kind in one file, as somebody would add it: a semester such as `2026春`."""

from __future__ import annotations

import re
from typing import Any

from xltool.base.formula_text import digits_removed, replaced
from xltool.base.messages import Text
from xltool.base.normalise import as_text, replace_all, spell_number
from xltool.base.value_types import RuleValue
from xltool.form.cell_steps import SPELLED, typed_text
from xltool.form.cell_values import as_typed, noted, plain_text, show_text
from xltool.form.kind import TEXT_LENGTH, CellValue, Kind, Part, Step, StepValues

_DROPPED = {" 年": "年", "年": "", " 春": "春", " 秋": "秋"}
_SEMESTER = re.compile("(?P<year>[0-9]{4})(?P<half>[春秋])")


def _normalise(text: str) -> str:
    return replace_all(spell_number(text), _DROPPED)


def _read(raw: Any) -> CellValue:
    return noted(raw, _normalise(plain_text(raw)))


def _split(value: Any) -> tuple[RuleValue, ...]:
    match = _SEMESTER.fullmatch(value or "")
    return (float(match["year"]), match["half"]) if match else (None, None)


def _is_unreadable(value: Any) -> bool:
    return _SEMESTER.fullmatch(str(value)) is None


def _part(index: int, values: StepValues) -> Any:
    part = _split(values["value"])[index]
    return "" if part is None else part


_SOUND = f'IF(OR(LEN([value])<>5,{digits_removed("LEFT([value],4)")}<>"",ISERROR(FIND(RIGHT([value],1),"春秋"))),0,1)'

KIND = Kind(
    name="semester",
    doc=Text(zh="学期，如 `2026春`", en="a semester, `2026春`"),
    guide=Text(zh="学期，如 2026春", en="a semester, such as 2026春"),
    json_types=("string",),
    implied_by="format: semester",
    choices="allowed",
    options=None,
    rule_type="text",
    rule_value=as_text,
    parts=(
        Part(name="year", type="number", words=(), in_data=True, said=Text(zh="年份", en="year"), doc=Text(zh="年份", en="the year")),
        Part(
            name="half",
            type="text",
            words=("春", "秋"),
            in_data=True,
            said=Text(zh="学期", en="term"),
            doc=Text(zh="春或秋", en="`春` or `秋`"),
        ),
    ),
    split=_split,
    is_unreadable=_is_unreadable,
    number_format=as_typed,
    align="",
    validation=TEXT_LENGTH,
    live_checks=("type",),
    steps=(
        Step("value", replaced(SPELLED, _DROPPED), lambda values: _normalise(typed_text(values))),
        Step("sound", _SOUND, lambda values: int(not _is_unreadable(values["value"]))),
        Step("year", 'IF([sound]=1,VALUE(LEFT([value],4)),"")', lambda values: _part(0, values)),
        Step("half", 'IF([sound]=1,RIGHT([value],1),"")', lambda values: _part(1, values)),
        Step("unreadable", 'IF([value]="",0,1-[sound])', lambda values: int(values["value"] != "") * (1 - int(values["sound"]))),
    ),
    read=_read,
    local={},
    format_tells="nothing",
    prose="none",
    show=show_text,
    column="text",
    summary_style="text",
    summary_use="none",
    examples=("2026春", "2026秋", "2025秋", "2019春"),
    oddities=("２０２６ 春", "2026年春", "2026 年 秋", "2026", 2026, "26春", "2026夏", "春", "2026春秋", "二〇二六春", "2026春 "),
)
