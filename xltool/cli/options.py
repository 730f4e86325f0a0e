"""What the commands share: options, the language of messages, exit statuses."""

from __future__ import annotations

import enum
import json
import locale
import os
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from xltool.base.messages import Lang, Text
from xltool.cli.quick import QuickCommand, QuickGroup

app = typer.Typer(
    cls=QuickGroup,
    name="xltool",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # plain help: rich takes longer to load than most commands to run
    pretty_exceptions_enable=False,
    help="Forms as locked Excel workbooks: build, read, check, collect, merge. 表格模板的生成、分发、收集、校验与汇总。",
)

#: Declares a command.
command = partial(app.command, cls=QuickCommand)

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
RosterArg = Annotated[Path | None, typer.Option("--roster", metavar="CSV", help="Units: id, name, level, department, aliases, email.")]
YearArg = Annotated[int | None, typer.Option("--year", help="The year asked for (rule R04).")]
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
    """Tell the user something."""
    typer.echo(text.say(spoken()))


def complain(text: Text) -> None:
    """Tell the user something on standard error."""
    typer.echo(text.as_is(spoken()), err=True)


def print_json(value: Any) -> None:
    """Print a value as JSON."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=plain))


def plain(value: Any) -> Any:
    """What JSON has no type for."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)


def write_text(path: Path, text: str) -> None:
    """Write a report to a file."""
    from xltool.base.files import write_whole

    write_whole(path, text.encode("utf-8", "replace"))
    say(Text(zh=f"已生成 {path}", en=f"wrote {path}"))
