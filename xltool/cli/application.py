"""The command line as typer runs it: a group whose commands are loaded when they are called."""

from __future__ import annotations

from typing import Any

import typer

from xltool.cli.command_table import COMMANDS, CommandEntry
from xltool.cli.quick import QuickCommand, QuickGroup


class LazyGroup(QuickGroup):
    """The commands of the table. Its overview shows stand-ins; the command that is called is loaded."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the name, the command loaded, and the arguments that are its own."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, _loaded(COMMANDS[name]) if command is not None and name is not None else command, rest


#: Plain help: rich takes longer to load than most commands to run.
_PLAIN: dict[str, Any] = {"add_completion": False, "rich_markup_mode": None, "pretty_exceptions_enable": False}

app = typer.Typer(
    cls=LazyGroup,
    name="xltool",
    no_args_is_help=True,
    help="Forms as locked Excel workbooks: build, read, check, collect, merge. 表格模板的生成、分发、收集、校验与汇总。",
    **_PLAIN,
)


def _loaded(entry: CommandEntry) -> Any:
    """Return a command with its options: an application of one command is that command."""
    single = typer.Typer(**_PLAIN)
    single.command(entry.name, cls=QuickCommand)(entry.load())
    return typer.main.get_command(single)


def _stand_in() -> None:
    """Stand for a command in the overview."""


for _entry in COMMANDS.values():
    app.command(_entry.name, help=_entry.doc)(_stand_in)
