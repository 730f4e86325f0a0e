"""Campaign report: what a campaign has received, as a check report, for the text, the page and the JSON that `xltool check` gives."""

from __future__ import annotations

from xltool.base.document import Document
from xltool.base.states import SubmissionState
from xltool.campaign.folder import Campaign
from xltool.campaign.ledger_records import Submission
from xltool.campaign.standing import standing
from xltool.checking.check_report import CheckReport, FileReport, not_sent


def campaign_report(campaign: Campaign) -> CheckReport:
    """Return every submission as it was recorded, in the order in which they came, and the units whose forms are missing (R65).

    What was passed over is none.
    """
    hashes = [item.sha256 for item in campaign.ledger.heads() if item.decision != SubmissionState.PASSED_OVER]
    files = tuple(file_report(campaign, item) for item in campaign.ledger.submissions(hashes))
    silent = dict.fromkeys(item.unit for item in standing(campaign) if item.state == SubmissionState.MISSING)
    return CheckReport(files=files, missing=tuple(map(not_sent, silent)), roster=campaign.roster)


def file_report(campaign: Campaign, item: Submission) -> FileReport:
    """Return the report of one submission as it was recorded."""
    document = Document(
        data=item.data,
        origins=item.origins,
        template=item.template,
        version=item.version,
        unit=item.unit,
        program=item.program,
    )
    is_read = item.decision not in (SubmissionState.UNREADABLE, SubmissionState.FOREIGN)
    return FileReport(
        path=item.name,
        template=item.template,
        version=item.version,
        unit=item.unit,
        document=document,
        definition=campaign.definition if is_read else None,
        findings=item.findings,
    )
