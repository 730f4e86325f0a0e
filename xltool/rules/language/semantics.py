"""Excel's semantics in one table: what each operator and function of the rule language yields.

Sources: ECMA-376 Part 1, §18.17 (formulas); [MS-XLSX] and the function reference of Excel; "Numeric precision in
Microsoft Excel" for the 15 significant digits. Where programs differ (see `docs/rule-language.md`), `types` refuses the
formula, so nothing here has to choose.

Values are `float`, `str` and `bool`; a blank is 0.0 where a number is due and "" where a text is. An Excel error value
is the exception `ExcelError`: it propagates through everything except IFERROR, as in Excel.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from decimal import ROUND_DOWN, ROUND_UP
from functools import lru_cache
from typing import TypeVar

from xltool.base.dates import date_from_serial, serial
from xltool.base.normalise import lower, shown_digits
from xltool.rules.language.rounding import round_half_away, rounded_whole

T = TypeVar("T")


class ExcelError(Exception):
    """An error value; its argument is the name, `#DIV/0!`."""


# --- comparison and arithmetic ----------------------------------------------------------------------------------------

_DECIMALS = 6.0  # see `language.exactness`
_EXACT, _NEAR_HALF = 1e15, 1e-3  # up to where millionths are exact, and how near to a half the quick way may be wrong
_SAME = 1e-13  # relative difference above which two numbers surely differ in 15 significant digits


def number_equal(left: float, right: float) -> bool:
    """Return whether two numbers agree in 15 significant digits."""
    return left == right or (math.isclose(left, right, rel_tol=_SAME) and f"{left:.14e}" == f"{right:.14e}")


def number_less(left: float, right: float) -> bool:
    """Return whether `left` is smaller in 15 significant digits."""
    return left < right and not number_equal(left, right)


def text_equal(left: str, right: str) -> bool:
    """Return whether two texts are equal, upper and lower case taken for the same."""
    return left == right or lower(left) == lower(right)


def is_caseless(text: str) -> bool:
    """Return whether a text has no letters with case, so that no other text is equal to it."""
    return text.upper() == text == text.lower()


def has_wildcards(text: str) -> bool:
    """Return whether a criterion or a text to search for holds `*`, `?` or `~`."""
    return any(sign in text for sign in "*?~")


def settled(number: float) -> float:
    """Return a calculated number to six decimals (see `exactness`), half away from zero."""
    if number.is_integer():
        return number
    moved = number * 1e6
    whole = round(moved)
    if abs(moved) < _EXACT and abs(abs(moved - whole) - 0.5) > _NEAR_HALF:
        return whole / 1e6
    return round_half_away(number, _DECIMALS)


def settled_key(number: float | None) -> str:
    """Return what two numbers have in common exactly when they are equal to six decimals; a blank is 0."""
    return number_key(settled(number or 0.0))


def number_key(number: float | None) -> str:
    """Return what two numbers have in common exactly when `number_equal` holds; a blank is 0."""
    return f"{(number or 0.0):.14e}"


@lru_cache(maxsize=512)
def text_key(text: str | None) -> str:
    """Return what two texts have in common exactly when `text_equal` holds; a blank is ""."""
    return lower(text) if text else ""


def add(left: float, right: float) -> float:
    """Sum; a result that is only the rest of rounding is 0, as Excel snaps it; #NUM! where it is too large."""
    total = left + right
    return 0.0 if total and number_equal(left, -right) else finite(total)


def subtract(left: float, right: float) -> float:
    """Difference; 0 where both agree in 15 significant digits; #NUM! where it is too large."""
    return 0.0 if number_equal(left, right) else finite(left - right)


def multiply(left: float, right: float) -> float:
    """Product; #NUM! where it is too large."""
    return finite(left * right)


def finite(number: float) -> float:
    """Return a result as it is; #NUM! where it is too large for a number."""
    if not math.isfinite(number):
        raise ExcelError("#NUM!")
    return number


def divide(left: float, right: float) -> float:
    """Quotient; #DIV/0! when the divisor is 0, #NUM! where it is too large."""
    if right == 0:
        raise ExcelError("#DIV/0!")
    return finite(left / right)


def power(base: float, exponent: float) -> float:
    """Power, of whole exponents above 0; #NUM! where the result is too large."""
    try:
        return float(base**exponent)
    except OverflowError as error:
        raise ExcelError("#NUM!") from error


# --- logic ------------------------------------------------------------------------------------------------------------


def every(values: tuple[bool, ...]) -> bool:
    """AND: all arguments are evaluated, so that an error in any of them shows."""
    return all(values)


def some(values: tuple[bool, ...]) -> bool:
    """OR: all arguments are evaluated."""
    return any(values)


def if_error(value: Callable[[], T], otherwise: Callable[[], T]) -> T:
    """IFERROR: the second where the first is an error."""
    try:
        return value()
    except ExcelError:
        return otherwise()


# --- numbers ----------------------------------------------------------------------------------------------------------


def round_up(number: float, digits: float) -> float:
    """ROUNDUP: away from zero."""
    return _cut(number, digits, ROUND_UP)


def round_down(number: float, digits: float) -> float:
    """ROUNDDOWN: towards zero."""
    return _cut(number, digits, ROUND_DOWN)


def _cut(number: float, digits: float, mode: str) -> float:
    """Round at the decimal point, moved there and back; what is whole to six decimals is whole."""
    try:
        moved = settled(float(shown_digits(number).scaleb(int(digits))))
        return float(shown_digits(moved).to_integral_value(rounding=mode).scaleb(-int(digits)))
    except ArithmeticError:
        return number  # more places than a number has: nothing to round


def floor(number: float) -> float:
    """INT: the next integer below."""
    return float(math.floor(shown_digits(number)))


