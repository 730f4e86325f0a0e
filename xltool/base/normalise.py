"""Normalise what people type: half-width digits, one-character operators, plain single spaces.

The workbook's helper formulas are made from the same tables, so that both sides read a cell alike.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

#: Characters that look like a space, with the one space that they become. They come with text from web pages and from other
#: programs: no-break spaces, the spaces of typesetting (U+2000 to U+200A), the ideographic space, tabs and line ends.
SPACES: dict[str, str] = dict.fromkeys(
    ["\u3000", "\u00a0", "\t", "\r", "\n", "\u1680", *map(chr, range(0x2000, 0x200B)), "\u202f", "\u205f"],
    " ",
)
ALL_SPACES = " " + "".join(SPACES)
#: The spaces that may stand between groups of three digits, besides the plain one. A line end or a tab parts two figures.
GROUPING_SPACES = dict.fromkeys("\u00a0\u2009\u202f", " ")
#: Full-width forms that Chinese input methods produce where a digit, point or sign is meant.
NUMERALS = {chr(0xFF10 + digit): str(digit) for digit in range(10)} | {"．": ".", "，": ",", "－": "-", "−": "-", "＋": "+"}
#: The spellings of comparison operators, in the order in which they are replaced.
OPERATORS = {
    "＝": "=", "＞": ">", "＜": "<", ">=": "≥", "=>": "≥", "<=": "≤", "=<": "≤", "> =": "≥", "= >": "≥", "< =": "≤", "= <": "≤",
    "≧": "≥", "≦": "≤", "⩾": "≥", "⩽": "≤",
}  # fmt: skip


def lower(text: str) -> str:
    """Return a text in small letters, as LOWER of a workbook does; `İ`, the Turkish capital with a dot, stays."""
    return text.lower() if "İ" not in text else "İ".join(part.lower() for part in text.split("İ"))


def replace_all(text: str, table: Mapping[str, str]) -> str:
    """Return `text` with every key of `table` replaced by its value, in the table's order."""
    for old, new in table.items():
        if old in text:
            text = text.replace(old, new)
    return text


#: Characters of a text that is read as one line; of a longer one only plain spaces are looked after. The workbook joins the texts
#: of a row to clean them together, and a cell holds 32,767 characters.
LONGEST_LINE = 2000
#: What a clean line has not: most lines are clean, and need no more than this look.
_UNCLEAN = re.compile(f"[{''.join(SPACES)}]|  |^ | $")


def clean_line(text: str) -> str:
    """Return one line of text: every space is a plain one, single, and none stands at an end (Excel's TRIM).

    Only the characters of `SPACES` count as spaces, as in the workbook.
    """
    if not _UNCLEAN.search(text):
        return str(text)  # a text of a kind of its own, such as an error value's name, comes out as a plain one too
    spaced = text if len(text) > LONGEST_LINE else replace_all(text, SPACES)
    return " ".join(word for word in spaced.split(" ") if word)


#: A label in Latin letters with its unit in full-width brackets: so earlier versions wrote English forms.
_WIDE_UNIT = re.compile(r"([^\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+?) *（([^（）]+)）")


def label_line(text: str) -> str:
    """Return a label as one clean line, as it is compared: without the star that stands behind what is required.

    `Amount（USD）` is `Amount (USD)`; brackets behind Chinese stay as they are, also where a line breaks before them.
    """
    line = clean_line(text).rstrip("*＊").rstrip(" ").replace(" （", "（")
    unit = _WIDE_UNIT.fullmatch(line) if "（" in line else None
    return f"{unit[1]} ({unit[2]})" if unit else line


