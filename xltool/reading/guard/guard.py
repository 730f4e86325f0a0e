"""The guard: what is decided about a file by its size and its head, before any of it is opened.

Packages are looked at further as they are opened (`archive`, `parts`), and parsed only when all of their parts are harmless.
"""

from __future__ import annotations

from pathlib import Path

from xltool.base.findings import Finding
from xltool.base.reader_rules import READER_RULES
from xltool.reading.guard.archive import too_large
from xltool.reading.guard.limits import Limits
from xltool.reading.guard.sniff import HEAD, OLE_HEAD, ZIP_HEADS, what_is

__all__ = ["Limits", "guard"]


def guard(path: Path, limits: Limits) -> Finding | None:
    """What forbids to open a file; None when nothing does."""
    try:
        return _guard(path, limits)
    except OSError as error:
        return READER_RULES["file.missing"].finding(reason=error.strerror or str(error))


def _guard(path: Path, limits: Limits) -> Finding | None:
    size = path.stat().st_size
    if path.is_dir() or size == 0:
        return READER_RULES["file.empty"].finding()
    if size > limits.n_bytes:
        return too_large(size, limits.n_bytes)
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith(ZIP_HEADS):
        return None
    if head.startswith(OLE_HEAD):
        from xltool.reading.guard.ole import guard_ole

        return guard_ole(path)
    return READER_RULES["file.not-a-workbook"].finding(reason=what_is(head))
