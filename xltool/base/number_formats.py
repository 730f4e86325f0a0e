"""Write a number as its number format shows it (ECMA-376 part 1, 18.8.31), as far as formats say it in plain digits.

What is not known for sure, such as fractions, exponents, conditions and numerals of other scripts, gives no answer.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

#: The least number of 16 digits: spreadsheets keep 15.
MORE_DIGITS = 1e15
_GENERAL = "General"
_LONGEST = 255  # characters of a format that Excel takes
_ACCOUNTING = "#,##0 ;-#,##0 "
#: Formats by their numbers, which every program knows without their codes; those of dates are as Chinese Excel shows them.
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"', 37: _ACCOUNTING, 38: _ACCOUNTING, 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"',
    54: 'm"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
#: Formats that show a number as it is.
_PLAIN = frozenset(("", "@", _GENERAL, "general", "GENERAL", "G/通用格式"))
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<date>y+|m+|d+|h+|s+)|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_SECTIONS = re.compile(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[^;"\\\[])*', re.DOTALL)
_COLOURS = re.compile("black|blue|cyan|green|magenta|red|white|yellow|color ?[0-9]+|黑色|蓝色|绿色|红色|黄色|白色", re.IGNORECASE)
#: Letters that mean something of their own: exponents, eras, halves of the day, text, General.
_UNKNOWN = re.compile("[A-Za-z@/?]")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_NEGATIVE_SECTION, _ZERO_SECTION = 1, 2
_TWO, _SHORT, _LONG = 2, 3, 4  # letters of a name of a day or month

Token = tuple[str, str]  # what it is, and its text


def is_plain_format(code: str | None) -> bool:
    """Return whether a number format shows a number as it is."""
    return code is None or code in _PLAIN


def shown_number(number: float, code: str, moment: dt.date | dt.time | None = None) -> str | None:
    """Return how a number looks in a cell; `moment` is its date or time, where it has one. None where that is not known for sure."""
    if is_plain_format(code) or len(code) > _LONGEST:
        return None
    sections = [match[0] for match in _SECTIONS.finditer(code) if match[0]] or [""]
    index = _NEGATIVE_SECTION if number < 0 else _ZERO_SECTION if number == 0 else 0
    section = sections[index] if index < len(sections) else sections[0]
    tokens = _tokens(section)
    if tokens is None:
        return None
    if any(kind == "date" for kind, _ in tokens):
        return _date(tokens, moment) if moment is not None else None
    sign = "-" if number < 0 and index >= len(sections) else ""
    digits = _number(number, tokens)
    return None if digits is None else (sign + digits).strip(" ")


def _tokens(section: str) -> list[Token] | None:
    """Split a section; None where it holds anything whose look is not known for sure."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(section):
        kind, text = match.lastgroup or "", match[match.lastgroup or 0]
        if kind in ("quoted", "escaped", "currency"):
            tokens.append(("literal", text))
        elif kind == "space":
            tokens.append(("literal", " "))
        elif kind == "bracket":
            if not _COLOURS.fullmatch(text):
                return None
        elif kind == "other":
            is_known = not _UNKNOWN.match(text) or (text == "/" and any(kind == "date" for kind, _ in tokens))
            if not is_known:
                return None
            tokens.append(("literal", text))
        elif kind != "fill":
            tokens.append((kind, text))
    return tokens


# --- numbers ----------------------------------------------------------------------------------------------------------


