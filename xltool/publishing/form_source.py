"""The completed forms that are published: accepted ones of a campaign, or those in files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from xltool.base.messages import Text
from xltool.base.progress import Watch, counted_off
from xltool.base.sources import Source
from xltool.base.states import SubmissionState
from xltool.campaign.campaign_report import file_report
from xltool.campaign.folder import Campaign
from xltool.campaign.standing import Standing, standing
from xltool.checking.check import check
from xltool.checking.check_report import FileReport

_READING = Text(zh="读取", en="reading")


@dataclass(frozen=True, kw_only=True)
class FormToPublish:
    """One form, and whose it is as far as that is known from elsewhere than the form."""

    report: FileReport
    state: SubmissionState
    date: dt.date  # of its data
    department: str = ""
    unit: str = ""


def forms_of_campaign(campaign: Campaign, watch: Watch) -> Iterator[FormToPublish]:
    """Yield the accepted forms of a campaign by department, in the order of the roster; contents come from the ledger a page at a time."""
    stands = [stand for stand in standing(campaign) if stand.state == SubmissionState.ACCEPTED and stand.submission is not None]
    departments = {name: rank for rank, name in reversed(list(enumerate(map(_department, stands))))}
    stands.sort(key=lambda stand: departments[_department(stand)])
    whole = campaign.ledger.submissions([stand.submission.sha256 for stand in stands if stand.submission is not None])
    for stand in counted_off(stands, len(stands), watch, _READING):
        item = next(whole)
        yield FormToPublish(
            report=file_report(campaign, item),
            state=stand.state,
            date=(item.received_at or item.checked_at).date(),
            department=_department(stand),
            unit=stand.unit.name,
        )


def _department(stand: Standing) -> str:
    return stand.unit.department or stand.unit.name


def forms_of_files(files: Iterable[Source], templates: Path | str | None, watch: Watch) -> Iterator[FormToPublish]:
    """Yield the forms in files, checked, in their order; what cannot be read has no definition. Raises as `xltool.check`."""
    for report in check(list(files), templates=templates, watch=watch).files:
        yield FormToPublish(report=report, state=report.status, date=_day(report.path))


def _day(path: str) -> dt.date:
    """Return the day on which a file was last changed; today for anything but a file."""
    try:
        return dt.datetime.fromtimestamp(Path(path).stat().st_mtime, tz=dt.UTC).date()
    except (OSError, ValueError):
        return dt.datetime.now(tz=dt.UTC).date()
