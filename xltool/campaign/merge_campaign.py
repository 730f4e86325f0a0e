"""`xltool merge` of a campaign: what counts in the ledger, as data and as the summary workbook."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from xltool.base.errors import UsageError
from xltool.base.files import Output
from xltool.base.messages import Lang, Text
from xltool.base.progress import Watch, unwatched
from xltool.base.sources import Source, as_sources
from xltool.campaign.campaign_dataset import campaign_dataset
from xltool.campaign.folder import is_campaign, open_campaign
from xltool.campaign.merge_rounds import SUMMARY_FILE, merge_rounds
from xltool.campaign.several import refuse_among_files
from xltool.form.roster import Roster
from xltool.merging.dataset import Merged
from xltool.merging.merge import merge as merge_files
from xltool.merging.merge import write_merged


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
    """Merge a campaign, named by its folder (see `merge_campaign`), several of one form (see `merge_rounds`), or workbooks.

    For workbooks see `xltool.merging.merge`. A campaign has its own roster, templates and year, and only a campaign knows the past:
    UsageError when the wrong ones are given, and for all that the functions raise it for.

    >>> merged = xltool.merge(["filled.xlsx", "corrected.xlsx"])
    >>> merged.to_frame()["income.total"].tolist()
    [Decimal('276.680000')]
    """
    given = as_sources(paths)
    folders = [Path(path) for path in given if isinstance(path, Path | str)]
    are_folders = len(folders) == len(given) and all(path.is_dir() or not path.exists() for path in folders)
    if are_folders and any(map(is_campaign, folders)):
        if roster is not None or templates is not None or year is not None:
            zh, en = "收集任务自有名录、模板与年度，不能另给", "a campaign has its own roster, templates and year; give no others"
            raise UsageError(Text(zh=zh, en=en))
        if len(folders) == 1:
            return merge_campaign(folders[0], output=output, include_rejected=include_rejected, as_of=as_of, lang=lang, watch=watch)
        return merge_rounds(folders, output=output, include_rejected=include_rejected, as_of=as_of, lang=lang, watch=watch)
    refuse_among_files(folders)
    if as_of is not None:
        raise UsageError(Text(zh="只有收集任务能按时点汇总", en="only a campaign can be merged as of a time"))
    return merge_files(
        given, output=output, roster=roster, templates=templates, year=year, include_rejected=include_rejected, lang=lang, watch=watch
    )


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
        return write_merged(campaign_dataset(campaign, as_of, watch, include_rejected=include_rejected), path, lang, watch)
