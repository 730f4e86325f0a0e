"""The history of a unit: what it was sent, every submission of it, and what changed from one to the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from xltool.base.document import Document
from xltool.base.errors import UsageError
from xltool.base.messages import Text
from xltool.base.short_repr import short_repr
from xltool.campaign.content_names import the_content
from xltool.campaign.folder import Campaign, open_campaign
from xltool.campaign.ledger_records import Arrival, Issued, LetterRecord, Submission
from xltool.campaign.prefill_records import Prefilled
from xltool.campaign.standing import Standing, standing
from xltool.checking.compare import compare
from xltool.checking.difference import Difference
from xltool.form.roster import Unit

_SHORTEST = 4  # characters of a hash that may stand for it


@dataclass(frozen=True, kw_only=True)
class HistoryEntry:
    """One submission: how it came, with what result, what it changed."""

    __repr__ = short_repr

    submission: Submission  # whole, with its findings
    arrivals: tuple[Arrival, ...]  # first come first: path, or member of a zip or mail, with the sender of the mail
    is_current: bool  # whether it counts now
    changes: Difference | None  # from the one before; None for the first
    row_names: Mapping[str, str]  # path of a finding → what people call its row, where rows have names


@dataclass(frozen=True, kw_only=True)
class FormHistory:
    """Every submission of one form, first come first."""

    __repr__ = short_repr

    standing: Standing
    entries: tuple[HistoryEntry, ...]


@dataclass(frozen=True, kw_only=True)
class History:
    """All that a campaign knows of one unit."""

    __repr__ = short_repr

    campaign: str  # id
    title: str
    unit: Unit
    issued: tuple[Issued, ...]  # workbooks sent out to it
    prefilled: Mapping[str, Prefilled]  # by project: what its workbook was filled in with
    letters: tuple[LetterRecord, ...]  # that were mailed to it, a record for each form, first sent first
    forms: tuple[FormHistory, ...]
    others: tuple[HistoryEntry, ...]  # workbooks of the unit that are another form's or another campaign's


def history(folder: Path | str, unit: str) -> History:
    """Return every submission of a unit, named by its id or name on the roster.

    Raises UsageError when there is no such campaign or unit, DefinitionError, LedgerError.
    """
    with open_campaign(folder) as campaign:
        listed = campaign.roster.by_id(unit) or campaign.roster.by_name(unit)
        if listed is None:
            raise campaign.roster.no_unit(unit)
        return _Historian(campaign, listed).history()


class _Historian:
    def __init__(self, campaign: Campaign, unit: Unit) -> None:
        self.campaign = campaign
        self.unit = unit
        mine = [item.sha256 for item in campaign.ledger.heads() if item.unit == unit.id]
        self.submissions: Mapping[str, Submission] = {item.sha256: item for item in campaign.ledger.submissions(mine)}

    def history(self) -> History:
        forms = tuple(self._form(item) for item in standing(self.campaign) if item.unit.id == self.unit.id)
        included = {entry.submission.sha256 for form in forms for entry in form.entries}
        others = [item for sha256, item in self.submissions.items() if sha256 not in included]
        return History(
            campaign=self.campaign.config.id,
            title=self.campaign.config.title,
            unit=self.unit,
            issued=tuple(row for row in self.campaign.ledger.issued() if row.unit == self.unit.id),
            prefilled={row.project: row for row in self.campaign.ledger.prefilled() if row.unit == self.unit.id},
            letters=tuple(self.campaign.ledger.mailed(self.unit.id)),
            forms=forms,
            others=tuple(self._entry(item, None, is_current=False) for item in others),
        )

    def _form(self, item: Standing) -> FormHistory:
        return FormHistory(standing=item, entries=tuple(self._entries(item.came, item.submission)))

    def _entries(self, heads: Iterable[Submission], counting: Submission | None) -> Iterator[HistoryEntry]:
        before: Submission | None = None
        submissions = [self.submissions[head.sha256] for head in heads if head.sha256 in self.submissions]
        for submission in submissions:
            yield self._entry(submission, before, is_current=counting is not None and submission.sha256 == counting.sha256)
            before = submission

    def _entry(self, submission: Submission, before: Submission | None, *, is_current: bool) -> HistoryEntry:
        return HistoryEntry(
            submission=submission,
            arrivals=tuple(self.campaign.ledger.arrivals_of(submission.sha256)),
            is_current=is_current,
            changes=_changes(self.campaign, before, submission) if before else None,
            row_names=self._row_names(submission),
        )

    def _row_names(self, item: Submission) -> dict[str, str]:
        definition = self.campaign.definition
        paths = [finding.field for finding in item.findings if finding.field] if item.template == definition.id else []
        return {path: name for path in paths if (name := definition.schema.row_name(path))}


def diff_submissions(folder: Path | str, a: str, b: str) -> Difference:
    """Compare two contents that a campaign received, named by their hashes or the beginnings of them.

    Raises UsageError when a hash is unknown or not the only one, or its content is not a form of the campaign;
    DefinitionError, LedgerError.
    """
    with open_campaign(folder) as campaign:
        hashes = [item.sha256 for item in campaign.ledger.heads()]
        old, new = campaign.ledger.submissions([the_content(hashes, name, shortest=_SHORTEST) for name in (a, b)])
        for item in (old, new):
            if item.template != campaign.definition.id:
                zh = f"{item.name}（{item.sha256[:8]}）不是本次任务的表，无法比较"
                raise UsageError(Text(zh=zh, en=f"{item.name} ({item.sha256[:8]}) is not a form of this campaign and cannot be compared"))
        return _changes(campaign, old, new)


def _changes(campaign: Campaign, old: Submission, new: Submission) -> Difference:
    return compare(campaign.definition.schema, _document(old), _document(new), names=(old.sha256, new.sha256))


def _document(item: Submission) -> Document:
    return Document(data=item.data, origins=item.origins)
