"""What the commands share: options, the language of messages, exit statuses."""

from __future__ import annotations

import enum
import locale
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
from xltool.base.messages import Lang, Text
from xltool.base.report_format import ReportFormat, json_lines

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


LangArg = Annotated[LangOption | None, typer.Option("--lang", help="Language of messages; the locale's if not given.")]
TemplatesArg = Annotated[
    Path | None,
    typer.Option("--templates", metavar="DIR", help="Folder of templates, beside its rules/ folder.", exists=True, file_okay=False),
]
RosterArg = Annotated[Path | None, typer.Option("--roster", metavar="CSV", help="Units, .csv or .xlsx.")]
YearArg = Annotated[int | None, typer.Option("--year", min=1900, max=2200, help="The year asked for (rule R04).")]
DirArg = Annotated[Path, typer.Argument(metavar="[DIR]", help="The campaign's folder; this one if not given.")]
FilesArg = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Workbooks, or folders of them.")]
TemplateArg = Annotated[str, typer.Argument(metavar="TEMPLATE", help="Id or path of a template.")]

chosen: list[Lang] = []


def remember(lang: LangOption | None) -> Lang:
    """The language of this run, also for errors that come later."""
    chosen[:] = [_lang(lang)]
    return chosen[0]


def _lang(lang: LangOption | None) -> Lang:
    if lang is not None:
        return "zh" if lang is LangOption.zh else "en"
    return locale_language()


def locale_language() -> Lang:
    """The language of the locale: of the variables that POSIX names, in its order, else of the system's settings."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return "zh" if value.lower().startswith("zh") else "en"
    return "zh" if (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"


def spoken() -> Lang:
    """The language of this run."""
    return chosen[0] if chosen else locale_language()


def say(text: Text) -> None:
    """Print a message."""
    typer.echo(visible(text.say(spoken())))


def complain(text: Text) -> None:
    """Print a message on standard error."""
    typer.echo(visible(text.as_is(spoken())), err=True)


def tell_written(path: Path, text: Text) -> None:
    """Print what was written; on standard error where the file is a pipe or device, which may be standard output."""
    (complain if is_written_through(path) else say)(text)


def print_json(value: Any) -> None:
    """Print a value as JSON."""
    typer.echo("\n".join(line.text for line in json_lines(value)))


def choices_of(formats: Mapping[str, object]) -> type[enum.StrEnum]:
    """Return an enum of the names in a registry: typer makes the choices of an option from enums."""
    return enum.StrEnum("Format", {name: name for name in formats})  # type: ignore[return-value]  # a class, as always


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
        typer.secho(visible(line.text), **_TONES.get(line.tone, {}))
