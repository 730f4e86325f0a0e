"""The command that merges a campaign, several of them, or workbooks."""

import enum
from pathlib import Path
from typing import Annotated

import typer

import xltool
from xltool.base.errors import UsageError
from xltool.base.messages import Text, counted
from xltool.cli.help_texts import both
from xltool.cli.next_step import next_step
from xltool.cli.options import RosterArg, TemplatesArg, YearArg, complain, no_workbooks, say
from xltool.cli.progress_bar import progress_bar
from xltool.cli.run_settings import spoken


class IncludeOption(enum.StrEnum):
    """What is merged beside accepted forms."""

    rejected = "rejected"


def merge(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[DIR... | FILE...]",
            help=both(
                zh="收集任务（未给出时为当前文件夹）；几个年度、地区的可一起给出；或填好的表。",
                en="Campaigns (else this folder), of years or areas side by side; or workbooks.",
            ),
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help=both(zh="要生成的汇总表；未给出时为 summary.xlsx。", en="The summary workbook to write; summary.xlsx if not given."),
        ),
    ] = None,
    roster: RosterArg = None,
    year: YearArg = None,
    include: Annotated[
        IncludeOption | None,
        typer.Option(
            "--include", metavar="rejected", help=both(zh="退回修改的表也汇总，并加标记。", en="Merge rejected forms too, marked.")
        ),
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="TIME", help=both(zh="按该时点的情况汇总收集任务。", en="A campaign as it stood then."))
    ] = None,
    templates: TemplatesArg = None,
) -> None:
    """Merge completed workbooks: a summary workbook, and the merged data as Parquet and CSV in a folder beside it."""
    from xltool.base.moments import parse_moment
    from xltool.campaign.folder import is_campaign
    from xltool.merging.dataset import what_counts

    chosen = spoken()
    given = files or [Path()]
    if not files and not is_campaign(Path()):
        zh, en = (
            "这里不是收集任务文件夹，请给出任务文件夹或要汇总的文件",
            "This is not a campaign folder. Name a campaign or the files to merge",
        )
        raise UsageError(Text(zh=zh, en=en))
    is_files = not all(map(is_campaign, given))
    moment = parse_moment(as_of, "--as-of") if as_of else None
    with progress_bar(Text(zh="汇总", en="merging")) as watch:
        merged = xltool.merge(
            given,
            output=output or (Path("summary.xlsx") if is_files else None),
            as_of=moment,
            roster=roster,
            year=year,
            templates=templates,
            include_rejected=include is IncludeOption.rejected,
            lang=chosen,
            watch=watch,
        )
    _tell_written(*merged.written)
    if is_files:
        lines = list(what_counts(merged).lines())
        for line in lines if lines or merged.definition is not None else [no_workbooks(given)]:
            complain(line)
    next_step("merge", path=merged.written[0])


def _tell_written(summary: Path, *data: Path) -> None:
    """Name the workbook for people and the folder of data for programs; each file of it stands in the log (`-v`)."""
    say(Text(zh=f"已生成 {summary}", en=f"wrote {summary}"))
    if data:
        zh = f"数据（Parquet 与 CSV，供程序使用）：{data[0].parent}，{len(data)} 个文件"
        say(Text(zh=zh, en=f"data for programs (Parquet and CSV): {data[0].parent}, {counted(len(data), 'file')}"))
