"""One cause, one finding: what one cause gives in many cells of a column is said once, at the first, with the others listed."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace
from typing import TypeAlias

from xltool.base.findings import Finding
from xltool.base.messages import Text
from xltool.base.paths import without_rows
from xltool.base.reader_rules import ALSO_THERE
from xltool.reading.parsing.ranges import rectangles, spelled

#: Rule id and concrete path of a finding in a table → what caused it; findings that are not in it stand alone.
Causes: TypeAlias = Mapping[tuple[str, str], Hashable]


def joined(findings: Iterable[Finding], causes: Causes) -> list[Finding]:
    """Join the findings of one rule and cause in a column of a sheet, in the order of the first of each."""
    groups: dict[Hashable, list[Finding]] = {}
    for number, finding in enumerate(findings):
        groups.setdefault(_group(finding, causes) or number, []).append(finding)
    return [_one(*group) for group in groups.values()]


def _group(finding: Finding, causes: Causes) -> Hashable:
    key = finding.rule, finding.field or ""
    if key not in causes or finding.location is None:
        return None
    return finding.rule, without_rows(key[1]), finding.location.sheet, causes[key]


def _one(first: Finding, *others: Finding) -> Finding:
    """Return the first of several findings, which names the cells of the others."""
    if not others:
        return first
    places = [(other.location.row, other.location.column) for other in others if other.location]
    there = ALSO_THERE.filled(count=len(others), cells=spelled(rectangles(places)))
    message = Text(zh=f"{first.message.zh}{there.zh}", en=f"{first.message.en}{there.en}")
    return replace(first, message=message, also=others)
