"""`xltool status`: which units have submitted, need corrections, or are missing; and the other files received."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from xltool.base.files import as_paths
from xltool.base.messages import Text
from xltool.base.states import SubmissionState
from xltool.campaign.exclusions import exclusions
from xltool.campaign.folder import Campaign, open_campaign
from xltool.campaign.joined_status import join_statuses, names_of_campaigns
from xltool.campaign.ledger_records import SHORTEST, Arrival, Authenticity, LetterRecord, Submission
from xltool.campaign.several import refuse_unlike
from xltool.campaign.standing import Standing, other_state, standing_and_others
from xltool.campaign.standing_out import forms_standing_out
from xltool.campaign.status_records import FormStatus, Note, OtherFile, Status
from xltool.campaign.status_totals import count_forms


def status(folders: Iterable[Path | str] | Path | str, *, as_of: datetime | None = None) -> Status:
    """Return how everyone stands in a campaign, or in several; `as_of` leaves out what came later.

    Raises UsageError when there is no campaign, or one is given twice, DefinitionError, LedgerError.
    """
    given = [Path(path) for path in as_paths(folders)]
    moment = as_of.astimezone() if as_of else None
    settings = refuse_unlike(given) if len(given) != 1 else []
    statuses = [_status_of(folder, moment) for folder in given]
    return join_statuses(statuses, names_of_campaigns(given, settings)) if settings else statuses[0]


def _status_of(folder: Path, as_of: datetime | None) -> Status:
    with open_campaign(folder) as campaign:
        return _status(campaign, as_of)


def _status(campaign: Campaign, as_of: datetime | None) -> Status:
    moment = as_of or datetime.now(UTC).astimezone()
    arrivals = campaign.ledger.arrivals_until(as_of)
    deadline = campaign.config.deadline
    is_over = deadline is not None and moment > deadline
    standings, heads = standing_and_others(campaign, as_of=as_of)
    letters = _letters(campaign, as_of)
    of_amounts = _AmountNotes(campaign, standings, as_of)
    forms = tuple(
        _form(item, arrivals, letters.get(item.unit.id, ()), tuple(of_amounts.notes(item)), is_over=is_over) for item in standings
    )
    other_files = (*_others(campaign, heads, arrivals), *_held(standings, arrivals))
    seen = [*(item for form in forms for item in _came(form)), *(other.submission for other in other_files)]
    return Status(
        campaign=campaign.config.id,
        title=campaign.config.title,
        template=campaign.config.template,
        moment=moment,
        deadline=deadline,
        forms=forms,
        others=other_files,
        totals=count_forms(len(campaign.roster.units), forms, other_files),
        returns_url=campaign.returns.resolve().as_uri(),
        n_stale=sum(_is_stale(item, campaign) for item in seen),
    )


def _is_stale(item: Submission, campaign: Campaign) -> bool:
    """Whether a submission was decided under other rules; as of an earlier moment one may not have been confirmed yet."""
    due = campaign.checked_with
    return item.checked_with != due.vouched and (item.vouched_at is not None or item.checked_with != due.usual)


def _came(form: FormStatus) -> Iterator[Submission]:
    yield from form.replaced
    if form.latest is not None:
        yield form.latest


Arrivals: TypeAlias = Mapping[str, list[Arrival]]  # by hash of the content


def _letters(campaign: Campaign, as_of: datetime | None) -> dict[str, list[LetterRecord]]:
    """What was mailed to each unit, by its id, first sent first."""
    found: dict[str, list[LetterRecord]] = {}
    for record in campaign.ledger.mailed(as_of=as_of):
        found.setdefault(record.unit, []).append(record)
    return found


def _form(
    item: Standing, arrivals: Arrivals, letters: Iterable[LetterRecord], of_amounts: tuple[Note, ...], *, is_over: bool
) -> FormStatus:
    return FormStatus(
        unit=item.unit,
        project=item.project,
        state=item.state,
        latest=item.submission,
        replaced=item.replaced,
        n_repeated=sum(len(arrivals.get(came.sha256, ())) > 1 for came in item.came if came not in item.held),
        is_late=item.is_late,
        is_overdue=item.state == SubmissionState.MISSING and is_over,
        is_expected=item.is_expected,
        notes=(*_notes(item), *of_amounts),
        letters=tuple(letter for letter in letters if letter.is_about(item.unit.id, item.project)),
    )


_SEVERAL = Text(
    zh="名录未列该单位的项目，而该单位报送了名称不同的几份，均单独计列；如为同一项目改名，请核对",
    en="the roster lists no projects for this unit, and it sent forms that name different ones; each counts by itself. "
    "If one is another renamed, please verify",
)
_UNEXPECTED = Text(zh="名录中该单位没有这个项目", en="the roster does not list this project for the unit")
_NAMELESS = Text(zh="没有写明项目，不知是名录中的哪一个", en="names no project, so that it is unknown which one of the roster it is")
_RECOGNISED = Text(
    zh="没有本次任务的标识，仅凭标签认出，请核对来源；确认后运行 xltool collect --accept {hash}",
    en="says nothing of where it comes from and is known by its labels alone; please verify, and confirm it with xltool collect --accept {hash}",
)
_HAS_HELD = Text(
    zh="另有 {n} 份没有正确的签名，暂不替换它，见“其他来件”",
    en="{n} more without the right signature, held back; see the other files",
)
_CONFIRMED = Text(zh="{when} 由人工确认", en="confirmed by hand on {when}")
_HELD: Mapping[Authenticity | None, Text] = {
    "wrong": Text(zh="签名不符", en="its signature does not match"),
    "unsigned": Text(zh="没有本次任务的签名", en="it does not have this campaign's signature"),
    "recognised": Text(zh="没有本次任务的标识，仅凭标签认出", en="it says nothing of where it comes from and is known by its labels alone"),
}
_HELD_BACK = Text(
    zh="{why}，不替换“{unit}”已通过的表；确认后运行 xltool collect --accept {hash}",
    en="{why}, so it does not replace the accepted form of {unit}; confirm it with xltool collect --accept {hash}",
)
_UNREADABLE = Text(
    zh="收到的文件 {name} 无法读取，请该单位重新报送", en="the file {name} came and could not be read; the unit must send it again"
)
_WAS_ACCEPTED = Text(zh="此前有一份已通过，以最新一份为准", en="an earlier one was accepted; the latest counts")


def _notes(item: Standing) -> Iterator[Note]:
    if item.is_one_of_several:
        yield Note(kind="several-projects", message=_SEVERAL)
    if not item.is_expected:
        yield Note(kind="unexpected", message=_UNEXPECTED if item.project else _NAMELESS)
    if item.state == SubmissionState.REJECTED and any(earlier.decision == SubmissionState.ACCEPTED for earlier in item.replaced):
        yield Note(kind="was-accepted", message=_WAS_ACCEPTED)
    if item.submission is not None and item.submission.decision == SubmissionState.UNREADABLE:
        yield Note(kind="unreadable", message=_UNREADABLE.filled(name=item.submission.name))
    if item.submission is not None:
        yield from _confirmation(item.submission)
    if item.held:
        yield Note(kind="held", message=_HAS_HELD.filled(n=len(item.held)))


_STANDS_OUT = Text(
    zh="{message}；确认有误的，可不计入合计：xltool exclude --file {hash}",
    en="{message}; if it is wrong, leave it out of the totals with xltool exclude --file {hash}",
)


class _AmountNotes:
    """What is to be said of amounts: those that stand out, and forms that the officer left out of the totals."""

    def __init__(self, campaign: Campaign, standings: Iterable[Standing], as_of: datetime | None) -> None:
        self.excluded = exclusions(campaign.folder, as_of)
        self.standing_out = forms_standing_out(campaign, standings, self.excluded.keys())

    def notes(self, item: Standing) -> Iterator[Note]:
        """Yield the notes on one form."""
        sha256 = item.submission.sha256 if item.submission else ""
        if sha256 in self.excluded:
            yield Note(kind="excluded", message=self.excluded[sha256].exclusion.message)
        elif sha256 in self.standing_out:
            message = self.standing_out[sha256].message
            yield Note(kind="stands-out", message=_STANDS_OUT.filled(message=message, hash=sha256[:SHORTEST]))


def _confirmation(item: Submission) -> Iterator[Note]:
    if item.vouched_at is not None:
        yield Note(kind="confirmed", message=_CONFIRMED.filled(when=f"{item.vouched_at.astimezone():%Y-%m-%d %H:%M}"))
    elif item.authenticity == "recognised":
        yield Note(kind="recognised", message=_RECOGNISED.filled(hash=item.sha256[:SHORTEST]))


def _others(campaign: Campaign, heads: list[Submission], arrivals: Arrivals) -> Iterator[OtherFile]:
    whole = campaign.ledger.submissions([item.sha256 for item in heads])
    for head, submission in zip(heads, whole, strict=True):
        n_arrivals = len(arrivals.get(head.sha256, ()))
        yield OtherFile(submission=head, state=other_state(head), reason=_reason(submission), n_arrivals=n_arrivals)


def _held(standings: Iterable[Standing], arrivals: Arrivals) -> Iterator[OtherFile]:
    for stand in standings:
        for item in stand.held:
            reason = _HELD_BACK.filled(why=_HELD[item.authenticity], unit=stand.unit.name, hash=item.sha256[:SHORTEST])
            n_arrivals = len(arrivals.get(item.sha256, ()))
            yield OtherFile(submission=item, state=SubmissionState.HELD, reason=reason, n_arrivals=n_arrivals)


def _reason(submission: Submission) -> Text:
    """Return why it is not the form of a unit: the finding that decided it, else the first error."""
    errors = [finding for finding in submission.findings if finding.severity == "error"]
    deciding = [finding for finding in submission.findings if finding.rule == f"campaign.{submission.decision}"]
    return next((finding.message for finding in (*deciding, *errors)), submission.decision.text)
