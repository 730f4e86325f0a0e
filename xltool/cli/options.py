"""What the commands share: options, the language of messages, exit statuses."""

from __future__ import annotations

import enum
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from xltool.base.display import visible
from xltool.base.errors import UsageError
from xltool.base.files import is_written_through
from xltool.base.messages import Lang, Text, listed
from xltool.base.report_format import ReportFormat, json_lines
from xltool.cli.help_texts import both
from xltool.cli.run_settings import LANGUAGES, settings, spoken

Report = TypeVar("Report")
#: How a terminal shows the tones of lines; other lines are plain.
_TONES: dict[str, dict[str, Any]] = {
    "error": {"fg": "red"},
    "warning": {"fg": "yellow"},
    "info": {"fg": "blue"},
    "head": {"bold": True},
    "status-accepted": {"fg": "green", "bold": True},
    "status-rejected": {"fg": "red", "bold": True},
    "status-unreadable": {"fg": "red", "bold": True},
    "added": {"fg": "green"},
    "removed": {"fg": "red"},
}
_WORKBOOKS = ("xlsx", "xls", "xlsm", "xlsb", "ods", "et", "csv")
FAILED = 2  # exit status: the command could not do its work
FOUND_ERRORS = 1  # exit status: errors among the findings


class LangOption(enum.StrEnum):
    """Languages of messages."""

    zh = "zh"
    en = "en"


TemplatesArg = Annotated[
    Path | None,
    typer.Option(
        "--templates",
        metavar="DIR",
        help=both(
            zh="模板文件夹，旁边应有 rules/ 文件夹；或一个设计表。",
            en="Folder of templates, beside its rules/ folder; or a design workbook.",
        ),
        exists=True,
    ),
]
AsArg = Annotated[
    str | None,
    typer.Option(
        "--as",
        metavar="TEMPLATE",
        help=both(
            zh="不是由 xltool 生成的表，按该模板读取。",
            en="Read workbooks that xltool never made as this form.",
        ),
    ),
]
RosterArg = Annotated[
    Path | None, typer.Option("--roster", metavar="CSV", help=both(zh="单位名录，.csv 或 .xlsx 文件。", en="Units, .csv or .xlsx."))
]
YearArg = Annotated[
    int | None,
    typer.Option(
        "--year", metavar="YEAR", min=1900, max=2200, help=both(zh="应报的年度（规则 R04）。", en="The year asked for (rule R04).")
    ),
]
DirArg = Annotated[
    Path,
    typer.Argument(
        metavar="[DIR]", help=both(zh="收集任务文件夹；未给出时为当前文件夹。", en="The campaign's folder; this one if not given.")
    ),
]
DirsArg = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[DIR...]",
        help=both(
            zh="收集任务文件夹，可以是几个；未给出时为当前文件夹。", en="The folders of one or several campaigns; this one if not given."
        ),
    ),
]
FilesArg = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help=both(zh="填好的表，或其所在的文件夹。", en="Workbooks, or folders of them."))
]
WorkbookOutputArg = Annotated[
    Path, typer.Option("-o", "--output", metavar="FILE", help=both(zh="要生成的工作簿。", en="The workbook to write."))
]
ReportOutputArg = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--output",
        metavar="FILE",
        help=both(zh="把报告写入文件，不在屏幕上显示。", en="Write the report to a file instead of printing it."),
    ),
]
TemplateArg = Annotated[
    str,
    typer.Argument(metavar="TEMPLATE", help=both(zh="模板的编码或路径，或设计表。", en="Id or path of a template, or a design workbook.")),
]


def remember(lang: LangOption | None) -> Lang:
    """Keep the language that an option names, also for errors that come later; return that of this run."""
    if lang is not None:
        settings.lang = LANGUAGES[lang.value]
    return spoken()


def has_colours(stream: Any) -> bool:
    """Return whether what goes to a stream may have colours: a terminal, and nobody said NO_COLOR (https://no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def say(text: Text) -> None:
    """Print a note of what was done, unless only results and errors are wanted."""
    if not settings.is_quiet:
        typer.echo(visible(text.as_is(spoken())))


def complain(text: Text) -> None:
    """Print a message on standard error."""
    typer.echo(visible(text.as_is(spoken())), err=True)


def detail(text: Text) -> None:
    """Print on standard error what only `-v` asks for."""
    if settings.verbosity:
        complain(text)


def tell_written(path: Path, text: Text) -> None:
    """Print what was written; on standard error where the file is a pipe or device, which may be standard output."""
    if not settings.is_quiet:
        (complain if is_written_through(path) else say)(text)


def print_json(value: Any) -> None:
    """Print a value as JSON."""
    typer.echo("\n".join(line.text for line in json_lines(value)))


def choices_of(formats: Mapping[str, object]) -> type[enum.StrEnum]:
    """Return an enum of the names in a registry: typer makes the choices of an option from enums."""
    return enum.StrEnum("Format", {name: name for name in formats})  # type: ignore[return-value]  # a class, as always


def no_workbooks(paths: Sequence[Path]) -> Text:
    """Return what to say where nothing was found to work on."""
    named = listed([str(path) for path in paths])
    return Text(zh=f"{named.zh} 中没有工作簿，请核对路径", en=f"no workbooks in {named.en}; check the path")


def refuse_other_ending(output: Path, format_: str, formats: Sequence[str]) -> None:
    """Raise UsageError when a report would go into a file that is called like one of another format."""
    ending = output.suffix.lower().removeprefix(".")
    if ending == format_ or ending not in (*formats, *_WORKBOOKS):
        return
    zh, en = f"-o {output}：报告的格式是 {format_}", f"-o {output}: the format of the report is {format_}"
    if ending in formats:
        raise UsageError(
            Text(zh=f"{zh}，请加 --format {ending}，或另取扩展名", en=f"{en}; add --format {ending}, or choose another ending")
        )
    raise UsageError(Text(zh=f"{zh}，请另取扩展名", en=f"{en}; choose another ending"))


def print_report(format_: ReportFormat[Report], report: Report, lang: Lang) -> None:
    """Print a report, in colours and folded to the width of the screen if it goes to one."""
    if not sys.stdout.isatty():
        typer.echo(format_.text(report, lang), nl=False)
        return
    for line in format_.lines(report, lang, shutil.get_terminal_size().columns):
        tone = _TONES.get(line.tone, {}) if has_colours(sys.stdout) else {}
        typer.secho(visible(line.text), **tone, reset=bool(tone))
