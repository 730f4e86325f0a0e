"""Say what is wrong with the words of a command line, in one sentence with the remedy, in either language.

typer knows what is wrong, in English; what it knows is in the attributes of its errors, from which these sentences are made.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer

from xltool.base.display import on_one_line
from xltool.base.errors import UsageError
from xltool.base.messages import Text, listed
from xltool.base.suggestions import did_you_mean
from xltool.cli.command_table import COMMANDS
from xltool.cli.help_page import name_of, usage_of
from xltool.cli.help_texts import help_text, placeholder

_NO_COMMAND = Text(
    zh="没有命令“{name}”{offer}全部命令见：xltool --help", en="No such command '{name}'{offer} See all commands: xltool --help"
)
_NO_OPTION = Text(zh="没有选项 {name}{offer}可用的选项见：{help}", en="No such option: {name}{offer} See the options: {help}")
_NO_VALUE = Text(zh="选项 {name} 缺少值。用法：{example}", en="Option {name} requires a value. Write: {example}")
_TAKES_NONE = Text(zh="选项 {name} 不带值。请只写 {name}", en="Option {name} takes no value. Write just {name}")
_MISSING_OPTION = Text(zh="缺少选项 {name}（{meaning}）。用法：{usage}", en="Missing option '{name}' ({meaning}). Usage: {usage}")
_MISSING_ARGUMENT = Text(zh="缺少参数“{name}”（{meaning}）。用法：{usage}", en="Missing argument '{name}' ({meaning}). Usage: {usage}")
_EXTRA = Text(zh="多余的参数：{words}。用法：{usage}", en="Got an unexpected extra argument: {words}. Usage: {usage}")
_NOT_A_CHOICE = Text(
    zh="{option} 的值“{value}”无效{offer}可选的值：{choices}",
    en="Invalid value for '{option}': '{value}' is not one of {choices}{offer} Choose one",
)
_NOT_A_NUMBER = Text(
    zh="{option} 的值“{value}”无效。请填 {low} 至 {high} 的整数",
    en="Invalid value for '{option}': '{value}'. Give a whole number from {low} to {high}",
)
_NOT_A_WHOLE = Text(zh="{option} 的值“{value}”无效。请填整数", en="Invalid value for '{option}': '{value}'. Give a whole number")
_NO_FOLDER = Text(
    zh="{option}：找不到文件夹 {value}。请核对路径", en="Invalid value for '{option}': the folder {value} does not exist. Check the path"
)
_NOT_A_FOLDER = Text(
    zh="{option}：{value} 不是文件夹。请给出文件夹", en="Invalid value for '{option}': {value} is not a folder. Name a folder"
)
_UNREADABLE = Text(
    zh="{option}：{value} 无权读取。请检查权限", en="Invalid value for '{option}': {value} may not be read. Check its permissions"
)
_OTHER = Text(zh="{option} 的值“{value}”无法使用。用法见：{help}", en="Invalid value for '{option}': '{value}' cannot be used. See: {help}")
_NO_NAME = Text(zh="命令行有误。用法见：{help}", en="The command line cannot be understood. See: {help}")
_BLANK_OPTION = Text(
    zh="{option} 的值不能为空。请给出值，或去掉该选项", en="{option} must not be blank. Give a value, or leave the option out"
)
_BLANK_ARGUMENT = Text(
    zh="第 {number} 个参数为空。请给出内容，或去掉它", en="argument {number} must not be blank. Give a value, or leave it out"
)
_FILE_ENDINGS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".zip", ".et")


#: The base of the library's errors about the words of a command line.
_USAGE_ERROR: Any = typer.BadParameter.__mro__[1]


@contextmanager
def placed(ctx: Any) -> Iterator[None]:
    """Add the command to errors about its words: some of the library's do not name it."""
    try:
        yield
    except _USAGE_ERROR as error:
        error.ctx = getattr(error, "ctx", None) or ctx
        raise


def unknown_command(name: str) -> UsageError:
    """Return the error that there is no such command, with the one that was probably meant; a workbook is probably to be checked."""
    if name.lower().endswith(_FILE_ENDINGS):
        offer = (
            did_you_mean(name, [])
            if not Path(name).exists()
            else Text(zh=f"；要检查这个文件，请运行 xltool check {name}", en=f"; to check this file run: xltool check {name}")
        )
    else:
        offer = did_you_mean(name, COMMANDS)
    return UsageError(_NO_COMMAND.filled(name=on_one_line(name), offer=_ended(offer)))


def too_many_words(ctx: Any, words: Sequence[str]) -> UsageError:
    """Return the error that there are arguments which the command has no use for."""
    return UsageError(_EXTRA.filled(words=on_one_line(" ".join(words)), usage=_usage(ctx)))