def clean_paragraphs(text: str) -> str:
    """Return several lines of text: line ends are LF, none of the spaces and line ends at both ends stay."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip(ALL_SPACES)


_PLAIN_NUMBER = re.compile(r"\d+\.?\d*|\.\d+", re.ASCII)
_GROUPED_NUMBER = re.compile(r"[1-9]\d{0,2}(?:(?:,\d{3}){1,4}|(?: \d{3}){1,4})(?:\.\d*)?", re.ASCII)
#: Most decimals of a number. What lies beyond is left over from binary arithmetic (1000.1-1000 is 0.100000000000023).
DECIMALS = 12
#: The largest number of 15 digits.
_LARGEST = Decimal("1.79769313486231E+308")
_SMALLEST = Decimal(1).scaleb(-DECIMALS)
#: As spreadsheets round: halves away from zero.
_HALVES_UP = Context(prec=15, rounding=ROUND_HALF_UP)
#: Where the sixteenth digit stands in a number written as 1.2345678901234567e+05.
_SIXTEENTH = 16
_LARGE = 1000  # from here on 15 digits leave no more than 12 decimals
#: Longest text behind the sign that is taken for a number; 15 digits with separators and point are well below it.
NUMBER_LENGTH = 30


def spell_number(text: str) -> str:
    """Return a text as a number might be spelled in it: half-width digits and signs, plain single spaces.

    No space is dropped: one between two digits parts two figures, or groups of digits.
    """
    line = clean_line(text)
    return line if len(text) > LONGEST_LINE else replace_all(line, NUMERALS)


def unsigned(spelled: str) -> str:
    """Return what stands behind the sign of a number's spelling."""
    return spelled[1:].lstrip(" ") if spelled[:1] in ("+", "-") else spelled


def is_typed_in_groups(figures: str, typed: str) -> bool:
    """Return whether figures stand in a text as they are, each space in them one that may part groups of digits."""
    return " " not in figures or figures in replace_all(typed, GROUPING_SPACES)


def number_from_text(text: str) -> Decimal | None:
    """Return the number that a text spells with digits, one point and thousands separators; None for anything else.

    A comma or a space may part groups of three digits. Nothing else between digits is a separator: `60 40` are two figures.
    """
    spelled = spell_number(text)
    body = unsigned(spelled)
    if len(body) > NUMBER_LENGTH or not (_PLAIN_NUMBER.fullmatch(body) or _GROUPED_NUMBER.fullmatch(body)):
        return None
    if not is_typed_in_groups(body, text):
        return None
    number = Decimal(body.replace(",", "").replace(" ", ""))
    return -number if spelled[0] == "-" else number


def text_from_number(number: float | Decimal) -> str:
    """Return a number as a spreadsheet shows it in the General format: at most 15 significant digits, no trailing zeros."""
    decimal = shown_digits(number)
    return format(decimal.normalize() if decimal else Decimal(0), "f")


def shown_digits(number: float | Decimal) -> Decimal:
    """Return the 15 significant digits that a spreadsheet shows of a number, as near to it as a number can be.

    Rounded up, the largest of binary64 would lie beyond all numbers: there the digit is cut.
    """
    if f"{abs(number):.16e}"[_SIXTEENTH] == "5":
        decimal = _HALVES_UP.create_decimal(number if isinstance(number, Decimal) else Decimal(number))
    else:
        decimal = Decimal(f"{number:.15g}")
    return decimal if abs(decimal) <= _LARGEST else _LARGEST.copy_sign(decimal)


def exact(number: float) -> int | Decimal:
    """Return a number of a cell as the decimal that a spreadsheet shows: 15 significant digits, 12 decimals, integers as int."""
    decimal = shown_digits(number)
    if abs(number) < _LARGE:
        decimal = decimal.quantize(_SMALLEST, ROUND_HALF_UP)
    return int(decimal) if decimal == decimal.to_integral_value() else decimal.normalize()


def as_float(value: Any) -> float | None:
    """Return a number as rules calculate with it; None for a blank and for anything else."""
    return float(value) if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else None


def as_text(value: Any) -> str | None:
    """Return a value as the text of a text field; None for a blank."""
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float | Decimal):
        return text_from_number(value)
    if isinstance(value, list):
        return "；".join(str(item) for item in value)
    return str(value)
