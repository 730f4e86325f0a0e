"""ROUND as spreadsheets calculate it: half away from zero, with a few digits less where a half is decided.

Binary numbers do not hold most decimal halves: 2.675 is 2.67499999999999982. So what is moved to its place is taken to 15 digits before it
is cut, as LibreOffice does; where so many units stand before the point that these 15 digits would count for little, it is cut as it is.
Bit by bit the same on both sides: a sum of more than 15 digits that lies near a half must not be taken up here and down there.
"""

from __future__ import annotations

import math

_FRACTION_BITS = 52  # of a binary64: from 2^52 on all numbers are whole
_SHOWN = 15  # significant digits
_LARGE = 2.0**41  # from here on a number is cut as it is
_FEW_BITS = 2.0**11  # and so is one whose fraction has no more than 11 bits


def round_half_away(number: float, digits: float) -> float:
    """ROUND: half away from zero; 2.675 to 2 places is 2.68. To no place at all the number is taken as it is, without any digit less.

    `rounded_whole` rounds to whole numbers as this does to decimals.
    """
    places, size = int(digits), abs(number)
    if places == 0:
        return math.copysign(_nearest(size), number)
    if places > 0 and number.is_integer():
        return number
    if places > 0:
        places = min(places, _FRACTION_BITS + 1 - math.frexp(size)[1])  # the binary digits behind the point are as many decimals
    try:
        power = 10.0 ** abs(places)
    except OverflowError:
        return number if places > 0 else 0.0
    moved = size * power if places > 0 else size / power
    if moved < 2.0**_FRACTION_BITS:
        moved = float(math.floor(_with_shown_digits(moved + 0.5)))
    rounded = moved / power if places > 0 else moved * power
    return math.copysign(rounded, number) if math.isfinite(rounded) else number


def rounded_whole(number: float) -> float:
    """ROUND to a whole number, as a tenth is rounded to a tenth: ROUND to no place takes 68.49999999999999 down, which 68.5 may have become."""
    return round_half_away(number / 10, 1) * 10


def _nearest(size: float) -> float:
    whole = math.floor(size)
    return float(whole + (size - whole >= 0.5))  # noqa: PLR2004 - a half


def _with_shown_digits(number: float) -> float:
    """Return a number from a half up to 2^53 with 15 significant digits, unless it is large or has few binary digits behind its point."""
    if number > _LARGE or (number * _FEW_BITS).is_integer():
        return number
    power = 10.0 ** (_SHOWN - 1 - math.floor(math.log10(number)))
    return _nearest(number * power) / power
