"""What goes into one copy of a form: a document, and for whom the copy is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Issue:
    """For whom a workbook is made."""

    unit: str = ""  # id of the unit in the roster
    project: str = ""  # of the unit, where the roster lists projects
    campaign: str = ""
    signature: str = ""
    password: str = ""  # of the sheets' protection; "" for none


@dataclass(frozen=True)
class FormCopy:
    """One workbook to be made."""

    data: Mapping[str, Any]  # the document that it holds
    issue: Issue
