"""The command line: it parses, calls the library and prints. Each command has a library function of the same name.

The modules of commands do without `from __future__ import annotations`: typer would evaluate every annotation from its text,
twice, each time a command starts.
"""

from xltool.cli.application import app
from xltool.cli.main import main

__all__ = ["app", "demo", "main"]
