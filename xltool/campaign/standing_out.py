"""Find the accepted forms of a campaign of which an amount stands out, as a merge does."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from xltool.base.states import SubmissionState
from xltool.campaign.folder import Campaign
from xltool.campaign.standing import Standing
from xltool.merging.stand_out import LEAST_AMOUNTS, FormAmounts, FormStandOut


def forms_standing_out(campaign: Campaign, standings: Iterable[Standing], excluded: Collection[str]) -> Mapping[str, FormStandOut]:
    """Return what stands out, by the hash of its content, among the accepted forms that count.

    Compared with its department and with all, as in a merge of the campaign alone.
    """
    counting = {
        item.submission.sha256: item
        for item in standings
        if item.state == SubmissionState.ACCEPTED and item.submission is not None and item.submission.sha256 not in excluded
    }
    if len(counting) < LEAST_AMOUNTS:
        return {}
    from xltool.merging.dataset import AmountJudge

    judge = AmountJudge(campaign.definition)
    if not judge.addends:
        return {}
    amounts = [
        FormAmounts(
            file=sha256,
            unit=counting[sha256].unit.id,
            unit_name=counting[sha256].unit.name,
            department=counting[sha256].unit.department or counting[sha256].unit.name,
            level=None,
            project=counting[sha256].project or None,
            status=SubmissionState.ACCEPTED,
            values=judge.values(data),
        )
        for sha256, data in campaign.ledger.documents(list(counting))
    ]
    return {found.form.file: found for found in judge.judge(amounts) if found.form.file}
