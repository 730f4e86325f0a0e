"""The command that publishes completed forms as their official print."""

import enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import xltool
from xltool.base.errors import UsageError
from xltool.base.messages import Text, counted
from xltool.cli.help_texts import both
from xltool.cli.next_step import next_step
from xltool.cli.options import FOUND_ERRORS, TemplatesArg, choices_of, complain, say, tell_written
from xltool.cli.progress_bar import progress_bar
from xltool.cli.run_settings import spoken
from xltool.publishing.writers import WRITERS

if TYPE_CHECKING:
    PrintFormat = str
else:  # an enum, of which typer makes the choices of an option
    PrintFormat = choices_of(WRITERS)


class StandardOption(enum.StrEnum):
    """Standards that a PDF may be held to."""

    ua = "ua"
    a = "a"


def publish(
    output: Annotated[
        Path,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE|DIR",
            help=both(
                zh="要生成的文件（扩展名即格式），或写入的文件夹。", en="The file to write, whose ending names its format; or a folder."
            ),
        ),
    ],
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[DIR | FILE...]",
            help=both(zh="收集任务（未给出时为当前文件夹），或填好的表。", en="A campaign (else this folder), or workbooks."),
        ),
    ] = None,
    format_: Annotated[
        PrintFormat | None, typer.Option("--format", metavar="|".join(WRITERS), help=both(zh="印本的格式。", en="Format of the print."))
    ] = None,
    *,
    each: Annotated[bool, typer.Option("--each", help=both(zh="每份表一个文件。", en="A file for each form."))] = False,
    mask: Annotated[bool, typer.Option("--mask", help=both(zh="隐去个人信息。", en="Mask personal data."))] = False,
    standard: Annotated[
        StandardOption | None,
        typer.Option(
            "--standard",
            metavar="ua|a",
            help=both(zh="PDF 符合 PDF/UA（无障碍）或 PDF/A（归档）。", en="Hold a PDF to PDF/UA (accessible) or PDF/A (archives)."),
        ),
    ] = None,
    stamp: Annotated[
        bool, typer.Option("--stamp", help=both(zh="每页注明状态和数据日期。", en="State and date of the data on each page."))
    ] = False,
    data: Annotated[
        bool,
        typer.Option("--data", help=both(zh="同时写出数据：CSV、JSON 及其说明。", en="The data too: CSV and JSON, with a data package.")),
    ] = False,
    templates: TemplatesArg = None,
) -> None:
    """Write accepted forms (or the files given) as their official print: PDF, Word or HTML; exit status 1 when one has errors."""
    from xltool.campaign.folder import is_campaign

    if not files and not is_campaign(Path()):
        zh, en = (
            "这里不是收集任务文件夹，请给出任务文件夹或要公开的文件",
            "This is not a campaign folder. Name a campaign or the files to publish",
        )
        raise UsageError(Text(zh=zh, en=en))
    with progress_bar(Text(zh="公开", en="publishing")) as watch:
        published = xltool.publish(
            files or [Path()],
            output=output,
            format=str(format_) if format_ else None,
            each=each,
            mask=mask,
            standard=None if standard is None else standard.value,
            stamp=stamp,
            data=data,
            templates=templates,
            lang=spoken(),
            watch=watch,
        )
    for warning in published.warnings:
        complain(warning)
    for line in published.masked.lines() if published.masked else ():
        say(line)
    first = published.paths[0]
    if each:
        n_files = published.n_forms
        say(Text(zh=f"已生成 {n_files} 个文件：{first.parent}", en=f"wrote {counted(n_files, 'file')}: {first.parent}"))
    else:
        tell_written(first, Text(zh=f"已生成 {first}，{published.n_forms} 份表", en=f"wrote {first}, {counted(published.n_forms, 'form')}"))
    if data:
        folder = published.paths[-1].parent
        say(Text(zh=f"数据（CSV、JSON，附数据包说明）：{folder}", en=f"data (CSV and JSON, with a data package): {folder}"))
    next_step("publish", path=first)
    if not published.is_sound:
        raise typer.Exit(FOUND_ERRORS)
