"""The command line: it parses, calls the library and prints. Each command has a library function of the same name.

The modules of commands do without `from __future__ import annotations`: typer would evaluate every annotation from its text,
twice, each time a command starts.
"""

from xltool.cli import campaign_commands, form_commands, inquiries, upkeep  # noqa: F401 - importing them registers their commands
from xltool.cli.main import main
from xltool.cli.options import app

__all__ = ["app", "main"]
