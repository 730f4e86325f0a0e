"""A budget office at work on a small campaign: it sends out, files come into its inbox, it collects."""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from xltool.base.files import write_whole
from xltool.campaign.collect import Collected, collect
from xltool.campaign.distribute import plan
from xltool.campaign.folder import init, open_campaign
from xltool.rules.load import load_definition
from xltool.workbook.assemble import build_workbook
from xltool.workbook.form_copy import Issue

TEMPLATE = Path(__file__).parent / "form" / "templates" / "grant.yaml"
YEAR = 2022
#: Library and museum name their projects themselves; the roster lists those of the park.
ROSTER = """id,name,department,email,projects
LIB,Library of Changzhou,Culture,lib@example.invalid,
MUS,市博物馆,文化局,mus@example.invalid,
PARK,Parks,Greens,park@example.invalid,Trees;Ponds
"""
DEADLINE = datetime(2022, 3, 31, 18, tzinfo=UTC)
ITEMS = (("Atlas", 30.5), ("Shelves", 100), ("Lamps", 20))


def day(number: int, hour: int = 9) -> datetime:
    """A day of March 2022; more than 31 is April, after the deadline."""
    return datetime(2022, 3, 1, hour, tzinfo=UTC) + timedelta(days=number - 1)


@dataclass(frozen=True)
class Office:
    """One campaign."""

    folder: Path

    def filled(self, unit: str, project: str | None, items: Sequence[tuple[str, float]], total: float | None = None) -> bytes:
        """The workbook that was sent out to a unit, filled in; its total is right unless another one is given."""
        with open_campaign(self.folder) as campaign:
            found = [item for item in plan(campaign) if item.unit.id == unit]
            wanted = next((item for item in found if item.project == project), found[0])
            data: dict[str, Any] = {
                **wanted.data,
                "project": project,
                "money": {"total": sum(amount for _, amount in items) if total is None else total},
                "items": [{"name": name, "amount": amount} for name, amount in items],
            }
            return build_workbook(campaign.definition, data, wanted.issue)

    def receive(self, name: str, content: bytes, at: datetime) -> Path:
        """A file comes into the inbox at a moment."""
        path = write_whole(self.folder / "inbox" / name, content)
        os.utime(path, (at.timestamp(), at.timestamp()))
        return path

    def send(
        self, name: str, unit: str, project: str | None, at: datetime, *,
        items: Sequence[tuple[str, float]] = ITEMS, total: float | None = None,
    ) -> Path:  # fmt: skip
        """A unit fills in its workbook and sends it."""
        return self.receive(name, self.filled(unit, project, items, total), at)

    def collect(self, *, accept: Sequence[str] = ()) -> Collected:
        """Take in what lies in the inbox."""
        return collect(self.folder, accept=accept, lang="en")

    def allow_unsigned(self) -> None:
        """Let workbooks made by hand count, as campaigns of 0.1.0 did."""
        settings = self.folder / "campaign.yaml"
        text = settings.read_text(encoding="utf-8")
        settings.write_text(text.replace("require_signature: true", "require_signature: false"), encoding="utf-8")

    def copy(self, folder: Path) -> Office:
        """The same campaign once more."""
        shutil.copytree(self.folder, folder)
        return Office(folder)


def open_office(folder: Path, roster: str = ROSTER, *, deadline: bool = True) -> Office:
    """Make a campaign."""
    units = folder.parent / f"{folder.name}.roster.csv"
    units.write_text(roster, encoding="utf-8")
    moment = DEADLINE.isoformat() if deadline else None
    init(folder, TEMPLATE, title="Grants 2022", year=YEAR, deadline=moment, roster=units, password="secret", lang="en")  # noqa: S106 - of a test
    return Office(folder)


def by_hand(unit: str, project: str | None) -> bytes:
    """A workbook that no campaign sent out."""
    data = {"unit": unit, "project": project, "year": YEAR, "money": {"total": 5}, "items": [{"name": "Seed", "amount": 5}]}
    return build_workbook(load_definition(TEMPLATE), data, Issue())


def zipped(**members: bytes) -> bytes:
    """A zip of files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.xlsx", content)
    return buffer.getvalue()


def mailed(sender: str, at: datetime, **attachments: bytes) -> bytes:
    """A mail with files."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Date"] = sender, "budget@example.invalid", "Grants", at
    mail["Message-ID"] = "<1@example.invalid>"
    mail.set_content("As asked.")
    for name, content in attachments.items():
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=f"{name}.xlsx")
    return mail.as_bytes()
