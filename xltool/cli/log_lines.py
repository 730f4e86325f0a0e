"""Show the log on standard error: steps in the language of the run, on `-vv` details with times and modules as well."""

from __future__ import annotations

import logging
import sys

import typer

from xltool.base.display import on_one_line, visible
from xltool.base.messages import Text
from xltool.cli.run_settings import settings, spoken

#: Only ours: what other libraries log may hold values of forms and addresses of servers.
_LOGGER = logging.getLogger("xltool")


class _Lines(logging.Handler):
    """Writes each record as a line."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        message = record.msg.as_is(spoken()) if isinstance(record.msg, Text) else record.getMessage()
        before = f"{record.relativeCreated:.0f} ms {record.name}: " if settings.verbosity > 1 else ""
        typer.echo(visible(on_one_line(before + message)), err=True, file=sys.stderr)


def show_log() -> None:
    """Show what is logged from now on, as verbosely as the settings say. Called again, it changes nothing but how much that is."""
    if not any(isinstance(handler, _Lines) for handler in _LOGGER.handlers):
        _LOGGER.addHandler(_Lines())
    _LOGGER.setLevel(logging.DEBUG if settings.verbosity > 1 else logging.INFO)


def hide_log() -> None:
    """Show no more of it: in a process that runs several commands, each says for itself."""
    for handler in [handler for handler in _LOGGER.handlers if isinstance(handler, _Lines)]:
        _LOGGER.removeHandler(handler)
        _LOGGER.setLevel(logging.NOTSET)
