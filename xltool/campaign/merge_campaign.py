"""`xltool merge` of a campaign: what counts in the ledger, as data and as the summary workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from xltool.base.errors import UsageError, not_found
from xltool.base.files import Output
from xltool.base.messages import Lang, Text
from xltool.base.progress import Watch, counted_off, unwatched
from xltool.base.sources import Source, as_sources
from xltool.base.states import SubmissionState
from xltool.campaign.campaign_report import file_report
from xltool.campaign.config import CONFIG_FILE
from xltool.campaign.exclusions import exclusions
from xltool.campaign.folder import Campaign, is_campaign, open_campaign
from xltool.campaign.ledger_records import Submission
from xltool.campaign.standing import Standing, other_state, standing_and_others
from xltool.form.roster import Roster, Unit
from xltool.merging.dataset import DatasetEntry, Merged, gather, order_by
from xltool.merging.merge import merge as merge_files
from xltool.merging.merge import write_merged

#: Where the summary goes by default, below the campaign's folder.
SUMMARY_FILE = "summary.xlsx"
_READING = Text(zh="读取", en="reading")


def merge(  # noqa: PLR0913 - each is an option of the command
    paths: Iterable[Source] | Source,
    *,
    output: Output | None = None,
    roster: Roster | Source | None = None,
    templates: Path | str | None = None,
    year: int | None = None,
    include_rejected: bool = False,
    as_of: datetime | None = None,
    lang: Lang = "zh",
    watch: Watch = unwatched,
) -> Merged:
    """Merge a campaign, named by its folder (see `merge_campaign`), two of one form (see `merge_years`), or workbooks.

    For workbooks see `xltool.merging.merge`. A campaign has its own roster, templates and year, and only a campaign knows the past:
    UsageError when the wrong ones are given, and for all that the functions raise it for.

    >>> merged = xltool.merge(["filled.xlsx", "corrected.xlsx"])
    >>> merged.to_frame()["income.total"].tolist()
    [Decimal('276.680000')]
    """
    given = as_sources(paths)
    folders = [path for path in given if isinstance(path, Path | str) and is_campaign(path)]
    if len(given) in (1, 2) and len(folders) == len(given):
        if roster is not None or templates is not None or year is not None:
            zh, en = "收集任务自有名录、模板与年度，不能另给", "a campaign has its own roster, templates and year; give no others"
            raise UsageError(Text(zh=zh, en=en))
        if len(given) == 1:
            return merge_campaign(folders[0], output=output, include_rejected=include_rejected, as_of=as_of, lang=lang, watch=watch)
        if as_of is not None:
            zh, en = "对比两个收集任务时不能指定时点", "two campaigns are compared as they are now; leave --as-of out"
            raise UsageError(Text(zh=zh, en=en))
        return merge_years(folders[0], folders[1], output=output, include_rejected=include_rejected, lang=lang, watch=watch)
    _refuse_campaigns(path for path in given if isinstance(path, Path | str))
    if as_of is not None:
        raise UsageError(Text(zh="只有收集任务能按时点汇总", en="only a campaign can be merged as of a time"))
    return merge_files(
        given, output=output, roster=roster, templates=templates, year=year, include_rejected=include_rejected, lang=lang, watch=watch
    )


def _refuse_campaigns(paths: Iterable[Path | str]) -> None:
    """Refuse campaigns among workbooks: their ledgers, outboxes and stores would be read as forms that came in."""
    given = [Path(path) for path in paths]
    missing = next((path for path in given if not path.exists()), None)
    if missing is not None:
        raise not_found(missing)
    for path in given:
        below = sorted(path.rglob(CONFIG_FILE)) if path.is_dir() else []
        if below:
            zh = f"{below[0].parent} 是收集任务，每次只能汇总一个：xltool merge {below[0].parent}"
            en = f"{below[0].parent} is a campaign; campaigns are merged one at a time: xltool merge {below[0].parent}"
            raise UsageError(Text(zh=zh, en=en))


def merge_campaign(
    folder: Path | str,
    *,
    output: Output | None = None,
    include_rejected: bool = False,
    as_of: datetime | None = None,
    lang: Lang = "zh",
    watch: Watch = unwatched,
) -> Merged:
    """Merge the latest submission of every unit and project, if it was accepted; see `xltool.merge`.

    With `include_rejected` also those that must be corrected, marked; with `as_of` as things were at that time. `output` is
    the summary workbook, by default `summary.xlsx` in the campaign's folder; the data go into `summary-data` beside it. The same
    ledger gives the same bytes. Raises UsageError when a file cannot be written, DefinitionError, LedgerError.
    """
    path = output if output is not None else Path(folder) / SUMMARY_FILE
    with open_campaign(folder) as campaign:
        return write_merged(_gathered(campaign, as_of, watch, include_rejected=include_rejected), path, lang, watch)


def merge_years(
    one: Path | str,
    other: Path | str,
    *,
    output: Output | None = None,
    include_rejected: bool = False,
    lang: Lang = "zh",
    watch: Watch = unwatched,
) -> Merged:
    """Merge the later of two campaigns of one form, its numbers compared with those of the earlier one.

    The years of the campaigns say which is which; where they say nothing, or the same, the first is the earlier one. Else as
    `merge_campaign`; UsageError also for campaigns of two forms, and for one given twice.
    """
    if Path(one).resolve() == Path(other).resolve():
        zh, en = (
            f"两次给出的是同一个收集任务（{one}），不能对比",
            f"both are the same campaign ({one}), which cannot be compared with itself",
        )
        raise UsageError(Text(zh=zh, en=en))
    with open_campaign(one) as first, open_campaign(other) as second:
        if first.definition.id != second.definition.id:
            zh = f"两个收集任务用的不是同一表格（{first.definition.id}、{second.definition.id}），不能对比"
            en = f"the campaigns are of two forms ({first.definition.id}, {second.definition.id}) and cannot be compared"
            raise UsageError(Text(zh=zh, en=en))
        years = first.config.year, second.config.year
        is_turned = years[0] is not None and years[1] is not None and years[0] > years[1]
        earlier, later = (second, first) if is_turned else (first, second)
        path = output if output is not None else later.folder / SUMMARY_FILE
        before = _gathered(earlier, None, watch, include_rejected=include_rejected)
        merged = _gathered(later, None, watch, include_rejected=include_rejected, earlier=before)
        return write_merged(merged, path, lang, watch)


def _gathered(
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
