"""`xltool status` of several campaigns: one status, in which each form and file says of which campaign it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path

from xltool.campaign.config import Config
from xltool.campaign.status_records import Status, Totals

#: Campaigns that the title names.
_MOST_NAMED = 3


def join_statuses(statuses: Sequence[Status], names: Sequence[str]) -> Status:
    """Return the status of all campaigns; no two names are alike. There is no deadline of all, and no folder of marked workbooks."""
    parts = tuple(replace(status, title=name) for status, name in zip(statuses, names, strict=True))
    more = " …" if len(names) > _MOST_NAMED else ""
    return Status(
        campaign="",
        title=" · ".join(names[:_MOST_NAMED]) + more,
        template="",
        moment=max(part.moment for part in parts),
        deadline=None,
        forms=tuple(replace(form, campaign=part.title) for part in parts for form in part.forms),
        others=tuple(replace(other, campaign=part.title) for part in parts for other in part.others),
        totals=Totals(**{field.name: sum(getattr(part.totals, field.name) for part in parts) for field in fields(Totals)}),
        n_stale=sum(part.n_stale for part in parts),
        parts=parts,
    )


def names_of_campaigns(folders: Sequence[Path], settings: Sequence[Config]) -> list[str]:
    """Return what each campaign is called among the others: its title, with area, year and folder behind it where titles are alike."""
    titles = Counter(config.title for config in settings)
    named = []
    for config in settings:
        more = [part for part in (config.area, str(config.year or "")) if part and part not in config.title]
        named.append(config.title if titles[config.title] == 1 or not more else f"{config.title} ({' '.join(more)})")
    alike = Counter(named)
    return [name if alike[name] == 1 else f"{name} ({folder.resolve().name})" for name, folder in zip(named, folders, strict=True)]
