"""A decimal number with a unit, such as an amount of money."""

from __future__ import annotations

from xltool.base.messages import Text
from xltool.base.normalise import as_float
from xltool.form.cell_steps import NO_NUMBER, NUMBER
from xltool.form.cell_values import is_no_number, read_number, show_text
from xltool.form.kind import DECIMAL_RANGE, Kind, no_parts

_CENTS = 2  # decimals that are always shown


def _number_format(precision: int | None) -> str:
    if precision == 0:
        return "#,##0"
    return "#,##0.00####" if (precision or 0) > _CENTS else "#,##0.00"


KIND = Kind(
    name="money",
    doc=Text(
        zh="小数，单位写在 `x-unit`，小数位数由 `multipleOf` 决定",
        en="a decimal number with `x-unit`; `multipleOf` says how many decimals",
    ),
    guide=Text(zh="只填数字，不写单位", en="digits only, without the unit"),
    json_types=("number", "integer"),
    implied_by="number",
    choices="refused",
    options=None,
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
    local={},
    format_tells="nothing",
    prose="none",
    show=show_text,
    column="decimal",
    summary_style="money",
    summary_use="sum",
    examples=(10.5, 0, 1, 100, 0.1, 276.68, 0.1 + 0.2),
    oddities=(
        "1,234.5", "１，２３４．５", " 276 .68", "-5", "50%", "276.68万元", "1E5", "1,23", "5.", 1e12, "无", "\u2003276.68\u205f",
        "100\n200", "60 40", "3\t5", "100\t200", "100  200", "1 234 567", "1,234,567.5", "12,34", "12 34", "1 234,567", "1,234 567", "1\u202f234.5",
        "1\u20091\u2009", "1\u00a0000", "１ ２３４", "\n276.68\r\n", "- 5", "-1 234", "- -5", "3, 500", "0 123", "1 234 5678",
        "1 000 000 000 000 000", "-", "—", "N/A", "12人", "¥100", "￥100", "（100）", "(100)", "$120,000", "-$5", "$", "5$", "12$0",
        "120.5.6", "1 234.56 7", 123456.78901234567,
        1.2e-13, -1.2e-13, 1.0001220703125, 1000.000244140625, -1000.000244140625, 100000000000000.5, -1.0001220703125,
    ),
)  # fmt: skip
