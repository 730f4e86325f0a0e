"""Read cells in the workbook: the steps (helper columns) that the kinds of fields share.

Each step is a formula and its Python twin, made from the same tables of replacements; see `Step`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from xltool.base.formula_text import digits_removed, replaced
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
LINE = (Step("value", guarded(CLEAN), lambda values: clean_line(typed_text(values))),)

# --- numbers ----------------------------------------------------------------------------------------------------------

#: A number without what lies beyond its decimals. Programs round exactly only what is small: the whole part steps aside.
_ROUNDED = (
    f"IF(ISTEXT([read]),[read],IF(ABS([read])<1,ROUND([read],{DECIMALS}),"
    f"IF(ABS([read])<1000,ROUND([read]-(INT([read])-1),{DECIMALS})+(INT([read])-1),[read])))"
)
_REST_OF_BODY = digits_removed("MID([body],LEN([whole])+1,99)")


def number_steps(*, text: str, scale: str, value: Callable[[StepValues], Any]) -> tuple[Step, ...]:
    """Return the steps that read a number from the step `text`, which spells it.

    `scale` is formula text behind the number, such as a division; `value` is the Python twin of the whole.
    """
    negative, plain = f'LEFT([{text}],1)="-"', f'VALUE(SUBSTITUTE([body],",","")){scale}'
    return (
        Step("body", f'IF(OR(LEFT([{text}],1)="+",LEFT([{text}],1)="-"),MID([{text}],2,99),[{text}])', lambda v: _unsigned(v[text])),
        Step("rest", digits_removed("[body]"), lambda v: without_digits(v["body"])),
        Step("whole", 'LEFT([body],FIND(".",[body]&".")-1)', lambda v: v["body"].partition(".")[0]),
        Step(
            "sound",
            f'IF(OR([body]="",LEN([{text}])>{NUMBER_LENGTH}),0,IF(OR([rest]="",[rest]="."),IF(LEN([body])>LEN([rest]),1,0),'
            + grouped("[whole]", f'LEFT([whole],1)<>"-",OR({_REST_OF_BODY}="",{_REST_OF_BODY}=".")')
            + "))",
            lambda v: int(v[text] != "" and number_from_text(v[text]) is not None),
        ),
        Step("read", guarded(f"IF(ISNUMBER([x]),[x],IF([sound]=1,IF({negative},-1,1)*{plain},[spelled]))"), value),
        Step("value", _ROUNDED, value),
    )


def _unsigned(text: str) -> str:
    return text[1:100] if text[:1] in ("+", "-") else text


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
        f'IF(OR(ISNUMBER([x]),ISERROR([x])),"",{spelled})',
        lambda values: spell(values["x"]) if isinstance(values["x"], str) else "",
    )


#: A number up to its value.
NUMBER = (number_spelling(SPELLED, spell_number), *number_steps(text="spelled", scale="", value=_number_value))
#: Whether the value of a number is a text that spells none.
NO_NUMBER = Step(
    "unreadable",
    'IF(ISTEXT([value]),IF([value]="",0,1),0)',
    lambda values: int(isinstance(values["value"], str) and values["value"] != ""),
)
