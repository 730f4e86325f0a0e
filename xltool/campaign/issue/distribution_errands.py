"""Errands of a distribution: the workbooks that were issued to each unit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, time

from xltool.base.messages import Text
from xltool.base.normalise import clean_line
from xltool.campaign.config import Config, Mail
from xltool.campaign.folder import Campaign
from xltool.campaign.issue.letter_kinds import LETTER_KINDS
from xltool.campaign.issue.letters import Errand, LetterItem
from xltool.campaign.ledger_records import Issued
from xltool.form.roster import Unit

_LACKS = Text("没有发出邮件，因为它的表未能写入", "was not mailed, because a workbook for it could not be written")


def distribution_errands(campaign: Campaign, lacking: Collection[str] = ()) -> list[Errand]:
    """Return what each unit of the roster is to be sent; nothing to those `lacking` a workbook that could not be written, by their ids."""
    return list(_errands(campaign, lacking))


def _errands(campaign: Campaign, lacking: Collection[str]) -> Iterator[Errand]:
    issued: dict[tuple[str, str], Issued] = {(row.unit, row.project): row for row in campaign.ledger.issued()}
    for unit in campaign.roster.units:
        rows = [row for project in unit.projects or ("",) if (row := issued.get((unit.id, project))) is not None]
        if rows or unit.id in lacking:
            yield Errand(
                kind=LETTER_KINDS["distribute"],
                unit=unit,
                items=tuple(_item(campaign, row) for row in rows),
                moment=max((row.issued_at for row in rows), default=datetime.min),
                known_as=_earlier_fingerprint(unit, rows, campaign.config),
                problem=_LACKS if unit.id in lacking else None,
            )


def _item(campaign: Campaign, row: Issued) -> LetterItem:
    name = clean_line(row.project or campaign.definition.schema.title)
    deadline = campaign.config.deadline.isoformat() if campaign.config.deadline else None
    return LetterItem(
        project=row.project,
        fingerprint=fingerprint("distribute", row.unit, row.project, row.fingerprint, deadline),
        line=Text(zh=name, en=name),
        attachment=campaign.outbox / row.path,
    )


def fingerprint(*parts: object) -> str:
    """Return a fingerprint of what a letter says about a form: not of its words, so that another wording does not send it again."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()


def _earlier_fingerprint(unit: Unit, issued: Sequence[Issued], config: Config) -> str:
    """The fingerprint of the whole letter, as xltool noted it before letters were noted by form."""
    mail = config.mail or Mail(sender="")
    files = [(row.path, row.fingerprint) for row in sorted(issued, key=lambda row: row.project)]
    parts = [config.id, config.title, _spelled(config.deadline), mail.subject, mail.text, unit.name, unit.addresses, files]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()


def _spelled(deadline: datetime | None) -> str:
    if deadline is None:
        return "—"
    return f"{deadline:%Y-%m-%d}" if deadline.time() == time.max else f"{deadline:%Y-%m-%d %H:%M}"
