"""Parse quantities (指标值): texts that hold an operator, a number and a unit, and the parts that they offer to rules."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from xltool.base.normalise import NUMERALS, OPERATORS, clean_line, replace_all

QuantityKind = Literal["quantitative", "qualitative", "schedule", "empty"]

#: The words that say "as planned over the year".
SCHEDULE_WORDS = ("序时进度",)
COMPARISON_SIGNS = "≥≤=><"
QUANTITY_STARTS = COMPARISON_SIGNS + "0123456789"
#: Every replacement that makes a quantity canonical, in the order in which it is made.
QUANTITY_SPELLINGS = NUMERALS | {"％": "%"} | OPERATORS
_SPELLED_OTHERWISE = re.compile("|".join(map(re.escape, QUANTITY_SPELLINGS)))

_PARTS = re.compile(
    r"(?P<op>[≥≤=><]?)(?P<number>[1-9]\d{0,2}(?:,\d{3}){1,4}(?:\.\d+)?|\d+(?:\.\d+)?)(?P<unit>(?:[^\d.,](?:[^\d]|(?<=m)[23])*)?)",
    re.ASCII,
)


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """An indicator value: its text, and the parts that rules use."""

    text: str  # as typed, harmless differences of writing normalised
    op: str = ""  # one of ≥ ≤ = > <, or "" when none is written
    number: float | None = None  # None unless quantitative
    unit: str = ""  # what follows the number, "场"
    kind: QuantityKind = "qualitative"


def normalise_quantity(text: str) -> str:
    """Return the canonical writing of a quantity: half-width digits and signs, one-character operators, no spaces.

    A text that starts with neither sign nor digit is prose, and only its stray spaces go.
    """
    line = clean_line(text)
    spelled = line.replace(" ", "")
    if _SPELLED_OTHERWISE.search(spelled):
        spelled = replace_all(spelled, QUANTITY_SPELLINGS)
    return spelled if spelled[:1] and spelled[0] in QUANTITY_STARTS else line


@lru_cache(maxsize=16_384)
def parse_quantity(text: str | None) -> Quantity:
    """Parse `≥5场` into operator `≥`, number 5, unit `场`; `提升` is qualitative, `序时进度` is on schedule.

    A text whose digits do not stand in one place after the operator (`3月5日`, `10-20个`, `1/2`, `1E5`) is qualitative:
    what it means is never guessed.
    """
    canonical = normalise_quantity(text or "")
    if not canonical:
        return Quantity(text="", kind="empty")
    if canonical in SCHEDULE_WORDS:
        return Quantity(text=canonical, kind="schedule")
    match = _PARTS.fullmatch(canonical)
    if match is None:
        return Quantity(text=canonical)
    number = min(float(match["number"].replace(",", "")), sys.float_info.max)  # hundreds of digits are as large as can be
    return Quantity(text=canonical, op=match["op"], number=number, unit=match["unit"], kind="quantitative")
