"""Standing (报送情况): the state of each unit and project, and the other files received."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from xltool.base.short_repr import short_repr
from xltool.base.states import Decision, FormState, SubmissionState
from xltool.campaign.folder import Campaign
from xltool.campaign.ledger_records import Submission
from xltool.campaign.named_units import NamedUnits
from xltool.form.roster import Unit


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One form that a unit must send (one for each project that the roster lists), and what came of it."""

    __repr__ = short_repr

    unit: Unit
    project: str  # "" for none
    state: FormState
    submission: Submission | None  # which counts: the latest but for those held
    came: tuple[Submission, ...] = ()  # all, first come first
    held: tuple[Submission, ...] = ()  # came after an accepted one, and replace it only with the officer's yes
    is_late: bool = False  # the first came after the deadline; a correction may take longer
    is_expected: bool = True  # False: the roster lists projects, and this is none of them
    is_one_of_several: bool = False  # the roster lists no projects, and the unit named several: one may be another, renamed

    @property
    def replaced(self) -> tuple[Submission, ...]:
        """The submissions that the one that counts replaces, first come first."""
        return tuple(item for item in self.came if item is not self.submission and item not in self.held)


#: Decision about a content that stands for a form of a unit → how the form stands while that content counts.
_STATES: Mapping[Decision, FormState] = {
    SubmissionState.ACCEPTED: SubmissionState.ACCEPTED,
    SubmissionState.REJECTED: SubmissionState.REJECTED,
    SubmissionState.WAITING: SubmissionState.WAITING,
}


def standing(campaign: Campaign, *, as_of: datetime | None = None) -> list[Standing]:
    """Return every form of every unit, in the order of the roster; `as_of` leaves out what came, or was confirmed, later."""
    return standing_and_others(campaign, as_of=as_of)[0]


def standing_and_others(campaign: Campaign, *, as_of: datetime | None = None) -> tuple[list[Standing], list[Submission]]:
    """Return the same, and the files received that are not the form of a unit: unreadable, of a unit not on the roster, of another campaign."""
    heads = _heads(campaign, as_of)
    stands = list(_standing(campaign, heads))
    unread = _unread_forms(campaign, heads, stands, as_of)
    taken = {item.sha256 for items in unread.values() for item in items}
    forms = [_to_be_sent_again(stand, unread.get((stand.unit.id, stand.project), ())) for stand in stands]
    return forms, [item for item in heads if not _counts(item, campaign) and item.sha256 not in taken]


def _unread_forms(
    campaign: Campaign, heads: Iterable[Submission], stands: Iterable[Standing], as_of: datetime | None
) -> dict[tuple[str, str], list[Submission]]:
    """Return the unreadable files that name a form which is otherwise missing, by unit and project, first come first."""
    unread = [item for item in heads if item.decision == SubmissionState.UNREADABLE]
    missing: dict[str, list[str]] = {}
    for stand in stands:
        if stand.state == SubmissionState.MISSING:
            missing.setdefault(stand.unit.id, []).append(stand.project)
    forms: dict[tuple[str, str], list[Submission]] = {}
    if not unread or not missing:
        return forms
    names, arrivals = NamedUnits(campaign), campaign.ledger.arrivals_until(as_of)
    for item in unread:
        named = names.of(arrivals.get(item.sha256, ()))
        if named is None:
            continue
        unit, project = named
        due = missing.get(unit.id, [])
        if not project and len(due) == 1:
            project = due[0]
        if project in due:
            forms.setdefault((unit.id, project), []).append(item)
    return forms


def _to_be_sent_again(stand: Standing, unread: Sequence[Submission]) -> Standing:
    """Return how a form stands that came and could not be read: its unit has sent, and must send again."""
    if not unread or stand.submission is not None:
        return stand
    came = tuple(replace(item, unit=stand.unit.id, unit_name=stand.unit.name, project=stand.project) for item in unread)
    return replace(stand, state=SubmissionState.REJECTED, submission=came[-1], came=came)


def other_state(item: Submission) -> SubmissionState:
    """Return the state of a file that is the form of no unit; a unit may have left the roster since it was decided."""
    return SubmissionState.UNLISTED if item.decision in _STATES else item.decision


