"""Build the text of Excel formulas: literals, and the replacements that normalise what people type."""

from __future__ import annotations

import re
from collections.abc import Mapping

#: Excel's limits of a formula, in characters and levels of functions, and of one in an entry validation.
LONGEST_FORMULA, DEEPEST_FORMULA, LONGEST_VALIDATION = 8192, 64, 255
_TEXTS = re.compile('"[^"]*"')


def quote(text: str) -> str:
    """Return a text as a literal of a formula."""
    return '"' + text.replace('"', '""') + '"'


def digits_removed(expression: str) -> str:
    """Return formula text that yields `expression` without its digits."""
    for digit in "0123456789":
        expression = f'SUBSTITUTE({expression},"{digit}","")'
    return expression


def count_digits(expression: str) -> str:
    """Return formula text: how many digits stand in `expression`. It is shorter than taking away ten digits one after the other."""
    return f'SUMPRODUCT(LEN({expression})-LEN(SUBSTITUTE({expression},ROW($A$1:$A$10)-1,"")))'


def only_digits(expression: str) -> str:
    """Return formula text: whether `expression` is nothing but digits, or blank."""
    return f"{count_digits(expression)}=LEN({expression})"


def only_a_point_left(expression: str) -> str:
    """Return formula text: whether `expression` is nothing but digits and at most one point."""
    return f'SUBSTITUTE({digits_removed(expression)}&"x",".","",1)="x"'


def replaced(expression: str, table: Mapping[str, str]) -> str:
    """Return formula text that replaces every key of `table` in `expression` by its value, in the table's order."""
    for old, new in table.items():
        expression = f"SUBSTITUTE({expression},{_literal(old)},{quote(new)})"
    return expression


def _literal(char: str) -> str:
    """Return a character as formula text; line ends and tabs by their code, since XML would change them."""
    return f"CHAR({ord(char)})" if char in "\t\r\n" else quote(char)


def depth_of(formula: str) -> int:
    """Return how deeply parentheses nest outside of texts: no function nests deeper."""
    level = deepest = 0
    for character in _TEXTS.sub("", formula):
        level += (character == "(") - (character == ")")
        deepest = max(deepest, level)
    return deepest


def count_characters(expression: str, alphabet: str) -> str:
    """Return formula text: how many characters of `expression` are of an alphabet, whose characters differ; small letters are not capitals."""
    one = f"MID({quote(alphabet)},ROW($A$1:$A${len(alphabet)}),1)"
    return f'SUMPRODUCT(LEN({expression})-LEN(SUBSTITUTE({expression},{one},"")))'


def only_characters(expression: str, alphabet: str) -> str:
    """Return formula text: whether `expression` is nothing but characters of an alphabet, or blank."""
    return f"{count_characters(expression, alphabet)}=LEN({expression})"
