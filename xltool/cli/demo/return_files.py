"""Returned files of a demonstration: what each is, and how it is written."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from xltool.base.files import write_whole
from xltool.base.messages import Text
from xltool.form.roster import Roster, Unit
from xltool.rules.definition import Definition
from xltool.workbook.assemble import build_workbook
from xltool.workbook.form_copy import Issue

Data = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who fills in a form."""

    unit: Unit
    roster: Roster
    definition: Definition
    issue: Issue  # what the unit's workbook says of itself


@dataclass(frozen=True, kw_only=True)
class Return:
    """One returned file: who sent it, what is odd about it, and how it comes about."""

    unit: str  # id
    file: str
    story: Text
    data: Callable[[Sender], Data]  # the document that the unit has filled in
    damage: Callable[[Path], None] | None = None  # what was done to the file
    version: str = ""  # another version of the template


@dataclass(frozen=True, kw_only=True)
class Demonstration:
    """One form's demonstration: the campaign and what comes back."""

    template: str  # as given to `init`
    title: Text
    year: int | None
    roster: bytes  # a CSV file
    returns: Sequence[Return]
    open: Mapping[str, Text]  # what to look at, below the campaign's folder, and what it is


@dataclass(frozen=True)
class FilledReturn:
    """A workbook to be written."""

    path: Path
    definition: Definition
    data: Data
    issue: Issue
    damage: Callable[[Path], None] | None = None


def receive(folder: Path, returns: Sequence[Return], senders: Mapping[str, Sender]) -> None:
    """Write the files as they came back from units, which are known by their ids."""
    filled = [_filled(folder, item, senders[item.unit]) for item in returns]
    with ProcessPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
        list(pool.map(_write, filled))


def _filled(folder: Path, item: Return, sender: Sender) -> FilledReturn:
    form = sender.definition
    form = replace(form, template=replace(form.template, version=item.version)) if item.version else form
    return FilledReturn(folder / item.file, form, item.data(sender), sender.issue, item.damage)


def _write(filled: FilledReturn) -> None:
    write_whole(filled.path, build_workbook(filled.definition, filled.data, filled.issue))
    if filled.damage:
        filled.damage(filled.path)


def write_no_workbook(path: Path) -> None:
    """Put a scanned form in the place of a workbook."""
    write_whole(path, b"%PDF-1.4 scanned form\n")
