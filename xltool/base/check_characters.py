"""Check characters of official numbers: those of persons (GB 11643-1999) and of organisations (GB 32100-2015)."""

from __future__ import annotations

from calendar import monthrange

#: Length of both.
LENGTH = 18
#: The characters that a unified social credit code may have, each worth its place (GB 32100-2015, table 1: no I, O, S, V, Z).
CREDIT_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
#: Check character by the remainder (GB 11643-1999, after ISO 7064:1983 MOD 11-2).
PERSON_CHECKS = "10X98765432"
#: Years of birth that a number may have.
FIRST_YEAR, LAST_YEAR = 1800, 2999
_DIGITS = frozenset("0123456789")


def is_person_number(text: str) -> bool:
    """Return whether a text is a citizen identification number (GB 11643-1999): 17 digits with a day of birth, and the check character."""
    body = text[:-1]
    if len(text) != LENGTH or not _DIGITS.issuperset(body) or not _is_day(int(body[6:10]), int(body[10:12]), int(body[12:14])):
        return False
    total = sum(int(digit) << (LENGTH - place) for place, digit in enumerate(body, start=1))
    return PERSON_CHECKS[total % len(PERSON_CHECKS)] == text[-1]


def _is_day(year: int, month: int, day: int) -> bool:
    is_month = FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12  # noqa: PLR2004 - months of a year
    return is_month and 1 <= day <= monthrange(year, month)[1]


def is_credit_code(text: str) -> bool:
    """Return whether a text is a unified social credit code (GB 32100-2015): six digits of a region within, and the check character."""
    if len(text) != LENGTH or not set(CREDIT_CHARACTERS).issuperset(text) or not _DIGITS.issuperset(text[2:8]):
        return False
    total: int = sum(CREDIT_CHARACTERS.index(character) * 3**place for place, character in enumerate(text[:-1]))
    return CREDIT_CHARACTERS[-total % len(CREDIT_CHARACTERS)] == text[-1]
