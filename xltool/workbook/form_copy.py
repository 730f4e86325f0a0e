"""What goes into one copy of a form: a document, and for whom the copy is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xltool.form.notice import NO_NOTICE, Notice

_CODE_LENGTH = 8  # of a signature that has 64


@dataclass(frozen=True, kw_only=True)
class Issue:
    """For whom a workbook is made."""

    unit: str = ""  # id of the unit in the roster
    project: str = ""  # of the unit, where the roster lists projects
    campaign: str = ""
    signature: str = ""
    password: str = ""  # of the sheets' protection; "" for none
    fingerprint: str = ""  # short, which differs from copy to copy and stands on every page; see `fingerprint_of`
    notice: Notice = NO_NOTICE  # of the campaign


def fingerprint_of(signature: str) -> str:
    """Return the first characters of a signature, in capitals: few enough to be compared by eye."""
    return signature[:_CODE_LENGTH].upper()


@dataclass(frozen=True)
class FormCopy:
    """One workbook to be made."""

    data: Mapping[str, Any]  # the document that it holds
    issue: Issue
