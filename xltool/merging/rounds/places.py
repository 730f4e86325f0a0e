"""Find out which of several campaigns are rounds of one place (an office with its units), and name them.

What `campaign.yaml` says under `area` decides where two campaigns both say it. Else campaigns are of one place when at least half of the
units of the smaller roster are on the other, by a name or alias (counties give their units the same ids), or a fifth of them where the
titles are the same but for the year.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from xltool.base.look_alikes import fold
from xltool.form.roster import Roster

#: Part of the smaller roster that two rosters of one place have in common; where the titles are the same.
_ALIKE, _ALIKE_IF_CALLED_SO = 0.5, 0.2
_AROUND_YEAR = " \u3000-–—_/（）()[]【】,，"


@dataclass(frozen=True, kw_only=True)
class CampaignHead:
    """What is known of a campaign before its submissions are read."""

    campaign: str  # id
    title: str
    folder: str  # its name
    area: str
    year: int | None
    roster: Roster

    @property
    def title_of_all_years(self) -> str:
        """The title without its year; "" for one that is nothing else."""
        return re.sub(rf"{self.year}\s*(年度|年)?", "", self.title).strip(_AROUND_YEAR) if self.year else self.title


def in_order(heads: Sequence[CampaignHead]) -> list[int]:
    """Return the places of campaigns in the order of their years; in that in which they were given where one has no year."""
    years = [head.year for head in heads]
    if None in years:
        return list(range(len(heads)))
    return sorted(range(len(heads)), key=lambda at: years[at] or 0)


def places_of(heads: Sequence[CampaignHead]) -> list[int]:
    """Return the number of the place of each campaign, from 0; campaigns come in the order of time."""
    latest: list[CampaignHead] = []
    found: list[int] = []
    for head in heads:
        alike = [(place, one) for place, one in enumerate(latest) if _are_alike(one, head)]
        best = max(alike, key=lambda pair: (_is_called_so(pair[1], head), _likeness(pair[1], head), -pair[0]), default=None)
        place = len(latest) if best is None else best[0]
        latest[place : place + 1] = [head]
        found.append(place)
    return found


def place_names(heads: Sequence[CampaignHead], places: Sequence[int]) -> list[str]:
    """Return what each place is called: its area, else the title of its campaigns without the year, else a folder; none alike."""
    latest = {place: head for head, place in zip(heads, places, strict=True)}
    names = {place: head.area or head.title_of_all_years or head.folder for place, head in latest.items()}
    counts = Counter(names.values())
    return [names[place] if counts[names[place]] == 1 else f"{names[place]} ({latest[place].folder})" for place in sorted(latest)]


def round_names(heads: Sequence[CampaignHead], places: Sequence[int]) -> list[str]:
    """Return what each campaign is called among the others: by its year, behind its place where there are several; none alike."""
    of_places = place_names(heads, places)
    are_several = len(of_places) > 1
    names = []
    for head, place in zip(heads, places, strict=True):
        year = str(head.year) if head.year else ""
        names.append(f"{of_places[place]} {year}".strip() if are_several else year or head.title)
    counts = Counter(names)
    return [name if counts[name] == 1 else f"{name} ({head.title})" if _tells(head, heads) else f"{name} ({head.folder})"
            for name, head in zip(names, heads, strict=True)]  # fmt: skip


def _tells(head: CampaignHead, heads: Sequence[CampaignHead]) -> bool:
    """Return whether no other campaign has the title."""
    return sum(other.title == head.title for other in heads) == 1


def _are_alike(one: CampaignHead, other: CampaignHead) -> bool:
    """Return whether two campaigns are of one place."""
    if one.area and other.area:
        return fold(one.area) == fold(other.area)
    return _likeness(one, other) >= (_ALIKE_IF_CALLED_SO if _is_called_so(one, other) else _ALIKE)


def _is_called_so(one: CampaignHead, other: CampaignHead) -> bool:
    return fold(one.title_of_all_years) == fold(other.title_of_all_years)


def _likeness(one: CampaignHead, other: CampaignHead) -> float:
    """Return how much of the smaller roster is on the other, from 0 to 1; without units the titles tell."""
    known = {fold(name) for unit in one.roster.units for name in (unit.name, *unit.aliases)}
    n_common = sum(any(fold(name) in known for name in (unit.name, *unit.aliases)) for unit in other.roster.units)
    smaller = min(len(one.roster.units), len(other.roster.units))
    return n_common / smaller if smaller else float(_is_called_so(one, other))
