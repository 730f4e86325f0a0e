"""Run the command line: nothing but a sentence reaches a user when something goes wrong."""

from __future__ import annotations

import atexit
import gc
import os
import sys
import warnings
from collections.abc import Sequence
from time import monotonic
from typing import Any

import typer

import xltool
from xltool.base.display import visible
from xltool.base.errors import XltoolError
from xltool.base.messages import Text
from xltool.base.system_errors import reason_of
from xltool.cli.application import app
from xltool.cli.complaints import complaint_of, refuse_blank
from xltool.cli.options import FAILED, complain, detail, has_colours
from xltool.cli.run_settings import begin, spoken

_REFUSED = Text(zh="{where}系统拒绝读写（{reason}）", en="{where}the system refuses to read or write ({reason})")
_STOPPED = Text(
    zh="已中断。已经登记的都已保存，再次运行即可继续", en="stopped; what was recorded is kept, and running the command again goes on"
)
_UNFORESEEN = Text(
    zh="xltool 内部错误（{kind}：{error}）。设 XLTOOL_DEBUG=1 可看详情，请附上它报告问题。",
    en="internal error in xltool ({kind}: {error}). XLTOOL_DEBUG=1 shows more; please report it.",
)
_TOOK = Text(zh="用时 {seconds} 秒（xltool {version}，Python {python}）", en="took {seconds} s (xltool {version}, Python {python})")
#: The base of typer's errors about the words of a command line.
_USAGE_ERROR: Any = typer.BadParameter.__mro__[1]


def main() -> None:
    """Run the command line; no traceback, and no warning that a library has for programmers, reaches a user."""
    debugging = bool(os.environ.get("XLTOOL_DEBUG"))
    atexit.register(gc.freeze)  # skip the final garbage collection: the process is about to exit
    if not debugging:
        warnings.simplefilter("ignore")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    begin(sys.argv[1:])
    try:
        sys.exit(_run(sys.argv[1:]))
    except XltoolError as error:
        _complain_in_red(error.say(spoken()))
    except _USAGE_ERROR as error:
        _complain_of_words(error)
    except (typer.Abort, KeyboardInterrupt):
        complain(_STOPPED)
    except BrokenPipeError:
        sys.stderr.close()
    except OSError as error:  # the output has no room, the connection is gone
        if debugging:
            raise
        complain(_REFUSED.filled(where=f"{error.filename}: " if error.filename else "", reason=reason_of(error)))
    except Exception as error:
        if debugging:
            raise
        complain(_UNFORESEEN.filled(kind=type(error).__name__, error=error))
    sys.exit(FAILED)


def _run(words: Sequence[str]) -> int:
    """Run the command and return its exit status."""
    refuse_blank(words)
    start = monotonic()
    status = app(prog_name="xltool", standalone_mode=False)  # however it is called: what is named can be typed
    detail(_TOOK.filled(seconds=f"{monotonic() - start:.1f}", version=xltool.__version__, python=sys.version.partition(" ")[0]))
    return status if isinstance(status, int) else 0


def _complain_of_words(error: Any) -> None:
    """Say what is wrong with the words; without any, show the help."""
    if type(error).__name__ == "NoArgsIsHelpError" or not sys.argv[1:]:
        typer.echo(error.ctx.get_help(), err=True)
    else:
        _complain_in_red(complaint_of(error).as_is(spoken()))


def _complain_in_red(message: str) -> None:
    is_red = has_colours(sys.stderr)
    typer.secho(visible(message), err=True, fg="red" if is_red else None, reset=is_red)
