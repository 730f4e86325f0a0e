"""A share of a whole: 0.125, which people see and type as 12.5%."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from xltool.base.formula_text import replaced
from xltool.base.messages import Text
from xltool.base.normalise import ALL_SPACES, as_float, as_text, exact, number_from_text, replace_all, spell_number
from xltool.form.cell_steps import NO_NUMBER, SPELLED, number_spelling, number_steps
from xltool.form.cell_values import is_no_number, read_number
from xltool.form.kind import DECIMAL_RANGE, CellValue, Kind, Step, no_parts

_SIGNS = {"％": "%"}
_SPELLED = replaced(SPELLED, _SIGNS)
_SHOWN_DECIMALS = 2  # of the percentage, always
_HUNDREDTHS = 2  # decimals that a percentage has less than its number


def _spell(text: str) -> str:
    return replace_all(spell_number(text), _SIGNS)


def _share(text: str) -> float | None:
    """Return the number that a text spells, with a percent sign behind it or without."""
    is_percentage = _spell(text).endswith("%")
    number = number_from_text(text.rstrip(ALL_SPACES)[:-1] if is_percentage else text)
    return None if number is None else float(number) / 100 if is_percentage else float(number)


def _read(raw: Any) -> CellValue:
    share = _share(raw) if isinstance(raw, str) else None
    return read_number(raw) if share is None else CellValue(exact(share), before=raw)


def _number_format(precision: int | None) -> str:
    return "0.00##%" if (precision or 0) > _SHOWN_DECIMALS + _HUNDREDTHS else "0.00%"


def _show(value: Any) -> str:
    """Return a share as a percentage, with two decimals and more where it has them."""
    if as_float(value) is None:
        return as_text(value) or ""
    percentage = Decimal(as_text(value) or 0) * 100
    places = -int(percentage.normalize().as_tuple().exponent)
    return f"{percentage:.{max(places, _SHOWN_DECIMALS)}f}%"


KIND = Kind(
    name="percent",
    doc=Text(zh="比例；0.125 显示为 12.50%，也可填 `12.5%`", en="a share; 0.125 is shown as 12.50%, and `12.5%` is read as 0.125"),
    guide=Text(zh="百分数，如 12.5%", en="a percentage, such as 12.5%"),
    json_types=("number", "integer"),
    implied_by="",
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
    steps=(
        number_spelling(_SPELLED, _spell),
        Step("percent", 'IF(RIGHT([spelled],1)="%",1,0)', lambda values: int(values["spelled"].endswith("%"))),
        Step("bare", "LEFT([spelled],LEN([spelled])-[percent])", lambda values: values["spelled"].removesuffix("%")),
        *number_steps(text="bare", scale="/IF([percent]=1,100,1)", parse=_share),
        NO_NUMBER,
    ),
    read=_read,
    local={},
    format_tells="nothing",
    prose="none",
    show=_show,
    column="decimal",
    summary_style="share",
    summary_use="mean",
    examples=(0.5, 0.6, 1, 0.125, 0, "95%"),
    oddities=(
        "９５％", "12.5 %", "+7%", "-5%", "－５％", "1,250%", "0.1%", "33.3333%", "100.0000%", "5%%", "%", "%5", "+%", "５0.5％", "1,23%",
        "1 250 %", "1\u202f250%", "9 5%", "95\n%", "1\n250%", "1  250%", "95﹪", "95%左右", "５％ ", "0.5", 95, 1e-7,
        "12345678901234567890123456789%", "123456789012345678901234567890%",
    ),
)  # fmt: skip
