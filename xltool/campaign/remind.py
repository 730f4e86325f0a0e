"""`xltool remind`: letters to the units whose forms are missing or must be corrected."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path

from xltool.base.messages import Lang
from xltool.base.progress import Watch, unwatched
from xltool.campaign.folder import open_campaign
from xltool.campaign.issue.mail_run import MailOrder
from xltool.campaign.issue.outgoing import Mailed, Way
from xltool.campaign.issue.standing_errands import reminders
from xltool.campaign.issue.standing_mail import ids_of, mail_collected


def remind(  # noqa: PLR0913 - each is one option of the command
    folder: Path | str,
    *,
    units: Collection[str] = (),
    mail: Way = "draft",
    dry_run: bool = False,
    resend: bool = False,
    attach: bool = False,
    lang: Lang = "zh",
    now: datetime | None = None,
    watch: Watch = unwatched,
) -> Mailed:
    """Remind every unit of a campaign of its forms that are missing or must be corrected: by drafts, or by letters that are sent.

    `units` names those that are meant, by id or name; all if none. `dry_run` only composes the letters. A letter goes out once to
    each address until something changes: what is still to come, the deadline, or that this is near or over; `resend` sends it all
    the same. `attach` adds the workbooks: as they were sent out where nothing came, marked where something must be corrected. `now`
    is the moment as of which is reminded.
    Raises UsageError (nothing in the inbox may be uncollected when letters are sent), DefinitionError, LedgerError, MailError.
    """
    with open_campaign(folder) as campaign:
        moment = now or datetime.now(UTC).astimezone()
        order = MailOrder(way=mail, is_dry_run=dry_run, resend=resend, lang=lang, only=ids_of(campaign, units), moment=moment)
        return mail_collected(campaign, ["remind"], lambda: reminders(campaign, moment, attach=attach), order, watch)
