"""The command that shows how a roster is read."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import xltool
from xltool.cli.help_texts import both
from xltool.cli.next_step import command_line, next_step_on_screen
from xltool.cli.options import FOUND_ERRORS, choices_of, print_report
from xltool.cli.run_settings import spoken
from xltool.form.roster_report import ROSTER_FORMATS

if TYPE_CHECKING:
    RosterFormat = str
else:
    RosterFormat = choices_of(ROSTER_FORMATS)


def roster(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=both(zh="单位名录，.csv 或 .xlsx 文件。", en="The roster, .csv or .xlsx."))],
    format_: Annotated[
        RosterFormat, typer.Option("--format", metavar="|".join(ROSTER_FORMATS), help=both(zh="报告的格式。", en="Form of the report."))
    ] = "text",
) -> None:
    """Show how a roster is read and what is wrong with it; exit status 1 when something is."""
    report = xltool.roster(file)
    print_report(ROSTER_FORMATS[format_], report, spoken())
    if report.problems:
        raise typer.Exit(FOUND_ERRORS)
    next_step_on_screen("roster", command=command_line("init", "2026", "--template", "ID", "--roster", file))
