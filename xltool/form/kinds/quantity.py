"""An indicator value (指标值): `≥5场` is an operator, a number and a unit; `提升` is words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

from xltool.base.formula_text import count_digits, replaced
from xltool.base.messages import Text
from xltool.base.normalise import as_text, clean_line, replace_all
from xltool.base.quantity import (
    COMPARISON_SIGNS,
    QUANTITY_SPELLINGS,
    QUANTITY_STARTS,
    SCHEDULE_WORDS,
    QuantityKind,
    normalise_quantity,
    parse_quantity,
    quantity_pieces,
)
from xltool.base.value_types import RuleValue
from xltool.form.cell_steps import CLEAN, grouped, plain_digits, typed_text
from xltool.form.cell_values import as_typed, noted, plain_text, show_text, unread
from xltool.form.kind import TEXT_LENGTH, CellValue, Kind, Part, Step, StepValues

# --- in Python --------------------------------------------------------------------------------------------------------


def _read(raw: Any) -> CellValue:
    text = plain_text(raw)
    return unread(text) if quantity_pieces(text).has_several_figures else noted(raw, normalise_quantity(text))


def _is_unreadable(value: Any) -> bool:
    return quantity_pieces(str(value)).has_several_figures


def _rule_value(value: Any) -> RuleValue:
    """Return a value as the workbook's cells read it, also of a document that nobody has read from a workbook: `>=5场` is `≥5场`."""
    text = as_text(value)
    return text if not text or _is_unreadable(text) else normalise_quantity(text)


def _split(value: Any) -> tuple[RuleValue, ...]:
    """Return op, number, unit, kind; a part that is not there is blank."""
    quantity = parse_quantity(value)
    return quantity.op or None, quantity.number, quantity.unit or None, quantity.kind


_PARTS = (
    Part(
        name="op",
        type="text",
        words=tuple(COMPARISON_SIGNS),
        in_data=True,
        said=Text(zh="符号", en="sign"),
        doc=Text(zh="`≥` `≤` `=` `>` `<`，或空", en="`≥` `≤` `=` `>` `<`, or blank"),
    ),
    Part(
        name="number",
        type="number",
        words=(),
        in_data=True,
        said=Text(zh="数值", en="number"),
        doc=Text(zh="`≥5场` 的 `5`；不是定量时为空", en="`5` of `≥5场`; blank unless quantitative"),
    ),
    Part(name="unit", type="text", words=(), in_data=True, said=Text(zh="单位", en="unit"), doc=Text(zh="`场`，或空", en="`场`, or blank")),
    Part(
        name="kind",
        type="text",
        words=get_args(QuantityKind),
        in_data=True,
        said=Text(zh="性质", en="kind"),
        doc=Text(
            zh='`"quantitative"`、`"qualitative"`（提升）、`"schedule"`（序时进度）、`"empty"`',
            en='`"quantitative"`, `"qualitative"` (提升), `"schedule"` (序时进度), `"empty"`',
        ),
    ),
)

# --- in the workbook --------------------------------------------------------------------------------------------------


def _body(values: StepValues) -> str:
    spelled: str = values["spelled"]
    return spelled[spelled[:1] in COMPARISON_SIGNS :].strip(" ")


def _run(values: StepValues) -> int:
    mask: str = values["mask"]
    return len(mask) - len(mask.lstrip(" "))


def _part(index: int) -> Callable[[StepValues], Any]:
    def value(values: StepValues) -> Any:
        part = _split(typed_text(values))[index]
        return "" if part is None else part

    return value


def _value(values: StepValues) -> Any:
    return values["x"] if values["unreadable"] else normalise_quantity(typed_text(values))


