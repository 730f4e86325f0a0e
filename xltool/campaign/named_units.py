"""Tell whose form a file is that could not be read: by the name of the workbook as it was issued, by a unit in its name, by the sender of its mail.

Only what names one unit alone is believed; meaning is never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from xltool.base.look_alikes import fold
from xltool.campaign.folder import Campaign
from xltool.campaign.ledger_records import Arrival
from xltool.form.roster import Unit

#: What systems add to the name of a copy: " (1)", " - 副本", " - Copy".
_COPY = re.compile(r"(\s*[(（]\d{1,3}[)）]|\s*-\s*(副本|copy))+$", re.IGNORECASE)
_SHORTEST = 2  # characters of a unit's name that is looked for in the name of a file

#: A unit and the project of the form, "" where only the unit is known.
NamedForm = tuple[Unit, str]


class NamedUnits:
    """The units of a campaign by what their files are called and whom their mails are from."""

    def __init__(self, campaign: Campaign) -> None:
        self._units = campaign.roster.units
        issued = ((_stem(row.path), campaign.roster.by_id(row.unit), row.project) for row in campaign.ledger.issued())
        self._issued = _unique((stem, (unit, project)) for stem, unit, project in issued if unit is not None)
        self._senders = _unique((address.lower(), (unit, "")) for unit in self._units for address in unit.addresses)

    def of(self, arrivals: Iterable[Arrival]) -> NamedForm | None:
        """Return the form that all arrivals of one content name together; None when none does, or they name several."""
        named = [form for arrival in arrivals if (form := self._of_arrival(arrival)) is not None]
        units = {unit.id for unit, _ in named}
        if len(units) != 1:
            return None
        projects = {project for _, project in named if project}
        return named[0][0], projects.pop() if len(projects) == 1 else ""

    def _of_arrival(self, arrival: Arrival) -> NamedForm | None:
        stem = _stem(arrival.source)
        return self._issued.get(stem) or self._in_name(stem) or self._senders.get((arrival.sender or "").strip().lower())

    def _in_name(self, stem: str) -> NamedForm | None:
        """Return the unit whose name or alias stands in a file's name; of names within each other the longest counts."""
        found = {name: unit for unit in self._units for name in _names(unit) if name in stem}
        longest = [name for name in found if not any(name != other and name in other for other in found)]
        units = {found[name].id: found[name] for name in longest}
        return (next(iter(units.values())), "") if len(units) == 1 else None


def _names(unit: Unit) -> Iterator[str]:
    yield from (name for name in map(fold, (unit.name, *unit.aliases)) if len(name) >= _SHORTEST)


def _stem(path: str) -> str:
    return fold(_COPY.sub("", PurePosixPath(path.replace("\\", "/")).stem.strip()))


def _unique(pairs: Iterable[tuple[str, NamedForm]]) -> Mapping[str, NamedForm]:
    """Return a mapping of the keys that stand for one form alone."""
    forms: dict[str, NamedForm | None] = {}
    for key, form in pairs:
        forms[key] = form if key not in forms or forms[key] == form else None
    return {key: form for key, form in forms.items() if form is not None}
