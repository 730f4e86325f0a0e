"""Findings: what was noticed about a received workbook, as data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from xltool.base.cells import Location
from xltool.base.messages import Lang, Text, counted
from xltool.base.short_repr import short_repr

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
SEVERITY_NAMES = {
    "error": Text(zh="错误", en="error"),
    "warning": Text(zh="提醒", en="warning"),
    "info": Text(zh="参考", en="info"),
}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing noticed."""

    __repr__ = short_repr

    rule: str  # rule id, "R24" or a word of the reader, "file.encrypted"
    severity: Severity
    message: Text  # a whole sentence, nothing left to fill in
    field: str | None = None  # "expenditure[0].full_year"; rows are 0-based, as in the JSON document
    location: Location | None = None  # None when the finding is about the file as a whole
    value: Any = None  # the value found there, as in the document
    also: tuple[Finding, ...] = ()  # what the same cause gives in other cells, one each; counted, listed and kept as this one alone

    @property
    def fields(self) -> tuple[str, ...]:
        """The concrete paths of all cells that it is about."""
        return tuple(one.field for one in (self, *self.also) if one.field is not None)

    def as_json(self, lang: Lang) -> dict[str, Any]:
        """Return the finding as `check --format json` prints it."""
        return {
            "rule": self.rule,
            "severity": self.severity,
            "field": self.field,
            "sheet": self.location.sheet if self.location else None,
            "cell": self.location.cell if self.location else None,
            "value": self.value,
            "message": self.message.as_is(lang),
        }


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Counts that add: `a + b` is the tally of both."""

    files: int = 0
    accepted: int = 0
    rejected: int = 0
    unreadable: int = 0
    errors: int = 0
    warnings: int = 0
    infos: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(**{name: value + getattr(other, name) for name, value in vars(self).items()})


def count_findings(findings: Iterable[Finding]) -> Tally:
    """Count findings by severity; no file is counted."""
    severities = [finding.severity for finding in findings]
    return Tally(errors=severities.count("error"), warnings=severities.count("warning"), infos=severities.count("info"))


def count_text(errors: int, warnings: int) -> Text:
    """Say how many errors and warnings something has."""
    return Text(zh=f"错误 {errors}，提醒 {warnings}", en=f"{counted(errors, 'error')}, {counted(warnings, 'warning')}")
