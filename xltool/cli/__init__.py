"""The command line: it parses, calls the library and prints. Each command has a library function of the same name."""

from xltool.cli import campaigns, forms, inquiries, upkeep  # noqa: F401 - they register their commands
from xltool.cli.main import main
from xltool.cli.options import app

__all__ = ["app", "main"]
