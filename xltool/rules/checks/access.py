"""What checks share: the texts of the fields they are given, the columns of a table by role, and their word lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from xltool.base.normalise import NUMERALS
from xltool.base.paths import join, name_of, parent_of
from xltool.rules.checks.columns import Column, as_text
from xltool.rules.checks.markup import plain_text
from xltool.rules.checks.registry import Subject

_DIGITS = str.maketrans({wide: plain for wide, plain in NUMERALS.items() if plain.isdigit()})


def plain_digits(text: str) -> str:
    """Return the text with its full-width digits written plainly."""
    return text.translate(_DIGITS)


def columns(subject: Subject, *without: str) -> Iterator[Column]:
    """Return the texts of every field of the subject. Fields whose role is one of `without` are left out."""
    return (subject.column(field) for role, field in subject.fields.items() if role not in without)


def texts(subject: Subject, *without: str) -> Iterator[tuple[str, str]]:
    """(concrete path, text as typed) of every field of the subject that is not blank, of every row of a column.

    Fields whose role is one of `without` are left out.
    """
    for column in columns(subject, *without):
        yield from ((column.path(row), text) for row, text in enumerate(column.typed) if text)


def text_of(subject: Subject, role: str) -> str:
    """Return the text of a single field without HTML tags, "" when blank."""
    return plain_text(as_text(subject.document.get(subject.fields[role])))


def table_columns(subject: Subject, *roles: str) -> tuple[Column, ...]:
    """Return the columns with these roles in the table of the first of them; they are empty when it has no rows."""
    table = parent_of(subject.fields[roles[0]])
    chosen = (subject.column(join(table, name_of(subject.fields[role]))) for role in roles)
    return tuple(column if column.table else replace(column, typed=()) for column in chosen)


def words(subject: Subject, option: str, default: tuple[str, ...]) -> tuple[str, ...]:
    """Return a word list from the options of the schema's entry, else the default."""
    given = subject.options.get(option, default)
    return (given,) if isinstance(given, str) else tuple(given)


@lru_cache(maxsize=256)
def any_of(alternatives: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern that finds any of the words, longer ones first; without words it finds nothing."""
    longest_first = sorted(filter(None, alternatives), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")
