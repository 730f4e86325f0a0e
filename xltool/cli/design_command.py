"""The command by which forms are designed in workbooks."""

from pathlib import Path
from typing import Annotated

import typer

import xltool
from xltool.base.messages import Text
from xltool.cli.help_texts import both
from xltool.cli.next_step import command_line, next_step
from xltool.cli.options import TemplatesArg, complain, tell_written
from xltool.cli.run_settings import spoken
from xltool.rules.definition_formats import format_of


def design(
    source: Annotated[
        str,
        typer.Argument(
            metavar="TEMPLATE|FILE",
            help=both(
                zh="模板的编码或路径；设计表；XLSForm；或新设计表的文件名。",
                en="Id or path of a template; a design workbook; an XLSForm; or the file name of a new design workbook.",
            ),
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE.xlsx|DIR",
            help=both(
                zh="由模板或 XLSForm 写入的设计表；或由设计表生成定义时写入的文件夹。",
                en="The design workbook to write of a template or XLSForm; or the folder for templates/ and rules/ of a design workbook.",
            ),
        ),
    ] = None,
    templates: TemplatesArg = None,
) -> None:
    """Design a form in Excel: a definition as a design workbook, and a design workbook as a definition."""
    result = xltool.design(source, output, templates=templates, lang=spoken())
    for warning in result.warnings:
        complain(Text(zh=warning, en=warning))
    tell_written(result.path, Text(zh=f"已生成 {result.path}", en=f"wrote {result.path}"))
    done = "design made" if format_of(result.path) is None else "design"
    next_step(done, command=command_line("build", result.path, "-o", f"{result.path.stem}-form.xlsx"))
