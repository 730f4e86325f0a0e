"""Describe the forms in which a report can be had; each report has a registry of them, from which the command line takes its choices."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, TypeVar

from xltool.base.display import INVISIBLE
from xltool.base.messages import Lang, Text

_Report = TypeVar("_Report")


@dataclass(frozen=True)
class Line:
    """One line of a report; `tone` says how a terminal may show it."""

    text: str
    tone: str = ""  # a severity, "head", "status-accepted" and the like; "" for none


@dataclass(frozen=True, kw_only=True)
class ReportFormat(Generic[_Report]):
    """One form of a report, whole."""

    name: str  # as `--format` names it
    suffix: str  # of a file that holds such a report
    doc: Text
    lines: Callable[[_Report, Lang, int | None], Iterable[Line]]  # report, language, columns of the screen if it goes to one

    def text(self, report: _Report, lang: Lang) -> str:
        """Return the report as it stands in a file."""
        return "".join(f"{line.text}\n" for line in self.lines(report, lang, None))


def json_lines(value: Any) -> Iterator[Line]:
    """Yield a value as JSON for people and programs to read, all in one."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=json_value)
    return text_lines(INVISIBLE.sub(lambda match: json.dumps(match[0])[1:-1], text))  # escapes, which no terminal obeys


def text_lines(text: str) -> Iterator[Line]:
    """Yield a text that is finished, all in one: it may have a hundred thousand lines, and none of them is folded."""
    yield Line(text.removesuffix("\n"))


def json_value(value: Any) -> Any:
    """Convert what JSON has no type for: exact decimals become numbers, anything else its text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)
