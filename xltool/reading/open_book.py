"""Open a workbook, whatever program saved it: guard the file, find its format, open it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from xltool.base.findings import Finding
from xltool.base.messages import Text
from xltool.reading import formats
from xltool.reading.book import Book
from xltool.reading.format import Format, ReceivedFile
from xltool.reading.guard.archive import BROKEN
from xltool.reading.guard.file_size import guard_size, missing
from xltool.reading.guard.limits import Limits
from xltool.reading.guard.refusal import Refused, broken
from xltool.reading.guard.refusal_findings import finding_of
from xltool.reading.guard.sniff import what_is, what_package_is, what_wraps

_CONTENT = Text("内容有误", "invalid content")
_Opened = TypeVar("_Opened")


def open_book(path: Path, limits: Limits | None = None) -> Book | Finding:
    """Open a file; return a finding when it is not a workbook, or one that must not be opened. Raises OSError where the system fails."""
    return guarded(path, limits or Limits(), lambda entry, file: entry.open(file))


def guarded(path: Path, limits: Limits, open_as: Callable[[Format, ReceivedFile], _Opened]) -> _Opened | Finding:
    """Open a file in some way once its format is found; return a finding as `open_book` does. Raises OSError where the system fails."""
    try:
        return _open(path, limits, open_as)
    except Refused as refused:
        return finding_of(refused)
    except BROKEN as error:
        raised = broken(error, _CONTENT)
        if isinstance(raised, Refused):
            return finding_of(raised)
        raise


def _open(path: Path, limits: Limits, open_as: Callable[[Format, ReceivedFile], _Opened]) -> _Opened:
    guard_size(path, limits)
    try:
        file = ReceivedFile(path, limits)
    except OSError as error:
        raise missing(error) from None
    for entry in formats.FORMATS.values():
        if entry.recognise(file):
            return open_as(entry, file)
    raise _refusal(file)


def _refusal(file: ReceivedFile) -> Refused:
    """Refuse what is not a workbook."""
    wrapping = what_wraps(file.head)
    if file.container is not None and file.container.advice is not None:
        wrapping = file.container.what, file.container.advice
    if wrapping is not None:
        return Refused("file.wrapped", what=wrapping[0], advice=wrapping[1])
    return Refused("file.not-a-workbook", reason=_what(file))


def _what(file: ReceivedFile) -> Text:
    """Name for its sender what a file is that is not a workbook."""
    if file.container is not None:
        return file.container.what
    return what_package_is(file.package.names) if file.package else what_is(file.head)
