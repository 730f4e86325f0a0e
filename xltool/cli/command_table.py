"""All commands by name: where each is, and the line that the overview shows of it. A command is loaded when it is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True, kw_only=True)
class CommandEntry:
    """One command. `doc` is the docstring of its function; the overview shows it without loading the module."""

    name: str
    module: str  # in `xltool.cli`
    doc: str

    def load(self) -> Callable[..., Any]:
        """Import the module and return the command's function: it has the command's name, with "_" behind a word of Python."""
        module = import_module(f"xltool.cli.{self.module}")
        function: Callable[..., Any] = getattr(module, self.name, None) or getattr(module, f"{self.name}_")
        return function


_ENTRIES = (
    CommandEntry(name="init", module="campaign_commands", doc="Make a campaign folder."),
    CommandEntry(name="distribute", module="campaign_commands", doc="Write one locked workbook for each unit (and project) into outbox/."),
    CommandEntry(
        name="collect",
        module="campaign_commands",
        doc="Take in what was received: keep, check, decide, record; marked workbooks go to returns/.",
    ),
    CommandEntry(
        name="status",
        module="status_command",
        doc="Show which units have submitted, need corrections, or are missing; exit status 1 while one is missing.",
    ),
    CommandEntry(
        name="demo",
        module="form_commands",
        doc="Run a whole campaign on a built-in form, by default that of Changzhou of 2022, and say what was made.",
    ),
    CommandEntry(name="forms", module="form_commands", doc="List the built-in forms: id, version, title and what each is for."),
    CommandEntry(name="build", module="form_commands", doc="Write one locked workbook."),
    CommandEntry(
        name="check", module="form_commands", doc="Check completed workbooks; exit status 1 when there are errors among the findings."
    ),
    CommandEntry(name="read", module="form_commands", doc="Print the document of a completed workbook as JSON."),
    CommandEntry(name="rules", module="form_commands", doc="Print the rule reference of a template."),
    CommandEntry(
        name="merge",
        module="form_commands",
        doc="Merge completed workbooks: a summary workbook, and the merged data beside it as Parquet and CSV.",
    ),
    CommandEntry(
        name="upgrade",
        module="form_commands",
        doc="Carry a completed workbook of an older template version into today's; exit status 1 when something has no place.",
    ),
    CommandEntry(
        name="diff", module="form_commands", doc="Show what changed between two completed forms; exit status 1 when something did."
    ),
    CommandEntry(name="export", module="upkeep", doc="Write a campaign with all its files and its ledger into one file."),
    CommandEntry(name="import", module="upkeep", doc="Make a campaign folder of an export; every content is verified."),
    CommandEntry(
        name="verify", module="upkeep", doc="Verify that a campaign is whole: ledger, store, outbox, returns; exit status 1 when it is not."
    ),
    CommandEntry(name="recover", module="upkeep", doc="Make a new ledger in place of one that is lost or damaged."),
)
COMMANDS: Mapping[str, CommandEntry] = {entry.name: entry for entry in _ENTRIES}