def _ended(offer: Text) -> Text:
    """Return an offer, which ends with a question mark or not at all, with a full stop where it needs one."""
    zh, en = offer.zh if offer.zh.endswith("？") else f"{offer.zh}。", offer.en if offer.en.endswith("?") else f"{offer.en}."
    return Text(zh=zh, en=en)


def refuse_blank(words: Sequence[str]) -> None:
    """Raise UsageError for an option or argument without text: a variable of a script that is not set would mean something else."""
    for before, word in zip(["", *words], words, strict=False):
        option, is_assigned, value = word.partition("=") if word.startswith("--") else (before, "", word)
        if (is_assigned or not word.startswith("-")) and not value.strip():
            if option.startswith("-"):
                raise UsageError(_BLANK_OPTION.filled(option=option))
            raise UsageError(_BLANK_ARGUMENT.filled(number=words.index(word) + 1))


def complaint_of(error: Any) -> Text:
    """Return what one of typer's errors says, as a sentence with the remedy."""
    return _COMPLAINTS.get(type(error).__name__, _of_any)(error)


def _of_any(error: Any) -> Text:
    return _NO_NAME.filled(help=_help_of(error.ctx))


def _unknown_option(error: Any) -> Text:
    """An option that is written wrongly; a word such as -outbox is one letter after the other."""
    known = sorted(opt for param in error.ctx.command.get_params(error.ctx) for opt in param.opts)
    name = error.option_name
    offer = did_you_mean(name, known)
    return _NO_OPTION.filled(name=on_one_line(name), offer=_ended(offer), help=_help_of(error.ctx))


def _bad_use(error: Any) -> Text:
    """An option without the value that it takes, or with one though it takes none."""
    for param in error.ctx.command.get_params(error.ctx):
        if error.option_name in param.opts:
            if getattr(param, "is_flag", False) or getattr(param, "count", False):
                return _TAKES_NONE.filled(name=error.option_name)
            value = Text(zh=placeholder(param.metavar or "", "zh"), en=placeholder(param.metavar or "", "en"))
            example = Text(zh=f"{error.option_name} {value.zh}", en=f"{error.option_name} {value.en}")
            return _NO_VALUE.filled(name=error.option_name, example=example)
    return _of_any(error)


def _missing(error: Any) -> Text:
    param = error.param
    meaning = help_text(param.help or "")
    names = Text(zh=name_of(param, "zh"), en=name_of(param, "en"))
    values: dict[str, object] = {"meaning": Text(zh=meaning.zh.rstrip("。"), en=meaning.en.rstrip(".")), "usage": _usage(error.ctx)}
    if param.param_type_name == "argument":
        return _MISSING_ARGUMENT.filled(name=names, **values)
    return _MISSING_OPTION.filled(name=param.opts[0], **values)


def _bad_value(error: Any) -> Text:
    """A value that is not of the kind which the parameter declares."""
    param, value = error.param, getattr(error, "value", None)
    if param is None or value is None:
        return _of_any(error)
    declared = getattr(param, "type_descriptor", None)
    kind, info = getattr(declared, "annotation", None), getattr(declared, "parameter_info", None)
    option = Text(zh=name_of(param, "zh"), en=name_of(param, "en"))
    shown = on_one_line(", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value))
    values: dict[str, object] = {"option": option, "value": shown, "help": _help_of(error.ctx)}
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return _not_a_choice(kind, shown, values)
    if kind is int:
        low, high = getattr(info, "min", None), getattr(info, "max", None)
        return _NOT_A_WHOLE.filled(**values) if low is None else _NOT_A_NUMBER.filled(low=low, high=high, **values)
    if kind is Path and not isinstance(value, list | tuple):
        return _bad_path(Path(shown)).filled(**values)
    return _OTHER.filled(**values)


def _not_a_choice(kind: type[enum.Enum], value: str, values: Mapping[str, object]) -> Text:
    names = [str(member.value) for member in kind]
    choices = Text(zh=listed(names).zh, en=", ".join(map(repr, names)))
    return _NOT_A_CHOICE.filled(choices=choices, offer=_ended(did_you_mean(value, names)), **values)


def _bad_path(path: Path) -> Text:
    if not path.exists():
        return _NO_FOLDER
    return _UNREADABLE if path.is_dir() else _NOT_A_FOLDER


def _usage(ctx: Any) -> Text:
    return Text(zh=usage_of(ctx, "zh"), en=usage_of(ctx, "en"))


def _help_of(ctx: Any) -> str:
    return f"{ctx.command_path if ctx is not None else 'xltool'} --help"


#: By the names of typer's errors, which have been in several modules.
_COMPLAINTS: Mapping[str, Callable[[Any], Text]] = {
    "NoSuchOption": _unknown_option,
    "BadOptionUsage": _bad_use,
    "MissingParameter": _missing,
    "BadParameter": _bad_value,
    "RefusedValue": _bad_value,
}
