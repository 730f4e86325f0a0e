"""Mailing what follows from how units stand: only once all that came is collected."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from xltool.base.errors import UsageError
from xltool.base.progress import Watch, unwatched
from xltool.campaign.folder import Campaign
from xltool.campaign.issue.letter_kinds import LETTER_KINDS
from xltool.campaign.issue.letters import Errand
from xltool.campaign.issue.mail_run import MailOrder
from xltool.campaign.issue.mailing import mail, refuse_unready
from xltool.campaign.issue.outgoing import Mailed
from xltool.campaign.receive.uncollected import uncollected


def ids_of(campaign: Campaign, units: Collection[str]) -> set[str] | None:
    """Return the ids of units that are named by id or name; None for all. Raises UsageError for one that is not on the roster."""
    if not units:
        return None
    found = {name: campaign.roster.by_id(name) or campaign.roster.by_name(name) for name in units}
    for name, unit in found.items():
        if unit is None:
            raise campaign.roster.no_unit(name)
    return {unit.id for unit in found.values() if unit is not None}


def mail_collected(
    campaign: Campaign,
    kinds: Collection[str],
    errands: Callable[[], list[Errand]],
    order: MailOrder,
    watch: Watch = unwatched,
) -> Mailed:
    """Mail what follows from how units stand. While something in the inbox was not collected nothing is sent, and all else says so.

    Raises UsageError, DefinitionError, LedgerError, MailError.
    """
    refuse_unready(campaign.config, order.way)
    note = uncollected(campaign)
    if note is not None and order.way == "send" and not order.is_dry_run:
        raise UsageError(note)
    made = mail(campaign, [LETTER_KINDS[kind] for kind in kinds], errands(), order, watch)
    return replace(made, notes=(note,) if note is not None else ())
