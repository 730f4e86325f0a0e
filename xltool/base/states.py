"""States of a submission: one enum with its words in both languages, for pages, summaries, reports and mails."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Literal, Self, TypeAlias, get_args

from xltool.base.messages import Text


class SubmissionState(enum.StrEnum):
    """What has become of a form that is due, or of a file that was received. The values are those of JSON and the ledger."""

    text: Text  # its words within a sentence or a cell

    ACCEPTED = "accepted", Text(zh="通过", en="accepted")  # it counts
    REJECTED = "rejected", Text(zh="退回修改", en="needs correction")  # it has errors
    UNREADABLE = "unreadable", Text(zh="无法读取", en="unreadable")  # nothing could be read
    FOREIGN = "foreign", Text(zh="非本次任务", en="of another form or campaign")
    UNLISTED = "unlisted", Text(zh="不在名录", en="not on the roster")  # its unit is not on the roster
    PASSED_OVER = "passed-over", Text(zh="无需处理", en="passed over")  # no form, and nobody takes it for one
    DUPLICATE = "duplicate", Text(zh="已被新报送替换", en="replaced")
    WAITING = "waiting", Text(zh="待确认", en="awaiting confirmation")  # known by its labels alone: the officer decides
    HELD = "held", Text(zh="待确认，暂不替换", en="held back")  # not signed, and does not replace an accepted one without the officer's yes
    MISSING = "missing", Text(zh="未报送", en="missing")  # a unit (or project) of the roster that has not sent

    def __new__(cls, value: str, text: Text) -> Self:
        """Make a member that equals its value and carries its words."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.text = text
        return member

    @property
    def heading(self) -> Text:
        """Its words as they begin a line or head a column."""
        return Text(zh=self.text.zh, en=self.text.en[0].upper() + self.text.en[1:])


#: What is decided about a content when it is collected.
Decision: TypeAlias = Literal[
    SubmissionState.ACCEPTED,
    SubmissionState.REJECTED,
    SubmissionState.WAITING,
    SubmissionState.UNREADABLE,
    SubmissionState.UNLISTED,
    SubmissionState.FOREIGN,
    SubmissionState.PASSED_OVER,
]
#: How one file fares under the rules of its form, whoever sent it.
FileState: TypeAlias = Literal[SubmissionState.ACCEPTED, SubmissionState.REJECTED, SubmissionState.UNREADABLE]
#: How a form that is due stands: its latest submission decides.
FormState: TypeAlias = Literal[SubmissionState.ACCEPTED, SubmissionState.REJECTED, SubmissionState.WAITING, SubmissionState.MISSING]

DECISIONS: tuple[Decision, ...] = get_args(Decision)
FILE_STATES: tuple[FileState, ...] = get_args(FileState)
FORM_STATES: tuple[FormState, ...] = get_args(FormState)
#: By the value that JSON and the ledger hold.
STATES: Mapping[str, SubmissionState] = {state.value: state for state in SubmissionState}
