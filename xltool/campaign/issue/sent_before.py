"""What forms were filled in with when they were sent out, where the ledger does not know it: an older xltool wrote it, or it was lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from xltool.campaign.folder import Campaign
from xltool.campaign.issue.carry_over import CarryOver
from xltool.campaign.prefill_records import Prefilled, PrefillOutcome
from xltool.form.roster import Unit
from xltool.reading.read_workbook import read_many

_Key = tuple[str, str]  # unit id, project


def remember_sent(campaign: Campaign) -> None:
    """Give each form without one a row that says what fills it in: what its workbook in the outbox holds, else nothing."""
    known = {(row.unit, row.project) for row in campaign.ledger.prefilled()}
    forms = {(unit.id, project): unit for unit in campaign.roster.units for project in unit.projects or ("",)}
    lacking = {key: unit for key, unit in forms.items() if key not in known}
    if lacking:
        documents = _documents(campaign, lacking)
        campaign.ledger.record_prefilled(list(_rows(campaign, lacking, documents)))


def blank_rows(campaign: Campaign) -> list[Prefilled]:
    """Return rows that say of every form of the roster that nothing of last year fills it in."""
    now = datetime.now(UTC)
    return [
        Prefilled(unit=unit.id, project=project, outcome=PrefillOutcome.BLANK, recorded_at=now)
        for unit in campaign.roster.units
        for project in unit.projects or ("",)
    ]


def _rows(campaign: Campaign, forms: Mapping[_Key, Unit], documents: Mapping[_Key, tuple[str, Mapping[str, Any]]]) -> Iterator[Prefilled]:
    carry_over, now = CarryOver(campaign.definition, campaign.roster.further), datetime.now(UTC)
    for (unit_id, project), unit in forms.items():
        source, document = documents.get((unit_id, project), ("", None))
        blank = carry_over.starting_document(unit, project, campaign.config.year, None)
        if document is None or document == blank:
            yield Prefilled(unit=unit_id, project=project, outcome=PrefillOutcome.BLANK, recorded_at=now)
        else:
            yield Prefilled(
                unit=unit_id,
                project=project,
                outcome=PrefillOutcome.SENT,
                recorded_at=now,
                source=source,
                version=campaign.definition.version,
                document=document,
            )


def _documents(campaign: Campaign, forms: Mapping[_Key, Unit]) -> dict[_Key, tuple[str, Mapping[str, Any]]]:
    """What the workbooks in the outbox hold, by the unit and project for which they were made."""
    documents: dict[_Key, tuple[str, Mapping[str, Any]]] = {}
    files = list(_workbooks(campaign, forms))
    for file, reading in zip(files, read_many(files, campaign.templates), strict=True):
        document = reading.document
        is_ours = reading.definition is not None and document.template == campaign.definition.id and document.campaign == campaign.config.id
        key = (document.unit or "", document.project or "")
        if is_ours and key in forms:
            documents[key] = (file.relative_to(campaign.folder).as_posix(), document.data)
    return documents


def _workbooks(campaign: Campaign, forms: Mapping[_Key, Unit]) -> Iterator[Path]:
    """The workbooks that were issued; all in the outbox when the ledger knows of none."""
    issued = campaign.ledger.issued()
    paths = (campaign.outbox / row.path for row in issued if (row.unit, row.project) in forms)
    yield from (path for path in (paths if issued else sorted(campaign.outbox.glob("*/*.xlsx"))) if path.is_file())
