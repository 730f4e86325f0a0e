"""What checks share: the texts of the fields they are given, the columns of a table by role, and their word lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from xltool.checks.columns import Column
from xltool.checks.registry import Subject
from xltool.text import NUMERALS

_DIGITS = str.maketrans({wide: plain for wide, plain in NUMERALS.items() if plain.isdigit()})


def plain_digits(text: str) -> str:
    """The text with its full-width digits written plainly."""
    return text.translate(_DIGITS)


def columns(subject: Subject, *without: str) -> Iterator[Column]:
    """The columns of all fields of the subject, but for those whose role is one of `without`."""
    return (subject.column(field) for role, field in subject.fields.items() if role not in without)


def typed_texts(column: Column) -> Iterator[tuple[str, str]]:
    """(concrete path, text as typed) of every text of a column that is not blank."""
    return ((column.path(row), text) for row, text in enumerate(column.typed) if text)


def text_of(subject: Subject, role: str) -> str:
    """The text of a single field without HTML tags, "" when blank."""
    return subject.column(subject.fields[role]).plain[0]


def table_columns(subject: Subject, *roles: str) -> tuple[Column, ...]:
    """The columns with these roles, of the table of the first; all without rows when it has none."""
    table = subject.fields[roles[0]].rpartition(".")[0]
    ...
