"""A phone number, which is a text of digits."""

from __future__ import annotations

import re
from typing import Any

from xltool.base.formula_text import replaced
from xltool.base.messages import Text
from xltool.base.normalise import as_text, spell_number
from xltool.form.cell_steps import SPELLED, typed_text
from xltool.form.cell_values import as_typed, noted, plain_text, show_text, unread
from xltool.form.kind import TEXT_LENGTH, CellValue, Kind, Step, no_parts

#: A space between digits: two numbers in one cell, or one with a part that is none of it. Which, is for the sender to say.
_TWO_NUMBERS = re.compile("[0-9] [0-9]")
_ZEROS = dict.fromkeys("123456789", "0")


def _read(raw: Any) -> CellValue:
    text = plain_text(raw)
    return unread(text) if _is_unreadable(text) else noted(raw, spell_number(text).replace(" ", ""))


def _is_unreadable(value: Any) -> bool:
    return _TWO_NUMBERS.search(spell_number(str(value))) is not None


KIND = Kind(
    name="phone",
    doc=Text(zh="电话号码，按文本保存", en="a phone number, kept as text"),
    guide=Text(zh="一个电话号码，数字之间不留空格", en="one phone number, without spaces between its digits"),
    json_types=("string",),
    implied_by="",
    choices="allowed",
    options=None,
    rule_type="text",
    rule_value=as_text,
    parts=(),
    split=no_parts,
    is_unreadable=_is_unreadable,
    number_format=as_typed,
    align="",
    validation=TEXT_LENGTH,
    live_checks=("type",),
    steps=(
        Step("spelled", SPELLED, lambda values: spell_number(typed_text(values))),
        Step(
            "unreadable",
            f'IF(ISERROR(FIND("0 0",{replaced("[spelled]", _ZEROS)})),0,1)',
            lambda values: int(_is_unreadable(values["spelled"])),
        ),
        Step(
            "value",
            'IF([unreadable]=1,[x],SUBSTITUTE([spelled]," ",""))',
            lambda values: values["x"] if values["unreadable"] else values["spelled"].replace(" ", ""),
        ),
    ),
    read=_read,
    local={},
    format_tells="nothing",
    prose="none",
    show=show_text,
    column="text",
    summary_style="text",
    summary_use="none",
    examples=("0519-85682000", "13800138000"),
    oddities=(
        "０５１９－85682000", 85682000, " 8568 2000", "无", "\u200285682000", "85682222 13", "85682222\n85682223", "0519 - 85682000",
        "85682222 转 8001", "１３８　００１３８０００", "85682222/85682223",
    ),
)  # fmt: skip