_HAS_SIGN = f'COUNT(FIND(LEFT([spelled],1),"{COMPARISON_SIGNS}"))'
_UNIT = 'SUBSTITUTE(SUBSTITUTE([rest],"m2","mx"),"m3","mx")'
_SOUND = (
    f'AND({count_digits("[plain]")}+COUNT(FIND(".",[plain]))=LEN([plain]),LEFT([plain],1)<>".",RIGHT([plain],1)<>".",'
    f"IF([figures]=[plain],TRUE,{grouped('[figures]', '[plain]')}))"
)
_STEPS = (
    Step("line", CLEAN, lambda v: clean_line(typed_text(v))),
    Step("spelled", replaced("[line]", QUANTITY_SPELLINGS), lambda v: replace_all(v["line"], QUANTITY_SPELLINGS)),
    Step("body", f"TRIM(MID([spelled],1+{_HAS_SIGN},LEN([spelled])))", _body),
    Step(
        "mask",
        replaced("[body]", dict.fromkeys("0123456789.,", " ")),
        lambda v: replace_all(v["body"], dict.fromkeys("0123456789.,", " ")),
    ),
    Step("run", 'IF(TRIM([mask])="",LEN([body]),FIND(LEFT(TRIM([mask]),1),[mask])-1)', _run),
    Step("figures", "TRIM(LEFT([body],[run]))", lambda v: v["body"][: v["run"]].strip(" ")),
    Step("rest", 'SUBSTITUTE(MID([body],[run]+1,LEN([body]))," ","")', lambda v: v["body"][v["run"] :].replace(" ", "")),
    Step("plain", plain_digits("[figures]"), lambda v: v["figures"].replace(",", "").replace(" ", "")),
    Step(
        "sound",
        f"IF([run]=0,0,IFERROR(IF({_SOUND},1,0),0))",
        lambda v: int(quantity_pieces(typed_text(v)).is_sound),
    ),
    Step(
        "kind",
        f'IF([spelled]="","empty",IF([spelled]="{SCHEDULE_WORDS[0]}","schedule",'
        f'IF([sound]=0,"qualitative",IF({count_digits(_UNIT)}=0,"quantitative","qualitative"))))',
        _part(3),
    ),
    Step(
        "unreadable",
        'IF([sound]=1,0,IF(ISERROR(FIND(" ",TRIM(SUBSTITUTE([figures],","," ")))),0,1))',
        lambda v: int(quantity_pieces(typed_text(v)).has_several_figures),
    ),
    Step(
        "value",
        'IF([kind]="quantitative",SUBSTITUTE([spelled]," ",""),IF([spelled]="","",IF([unreadable]=1,[x],'
        f'IF(ISNUMBER(FIND(LEFT([spelled],1),"{QUANTITY_STARTS}")),[spelled],[line]))))',
        _value,
    ),
    Step("op", f'IF([kind]="quantitative",LEFT([spelled],{_HAS_SIGN}),"")', _part(0)),
    Step("number", 'IF([kind]="quantitative",VALUE([plain]),"")', _part(1)),
    Step("unit", 'IF([kind]="quantitative",[rest],"")', _part(2)),
)

KIND = Kind(
    name="quantity",
    doc=Text(zh="`≥5场`：符号、数值、单位；或文字", en="`≥5场`: operator, number, unit; or words"),
    guide=Text(zh="符号、数值和单位，如 ≥5场；或文字", en="operator, number and unit, such as ≥5场; or words"),
    json_types=("string",),
    implied_by="",
    choices="allowed",
    options=None,
    rule_type="text",
    rule_value=_rule_value,
    parts=_PARTS,
    split=_split,
    is_unreadable=_is_unreadable,
    number_format=as_typed,
    align="",
    validation=TEXT_LENGTH,
    live_checks=("type",),
    steps=_STEPS,
    read=_read,
    local={},
    format_tells="shares",
    prose="none",
    show=show_text,
    column="text",
    summary_style="text",
    summary_use="none",
    examples=("≥5场", "≥6场", "=100%", "提升", "序时进度", "≥1,000场"),
    oddities=(
        ">= 5 场", "＝１００％", "≥５场", "3月5日", "10-20个", "5%", "≥", "≥3m2", 5, "≥1,00场", "序时 进度", "5", "≥\u20025场\u1680", "> = 5场",
        "≥5 10场", "60 40", "100\n200", "3\t5", "100  200个", "≥1 234 567.5 万元", "1\u202f000人", "≥12,34场", "1,234 567个", "≥5, 10场", "1 1/2",
        "≥5 m2", "5场 10 20场", "≥5 ,", "2022 年 3 月", "１ 000场", "5 万 元",
    ),
)  # fmt: skip
