"""How everyone stands (报送情况): the state of each unit and project, and of what came besides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from xltool.campaign.folder import Campaign
from xltool.campaign.ledger import Submission
from xltool.campaign.ledger.records import Decision
from xltool.roster import Unit

#: The state of a unit's form: its latest submission accepted, to be corrected, or none there.
State: TypeAlias = Literal["accepted", "rejected", "missing"]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One form that a unit must send (one for each project that the roster lists), and what came of it."""

    unit: Unit
    project: str  # "" for none
    state: State
    submission: Submission | None  # the latest, which counts
    replaced: tuple[Submission, ...] = ()  # earlier ones, first come first
    is_late: bool = False  # the first came after the deadline; a correction may take longer
    is_expected: bool = True  # False: the roster lists projects, and this is none of them


#: Decisions about contents that stand for a form of a unit.
_OF_A_UNIT: tuple[Decision, ...] = ("accepted", "rejected")


def standing(campaign: Campaign, *, as_of: datetime | None = None) -> list[Standing]:
    """Every form of every unit, in the order of the roster; `as_of` leaves out what came later."""
    return list(_standing(campaign, campaign.ledger.heads(as_of=as_of)))


def others(campaign: Campaign, *, as_of: datetime | None = None) -> list[Submission]:
    """What came and is no unit's form: unreadable, of a unit not on the roster, of another campaign."""
    return [item for item in campaign.ledger.heads(as_of=as_of) if not _counts(item, campaign)]


def _counts(item: Submission, campaign: Campaign) -> bool:
    return item.decision in _OF_A_UNIT and campaign.roster.by_id(item.unit) is not None


def _standing(campaign: Campaign, heads: Iterable[Submission]) -> Iterator[Standing]:
    sent: dict[str, dict[str, list[Submission]]] = {}
    for item in heads:
        if item.unit is not None and _counts(item, campaign):
            sent.setdefault(item.unit, {}).setdefault(item.project, []).append(item)
    for unit in campaign.roster.units:
        came = sent.get(unit.id, {})
        expected = unit.projects or (() if came else ("",))
        for project in expected:
            yield _one(campaign, unit, project, came.get(project, []), is_expected=True)
        for project in sorted(came.keys() - set(expected)):
            yield _one(campaign, unit, project, came[project], is_expected=not unit.projects)


def _one(campaign: Campaign, unit: Unit, project: str, came: list[Submission], *, is_expected: bool) -> Standing:
    if not came:
        return Standing(unit=unit, project=project, state="missing", submission=None)
    first, latest, deadline = came[0], came[-1], campaign.config.deadline
    return Standing(
        unit=unit,
        project=project,
        state="accepted" if latest.decision == "accepted" else "rejected",
        submission=latest,
        replaced=tuple(came[:-1]),
        is_late=deadline is not None and first.received_at is not None and first.received_at > deadline,
        is_expected=is_expected,
    )
