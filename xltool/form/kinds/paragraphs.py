"""Several lines of text."""

from __future__ import annotations

from typing import Any

from xltool.base.messages import Text
from xltool.base.normalise import SPACES, as_text, clean_line, clean_paragraphs, replace_all
from xltool.form.cell_steps import SPACED, typed_text
from xltool.form.cell_values import as_typed, plain_text, show_text
from xltool.form.kind import TEXT_LENGTH, CellValue, Kind, Step, always_readable, no_parts

_STEPS = (
    Step("spaced", SPACED, lambda v: replace_all(typed_text(v), SPACES)),
    Step("words", "TRIM([spaced])", lambda v: clean_line(v["spaced"])),
    Step(
        "last",
        'IF([words]="",0,FIND(CHAR(1),SUBSTITUTE([spaced],RIGHT([words],1),CHAR(1),'
        'LEN([spaced])-LEN(SUBSTITUTE([spaced],RIGHT([words],1),"")))))',
        lambda v: len(v["spaced"].rstrip(" ")),
    ),
    Step(
        "value",
        'IF([last]=0,"",SUBSTITUTE(SUBSTITUTE('
        "MID([x],FIND(LEFT([words],1),[spaced]),[last]-FIND(LEFT([words],1),[spaced])+1)"
        ",CHAR(13)&CHAR(10),CHAR(10)),CHAR(13),CHAR(10)))",
        lambda v: clean_paragraphs(typed_text(v)),
    ),
)


def _read(raw: Any) -> CellValue:
    return CellValue(clean_paragraphs(plain_text(raw)) or None)


KIND = Kind(
    name="paragraphs",
    doc=Text(zh="多行文本", en="several lines"),
    guide=Text(zh="可分段", en="several lines"),
    json_types=("string",),
    implied_by="",
    choices="allowed",
    options=None,
    rule_type="text",
    rule_value=as_text,
    parts=(),
    split=no_parts,
    is_unreadable=always_readable,
    number_format=as_typed,
    align="",
    validation=TEXT_LENGTH,
    live_checks=(),
    steps=_STEPS,
    read=_read,
    local={},
    format_tells="nothing",
    prose="paragraphs",
    show=show_text,
    column="text",
    summary_style="text",
    summary_use="none",
    examples=("一段。", "一、甲。\n二、乙。"),
    oddities=(" \n一段。\n", "甲\r\n乙", "甲\n\n乙 ", "\n", "  甲  乙  ", "\u2003\u2003一段。\u2003"),
)
