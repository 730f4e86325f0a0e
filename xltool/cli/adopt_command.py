"""The command that finds the fields of a form that is already drawn."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import xltool
from xltool.adopt.adopt_formats import ADOPT_FORMATS
from xltool.base.messages import Text
from xltool.cli.help_texts import both
from xltool.cli.next_step import command_line, next_step, next_step_on_screen
from xltool.cli.options import FOUND_ERRORS, choices_of, print_report, tell_written
from xltool.cli.run_settings import spoken

if TYPE_CHECKING:
    AdoptFormat = str
else:  # an enum, of which typer makes the choices of an option
    AdoptFormat = choices_of(ADOPT_FORMATS)


def adopt(
    form: Annotated[
        Path,
        typer.Argument(metavar="FORM", help=both(zh="已画好的表，空白或已填。", en="A form that is already drawn, blank or filled in.")),
    ],
    format_: Annotated[
        AdoptFormat, typer.Option("--format", metavar="|".join(ADOPT_FORMATS), help=both(zh="结果的格式。", en="Form of the result."))
    ] = "text",
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE.xlsx",
            help=both(zh="同时写入设计表，供核对、修改。", en="Also write a design workbook, to check and correct."),
        ),
    ] = None,
) -> None:
    """Find the fields and tables of a form that is already drawn; exit status 1 when there is something to ask."""
    adoption = xltool.adopt(form, output, lang=spoken())
    print_report(ADOPT_FORMATS[format_], adoption, spoken())
    if output is not None:
        tell_written(output, Text(zh=f"已生成 {output}", en=f"wrote {output}"))
        next_step("adopted", command=command_line("design", output, "-o", output.stem))
    elif format_ == "text":
        next_step_on_screen("adopt", command=command_line("adopt", form, "--format", "html"))
    if adoption.questions:
        raise typer.Exit(FOUND_ERRORS)
