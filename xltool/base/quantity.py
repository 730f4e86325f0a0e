"""Parse quantities (指标值): texts that hold an operator, a number and a unit, and the parts that they offer to rules."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from xltool.base.normalise import NUMERALS, OPERATORS, clean_line, is_typed_in_groups, replace_all

QuantityKind = Literal["quantitative", "qualitative", "schedule", "empty"]

#: The words that say "as planned over the year".
SCHEDULE_WORDS = ("序时进度",)
COMPARISON_SIGNS = "≥≤=><"
QUANTITY_STARTS = COMPARISON_SIGNS + "0123456789"
#: Every replacement that makes a quantity canonical, in the order in which it is made.
QUANTITY_SPELLINGS = NUMERALS | {"％": "%"} | OPERATORS
_SPELLED_OTHERWISE = re.compile("|".join(map(re.escape, QUANTITY_SPELLINGS)))

_FIGURES = re.compile(r"[1-9]\d{0,2}(?:(?:,\d{3}){1,4}|(?: \d{3}){1,4})(?:\.\d+)?|\d+(?:\.\d+)?", re.ASCII)
_UNIT = re.compile(r"(?:\D|(?<=m)[23])*", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """An indicator value: its text, and the parts that rules use."""

    text: str  # as typed, harmless differences of writing normalised
    op: str = ""  # one of ≥ ≤ = > <, or "" when none is written
    number: float | None = None  # None unless quantitative
    unit: str = ""  # what follows the number, "场"
    kind: QuantityKind = "qualitative"


@dataclass(frozen=True, kw_only=True)
class QuantityPieces:
    """A text as a quantity might be spelled in it."""

    spelled: str  # half-width digits and signs, one-character operators, plain single spaces
    op: str
    figures: str
    unit: str
    is_sound: bool  # the figures are one number

    @property
    def is_quantity(self) -> bool:
        """Whether operator, number and unit stand one after the other, and nothing else."""
        return self.is_sound and _UNIT.fullmatch(self.unit) is not None

    @property
    def has_several_figures(self) -> bool:
        """Whether a space or comma parts figures that are not groups of three digits: `5 10`, `12,34`."""
        return not self.is_sound and " " in self.figures.replace(",", " ").strip(" ")


@lru_cache(maxsize=16_384)
def quantity_pieces(text: str) -> QuantityPieces:
    """Take a text apart as a quantity; any text can be."""
    line = clean_line(text)
    spelled = replace_all(line, QUANTITY_SPELLINGS) if _SPELLED_OTHERWISE.search(line) else line
    op = spelled[:1] if spelled[:1] and spelled[0] in COMPARISON_SIGNS else ""
    body = spelled[len(op) :].lstrip(" ")
    rest = body.lstrip("0123456789., ")
    figures = body[: len(body) - len(rest)].rstrip(" ")
    is_sound = _FIGURES.fullmatch(figures) is not None and is_typed_in_groups(figures, text)
    return QuantityPieces(spelled=spelled, op=op, figures=figures, unit=rest.replace(" ", ""), is_sound=is_sound)


def normalise_quantity(text: str) -> str:
    """Return the canonical writing of a quantity: half-width digits and signs, one-character operators, no spaces.

    Of what is none only the stray spaces go, and nothing at all where figures are parted otherwise than in groups of three: what
    was meant by them is for the sender to say.
    """
    pieces = quantity_pieces(text)
    if pieces.is_quantity:
        return pieces.spelled.replace(" ", "")
    if pieces.has_several_figures:
        return str(text)
    return pieces.spelled if pieces.spelled[:1] and pieces.spelled[0] in QUANTITY_STARTS else clean_line(text)


@lru_cache(maxsize=16_384)
def parse_quantity(text: str | None) -> Quantity:
    """Parse `≥5场` into operator `≥`, number 5, unit `场`; `提升` is qualitative, `序时进度` is on schedule.

    A text whose digits do not stand in one place after the operator (`3月5日`, `10-20个`, `1/2`, `1E5`, `5 10场`) is qualitative:
    what it means is never guessed.
    """
    canonical = normalise_quantity(text or "")
    if not canonical:
        return Quantity(text="", kind="empty")
    if canonical in SCHEDULE_WORDS:
        return Quantity(text=canonical, kind="schedule")
    pieces = quantity_pieces(text or "")
    if not pieces.is_quantity:
        return Quantity(text=canonical)
    digits = pieces.figures.replace(",", "").replace(" ", "")
    number = min(float(digits), sys.float_info.max)  # hundreds of digits are as large as can be
    return Quantity(text=canonical, op=pieces.op, number=number, unit=pieces.unit, kind="quantitative")
