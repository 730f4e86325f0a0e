"""Run the command line: nothing but a sentence reaches a user when something goes wrong."""

from __future__ import annotations

import atexit
import gc
import os
import re
import sys
import warnings
from collections.abc import Sequence

import typer

from xltool.base.display import visible
from xltool.base.errors import UsageError, XltoolError
from xltool.base.messages import Text
from xltool.cli.application import app
from xltool.cli.options import FAILED, LangOption, chosen, complain, remember, spoken

_LANGUAGE = re.compile(r"(?:^| )--lang[ =](zh|en)(?= |$)")


def main() -> None:
    """Run the command line; no traceback, and no warning that a library has for programmers, reaches a user."""
    debugging = bool(os.environ.get("XLTOOL_DEBUG"))
    atexit.register(gc.freeze)  # skip the final garbage collection: the process is about to exit
    chosen.clear()
    if not debugging:
        warnings.simplefilter("ignore")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        _refuse_blank(sys.argv[1:])
        app()
    except XltoolError as error:
        typer.secho(visible(error.say(spoken())), err=True, fg="red" if sys.stderr.isatty() else None)
        sys.exit(FAILED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(FAILED)
    except OSError as error:  # the output has no room, the connection is gone
        if debugging:
            raise
        reason = error.strerror or str(error)
        where = f"{error.filename}: " if error.filename else ""
        message = Text(zh=f"{where}系统拒绝读写（{reason}）", en=f"{where}the system refuses to read or write ({reason})")
        complain(message)
        sys.exit(FAILED)
    except Exception as error:
        if debugging:
            raise
        message = Text(
            zh=f"xltool 内部错误（{type(error).__name__}：{error}）。设 XLTOOL_DEBUG=1 可看详情，请附上它报告问题。",
            en=f"internal error in xltool ({type(error).__name__}: {error}). XLTOOL_DEBUG=1 shows more; please report it.",
        )
        complain(message)
        sys.exit(FAILED)


def _refuse_blank(words: Sequence[str]) -> None:
    """Raise UsageError for an option or argument without text: a variable of a script that is not set would mean something else."""
    if languages := _LANGUAGE.findall(" ".join(words)):
        remember(LangOption(languages[-1]))
    for before, word in zip(["", *words], words, strict=False):
        option, is_assigned, value = word.partition("=") if word.startswith("--") else (before, "", word)
        if (is_assigned or not word.startswith("-")) and not value.strip():
            named = option if option.startswith("-") else f"argument {words.index(word) + 1}"
            zh = f"{option} 的值不能为空" if option.startswith("-") else f"第 {words.index(word) + 1} 个参数为空"
            raise UsageError(Text(zh=zh, en=f"{named} must not be blank"))
