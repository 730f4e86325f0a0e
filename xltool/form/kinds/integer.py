"""A whole number."""

from __future__ import annotations

from typing import Any

from xltool.base.messages import Text
from xltool.base.normalise import as_float
from xltool.form.cell_steps import NUMBER
from xltool.form.cell_values import read_number, show_text
from xltool.form.kind import WHOLE_RANGE, Kind, Step, StepValues, no_parts

#: Whether a number is whole, to 15 digits in every program: what stands before the fraction is taken down to 1 first.
_WHOLE = "OR(ABS([value])>=1E15,ROUND([value]-(INT([value])-1),15-LEN(INT(ABS([value]))))=1)"


def _is_unreadable(value: Any) -> bool:
    number = as_float(value)
    return number is None or not number.is_integer()


def _no_integer(values: StepValues) -> int:
    value = values["value"]
    return int(not value.is_integer() if isinstance(value, float) else value != "")


def _number_format(precision: int | None) -> str:  # noqa: ARG001 - whole numbers have no decimals
    return "0"


KIND = Kind(
    name="integer",
    doc=Text(zh="整数", en="a whole number"),
    guide=Text(zh="整数，只填数字", en="a whole number, digits only"),
    json_types=("integer",),
    implied_by="integer",
    choices="refused",
    options=None,
    rule_type="number",
    rule_value=as_float,
    parts=(),
    split=no_parts,
    is_unreadable=_is_unreadable,
    number_format=_number_format,
    align="right",
    validation=WHOLE_RANGE,
    live_checks=("type",),
    steps=(*NUMBER, Step("unreadable", f'IF([value]="",0,IF(ISTEXT([value]),1,IF({_WHOLE},0,1)))', _no_integer)),
    read=read_number,
    local={},
    format_tells="nothing",
    prose="none",
    show=show_text,
    column="whole",
    summary_style="count",
    summary_use="sum",
    examples=(2, 0, 1, 4, -1, 100000),
    oddities=(2.5, "3", "三", "２０２２", "2,022", "2022年", "50%", 1e15, "5.", "12人", "1 234", "60 40", "3\t5", "2 022", "20 22", "无"),
)
