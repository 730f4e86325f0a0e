"""Standing (报送情况): the state of each unit and project, and the other files received."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from xltool.base.states import Decision, FormState, SubmissionState
from xltool.campaign.folder import Campaign
from xltool.campaign.ledger_records import Submission
from xltool.form.roster import Unit


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One form that a unit must send (one for each project that the roster lists), and what came of it."""

    unit: Unit
    project: str  # "" for none
    state: FormState
    submission: Submission | None  # the latest, which counts
    replaced: tuple[Submission, ...] = ()  # earlier ones, first come first
    is_late: bool = False  # the first came after the deadline; a correction may take longer
    is_expected: bool = True  # False: the roster lists projects, and this is none of them
    is_one_of_several: bool = False  # the roster lists no projects, and the unit named several: one may be another, renamed


#: Decisions about contents that stand for a form of a unit.
_OF_A_UNIT: tuple[Decision, ...] = (SubmissionState.ACCEPTED, SubmissionState.REJECTED)


def standing(campaign: Campaign, *, as_of: datetime | None = None) -> list[Standing]:
    """Return every form of every unit, in the order of the roster; `as_of` leaves out what came later."""
    return list(_standing(campaign, campaign.ledger.heads(as_of=as_of)))


def others(campaign: Campaign, *, as_of: datetime | None = None) -> list[Submission]:
    """Return the files received that are not the form of a unit: unreadable, of a unit not on the roster, of another campaign."""
    return [item for item in campaign.ledger.heads(as_of=as_of) if not _counts(item, campaign)]


def _counts(item: Submission, campaign: Campaign) -> bool:
    return item.decision in _OF_A_UNIT and campaign.roster.by_id(item.unit) is not None


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
    first, latest, deadline = came[0], came[-1], campaign.config.deadline
    return Standing(
        unit=unit,
        project=project,
        state=SubmissionState.ACCEPTED if latest.decision == SubmissionState.ACCEPTED else SubmissionState.REJECTED,
        submission=latest,
        replaced=tuple(came[:-1]),
        is_late=deadline is not None and first.received_at is not None and first.received_at > deadline,
    )