def modulo(number: float, divisor: float) -> float:
    """MOD, of millionths: takes the sign of the divisor; #DIV/0! when that is 0."""
    return whole_modulo(*(round_half_away(value * 1e6, 0) for value in (number, divisor))) / 1e6


def whole_modulo(number: float, divisor: float) -> float:
    """MOD of whole numbers."""
    if divisor == 0:
        raise ExcelError("#DIV/0!")
    return number % divisor


# --- text -------------------------------------------------------------------------------------------------------------


def length(text: str) -> float:
    """LEN in characters, as JSON Schema, LibreOffice and new workbooks of Excel count; older ones count those beyond U+FFFF twice."""
    return float(len(text))


def upper(text: str) -> str:
    """UPPER; `ß` stays."""
    return "ß".join(part.upper() for part in text.split("ß"))


def left(text: str, count: float = 1.0) -> str:
    """LEFT; #VALUE! for a negative count."""
    return text[: _count(count)]


def right(text: str, count: float = 1.0) -> str:
    """RIGHT; #VALUE! for a negative count."""
    return text[-int(count) :] if count >= 1 else left(text, count)


def middle(text: str, start: float, count: float) -> str:
    """MID, 1-based; #VALUE! for a start below 1 or a negative count."""
    if start < 1:
        raise ExcelError("#VALUE!")
    first = int(start) - 1
    return text[first : first + _count(count)]


def _count(count: float) -> int:
    if count < 0:
        raise ExcelError("#VALUE!")
    return int(count)


def find(sought: str, text: str, start: float = 1.0) -> float:
    """FIND: 1-based position, case counts, no wildcards; #VALUE! when not found, also for an empty text (see `functions.text`)."""
    return _position(text.find(sought, _start(text, start)) if sought else -1)


def search(sought: str, text: str, start: float = 1.0) -> float:
    """SEARCH of wildcards `*` and `?`, in a text and a pattern of small letters: 1-based position; #VALUE! when not found."""
    source = "".join({"*": ".*?", "?": "."}.get(part) or re.escape(unescaped(part)) for part in wildcard_parts(sought))
    match = re.compile(source, re.DOTALL).search(text, _start(text, start)) if sought else None
    return _position(match.start() if match else -1)


def wildcard_parts(pattern: str) -> list[str]:
    """Return the parts of a criterion: wildcards, signs escaped by `~`, and the texts between them."""
    return re.findall(r"~[*?~]|[*?]|[^*?~]+|~", pattern)


def unescaped(part: str) -> str:
    """Return the text that a part stands for; wildcards have none."""
    return part[1:] if part[0] == "~" and len(part) > 1 else part


def _start(text: str, start: float) -> int:
    if start < 1 or start > len(text) + 1:
        raise ExcelError("#VALUE!")
    return int(start) - 1


def _position(index: int) -> float:
    if index < 0:
        raise ExcelError("#VALUE!")
    return float(index + 1)


def substitute(text: str, old: str, new: str) -> str:
    """SUBSTITUTE, every occurrence; an empty `old` changes nothing."""
    return text.replace(old, new) if old else text


def trim(text: str) -> str:
    """TRIM: no spaces at the ends, single ones between words; only U+0020 counts as a space."""
    return " ".join(word for word in text.split(" ") if word)


_VALUE = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)", re.ASCII)


def value(text: str) -> float:
    """VALUE, narrowed to digits, one point and a sign: everything else that Excel might take is #VALUE! on both sides."""
    spelled = text.strip(" ")
    if not _VALUE.fullmatch(spelled) or len(spelled) > VALUE_LENGTH:
        raise ExcelError("#VALUE!")
    return float(spelled)


#: Longest text that VALUE takes for a number.
VALUE_LENGTH = 30


def text(number: float, format_: str) -> str:
    """TEXT for the formats of `functions.text.TEXT_FORMATS`."""
    if format_ == "yyyy-mm-dd":
        return date_from_serial(_serial(number)).isoformat()
    percent = format_.endswith("%")
    digits = len(format_.rstrip("%").partition(".")[2])
    rounded = round_half_away(number, digits + 2) * 100 if percent else _rounded(number, digits)
    spelled = f"{rounded:{',' if ',' in format_ else ''}.{digits}f}"
    return (spelled.removeprefix("-") if not rounded else spelled) + ("%" if percent else "")


def _rounded(number: float, digits: int) -> float:
    return round_half_away(number, digits) if digits else rounded_whole(number)


# --- dates ------------------------------------------------------------------------------------------------------------

#: The days on which all programs agree: 1900-03-01, before which Excel counts a day too many, to 9999-12-31.
FIRST_SERIAL, LAST_SERIAL = 61, 2_958_465
#: The years that DATE takes; Excel and LibreOffice take earlier ones for others, each in its way.
FIRST_YEAR, LAST_YEAR = 1900, 9999


def date(year: float, month: float, day: float) -> float:
    """DATE: serial number; an error for a year outside 1900–9999."""
    if not FIRST_YEAR <= year < LAST_YEAR + 1:
        raise ExcelError("#NUM!")
    try:
        return float(serial(int(year), int(month), int(day)))
    except (ValueError, OverflowError) as error:
        raise ExcelError("#NUM!") from error


def _serial(number: float) -> int:
    if not FIRST_SERIAL <= number < LAST_SERIAL + 1:
        raise ExcelError("#NUM!")
    return int(number)


def year(number: float) -> float:
    """YEAR of a serial number."""
    return float(date_from_serial(_serial(number)).year)


def month(number: float) -> float:
    """MONTH of a serial number."""
    return float(date_from_serial(_serial(number)).month)


def day(number: float) -> float:
    """DAY of a serial number."""
    return float(date_from_serial(_serial(number)).day)
