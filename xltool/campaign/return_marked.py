"""`xltool return`: letters that bring units their marked workbooks, and on wish receipts for what was accepted."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path

from xltool.base.messages import Lang
from xltool.base.progress import Watch, unwatched
from xltool.campaign.folder import open_campaign
from xltool.campaign.issue.mail_run import MailOrder
from xltool.campaign.issue.outgoing import Mailed, Way
from xltool.campaign.issue.standing_errands import receipts as receipts_of
from xltool.campaign.issue.standing_errands import returns
from xltool.campaign.issue.standing_mail import ids_of, mail_collected


def return_(  # noqa: PLR0913 - each is one option of the command
    folder: Path | str,
    *,
    units: Collection[str] = (),
    mail: Way = "draft",
    dry_run: bool = False,
    resend: bool = False,
    receipts: bool = False,
    lang: Lang = "zh",
    now: datetime | None = None,
    watch: Watch = unwatched,
) -> Mailed:
    """Return every unit of a campaign its marked workbooks that must be corrected: by drafts, or by letters that are sent.

    `units` names those that are meant, by id or name; all if none. `dry_run` only composes the letters. A marked workbook goes out
    once to each address; `resend` sends it all the same. `receipts` writes to the units whose forms were accepted, too, once for
    each form. `now` is the moment as of which letters are written.
    Raises UsageError (nothing in the inbox may be uncollected when letters are sent), DefinitionError, LedgerError, MailError.
    """
    with open_campaign(folder) as campaign:
        moment = now or datetime.now(UTC).astimezone()
        order = MailOrder(way=mail, is_dry_run=dry_run, resend=resend, lang=lang, only=ids_of(campaign, units), moment=moment)
        kinds = ["return", "receipt"] if receipts else ["return"]
        return mail_collected(
            campaign, kinds, lambda: [*returns(campaign, moment), *(receipts_of(campaign, moment) if receipts else ())], order, watch
        )
