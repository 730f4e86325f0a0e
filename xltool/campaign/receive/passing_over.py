"""Pass over (无需处理) what holds no form and nobody takes for one; it is recorded as that, with the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import TypeVar

from xltool.base.messages import Text
from xltool.base.reader_rules import CAMPAIGN_RULES
from xltool.base.states import Decision, SubmissionState
from xltool.campaign.ledger_records import FindingRow, Packed, Submission, finding_row
from xltool.campaign.receive.container import Aside
from xltool.campaign.receive.intake import ReceivedEntry
from xltool.campaign.receive.member_names import is_spreadsheet_name

#: What shows that a content is not a form. One that is damaged, empty or needs a password may have been one.
_NO_FORM = frozenset({"file.not-a-workbook"})
_ALLOWED: dict[Aside, frozenset[str]] = {
    "system": _NO_FORM | {"file.damaged"},
    "trimming": _NO_FORM | {"file.wrapped"},
    "beside": _NO_FORM,
}
_WHY: dict[Aside, Text] = {
    "system": Text(
        zh="系统或程序自动生成的文件（锁文件、隐藏文件等）", en="a file that a system or a program leaves (a lock, a hidden file)"
    ),
    "trimming": Text(
        zh="邮件程序自动附加的内容（正文图片、签名、名片）", en="what mail programs add (pictures in the text, signatures, cards)"
    ),
    "beside": Text(zh="与表格同一封邮件的附带文件", en="it came beside a form in the same mail"),
}
_EARLIER = Text(zh="收到时已确认不是表格", en="it was seen to be no form when it came")
#: Decisions about a content that was read as a form.
_FORMS = frozenset(SubmissionState) - {SubmissionState.UNREADABLE, SubmissionState.PASSED_OVER}
_ERROR, _SEVERITY, _RULE = "error", 1, 0  # of a row of a finding

Entry = TypeVar("Entry", bound=ReceivedEntry)


def settled(entries: Iterable[Entry], decided: Callable[[list[str]], Iterable[Decision]]) -> Iterator[Entry]:
    """Yield entries in their order, those passed over that are to be. What a mail brought is held back until all of it is read.

    `decided` returns the decisions of contents that an earlier run, or this one, has recorded.
    """
    for mail, group in groupby(entries, key=lambda entry: entry.taken.mail):
        if mail is None:
            yield from (_settled(entry, entry.taken.aside) for entry in group)
            continue
        held = list(group)
        has_form = any(entry.made is not None and entry.made.head.decision in _FORMS for entry in held)
        if not has_form and any(_is_doubtful(entry) for entry in held):
            has_form = any(state in _FORMS for state in decided([entry.arrival.sha256 for entry in held if entry.made is None]))
        for entry in held:
            yield _settled(entry, entry.taken.aside or ("beside" if has_form else None))


def _is_doubtful(entry: ReceivedEntry) -> bool:
    return entry.made is not None and entry.made.head.decision == SubmissionState.UNREADABLE


def _settled(entry: Entry, aside: Aside | None) -> Entry:
    if aside is None or entry.made is None or entry.taken.is_container or not may_be_passed_over(entry.made, aside):
        return entry
    return entry.with_made(passed_over(entry.made, _WHY[aside]))


def may_be_passed_over(made: Packed, aside: Aside) -> bool:
    """Return whether a content that came so is not a form and does not look like one."""
    rules = {row[_RULE] for row in made.findings if row[_SEVERITY] == _ERROR}
    is_named_form = aside == "beside" and is_spreadsheet_name(made.head.name)
    return made.head.decision == SubmissionState.UNREADABLE and rules <= _ALLOWED[aside] and not is_named_form


def passed_over(made: Packed, why: Text) -> Packed:
    """Return the decision that a content is passed over; what it was read as stays, as information."""
    own = finding_row(CAMPAIGN_RULES["campaign.passed-over"].finding(why=why))
    rows = (own, *(_as_info(row) for row in made.findings))
    head = replace(made.head, decision=SubmissionState.PASSED_OVER, n_errors=0, n_warnings=0, n_infos=len(rows))
    return replace(made, head=head, findings=rows)


def still_passed_over(made: Packed, earlier: Submission) -> Packed:
    """Return a decision that is made anew: what was passed over is again, unless it is read as a form by now."""
    if earlier.decision != SubmissionState.PASSED_OVER or made.head.decision != SubmissionState.UNREADABLE:
        return made
    return passed_over(made, _EARLIER)


def _as_info(row: FindingRow) -> FindingRow:
    return (row[0], "info", *row[2:])
