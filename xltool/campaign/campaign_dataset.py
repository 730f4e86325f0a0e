"""The data set of one campaign: what its ledger holds, read a page at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from xltool.base.messages import Text
from xltool.base.progress import Watch, counted_off
from xltool.base.states import SubmissionState
from xltool.campaign.campaign_report import file_report
from xltool.campaign.exclusions import exclusions
from xltool.campaign.folder import Campaign
from xltool.campaign.ledger_records import Submission
from xltool.campaign.standing import Standing, other_state, standing_and_others
from xltool.form.roster import Unit
from xltool.merging.dataset import DatasetEntry, Merged, gather, order_by

_READING = Text(zh="读取", en="reading")


def campaign_dataset(
    campaign: Campaign, as_of: datetime | None, watch: Watch, *, include_rejected: bool, earlier: Merged | None = None
) -> Merged:  # fmt: skip
    """Return the data set of a campaign, its amounts compared with those of an earlier one."""
    merged = gather(
        _read(campaign, _entries(campaign, as_of), watch),
        definition=campaign.definition,
        roster=campaign.roster,
        include_rejected=include_rejected,
        earlier=earlier,
    )
    return replace(merged, base=campaign.folder, year=str(campaign.config.year or ""))


def _entries(campaign: Campaign, as_of: datetime | None) -> Iterator[tuple[DatasetEntry, Submission | None]]:
    """Everything that came and everything that is missing, as the data set takes it, still without contents."""
    stands, others = standing_and_others(campaign, as_of=as_of)
    excluded = exclusions(campaign.folder, as_of)
    for stand in stands:
        latest = stand.submission
        if latest is None:
            yield _missing(stand), None
            continue
        decided = excluded.get(latest.sha256)
        yield replace(_entry(latest, stand.state, stand.unit), exclusion=decided.exclusion if decided else None), latest
        for item in stand.held:
            yield _entry(item, SubmissionState.HELD, stand.unit), item
        for item in stand.replaced:
            yield _entry(item, SubmissionState.DUPLICATE, stand.unit, latest.name), item
    for item in others:
        if item.decision != SubmissionState.PASSED_OVER:
            yield _entry(item, other_state(item), campaign.roster.by_id(item.unit)), item


def _read(campaign: Campaign, entries: Iterable[tuple[DatasetEntry, Submission | None]], watch: Watch) -> Iterator[DatasetEntry]:
    """Entries in order with their contents, which come from the ledger a page at a time: there is no room for all."""
    order = order_by(campaign.roster)
    ordered = sorted(entries, key=lambda pair: order(pair[0]))
    whole = campaign.ledger.submissions([item.sha256 for _, item in ordered if item is not None])
    for entry, head in counted_off(ordered, len(ordered), watch, _READING):
        if head is None:
            yield entry
        else:
            item = next(whole)
            yield replace(entry, report=file_report(campaign, item), findings=item.findings)


def _missing(stand: Standing) -> DatasetEntry:
    return DatasetEntry(
        state=SubmissionState.MISSING,
        file=None,
        unit=stand.unit.id,
        unit_name=stand.unit.name,
        department=stand.unit.department or stand.unit.name,
        level=stand.unit.level or None,
        project=stand.project or None,
        year=None,
    )


def _entry(item: Submission, state: SubmissionState, unit: Unit | None, replaced_by: str | None = None) -> DatasetEntry:
    return DatasetEntry(
        state=state,
        file=item.name,
        unit=item.unit,
        unit_name=unit.name if unit else item.unit_name or item.unit,
        department=(unit.department or unit.name) if unit else item.department or item.unit_name or item.unit,
        level=(unit.level or None) if unit else None,
        project=item.project or None,
        year=item.year,
        replaced_by=replaced_by,
    )
