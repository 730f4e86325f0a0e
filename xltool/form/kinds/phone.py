"""A phone number, which is a text of digits."""

from __future__ import annotations

from typing import Any

from xltool.base.messages import Text
from xltool.base.normalise import as_text, spell_number
from xltool.form.cell_steps import SPELLED, guarded, typed_text
from xltool.form.cell_values import as_typed, noted, plain_text, show_text
from xltool.form.kind import TEXT_LENGTH, CellValue, Kind, Step, always_readable, no_parts


def _read(raw: Any) -> CellValue:
    return noted(raw, spell_number(plain_text(raw)))


KIND = Kind(
    name="phone",
    doc=Text(zh="电话号码，按文本保存", en="a phone number, kept as text"),
    guide=Text(zh="电话号码", en="a phone number"),
    json_types=("string",),
    implied_by="",
    choices="allowed",
    rule_type="text",
    rule_value=as_text,
    parts=(),
    split=no_parts,
    is_unreadable=always_readable,
    number_format=as_typed,
    align="",
    validation=TEXT_LENGTH,
    live_checks=(),
    steps=(Step("value", guarded(SPELLED), lambda values: spell_number(typed_text(values))),),
    read=_read,
    has_day_numbers=False,
    prose="none",
    show=show_text,
    column="text",
    summary_style="text",
    examples=("0519-85682000", "13800138000"),
    oddities=("０５１９－85682000", 85682000, " 8568 2000", "无", "\u200285682000"),
)
