"""Refuse a file: the exception that every step of opening raises, and its usual reasons.

It names a rule of the reader and the words of its message. The finding is made where the file is given up
(`refusal_findings`), so that parsers need not know of findings.
"""

from __future__ import annotations

import errno

from xltool.base.display import visible
from xltool.base.messages import Text

SHEETS, CELLS, MERGES, PARTS = Text("工作表", "sheets"), Text("单元格", "cells"), Text("合并区域", "merged ranges"), Text("部件", "parts")
_LONGEST_WORD = 80  # characters of what the file itself says


class Refused(Exception):  # noqa: N818 - not an error: the verdict on a file
    """The file cannot be read."""

    def __init__(self, rule: str, **words: object) -> None:
        super().__init__(rule)
        self.rule = rule  # of the reader
        self.words = words  # of its message


def damaged(reason: Text, **words: object) -> Refused:
    """Refuse a damaged file."""
    return Refused("file.damaged", reason=_filled(reason, words))


def unsafe(reason: Text, **words: object) -> Refused:
    """Refuse a file with content that no spreadsheet program writes."""
    return Refused("file.unsafe", reason=_filled(reason, words))


def broken(error: Exception, reason: Text, **words: object) -> Exception:
    """Refuse a file for what went wrong in it; the error itself where that is the machine's: no memory, a disk or network that fails."""
    is_of_system = isinstance(error, OSError) and error.errno not in (None, errno.EINVAL)  # a wrong offset in the file is EINVAL
    return error if is_of_system or isinstance(error, MemoryError) else damaged(reason, **words)


def too_many(what: Text, count: int, limit: int) -> Refused:
    """Refuse a file that has too much of something."""
    return Refused("file.too-many", what=what, count=count, limit=limit)


def too_large(size: int, limit: int) -> Refused:
    """Refuse a file that is too large, or inflates to too much."""
    return Refused("file.too-large", size=_megabytes(size), limit=_megabytes(limit))


def _filled(text: Text, words: dict[str, object]) -> Text:
    return text.filled(**{name: visible(str(word))[:_LONGEST_WORD] for name, word in words.items()})


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MiB"