def _number(number: float, tokens: list[Token]) -> str | None:
    """Put the digits of a number, without its sign, into their places."""
    places = [index for index, (kind, _) in enumerate(tokens) if kind == "digit"]
    if not places:
        return "".join(text for kind, text in tokens if kind in ("literal", "percent"))
    point = next((index for index, (kind, _) in enumerate(tokens) if kind == "point"), len(tokens))
    whole_places, fraction_places = [at for at in places if at < point], [at for at in places if at > point]
    last_whole = whole_places[-1] if whole_places else point
    commas = [index for index, (kind, _) in enumerate(tokens) if kind == "comma"]
    thousands = sum(at > last_whole for at in commas)
    power = 2 * sum(kind == "percent" for kind, _ in tokens) - 3 * thousands
    try:
        scaled = abs(Decimal(f"{number:.15g}")).scaleb(power).quantize(Decimal(1).scaleb(-len(fraction_places)), ROUND_HALF_UP)
    except InvalidOperation:
        return None  # more digits than anybody reads
    whole, _, fraction = format(scaled, "f").partition(".")
    digits = {
        **_whole_digits(whole, tokens, whole_places, is_grouped=any(at < last_whole for at in commas)),
        **_fraction(fraction, tokens, fraction_places),
    }
    return "".join(digits.get(at, text if kind in ("literal", "percent", "point") else "") for at, (kind, text) in enumerate(tokens))


def _whole_digits(whole: str, tokens: list[Token], places: list[int], *, is_grouped: bool) -> dict[int, str]:
    """Fill the places before the point from the right; the first takes all that is left."""
    zeros = [index for index, at in enumerate(places) if tokens[at][1] == "0"]
    digits = whole.lstrip("0").rjust(len(places) - zeros[0] if zeros else 0, "0")
    if is_grouped:
        digits = _grouped(digits)
        return {places[0]: digits, **dict.fromkeys(places[1:], "")}
    filled: dict[int, str] = {}
    for at in reversed(places):
        filled[at], digits = digits[-1:], digits[:-1]
    if places:
        filled[places[0]] = digits + filled[places[0]]
    return filled


def _grouped(digits: str) -> str:
    head = len(digits) % 3
    return ",".join(part for part in (digits[:head], *(digits[at : at + 3] for at in range(head, len(digits), 3))) if part)


def _fraction(fraction: str, tokens: list[Token], places: list[int]) -> dict[int, str]:
    """Fill the places behind the point; zeros at the end are dropped where the format does not ask for them."""
    filled = dict(zip(places, fraction, strict=False))
    for at in reversed(places):
        if tokens[at][1] != "0" and filled[at] == "0":
            filled[at] = ""
        else:
            break
    return filled


# --- dates ------------------------------------------------------------------------------------------------------------


def _date(tokens: list[Token], moment: dt.date | dt.time) -> str | None:
    """Put the parts of a moment into their places."""
    written = [index for index, (kind, _) in enumerate(tokens) if kind == "date"]
    letters = {at: tokens[at][1].lower() for at in written}
    for before, at in zip([None, *written], written, strict=False):
        after = next((index for index in written if index > at), None)
        beside_time = (before is not None and letters[before][0] == "h") or (after is not None and letters[after][0] == "s")
        if letters[at] in ("m", "mm") and beside_time:
            letters[at] = letters[at].replace("m", "n")  # minutes
    parts: list[str] = []
    for at, (kind, text) in enumerate(tokens):
        part = _part(letters[at], moment) if kind == "date" else text if kind in ("literal", "point", "comma") else None
        if part is None:
            return None
        parts.append(part)
    return "".join(parts)


def _part(letters: str, moment: dt.date | dt.time) -> str | None:
    """Return a part of a moment as its letters say; None where it has no such part."""
    letter, width = letters[0], len(letters)
    if letter in "hns":
        if not isinstance(moment, dt.datetime | dt.time):
            return "0" * min(width, _TWO)
        return str({"h": moment.hour, "n": moment.minute, "s": moment.second}[letter]).rjust(min(width, _TWO), "0")
    if not isinstance(moment, dt.date):
        return None
    if letter == "y":
        return f"{moment.year:04}" if width > _TWO else f"{moment.year % 100:02}"
    if width <= _TWO:
        return f"{moment.month if letter == 'm' else moment.day:0{width}}"
    name = _MONTHS[moment.month - 1] if letter == "m" else _WEEKDAYS[moment.weekday()]
    return {_SHORT: name[:_SHORT], _LONG: name}.get(width, name[:1])
