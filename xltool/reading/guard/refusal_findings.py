"""Report a refusal as a finding."""

from __future__ import annotations

from pathlib import Path

from xltool.base.findings import Finding
from xltool.base.messages import Text
from xltool.base.reader_rules import READER_RULES
from xltool.reading.guard.archive import guard_directory
from xltool.reading.guard.limits import Limits
from xltool.reading.guard.refusal import Refused, damaged, too_large


def finding_of(refused: Refused) -> Finding:
    """Return the finding of a refusal."""
    return READER_RULES[refused.rule].of_file(refused.words)


def damaged_finding(reason: Text, **words: object) -> Finding:
    """Report a file as damaged."""
    return finding_of(damaged(reason, **words))


def too_large_finding(size: int, limit: int) -> Finding:
    """Report a file as too large."""
    return finding_of(too_large(size, limit))


def directory_finding(path: Path, limits: Limits) -> Finding | None:
    """Report a ZIP file that has no list of members, or too long a one; None when the list may be read."""
    try:
        guard_directory(path, limits)
    except Refused as refused:
        return finding_of(refused)
    return None
