"""Status of a campaign as records: each form that is due, each other file received, and their totals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from xltool.base.messages import Text
from xltool.base.short_repr import short_repr
from xltool.base.states import FormState, SubmissionState
from xltool.campaign.ledger_records import LetterRecord, Submission
from xltool.form.roster import Unit

NoteKind: TypeAlias = Literal[
    "several-projects", "unexpected", "was-accepted", "recognised", "held", "confirmed", "unreadable", "stands-out", "excluded"
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Note:
    """Something that the officer should look at; nothing is decided about it."""

    __repr__ = short_repr

    kind: NoteKind
    message: Text


@dataclass(frozen=True, kw_only=True)
class FormStatus:
    """One form that a unit must send (one for each project that the roster lists), and what came of it."""

    __repr__ = short_repr

    unit: Unit
    project: str  # "" for none
    state: FormState
    latest: Submission | None  # which counts; None when the form is missing
    replaced: tuple[Submission, ...]  # earlier ones, first come first
    n_repeated: int  # contents that came more than once
    is_late: bool  # the first came after the deadline
    is_overdue: bool  # nothing came, and the deadline is over
    is_expected: bool  # False: the roster lists projects, and this is none of them
    notes: tuple[Note, ...]
    letters: tuple[LetterRecord, ...] = ()  # that were mailed about it, first sent first
    campaign: str = ""  # what it is called, in the status of several


@dataclass(frozen=True, kw_only=True)
class OtherFile:
    """A file received that is not the form of a unit (unreadable, of a unit not on the roster, of another campaign), or is held back."""

    __repr__ = short_repr

    submission: Submission
    state: SubmissionState
    reason: Text
    n_arrivals: int
    campaign: str = ""  # what it is called, in the status of several


@dataclass(frozen=True, kw_only=True)
class Totals:
    """Counts, the same as in the summary workbook.

    Accepted, to be corrected, awaiting confirmation and missing forms are together those expected and those unexpected.
    """

    units: int
    expected: int
    accepted: int
    rejected: int
    waiting: int  # forms known by their labels alone, which count once the officer confirms them
    missing: int
    unexpected: int  # forms for projects that the roster does not list
    late: int
    replaced: int  # earlier submissions that a later one replaces
    repeated: int  # contents that came more than once
    others: int  # unreadable, of another form or campaign, of a unit not on the roster, held back
    held: int  # of those: what replaces an accepted form only with the officer's yes
    passed_over: int  # besides: other files received that are not forms, and nobody takes them for one


@dataclass(frozen=True, kw_only=True)
class Status:
    """The status of a campaign. Moments have a time zone."""

    __repr__ = short_repr

    campaign: str  # id
    title: str
    template: str
    moment: datetime  # as of which, by default that of the call
    deadline: datetime | None
    forms: tuple[FormStatus, ...]  # in the order of the roster
    others: tuple[OtherFile, ...]  # in the order in which they came
    totals: Totals
    returns_url: str = ""  # where the marked workbooks lie, for links to them; "" for none
    parts: tuple[Status, ...] = ()  # of each campaign, where this is the status of several; their titles are not alike
    n_stale: int  # submissions decided before the form, the roster or the settings were changed; `collect` checks them again

    @property
    def is_over(self) -> bool:
        """Whether the deadline has passed."""
        return self.deadline is not None and self.moment > self.deadline


@dataclass(frozen=True, kw_only=True)
class DepartmentStatus:
    """The status of one department's units alone, to be sent on: nothing in it is of another department, or for the officer only."""

    name: str
    status: Status


@dataclass(frozen=True, kw_only=True)
class Departments:
    """The status of a campaign, department by department, in the order of the roster."""

    whole: Status
    each: tuple[DepartmentStatus, ...]
