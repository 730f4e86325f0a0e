"""Confirm (确认): the officer accepts contents as authentic whose signature does not say so."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from xltool.base.errors import UsageError
from xltool.base.messages import Text
from xltool.base.states import SubmissionState
from xltool.campaign.content_names import the_content
from xltool.campaign.ledger import Ledger
from xltool.campaign.ledger_records import SHORTEST, Submission

_NO_FORM = Text(
    zh="{name}（{hash}）无法确认：{state}",
    en="{name} ({hash}) cannot be accepted: it is {state}",
)
_SIGNED = Text(
    zh="{name}（{hash}）有本次任务的签名，无需确认",
    en="{name} ({hash}) has this campaign's signature: there is nothing to accept",
)


def confirm(ledger: Ledger, names: Iterable[str]) -> None:
    """Record that the officer accepts contents, named by their hashes or the first 8 characters or more, with the time.

    Raises UsageError when one is unknown, not the only one, not a form of a unit, or rightly signed; then none is recorded.
    """
    given = list(names)
    if not given:
        return
    heads = {item.sha256: item for item in ledger.heads()}
    chosen = [heads[the_content(heads, name, shortest=SHORTEST)] for name in given]
    for item in chosen:
        _refuse_needless(item)
    ledger.accept(dict.fromkeys(item.sha256 for item in chosen), datetime.now(UTC))


def _refuse_needless(item: Submission) -> None:
    if item.authenticity is None or item.decision in (SubmissionState.UNREADABLE, SubmissionState.FOREIGN, SubmissionState.UNLISTED):
        raise UsageError(_NO_FORM.filled(name=item.name, hash=item.sha256[:SHORTEST], state=item.decision.text))
    if item.authenticity == "signed":
        raise UsageError(_SIGNED.filled(name=item.name, hash=item.sha256[:SHORTEST]))
