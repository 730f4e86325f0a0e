"""`xltool merge` of several campaigns of one form: years, counties, or both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from xltool.base.errors import UsageError
from xltool.base.files import Output
from xltool.base.messages import Lang, Text
from xltool.base.output_path import refuse_output
from xltool.base.progress import Watch, unwatched
from xltool.campaign.campaign_dataset import campaign_dataset
from xltool.campaign.config import Config
from xltool.campaign.folder import open_campaign
from xltool.campaign.several import refuse_unlike
from xltool.merging.dataset import Merged
from xltool.merging.rounds import CampaignHead, Round, in_order, place_names, places_of, round_names
from xltool.merging.write_rounds import write_rounds

#: Where the summary goes by default, below the campaign's folder.
SUMMARY_FILE = "summary.xlsx"
_FORMS = Text(
    zh="这些收集任务用的不是同一表格，请按表格分别汇总：{commands}",
    en="the campaigns are of different forms, which are merged form by form: {commands}",
)
_NO_OUTPUT = Text(
    zh="几个地区的收集任务一起汇总时，请用 -o 指定汇总表：xltool merge {folders} -o summary.xlsx",
    en="Campaigns of several areas need a file to write to: xltool merge {folders} -o summary.xlsx",
)


@dataclass(frozen=True, kw_only=True)
class _Chosen:
    """A campaign that is merged with others."""

    folder: Path
    head: CampaignHead


def merge_rounds(
    folders: Sequence[Path],
    *,
    output: Output | None = None,
    include_rejected: bool = False,
    as_of: datetime | None = None,
    lang: Lang = "zh",
    watch: Watch = unwatched,
) -> Merged:
    """Merge several campaigns of one form; every table has the columns `campaign`, `year` and `version`.

    The years of the campaigns give their order; where one has none, that in which they are named. Rounds of one place are compared with
    each other; `output` is then by default `summary.xlsx` of the last one, while several places need one. With `as_of`, as things stood
    at that time. Raises UsageError where the folders are not as many campaigns of one form and when a file cannot be written,
    DefinitionError, LedgerError.
    """
    if output is not None:
        refuse_output(output, ".xlsx", Text(zh="汇总表", en="the summary"))
    settings = refuse_unlike(folders)
    _refuse_forms(folders, settings)
    given = [_chosen(folder, config) for folder, config in zip(folders, settings, strict=True)]
    chosen = [given[at] for at in in_order([one.head for one in given])]
    heads = [one.head for one in chosen]
    places = places_of(heads)
    if output is None and len(set(places)) > 1:
        raise UsageError(_NO_OUTPUT.filled(folders=" ".join(map(str, folders))))
    path = output if output is not None else chosen[-1].folder / SUMMARY_FILE
    rounds = _rounds(chosen, places, include_rejected=include_rejected, as_of=as_of, watch=watch)
    return write_rounds(rounds, path, lang)


def _refuse_forms(folders: Sequence[Path], settings: Sequence[Config]) -> None:
    by_form: dict[str, list[str]] = {}
    for folder, config in zip(folders, settings, strict=True):
        by_form.setdefault(config.template, []).append(str(folder))
    if len(by_form) > 1:
        commands = [(form, f"xltool merge {' '.join(own)}") for form, own in by_form.items()]
        zh, en = "；".join(f"{form}：{line}" for form, line in commands), "; ".join(f"{form}: {line}" for form, line in commands)
        raise UsageError(_FORMS.filled(commands=Text(zh=zh, en=en)))


def _chosen(folder: Path, config: Config) -> _Chosen:
    with open_campaign(folder) as campaign:
        head = CampaignHead(
            campaign=config.id,
            title=config.title,
            folder=folder.resolve().name,
            area=config.area,
            year=config.year,
            roster=campaign.roster,
        )
    return _Chosen(folder=folder, head=head)


def _rounds(
    chosen: Sequence[_Chosen], places: Sequence[int], *, include_rejected: bool, as_of: datetime | None, watch: Watch
) -> list[Round]:
    """Return the data sets of campaigns, each compared with the one before it of its place."""
    heads = [one.head for one in chosen]
    of_places, names = place_names(heads, places), round_names(heads, places)
    latest: dict[int, Merged] = {}
    rounds: list[Round] = []
    for one, place, name in zip(chosen, places, names, strict=True):
        with open_campaign(one.folder) as campaign:
            merged = campaign_dataset(campaign, as_of, watch, include_rejected=include_rejected, earlier=latest.get(place))
        latest[place] = merged
        head = one.head
        rounds.append(
            Round(
                campaign=head.campaign, title=head.title, name=name, year=head.year, place=place, place_name=of_places[place], merged=merged
            )
        )  # fmt: skip
    return rounds
