"""Read cells in the workbook: the steps (helper columns) that the kinds of fields share.

Each step is a formula and its Python twin, made from the same tables of replacements; see `Step`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from xltool.base.formula_text import count_digits, replaced
from xltool.base.normalise import (
    DECIMALS,
    GROUPING_SPACES,
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
_LONGEST_BODY = 99  # characters behind a sign that are looked at; no number is that long
#: Formula text: the input with plain spaces, then without those that do not count, then as a number would be spelled.
SPACED = replaced("[typed]", SPACES)
CLEAN = f"TRIM({SPACED})"
SPELLED = replaced(CLEAN, NUMERALS)


def guarded(expression: str) -> str:
    """Return formula text that reads an error value as a text of its own."""
    return f'IF(ISERROR([x]),"{ERROR_TEXT}",{expression})'


def typed_text(values: StepValues) -> str:
    """Return the input as a text."""
    return as_text(values["x"]) or ""


def without_digits(text: str) -> str:
    """Return a text without its digits, the twin of `digits_removed`."""
    return "".join(char for char in text if char not in "0123456789")


def plain_digits(expression: str) -> str:
    """Return formula text that yields `expression` without what may part groups of digits."""
    return f'SUBSTITUTE(SUBSTITUTE({expression},",","")," ","")'


def grouped(figures: str, whole: str, fraction_ok: str) -> str:
    """Return formula text: whether commas or spaces part groups of three digits only, and a fraction is sound.

    A space must stand in the input itself: a line end or several spaces, which are one space here, part two figures.
    """
    typed = f"ISERROR(FIND({figures},{replaced('[x]', GROUPING_SPACES)}))"
    separator = f'IF(ISERROR(FIND(" ",{figures})),",",IF({typed},""," "))'
    regrouped = f'SUBSTITUTE(TEXT(VALUE({plain_digits(whole)}),"#,##0"),",",{separator})'
    return f"IFERROR(AND(LEN({whole})<=19,{whole}={regrouped},{fraction_ok}),FALSE)"


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


def number_steps(*, text: str, scale: str, parse: Callable[[str], float | None]) -> tuple[Step, ...]:
    """Return the steps that read a number from the step `text`, which spells it.

    `scale` is formula text behind the number, such as a division; `parse` is the Python twin of the whole. Most cells hold a
    number or nothing, so that the long formula is for the others only.
    """

    def number(values: StepValues) -> Any:
        raw = values["x"]
        parsed = parse(raw) if isinstance(raw, str) else None if raw is None else float(raw)
        return "" if parsed is None else parsed

    def value(values: StepValues) -> Any:
        return values["spelled"] if values["number"] == "" else round(values["number"], DECIMALS)

    body = f'IF([{text}]="","",TRIM(MID([{text}],1+COUNT(FIND(LEFT([{text}],1),"+-")),{_LONGEST_BODY})))'
    digits = f'IF(LEFT([{text}],1)="-",-1,1)*VALUE({plain_digits("[body]")}){scale}'
    return (
        Step("body", body, lambda values: _behind_sign(values[text])),
        Step("number", f'IF(ISNUMBER([x]),[x],IF([{text}]="","",IF({_sound("[body]")},{digits},"")))', number),
        Step("value", f'IF(ISERROR([x]),"{ERROR_TEXT}",IF([number]="",[spelled],{_rounded("[number]")}))', value),
    )


def _sound(body: str) -> str:
    """Return formula text: whether what stands behind a sign spells a number."""
    whole, fraction = f'LEFT({body},FIND(".",{body}&".")-1)', f'MID({body},FIND(".",{body}&"."),99)'
    return (
        f'IF(LEN({body})>{NUMBER_LENGTH},FALSE,IF({_digits_and_point(body)},SUBSTITUTE({body},".","")<>"",'
        + grouped(body, whole, f'LEFT({body},1)<>"-",{_digits_and_point(fraction)}')
        + "))"
    )


def _digits_and_point(expression: str) -> str:
    """Return formula text: whether a text is nothing but digits and at most one point."""
    return f'{count_digits(expression)}+COUNT(FIND(".",{expression}))=LEN({expression})'


def number_spelling(spelled: str, spell: Callable[[str], str]) -> Step:
    """Return the step that spells a number, where something else than a number was typed."""
    return Step(
        "spelled",
        f'IF(ISERROR([x]),"",IF(ISNUMBER([x]),"",IF([x]="","",{spelled})))',
        lambda values: spell(values["x"]) if isinstance(values["x"], str) else "",
    )


def _behind_sign(spelled: str) -> str:
    return spelled[spelled[:1] in ("+", "-") :][:_LONGEST_BODY].strip(" ")


def _float(text: str) -> float | None:
    number = number_from_text(text)
    return None if number is None else float(number)


#: A number up to its value.
NUMBER = (number_spelling(SPELLED, spell_number), *number_steps(text="spelled", scale="", parse=_float))
#: Whether the value of a number is a text that spells none.
NO_NUMBER = Step(
    "unreadable",
    'IF([value]="",0,IF(ISTEXT([value]),1,0))',
    lambda values: int(isinstance(values["value"], str) and values["value"] != ""),
)
