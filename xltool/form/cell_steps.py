"""Read cells in the workbook: the steps (helper columns) that the kinds of fields share.

Each step is a formula and its Python twin, made from the same tables of replacements; see `Step`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from xltool.base.formula_text import only_a_point_left, replaced
from xltool.base.normalise import (
    DECIMALS,
    NUMBER_LENGTH,
    NUMERALS,
    SPACES,
    as_text,
    clean_line,
    number_from_text,
    spell_number,
)
from xltool.form.kind import Step, StepValues

#: What an input cell with an error value reads as.
ERROR_TEXT = "#N/A"
#: Formula text: the input with plain spaces, then without those that do not count, then as a number would be spelled.
SPACED = replaced("[x]", SPACES)
CLEAN = f"TRIM({SPACED})"
SPELLED = f'SUBSTITUTE({replaced(CLEAN, NUMERALS)}," ","")'


def guarded(expression: str) -> str:
    """Return formula text that reads an error value as a text of its own."""
    return f'IF(ISERROR([x]),"{ERROR_TEXT}",{expression})'


def typed_text(values: StepValues) -> str:
    """Return the input as a text."""
    return as_text(values["x"]) or ""


def without_digits(text: str) -> str:
    """Return a text without its digits, the twin of `digits_removed`."""
    return "".join(char for char in text if char not in "0123456789")


def grouped(whole: str, fraction_ok: str) -> str:
    """Return formula text: whether thousands separators stand where they belong and a fraction is sound."""
    return f'IFERROR(IF(AND(LEN({whole})<=19,{whole}=TEXT(VALUE(SUBSTITUTE({whole},",","")),"#,##0"),{fraction_ok}),1,0),0)'


#: One line of text.
LINE = (Step("value", guarded(f'IF([x]="","",{CLEAN})'), lambda values: clean_line(typed_text(values))),)

# --- numbers ----------------------------------------------------------------------------------------------------------


def _rounded(number: str) -> str:
    """Return formula text: a number without what lies beyond its decimals.

    Programs round exactly only what is small: the whole part steps aside.
    """
    return (
        f"IF(ABS({number})<1,ROUND({number},{DECIMALS}),"
        f"IF(ABS({number})<1000,ROUND({number}-(INT({number})-1),{DECIMALS})+(INT({number})-1),{number}))"
    )


def number_steps(*, text: str, scale: str, value: Callable[[StepValues], Any]) -> tuple[Step, ...]:
    """Return the steps that read a number from the step `text`, which spells it.

    `scale` is formula text behind the number, such as a division; `value` is the Python twin of the whole. Most cells hold a
    number or nothing, so that the long formula is for the others only.
    """
    body = f'MID([{text}],1+COUNT(FIND(LEFT([{text}],1),"+-")),99)'
    spelled = f'IF(LEFT([{text}],1)="-",-1,1)*VALUE(SUBSTITUTE({body},",","")){scale}'
    return (
        Step("sound", _sound(text, body), lambda v: int(v[text] != "" and number_from_text(v[text]) is not None)),
        Step(
            "value",
            f'IF(ISERROR([x]),"{ERROR_TEXT}",IF(ISNUMBER([x]),{_rounded("[x]")},'
            f'IF([spelled]="","",IF([sound]=1,{_rounded(f"({spelled})")},[spelled]))))',
            value,
        ),
    )


def _sound(text: str, body: str) -> str:
    """Return formula text: whether a text spells a number, given what stands behind its sign."""
    whole, fraction = f'LEFT({body},FIND(".",{body}&".")-1)', f'MID({body},FIND(".",{body}&"."),99)'
    return (
        f'IF([{text}]="",0,IF(OR({body}="",LEN([{text}])>{NUMBER_LENGTH}),0,'
        f'IF({only_a_point_left(body)},IF(SUBSTITUTE({body},".","")="",0,1),'
        + grouped(whole, f'LEFT({body},1)<>"-",{only_a_point_left(fraction)}')
        + ")))"
    )


def _number_value(values: StepValues) -> Any:
    raw = values["x"]
    if not isinstance(raw, str):
        return "" if raw is None else round(float(raw), DECIMALS)
    number = number_from_text(raw)
    return values["spelled"] if number is None else round(float(number), DECIMALS)


def number_spelling(spelled: str, spell: Callable[[str], str]) -> Step:
    """Return the step that spells a number, where something else than a number was typed."""
    return Step(
        "spelled",
        f'IF(ISERROR([x]),"",IF(ISNUMBER([x]),"",IF([x]="","",{spelled})))',
        lambda values: spell(values["x"]) if isinstance(values["x"], str) else "",
    )


#: A number up to its value.
NUMBER = (number_spelling(SPELLED, spell_number), *number_steps(text="spelled", scale="", value=_number_value))
#: Whether the value of a number is a text that spells none.
NO_NUMBER = Step(
    "unreadable",
    'IF([value]="",0,IF(ISTEXT([value]),1,0))',
    lambda values: int(isinstance(values["value"], str) and values["value"] != ""),
)
