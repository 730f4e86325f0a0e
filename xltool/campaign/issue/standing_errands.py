"""Errands that follow from how units stand: reminders of what is still to come, marked returns, receipts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from xltool.base.cells import Location
from xltool.base.display import on_one_line, visible
from xltool.base.findings import Finding
from xltool.base.messages import Text, counted
from xltool.base.moments import spelled_day
from xltool.base.normalise import clean_line
from xltool.base.states import SubmissionState
from xltool.campaign.config import Mail
from xltool.campaign.folder import Campaign
from xltool.campaign.issue.distribution_errands import fingerprint
from xltool.campaign.issue.letter_kinds import LETTER_KINDS
from xltool.campaign.issue.letters import NO_TEXT, Errand, LetterItem
from xltool.campaign.ledger_records import Issued, LetterRecord, Submission
from xltool.campaign.standing import Standing, standing
from xltool.form.roster import Unit

#: Sentences about one form that a letter has; the marked return has all.
_MOST_ERRORS = 5
_MISSING = Text(zh="{form}：还没有收到", en="{form}: not received yet")
_CORRECT = Text(zh="{form}：{received}收到，有 {counts}{returned}", en="{form}: received on {received}, {counts}{returned}")
_RETURNED = Text(zh="，{when}已发回标注件", en=", marked workbook sent back on {when}")
_UNREADABLE = Text(
    zh="{form}：{received}收到的文件“{name}”无法读取", en="{form}: the file “{name}”, received on {received}, cannot be read"
)
_ACCEPTED = Text(zh="{form}：{received}收到，通过", en="{form}: received on {received}, accepted")
_WARNED = Text(zh="，另有 {n} 条提醒供核实，不影响通过", en=", with {n} to verify, which need no answer")
_MORE = Text(zh="……另有 {n} 条，见标注件", en="… and {n} more, see the marked workbook")
_SEND = Text(
    zh="还没有收到的表，请填好此前发给贵单位的工作簿（“填报检查”页没有错误即可），回复本邮件并附上文件。",
    en="What was not received yet: please complete the workbook that you were sent until its check sheet shows no errors, and reply\n"
    "to this mail with it.",
)
_SEND_ATTACHED = Text(
    zh="还没有收到的表，请填好附件中的工作簿（“填报检查”页没有错误即可），回复本邮件并附上文件。",
    en="What was not received yet: please complete the attached workbook until its check sheet shows no errors, and reply to this\n"
    "mail with it.",
)
_CORRECT_IT = Text(
    zh="需要改正的表，请在发回的标注件（文件名带“（已标注）”）中改正：有问题的单元格已经标出，“问题清单”页逐条写明了原因。改好后保存，回复本邮件并附上文件。",
    en="What needs corrections: please correct it in the marked workbook (.marked.xlsx). The cells in question are marked, and its\n"
    "sheet of problems names each with its reason. Save it and reply to this mail with it.",
)
_SEND_AGAIN = Text(
    zh="无法读取的文件，请用 Excel 或 WPS 打开原表检查，另存为 .xlsx（不要加密、不要用照片或扫描件），重新报送。",
    en="What cannot be read: please open the workbook in Excel or WPS, save it as .xlsx without a password, and send it again;\n"
    "no photograph, no scan.",
)
_NO_RETURN = Text(
    zh="{form} 的标注件不在 returns 中，请先运行 xltool collect",
    en="the marked workbook of {form} is not in returns/; run xltool collect first",
)


@dataclass(frozen=True, kw_only=True)
class _Work:
    """What all errands of a run are made from."""

    campaign: Campaign
    now: datetime
    stands: Mapping[str, tuple[Unit, tuple[Standing, ...]]]  # by unit id, of those with a form in one of the states asked for
    issued: Mapping[tuple[str, str], Issued]
    returned: Mapping[tuple[str, str], LetterRecord]  # the last letter that returned a form
    errors: Mapping[str, list[Finding]]  # of what must be corrected, by hash

    def form_name(self, stand: Standing) -> str:
        """What people call a form: its project, else its title."""
        return visible(clean_line(stand.project or self.campaign.definition.schema.title))


def reminders(campaign: Campaign, now: datetime, *, attach: bool = False) -> list[Errand]:
    """Return a reminder for each unit with a form that is missing or to be corrected, with its workbooks where asked for.

    A marked workbook that no letter has brought yet goes along in any case.
    """
    states = (SubmissionState.MISSING, SubmissionState.REJECTED)
    work = _open(campaign, now, lambda stand: stand.state in states and (stand.is_expected or stand.state != SubmissionState.MISSING))
    stage = deadline_stage(campaign, now)
    return [
        Errand(
            kind=LETTER_KINDS["remind"],
            unit=unit,
            items=tuple(_reminder(work, stand, stage, attach=attach) for stand in stands),
            moment=now,
            urgency=_urgency(stands, stage),
        )
        for unit, stands in work.stands.values()
    ]


def returns(campaign: Campaign, now: datetime) -> list[Errand]:
    """Return the marked workbooks of each unit that are to be sent back now."""
    work = _open(campaign, now, lambda stand: stand.state == SubmissionState.REJECTED)
    return [_return(work, unit, stands) for unit, stands in work.stands.values()]


def receipts(campaign: Campaign, now: datetime) -> list[Errand]:
    """Return a receipt for each unit with forms that were accepted."""
    work = _open(campaign, now, lambda stand: stand.state == SubmissionState.ACCEPTED)
    return [
        Errand(
            kind=LETTER_KINDS["receipt"],
            unit=unit,
            items=tuple(_receipt(work, stand) for stand in stands),
            moment=_latest(stands, now),
        )
        for unit, stands in work.stands.values()
    ]


def deadline_stage(campaign: Campaign, now: datetime) -> str:
    """Return where a moment stands before the deadline: "early", "near" or "over"; "" without one. Each is reminded of once."""
    deadline = campaign.config.deadline
    if deadline is None:
        return ""
    near = (campaign.config.mail or Mail(sender="")).near_days
    return "over" if now > deadline else "near" if deadline - now <= timedelta(days=near) else "early"


def _urgency(stands: Iterable[Standing], stage: str) -> Text:
    if all(stand.state == SubmissionState.REJECTED for stand in stands):
        return Text(zh="请改正", en="Please correct")
    return {"over": Text(zh="已过截止时间", en="Overdue"), "near": Text(zh="即将截止", en="Due soon")}.get(
        stage, Text(zh="请报送", en="Please send")
    )


def _open(campaign: Campaign, now: datetime, is_meant: Callable[[Standing], bool]) -> _Work:
    found: dict[str, tuple[Unit, tuple[Standing, ...]]] = {}
    for stand in filter(is_meant, standing(campaign)):
        found[stand.unit.id] = (stand.unit, (*found.get(stand.unit.id, (stand.unit, ()))[1], stand))
    hashes = [
        stand.submission.sha256
        for _, stands in found.values()
        for stand in stands
        if stand.submission is not None and stand.state == SubmissionState.REJECTED
    ]
    return _Work(
        campaign=campaign,
        now=now,
        stands=found,
        issued={(row.unit, row.project): row for row in campaign.ledger.issued()},
        returned={(row.unit, row.fingerprint): row for row in campaign.ledger.mailed() if row.kind == "return"},
        errors={item.sha256: _errors(item) for item in campaign.ledger.submissions(hashes)},
    )


# --- one form ---------------------------------------------------------------------------------------------------------


def _reminder(work: _Work, stand: Standing, stage: str, *, attach: bool) -> LetterItem:
    item = stand.submission
    sha256 = item.sha256 if item is not None else None
    deadline = work.campaign.config.deadline.isoformat() if work.campaign.config.deadline else None
    if item is None:
        row = work.issued.get((stand.unit.id, stand.project))
        attachment = work.campaign.outbox / row.path if attach and row is not None else None
        line, todo = _MISSING.filled(form=work.form_name(stand)), _SEND_ATTACHED if attachment else _SEND
    else:
        attachment = _marked(work, item) if attach or _last_return(work, stand, item) is None else None
        line, todo = _to_correct(work, stand, item), _todo(item)
    return LetterItem(
        project=stand.project,
        fingerprint=fingerprint("remind", stand.unit.id, stand.project, stand.state, sha256, stage, deadline),
        line=line,
        state=stand.state,
        todo=todo,
        attachment=attachment,
    )


def _return(work: _Work, unit: Unit, stands: tuple[Standing, ...]) -> Errand:
    items = []
    problem: Text | None = None
    for stand in stands:
        item = stand.submission
        if item is None:
            continue
        attachment = _marked(work, item)
        if attachment is None and not _is_unreadable(item):
            problem = _NO_RETURN.filled(form=work.form_name(stand))
        line = _to_correct(work, stand, item, with_errors=True)
        items.append(
            LetterItem(
                project=stand.project,
                fingerprint=_return_fingerprint(work, stand, item),
                line=line,
                state=stand.state,
                todo=_todo(item),
                attachment=attachment,
            )
        )
    return Errand(kind=LETTER_KINDS["return"], unit=unit, items=tuple(items), moment=_latest(stands, work.now), problem=problem)


def _receipt(work: _Work, stand: Standing) -> LetterItem:
    item = stand.submission
    line, n_warnings = _ACCEPTED.filled(form=work.form_name(stand), received=_day(item)), item.n_warnings if item else 0
    if n_warnings:
        n = Text(zh=f"{n_warnings}", en=counted(n_warnings, "warning"))
        line = _joined(line, _WARNED.filled(n=n))
    sha256 = item.sha256 if item is not None else None
    own = fingerprint("receipt", stand.unit.id, stand.project, sha256)
    return LetterItem(project=stand.project, fingerprint=own, line=line, state=stand.state)


def _return_fingerprint(work: _Work, stand: Standing, item: Submission) -> str:
    """Of the content and its errors: when the rules change and other errors are found, the form is returned once more."""
    errors = sorted(f"{error.rule} {error.field} {error.location}" for error in work.errors.get(item.sha256, ()))
    return fingerprint("return", stand.unit.id, stand.project, item.sha256, errors)


def _last_return(work: _Work, stand: Standing, item: Submission) -> LetterRecord | None:
    """Return the last letter that brought the marked workbook; a draft that the officer sent is not known."""
    return work.returned.get((stand.unit.id, _return_fingerprint(work, stand, item)))


def _to_correct(work: _Work, stand: Standing, item: Submission, *, with_errors: bool = False) -> Text:
    form, received = work.form_name(stand), _day(item)
    if _is_unreadable(item):
        name = visible(clean_line(Path(item.name).name))
        return _UNREADABLE.filled(form=form, received=received, name=name)
    sent = _last_return(work, stand, item)
    returned = _RETURNED.filled(when=spelled_day(sent.sent_at.astimezone())) if sent is not None and not with_errors else NO_TEXT
    line = _CORRECT.filled(form=form, received=received, counts=_counts(item), returned=returned)
    return _joined(line, *_error_lines(work.errors.get(item.sha256, []))) if with_errors else line


def _errors(whole: Submission) -> list[Finding]:
    return [finding for finding in whole.findings if finding.severity == "error"]


def _error_lines(errors: list[Finding]) -> Iterator[Text]:
    """What must be corrected, each sentence once, with its first cell."""
    first = list({error.message: error for error in reversed(errors)}.values())[::-1]
    for error in first[:_MOST_ERRORS]:
        place = _place(error.location)
        message = Text(zh=on_one_line(visible(error.message.zh)), en=on_one_line(visible(error.message.en)))
        yield Text(zh=f"\n- {place}{message.zh}", en=f"\n- {place}{message.en}")
    if len(first) > _MOST_ERRORS:
        more = _MORE.filled(n=len(first) - _MOST_ERRORS)
        yield Text(zh=f"\n- {more.zh}", en=f"\n- {more.en}")


def _counts(item: Submission) -> Text:
    errors, warnings = Text(zh=f"{item.n_errors} 处错误", en=counted(item.n_errors, "error")), item.n_warnings
    return _joined(errors, Text(zh=f"、{warnings} 条提醒", en=f", {counted(warnings, 'warning')}")) if warnings else errors


def _place(location: Location | None) -> str:
    return f"{visible(str(location))} " if location is not None else ""


def _joined(*texts: Text) -> Text:
    return Text(zh="".join(text.zh for text in texts), en="".join(text.en for text in texts))


def _is_unreadable(item: Submission) -> bool:
    return item.decision == SubmissionState.UNREADABLE


def _todo(item: Submission) -> Text:
    return _SEND_AGAIN if _is_unreadable(item) else _CORRECT_IT


def _marked(work: _Work, item: Submission) -> Path | None:
    return work.campaign.returns / item.returned if item.returned else None


def _day(item: Submission | None) -> Text:
    return spelled_day(item.received_at.astimezone()) if item is not None and item.received_at is not None else Text(zh="—", en="—")


def _latest(stands: Iterable[Standing], now: datetime) -> datetime:
    """When the last of these was decided: an unchanged draft keeps its date."""
    return max((stand.submission.checked_at for stand in stands if stand.submission is not None), default=now)
