"""A campaign of three units on a built-in form."""

from __future__ import annotations

from itertools import cycle, islice
from pathlib import Path

import xltool
from tests.shelf.examples import FORMS, document_path, right
from xltool.campaign.distribute import plan
from xltool.campaign.folder import open_campaign
from xltool.cli.demo import any_form
from xltool.cli.demo.return_files import Return, Sender, receive


def three_units(name: str, folder: Path) -> Path:
    """Issue a form to the first three units of its examples' roster, have it come back right, and collect it; return the campaign's folder."""
    form = FORMS[name]
    whole = any_form.demonstration(form)
    roster = folder / "roster.csv"
    roster.write_bytes(b"".join(whole.roster.splitlines(keepends=True)[:4]))
    campaign = xltool.init(folder / "campaign", form.path, year=whole.year, roster=roster)
    xltool.distribute(campaign)
    examples = islice(cycle(right(name)), 3)
    with open_campaign(campaign) as opened:
        senders = {
            item.unit.id: Sender(unit=item.unit, roster=opened.roster, definition=opened.definition, issue=item.issue)
            for item in plan(opened)
        }
        returns = [
            Return(unit=unit, file=f"{unit}.xlsx", story=whole.title, data=any_form.filled(document_path(name, example)))
            for unit, example in zip(senders, examples, strict=True)
        ]
        receive(opened.inbox, returns, senders)
    xltool.collect(campaign)
    return campaign
