"""What the forms of a round are filled in with from last year's documents, and why some are not."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from xltool.base.messages import Text
from xltool.base.short_repr import short_repr
from xltool.base.states import SubmissionState


class PrefillOutcome(enum.StrEnum):
    """Whether a form was filled in from last year's document, and if not, why. The values are those of JSON and the ledger."""

    __repr__ = short_repr

    text: Text  # its words in a cell or a line

    FILLED = "filled", Text(zh="已预填", en="pre-filled")
    REJECTED = "rejected", Text(zh="上年退回后未通过", en="last year's form was not accepted")
    MISSING = "missing", Text(zh="上年未报送", en="nothing was sent last year")
    NEW_UNIT = "new-unit", Text(zh="上年数据中没有该单位", en="last year's data do not name the unit")
    NEW_PROJECT = "new-project", Text(zh="上年数据中没有该项目", en="last year's data do not name the project")
    SEVERAL = "several", Text(zh="上年有多份，无法确定用哪一份", en="several documents of last year fit")
    SENT = "sent", Text(zh="按此前下发的内容", en="as it was sent out before")
    BLANK = "blank", Text(zh="未使用上年数据", en="without last year's data")

    def __new__(cls, value: str, text: Text) -> Self:
        """Make a member that equals its value and carries its words."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.text = text
        return member


#: By the value that JSON and the ledger hold.
OUTCOMES: Mapping[str, PrefillOutcome] = {outcome.value: outcome for outcome in PrefillOutcome}


@dataclass(frozen=True, kw_only=True)
class Prefilled:
    """What one form is filled in with, as the ledger keeps it."""

    __repr__ = short_repr

    unit: str  # id on the roster
    project: str  # "" for none
    outcome: PrefillOutcome
    recorded_at: datetime
    source: str = ""  # file that held the document
    detail: str = ""  # of an outcome: projects or files of last year
    version: str | None = None  # of the form that the document was filled in on; None where it does not say
    document: Mapping[str, Any] | None = field(default=None, repr=False)  # whole, by its own version's paths


@dataclass(frozen=True, kw_only=True)
class PreviousForm:
    """One form of last year: its document where it can be used, else what became of it."""

    unit_id: str | None
    unit_name: str | None
    project: str
    source: str
    state: SubmissionState = SubmissionState.ACCEPTED
    version: str | None = None
    document: Mapping[str, Any] | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class UnusedSource:
    """Something in last year's data that fills in no form, and why."""

    __repr__ = short_repr

    source: str
    reason: Text


@dataclass(frozen=True, kw_only=True)
class PreviousData:
    """Last year's data as found."""

    forms: tuple[PreviousForm, ...]
    unused: tuple[UnusedSource, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CoverageLine:
    """One form of this year with what it was filled in with."""

    __repr__ = short_repr

    row: Prefilled
    unit_name: str
    left_out: tuple[str, ...] = ()  # what of the document has no place in the form: paths, rows beyond a table's capacity


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """Which forms were filled in from last year's data, which not, and what of the data was not used."""

    __repr__ = short_repr

    lines: tuple[CoverageLine, ...]
    unused: tuple[UnusedSource, ...]

    def count(self, outcome: PrefillOutcome) -> int:
        """Return how many forms had that outcome."""
        return sum(line.row.outcome == outcome for line in self.lines)