def _heads(campaign: Campaign, as_of: datetime | None) -> list[Submission]:
    """Return everything that came. What the officer confirmed later than `as_of` was waiting then."""
    heads = campaign.ledger.heads(as_of=as_of)
    return [_unconfirmed(item) if as_of and item.vouched_at and item.vouched_at > as_of else item for item in heads]


def _unconfirmed(item: Submission) -> Submission:
    is_of_a_unit = item.decision in _STATES
    return replace(item, vouched_at=None, decision=SubmissionState.WAITING if is_of_a_unit else item.decision)


def _counts(item: Submission, campaign: Campaign) -> bool:
    return item.decision in _STATES and campaign.roster.by_id(item.unit) is not None


def _standing(campaign: Campaign, heads: Iterable[Submission]) -> Iterator[Standing]:
    sent: dict[str, list[Submission]] = {}
    for item in heads:
        if item.unit is not None and _counts(item, campaign):
            sent.setdefault(item.unit, []).append(item)
    for unit in campaign.roster.units:
        came = sent.get(unit.id, [])
        yield from _with_projects(campaign, unit, came) if unit.projects else _without_projects(campaign, unit, came)


def _with_projects(campaign: Campaign, unit: Unit, came: Iterable[Submission]) -> Iterator[Standing]:
    """One form for each project on the roster; what names another, or none, stands below them."""
    forms: dict[str, list[Submission]] = {project: [] for project in unit.projects}
    for item in came:
        forms.setdefault(item.project, []).append(item)
    others = sorted(forms.keys() - set(unit.projects))
    for project in unit.projects:
        yield _one(campaign, unit, project, forms[project])
    for project in others:
        yield replace(_one(campaign, unit, project, forms[project]), is_expected=False)


def _without_projects(campaign: Campaign, unit: Unit, came: Iterable[Submission]) -> Iterator[Standing]:
    """One form for each project that the unit names, whatever it is called: which of them are one is not guessed."""
    forms = _by_named_project(came) or {"": []}
    for project, submissions in sorted(forms.items()):
        yield replace(_one(campaign, unit, project, submissions), is_one_of_several=len(forms) > 1)


def _by_named_project(came: Iterable[Submission]) -> dict[str, list[Submission]]:
    """Submissions by project. One that names none was sent before the form was filled in: the next that names one replaces it."""
    forms: dict[str, list[Submission]] = {}
    nameless: list[Submission] = []
    for item in came:
        if item.project:
            forms.setdefault(item.project, []).extend([*nameless, item])
            nameless = []
        else:
            nameless.append(item)
    return {**forms, "": nameless} if nameless else forms


def _one(campaign: Campaign, unit: Unit, project: str, came: list[Submission]) -> Standing:
    if not came:
        return Standing(unit=unit, project=project, state=SubmissionState.MISSING, submission=None)
    first, deadline = came[0], campaign.config.deadline
    counting, held = _counting(came)
    return Standing(
        unit=unit,
        project=project,
        state=_STATES[counting.decision],
        submission=counting,
        came=tuple(came),
        held=held,
        is_late=deadline is not None and first.received_at is not None and first.received_at > deadline,
    )


def _counting(came: list[Submission]) -> tuple[Submission, tuple[Submission, ...]]:
    """Return the submission that counts, and those after it that do not replace it without the officer's yes."""
    counting = came[0]
    held: list[Submission] = []
    for item in came[1:]:
        if _may_replace(item, counting):
            counting, held = item, []
        else:
            held.append(item)
    return counting, tuple(held)


def _may_replace(item: Submission, counting: Submission) -> bool:
    """Whether a later submission replaces one that counts: what was accepted and is authentic gives way to what is authentic."""
    if counting.decision != SubmissionState.ACCEPTED or is_authentic(item):
        return True
    return item.decision != SubmissionState.WAITING and not is_authentic(counting)


def is_authentic(item: Submission) -> bool:
    """Return whether a form was sent out by the campaign for its unit and project, by its signature or by the officer's word."""
    return item.authenticity == "signed" or item.vouched_at is not None
