"""The command that shows the status of a campaign, or the history of one unit."""

import enum
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import xltool
from xltool.base.aside import make_folder
from xltool.base.errors import UsageError
from xltool.base.files import write_whole
from xltool.base.messages import Text, counted
from xltool.base.states import SubmissionState
from xltool.campaign.by_department import by_department
from xltool.campaign.department_view import DEPARTMENT_VIEWS, FOLDERS, department_files
from xltool.campaign.views import HISTORY_VIEWS, STATUS_VIEWS, Printable, Rendered, plain_text
from xltool.cli.help_texts import both
from xltool.cli.next_step import command_line, next_step_on_screen
from xltool.cli.options import FOUND_ERRORS, DirsArg, ReportOutputArg, choices_of, refuse_other_ending, say, tell_written
from xltool.cli.run_settings import spoken

if TYPE_CHECKING:
    from xltool.campaign.status_records import Status

    StatusFormat = str
else:
    StatusFormat = choices_of(STATUS_VIEWS)


class ByOption(enum.StrEnum):
    """By what the status is divided."""

    department = "department"


def status(
    folders: DirsArg = None,
    format_: Annotated[
        StatusFormat,
        typer.Option(
            "--format",
            metavar="|".join(STATUS_VIEWS),
            help=both(zh="报告的格式；xlsx 须用 -o 指定文件。", en="Form of the report; xlsx needs --output."),
        ),
    ] = "text",
    output: ReportOutputArg = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            metavar="TIME",
            help=both(
                zh="不计此后收到的：2022-12-31 或 2022-12-31 18:00。", en="Leave out what came later: 2022-12-31 or 2022-12-31 18:00."
            ),
        ),
    ] = None,
    by: Annotated[
        ByOption | None,
        typer.Option(
            "--by",
            metavar="department",
            help=both(
                zh="每个主管部门一行；html 与 xlsx 用 -o 指定文件夹，另为每个部门生成一份，可单独转发。",
                en="A line for each department; html and xlsx make a folder (-o) with one file for each, to send on.",
            ),
        ),
    ] = None,
    unit: Annotated[
        str | None,
        typer.Option(
            "--unit",
            metavar="ID",
            help=both(zh="改为显示一个单位的历次报送与每次的改动。", en="The history of one unit instead, with what changed each time."),
        ),
    ] = None,
) -> None:
    """Show which units have submitted, need corrections, or are missing; exit status 1 while one is missing."""
    chosen, given = spoken(), folders or [Path()]
    folder = given[0]
    if len(given) > 1 and (unit is not None or by is not None):
        zh, en = "--unit 与 --by 每次只看一个收集任务", "--unit and --by show one campaign at a time. Name one folder"
        raise UsageError(Text(zh=f"{zh}，请只给出一个文件夹", en=en))
    if output is not None and not (by and format_ in FOLDERS):
        refuse_other_ending(output, format_, tuple(STATUS_VIEWS))
    if unit is not None:
        if as_of is not None or by is not None or format_ not in HISTORY_VIEWS:
            known = tuple(HISTORY_VIEWS)
            zh = f"--unit 只有 {'、'.join(known)} 格式，且不能与 --as-of、--by 同用"
            en = f"--unit supports the formats {', '.join(known)} only, and cannot be combined with --as-of or --by"
            raise UsageError(Text(zh=zh, en=en))
        history = xltool.history(folder, unit)
        _give(HISTORY_VIEWS[format_].render(history, chosen), output)
        is_missing = any(form.standing.state == SubmissionState.MISSING for form in history.forms)
    else:
        report = xltool.status(given, as_of=_moment(as_of))
        if by is not None:
            _give_departments(report, format_, output)
        else:
            linked = report if report.parts else _linked(report, output, folder)
            _give(STATUS_VIEWS[format_].render(linked, chosen), output)
        is_missing = bool(report.totals.missing)
    if is_missing:
        behind = [path for path, part in zip(given, report.parts, strict=True) if part.totals.missing] if len(given) > 1 else given
        next_step_on_screen("status missing", command="; ".join(command_line("remind", path) for path in behind))
    else:
        next_step_on_screen("status", command=command_line("merge", *given, *(["-o", "summary.xlsx"] if len(given) > 1 else [])))
    if is_missing:
        raise typer.Exit(FOUND_ERRORS)


def _linked(report: "Status", output: Path | None, folder: Path) -> "Status":
    """Link to marked files by relative addresses where the page lies in the campaign's folder: both can be moved together."""
    if output is None or not output.resolve().is_relative_to(folder.resolve()):
        return report
    n_up = len(output.resolve().parent.parts) - len(folder.resolve().parts)
    return replace(report, returns_url="../" * n_up + "returns")


def _give_departments(report: "Status", format_: str, output: Path | None) -> None:
    """Print a line for each department, or write a folder with these and a file for each department."""
    departments = by_department(report)
    if format_ not in FOLDERS:
        _give(DEPARTMENT_VIEWS[format_].render(departments, spoken()), output)
        return
    if output is None or output.is_file():
        zh = f"--by department 的 {format_} 是一个文件夹，请用 -o 指定"
        raise UsageError(Text(zh=zh, en=f"--by department in the format {format_} makes a folder. Name it with -o"))
    make_folder(output)
    for name, content in department_files(departments, format_, spoken()):
        write_whole(output / name, content)
    n = len(departments.each)
    zh, en = f"已生成 {output}：index.{format_}，{n} 个部门各一份", f"wrote {output}: index.{format_} and {counted(n, 'department')}"
    say(Text(zh=zh, en=en))


def _moment(text: str | None) -> datetime | None:
    from xltool.base.moments import parse_moment

    return parse_moment(text, "--as-of") if text is not None else None


def _give(report: Rendered, output: Path | None) -> None:
    """Write a report to a file or print it; lines are in colours and folded on a screen, plain elsewhere."""
    if output is not None:
        write_whole(output, report if isinstance(report, bytes) else _plain(report).encode("utf-8", "replace"))
        tell_written(output, Text(zh=f"已生成 {output}", en=f"wrote {output}"))
    elif isinstance(report, bytes):
        raise UsageError(Text(zh="工作簿要写入文件，请用 -o 指定", en="A workbook must be written to a file. Name it with -o"))
    elif isinstance(report, str) or not sys.stdout.isatty():
        typer.echo(_plain(report), nl=False)
    else:
        from rich.console import Console

        console = Console()  # obeys NO_COLOR
        for line in report:
            console.print(line)


def _plain(report: Printable) -> str:
    return report if isinstance(report, str) else plain_text(report)
