"""A file as read."""

from __future__ import annotations

from dataclasses import dataclass

from xltool.base.document import Document
from xltool.base.findings import Finding
from xltool.reading.identity import WorkbookIdentity
from xltool.rules.definition import Definition


@dataclass(frozen=True)
class Reading:
    """A file as read: its document, and the definition by which it was read."""

    document: Document
    definition: Definition | None  # None when the file could not be read
    outdated: bool = False  # of another version than the definition


def unread(*findings: Finding, identity: WorkbookIdentity | None = None) -> Reading:
    """Return the reading of a file that could not be read."""
    known = identity or WorkbookIdentity()
    document = Document(data={}, template=known.template, version=known.version, unit=known.unit, findings=findings)
    return Reading(document, None)
