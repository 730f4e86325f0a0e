"""Refuse a file by its size, before it is opened."""

from __future__ import annotations

from pathlib import Path

from xltool.base.system_errors import reason_of
from xltool.reading.guard.limits import Limits
from xltool.reading.guard.refusal import Refused, too_large


def guard_size(path: Path, limits: Limits) -> None:
    """Refuse a file that is missing, empty or too large. Raises Refused."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise missing(error) from None
    if path.is_dir() or size == 0:
        raise Refused("file.empty")
    if size > limits.n_bytes:
        raise too_large(size, limits.n_bytes)


def missing(error: OSError) -> Refused:
    """Refuse a file that is not there or cannot be opened."""
    return Refused("file.missing", reason=reason_of(error))
