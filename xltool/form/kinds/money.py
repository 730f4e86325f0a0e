"""A decimal number with a unit, such as an amount of money."""

from __future__ import annotations

from xltool.base.messages import Text
from xltool.base.normalise import as_float
from xltool.form.cell_steps import NO_NUMBER, NUMBER
from xltool.form.cell_values import is_no_number, read_number, show_text
from xltool.form.kind import DECIMAL_RANGE, Kind, no_parts

_CENTS = 2  # decimals that are always shown


def _number_format(precision: int | None) -> str:
    return "#,##0.00####" if (precision or 0) > _CENTS else "#,##0.00"


KIND = Kind(
    name="money",
    doc=Text(
        zh="小数，单位写在 `x-unit`，小数位数由 `multipleOf` 决定",
        en="a decimal number with `x-unit`; `multipleOf` says how many decimals",
    ),
    guide=Text(zh="数字，不写单位", en="a number, without its unit"),
    json_types=("number", "integer"),
    implied_by="number",
    choices="refused",
    rule_type="number",
    rule_value=as_float,
    parts=(),
    split=no_parts,
    is_unreadable=is_no_number,
    number_format=_number_format,
    align="right",
    validation=DECIMAL_RANGE,
    live_checks=("type",),
    steps=(*NUMBER, NO_NUMBER),
    read=read_number,
    has_day_numbers=False,
    prose="none",
    show=show_text,
    column="decimal",
    summary_style="money",
    examples=(10.5, 0, 1, 100, 0.1, 276.68, 0.1 + 0.2),
    oddities=("1,234.5", "１，２３４．５", " 276 .68", "-5", "50%", "276.68万元", "1E5", "1,23", "5.", 1e12, "无", "\u2003276.68\u205f"),
)
