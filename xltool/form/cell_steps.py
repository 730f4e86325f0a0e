"""Read cells in the workbook: the steps (helper columns) that the kinds of fields share.

Each step is a formula and its Python twin, made from the same tables of replacements; see `Step`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from xltool.base.formula_text import count_digits, quote, replaced
from xltool.base.normalise import (
    DECIMALS,
    GROUPING_SPACES,
    LONGEST_LINE,
    NUMBER_LENGTH,
    NUMERALS,
    SPACES,
    as_text,
    clean_line,
    exact,
    number_from_text,
    spell_number,
)
from xltool.form.kind import Step, StepValues

#: What an input cell with an error value reads as.
ERROR_TEXT = "#N/A"
_LONGEST_BODY = 99  # characters behind a sign that are looked at; no number is that long
_MOST_GROUPS = 4  # of three digits, behind the first: 15 digits
#: Formula text: the input with plain spaces, without those that do not count, and that as a number would be spelled. The helper sheet
#: knows how (see `xltool.workbook.helper_sheet.joined_texts`).
SPACED = replaced("[typed]", SPACES)
CLEAN, SPELLED = "[clean]", "[halved]"


@dataclass(frozen=True, kw_only=True)
class Cleaning:
    """How texts are cleaned: what stands for them in steps, and what is replaced, each character by one."""

    name: str
    replacements: Mapping[str, str]

    @cached_property
    def unclean(self) -> re.Pattern[str]:
        """What a text holds that is to be cleaned."""
        return re.compile(f"[{re.escape(''.join(self.replacements))}]")

    @property
    def characters(self) -> str:
        """Formula text: all characters that are replaced, one below the other."""
        plain = "".join(char for char in self.replacements if char not in "\t\r\n")
        ends = "".join(f"&CHAR({ord(char)})" for char in self.replacements if char in "\t\r\n")
        return f"MID({quote(plain)}{ends},ROW($A$1:$A${len(self.replacements)}),1)"

    def alone(self, typed: str) -> str:
        """Return formula text that cleans one text."""
        return f"IF(LEN({typed})>{LONGEST_LINE},TRIM({typed}),{replaced(f'TRIM({replaced(typed, SPACES)})', self.beyond_spaces)})"

    @property
    def beyond_spaces(self) -> dict[str, str]:
        """What else than spaces is replaced."""
        return {old: new for old, new in self.replacements.items() if old not in SPACES}


CLEANINGS = (Cleaning(name="clean", replacements=SPACES), Cleaning(name="halved", replacements=SPACES | NUMERALS))


def cleaned_alone(typed: str) -> dict[str, str]:
    """Return what stands for a cleaned text in steps, by name."""
    return {cleaning.name: cleaning.alone(typed) for cleaning in CLEANINGS}


def typed_text(values: StepValues) -> str:
    """Return the input as a text."""
    return as_text(values["x"]) or ""


def without_digits(text: str) -> str:
    """Return a text without its digits, the twin of `digits_removed`."""
    return "".join(char for char in text if char not in "0123456789")


def plain_digits(expression: str) -> str:
    """Return formula text that yields `expression` without what may part groups of digits."""
    return f'SUBSTITUTE(SUBSTITUTE({expression},",","")," ","")'


def grouped(figures: str, plain: str) -> str:
    """Return formula text: whether commas or spaces part groups of three digits only, of figures that are `plain` without them.

    A space must stand in the input itself: a line end or several spaces, which are one space here, part two figures.
    """
    is_typed = f"COUNT(FIND({figures},{replaced('[x]', GROUPING_SPACES)}))"
    separator = f'IF(COUNT(FIND(" ",{figures})),IF({is_typed}," ",""),",")'
    point = f'FIND(".",{plain}&".")'
    regrouped = f'SUBSTITUTE(TEXT(VALUE(LEFT({plain},{point}-1)),"#,##0"),",",{separator})&MID({plain},{point},{_LONGEST_BODY})'
    return f"IF(LEN({figures})-LEN({plain})>{_MOST_GROUPS},FALSE,{figures}={regrouped})"


#: One line of text.
LINE = (Step("value", CLEAN, lambda values: clean_line(typed_text(values))),)

# --- numbers ----------------------------------------------------------------------------------------------------------


def _rounded(number: str) -> str:
    """Return formula text: a number without what lies beyond its decimals or its 15 digits, the twin of `exact`.

    Programs round exactly only what is small: the whole part steps aside. Of a text of 19 digits some read 15 and some 17.
    """
    size = f"ABS({number})"
    places = f"14-INT(LOG10({size}))"
    stepped = f"ROUND({size}-(INT({size})-1),MIN({DECIMALS},{places}))+(INT({size})-1)"
    return f"IF({size}<1,ROUND({number},{DECIMALS}),IF({size}<1E+15,IF({number}<0,-1,1)*({stepped}),ROUND({number},{places})))"


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
        number = values["number"]
        return values["spelled"] if number == "" else float(exact(number))

    body = f'TRIM(MID([{text}],1+COUNT(FIND(LEFT([{text}],1),"+-")),{_LONGEST_BODY}))'
    digits = f'IF(LEFT([{text}],1)="-",-1,1)*VALUE([plain]){scale}'
    return (
        Step("body", body, lambda values: _behind_sign(values[text])),
        Step("plain", plain_digits("[body]"), lambda values: values["body"].replace(",", "").replace(" ", "")),
        Step("number", f'IF(ISNUMBER([x]),[x],IF([plain]="","",IFERROR(IF({_SOUND},{digits},""),"")))', number),
        Step("value", f'IF([number]="",[spelled],{_rounded("[number]")})', value),
    )


#: Formula text: whether what stands behind a sign spells a number.
_SOUND = (
    f'AND(LEN([body])<={NUMBER_LENGTH},{count_digits("[plain]")}+COUNT(FIND(".",[plain]))=LEN([plain]),[plain]<>".",'
    f"IF([body]=[plain],TRUE,{grouped('[body]', '[plain]')}))"
)


def number_spelling(spelled: str, spell: Callable[[str], str]) -> Step:
    """Return the step that spells a number, where something else than a number was typed."""
    return Step(
        "spelled",
        f'IF(ISNUMBER([x]),"",{spelled})',
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
    'ISTEXT([value])*([value]<>"")',
    lambda values: int(isinstance(values["value"], str) and values["value"] != ""),
)
