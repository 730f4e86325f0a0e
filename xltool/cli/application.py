"""The command line as typer runs it: a group whose commands are loaded when they are called, in either language."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from xltool.cli.command_table import COMMANDS, CommandEntry
from xltool.cli.complaints import placed, too_many_words, unknown_command
from xltool.cli.help_page import command_page, group_page
from xltool.cli.help_texts import both
from xltool.cli.options import LangOption, remember
from xltool.cli.quick import QuickCommand, QuickGroup
from xltool.cli.run_settings import settings, spoken

#: Options of the group that no command takes: they are about the shell.
_OF_GROUP_ALONE = {"install_completion", "show_completion"}


class BilingualCommand(QuickCommand):
    """A command with its help in either language, which takes the shared options as well."""

    entry: CommandEntry
    shared: tuple[Any, ...] = ()  # the parameters of the group: given behind a command they do the same

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help page in the language of this run."""
        formatter.write(command_page(ctx, self.entry, self.shared, spoken(), formatter.width) + "\n")

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Convert the words behind the command. Raises UsageError for one too many."""
        ctx.allow_extra_args = True
        with placed(ctx):
            rest = list(super().parse_args(ctx, args))
        if rest and not ctx.resilient_parsing:
            raise too_many_words(ctx, rest)
        return rest


class BilingualGroup(QuickGroup):
    """The commands of the table. Its overview shows stand-ins; the command that is called is loaded."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the name, the command loaded, and the arguments that are its own. Raises UsageError for an unknown one."""
        if args[0] in COMMANDS:
            return args[0], self._loaded(COMMANDS[args[0]]), args[1:]
        if ctx.resilient_parsing:
            return None, None, args[1:]
        raise unknown_command(args[0])

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Convert the words before the command."""
        with placed(ctx):
            return list(super().parse_args(ctx, args))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the overview in the language of this run."""
        formatter.write(group_page(ctx, spoken(), formatter.width) + "\n")

    def _loaded(self, entry: CommandEntry) -> Any:
        """Return a command with its options: an application of one command is that command."""
        single = typer.Typer(add_completion=False, **_PLAIN)
        single.command(entry.name, cls=BilingualCommand)(entry.load())
        command: Any = typer.main.get_command(single)
        names = {param.name for param in command.params} | _OF_GROUP_ALONE
        command.entry, command.shared = entry, tuple(param for param in self.params if param.name not in names)
        command.params.extend(command.shared)
        return command


#: Plain help: rich takes longer to load than most commands to run.
_PLAIN: dict[str, Any] = {"rich_markup_mode": None, "pretty_exceptions_enable": False}

app = typer.Typer(
    cls=BilingualGroup,
    name="xltool",
    no_args_is_help=True,
    help=both(
        zh="表格的设计、生成、分发、收集、校验与汇总：一份定义，处处一致。",
        en="Forms as locked Excel workbooks: build, distribute, collect, check, merge, all from one definition.",
    ),
    context_settings={"help_option_names": ["-h", "--help"]},
    **_PLAIN,
)


def _language(value: LangOption | None) -> None:
    if value is not None:
        remember(value)


def _quiet(value: bool) -> None:  # noqa: FBT001 - typer's way
    settings.is_quiet = settings.is_quiet or value


def _verbose(value: int) -> None:
    settings.verbosity += value or 0
    if settings.verbosity:
        from xltool.cli.log_lines import show_log

        show_log()


def _version(value: bool) -> None:  # noqa: FBT001 - typer's way
    if value:
        from xltool import __version__

        typer.echo(f"xltool {__version__}")
        raise typer.Exit


@app.callback()
def shared_options(
    lang: Annotated[
        LangOption | None,
        typer.Option(
            "--lang",
            metavar="zh|en",
            callback=_language,
            expose_value=False,
            is_eager=True,
            help=both(zh="提示使用的语言；未给出时按系统语言。", en="Language of messages; the locale's if not given."),
        ),
    ] = None,
    quiet: Annotated[  # noqa: FBT002 - typer's way
        bool,
        typer.Option(
            "-q",
            "--quiet",
            callback=_quiet,
            expose_value=False,
            help=both(zh="只输出结果与错误：没有进度、说明和下一步。", en="Results and errors only: no progress, notes or next step."),
        ),
    ] = False,
    verbose: Annotated[
        int,
        typer.Option(
            "-v",
            "--verbose",
            count=True,
            callback=_verbose,
            expose_value=False,
            help=both(
                zh="在标准错误上多说明一些：每一步、生成的每个文件、用时；-vv 另有细节与时刻。",
                en="Tell more, on standard error: each step, each file written, the time taken; -vv details with times as well.",
            ),
        ),
    ] = 0,
    version: Annotated[  # noqa: FBT002 - typer's way
        bool,
        typer.Option("--version", callback=_version, expose_value=False, is_eager=True, help=both(zh="显示版本。", en="Show the version.")),
    ] = False,
) -> None:
    """Take the options that may stand before a command or behind it."""


def _stand_in() -> None:
    """Stand for a command in the overview and in completion."""


for _entry in COMMANDS.values():
    app.command(_entry.name, help=_entry.doc.en)(_stand_in)
