"""Run the command line: nothing but a sentence reaches a user when something goes wrong."""

from __future__ import annotations

import atexit
import gc
import os
import sys
import warnings

import typer

from xltool.base.errors import XltoolError
from xltool.base.messages import Text
from xltool.cli.application import app
from xltool.cli.options import FAILED, chosen, complain, spoken


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
        app()
    except XltoolError as error:
        typer.secho(error.say(spoken()), err=True, fg="red" if sys.stderr.isatty() else None)
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
