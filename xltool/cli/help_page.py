"""Write the help of the command line and of each command, in Chinese or English, aligned by what characters take on a screen."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from xltool.base.display import display_width
from xltool.base.messages import Lang, Text
from xltool.cli.command_table import COMMANDS, GROUPS, CommandEntry
from xltool.cli.help_texts import help_text, placeholder

_USAGE = Text(zh="用法：{usage}", en="Usage: {usage}")
_ARGUMENTS = Text(zh="参数", en="Arguments")
_OPTIONS = Text(zh="选项", en="Options")
_EVERYWHERE = Text(zh="通用选项（写在命令前后均可）", en="Options of every command (before or after it)")
_EXAMPLES = Text(zh="示例", en="Examples")
_MORE = Text(zh="各命令的用法：xltool 命令 --help", en="Help on a command: xltool COMMAND --help")
_DEFAULT = Text(zh="默认 {value}", en="default: {value}")
_VARIABLE = Text(zh="也可用环境变量 {name}", en="or the variable {name}")
_REQUIRED = Text(zh="必填", en="required")
#: Options that the library adds: what they do.
_OF_LIBRARY = {
    "help": Text(zh="显示帮助。", en="Show this help."),
    "install_completion": Text(zh="为当前终端安装命令补全。", en="Install completion for this shell."),
    "show_completion": Text(zh="显示命令补全的脚本，供复制或修改。", en="Print the completion script, to copy or change."),
}
#: Between two notes.
_BETWEEN = Text(zh="；", en="; ")
_GAP = 2  # columns between a name and what it means
_WIDEST_NAME = 30  # columns; what a longer one means stands below it
#: Where a line may end: behind a space, behind or before a Chinese character; not before a mark that ends a sentence.
_PIECE = re.compile(
    r"[一-鿿]?[，。；：、）”？！]+|“|[一-鿿](?![，。；：、）”？！])|[^\s一-鿿，。；：、）”？！“]+\s*[，。；：、）”？！]*|\s+"
)


def group_page(ctx: Any, lang: Lang, width: int) -> str:
    """Return the overview: all commands by what they are for, and the options of every command."""
    lines = [
        _USAGE.say(lang, usage=placeholder("xltool COMMAND [OPTIONS]", lang)),
        "",
        *wrapped(help_text(ctx.command.help).say(lang), width),
    ]
    for group, title in GROUPS.items():
        entries = [entry for entry in COMMANDS.values() if entry.group == group]
        lines += _section(title.say(lang), [(entry.name, entry.doc.say(lang)) for entry in entries], width)
    lines += _section(_EVERYWHERE.say(lang), _rows(ctx.command.get_params(ctx), lang), width)
    return "\n".join([*lines, "", _MORE.say(lang)])


def command_page(ctx: Any, entry: CommandEntry, shared: Sequence[Any], lang: Lang, width: int) -> str:
    """Return the help of one command; `shared` are the options that every command takes."""
    params = ctx.command.get_params(ctx)
    own = [param for param in params if param not in shared and param.name != "help"]
    arguments = [param for param in own if param.param_type_name == "argument"]
    options = [param for param in own if param.param_type_name == "option"]
    lines = [*wrapped(_USAGE.say(lang, usage=usage_of(ctx, lang)), width, hang=4), "", *wrapped(entry.doc.say(lang), width)]
    lines += _section(_ARGUMENTS.say(lang), _rows(arguments, lang), width)
    lines += _section(_OPTIONS.say(lang), _rows(options, lang), width)
    lines += _section(_EVERYWHERE.say(lang), _rows([param for param in params if param not in own], lang), width)
    if entry.examples:
        lines += ["", _EXAMPLES.say(lang), *(f"  {example.say(lang)}" for example in entry.examples)]
    return "\n".join(lines)


def usage_of(ctx: Any, lang: Lang) -> str:
    """Return the command with its arguments and the options that must be given: `xltool build TEMPLATE -o FILE [OPTIONS]`."""
    params = [param for param in ctx.command.get_params(ctx) if not getattr(param, "hidden", False)]
    arguments = [name_of(param, lang) for param in params if param.param_type_name == "argument"]
    demanded = [f"{param.opts[0]} {_value_of(param, lang)}" for param in params if param.param_type_name == "option" and param.required]
    return " ".join([ctx.command_path, *arguments, *demanded, placeholder("[OPTIONS]", lang)])


def name_of(param: Any, lang: Lang) -> str:
    """Return how a person would call a parameter: `--roster`, `TEMPLATE`."""
    return placeholder(param.metavar or param.name.upper(), lang) if param.param_type_name == "argument" else _longest(param.opts)


def _longest(opts: Sequence[str]) -> str:
    return max(opts, key=len)


def _value_of(param: Any, lang: Lang) -> str:
    return placeholder(param.metavar or "", lang)


def _rows(params: Iterable[Any], lang: Lang) -> list[tuple[str, str]]:
    return [(_names(param, lang), _meaning(param, lang)) for param in params if not getattr(param, "hidden", False)]


def _names(param: Any, lang: Lang) -> str:
    """Return `-o, --output FILE`; long names stand below each other whether there is a short one or not."""
    if param.param_type_name == "argument":
        return name_of(param, lang)
    names = ", ".join(sorted(param.opts, key=len))
    return " ".join(part for part in ("    " * names.startswith("--") + names, _value_of(param, lang)) if part)


def _meaning(param: Any, lang: Lang) -> str:
    text = (_OF_LIBRARY.get(param.name) or help_text(param.help or "")).say(lang)
    notes = _BETWEEN.as_is(lang).join(_notes(param, lang))
    return f"{text} [{notes}]" if notes else text


def _notes(param: Any, lang: Lang) -> Iterator[str]:
    """Yield what is to be known of a value: that it must be given, its default, the variable it may come from."""
    if param.required:
        yield _REQUIRED.say(lang)
    if isinstance(param.default, str | Path) and str(param.default) != ".":
        value = param.default.value if isinstance(param.default, enum.Enum) else param.default
        yield _DEFAULT.say(lang, value=value)
    if param.envvar:
        yield _VARIABLE.say(lang, name=param.envvar)


def _section(title: str, rows: Sequence[tuple[str, str]], width: int) -> list[str]:
    """Return a blank line, the title and a definition list, or nothing without rows."""
    if not rows:
        return []
    column = min(max(display_width(name) for name, _ in rows), _WIDEST_NAME) + 2 + _GAP
    lines = ["", title]
    for name, meaning in rows:
        text = wrapped(meaning, width - column)
        start = f"  {name}"
        if display_width(start) + _GAP > column:
            lines.append(start)
            start = ""
        lines += [
            f"{before}{' ' * (column - display_width(before))}{line}"
            for before, line in zip([start, *[""] * len(text)], text, strict=False)
        ]
    return lines


def wrapped(text: str, width: int, hang: int = 0) -> list[str]:
    """Fold a text to lines of at most `width` columns of a terminal; later ones are set in by `hang`."""
    lines, line = [], ""
    for piece in _PIECE.findall(text):
        if line.strip() and display_width((line + piece).rstrip()) > width:
            lines.append(line.rstrip())
            line = " " * hang
        line += piece if line.strip() or not piece.isspace() else ""
    return [*lines, line.rstrip()]
