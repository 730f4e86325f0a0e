"""Several values in one cell, with separators between them."""

from __future__ import annotations

import re
from typing import Any

from xltool.base.messages import Text
from xltool.base.normalise import as_text, clean_line
from xltool.form.cell_steps import LINE
from xltool.form.cell_values import as_typed, plain_text, show_text
from xltool.form.kind import TEXT_LENGTH, CellValue, Kind, always_readable, no_parts

_SEPARATORS = re.compile(r"[;；、,，\n]")


def _read(raw: Any) -> CellValue:
    parts = map(clean_line, _SEPARATORS.split(plain_text(raw)))
    return CellValue([part for part in parts if part] or None)


KIND = Kind(
    name="choices",
    doc=Text(zh="几项，用“；”隔开", en="several values, with `；` between them"),
    guide=Text(zh="可选多项，用“；”隔开", en="one or several, separated by “；”"),
    json_types=("array",),
    implied_by="array",
    choices="needed",
    rule_type="text",
    rule_value=as_text,
    parts=(),
    split=no_parts,
    is_unreadable=always_readable,
    number_format=as_typed,
    align="",
    validation=TEXT_LENGTH,
    live_checks=(),
    steps=LINE,
    read=_read,
    has_day_numbers=False,
    prose="none",
    show=show_text,
    column="text",
    summary_style="text",
    examples=(),  # those of the field
    oddities=("锯",),
)
