"""Decide about a file before any of it is parsed: its size, its head, its list of parts, what they inflate to."""

from xltool.reading.guard.archive import BROKEN
from xltool.reading.guard.limits import Limits
from xltool.reading.guard.refusal_findings import damaged_finding, directory_finding, too_large_finding

__all__ = ["BROKEN", "Limits", "damaged_finding", "directory_finding", "too_large_finding"]
