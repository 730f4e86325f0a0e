"""Commands that only tell: how a campaign stands, what changed between two forms."""

import enum
import json
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from xltool.base.errors import UsageError
from xltool.base.messages import Lang, Text
from xltool.base.report_format import json_value
from xltool.base.states import SubmissionState
from xltool.checking.reports import DIFFERENCE_FORMATS
from xltool.cli.options import (
    FOUND_ERRORS,
    LangArg,
    TemplatesArg,
    choices_of,
    command,
    print_report,
    remember,
    say,
    write_text,
)

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text as Shown

    from xltool.campaign.status import Status

    Lines = Sequence[Shown | Table]


class StatusFormat(enum.StrEnum):
    """Formats of the status."""

    text = "text"
    json = "json"
    html = "html"
    xlsx = "xlsx"


if TYPE_CHECKING:
    DiffFormat = str
else:  # an enum, of which typer makes the choices of an option
    DiffFormat = choices_of(DIFFERENCE_FORMATS)


@command()
def status(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="The campaign's folder; this one if not given.")] = Path(),
    format_: Annotated[StatusFormat, typer.Option("--format", help="Form of the report; xlsx needs --output.")] = StatusFormat.text,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write the report to a file instead of printing it.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="TIME", help="Leave out what came later: 2022-12-31 or 2022-12-31 18:00.")
    ] = None,
    unit: Annotated[
        str | None, typer.Option("--unit", metavar="ID", help="The history of one unit instead, with what changed each time.")
    ] = None,
    lang: LangArg = None,
) -> None:
    """Tell who has sent, who must correct, who is missing; exit status 1 while someone is missing."""
    chosen = remember(lang)
    if unit is not None:
        if as_of is not None or format_ in (StatusFormat.html, StatusFormat.xlsx):
            zh, en = "--unit 只有 text 与 json 两种格式，且不与 --as-of 同用", "--unit is for text and JSON, and not for --as-of"
            raise UsageError(Text(zh=zh, en=en))
        _tell_history(folder, unit, format_, output, chosen)
        return
    from xltool.campaign.status import status as run

    found = run(folder, as_of=_moment(as_of))
    if format_ is StatusFormat.xlsx:
        _save_workbook(found, output, chosen)
    else:
        _give(_as_lines(found, chosen) if format_ is StatusFormat.text else _as_text(found, format_, chosen), output)
    if found.totals.missing:
        raise typer.Exit(FOUND_ERRORS)


def _moment(text: str | None) -> datetime | None:
    from xltool.campaign.config import parse_time

    if text is None:
        return None
    try:
        return parse_time(text)
    except ValueError:
        zh, en = f"“{text}”不是时间，应如 2022-12-31 或 2022-12-31 18:00", f"{text!r} is no time; write 2022-12-31 or 2022-12-31 18:00"
        raise UsageError(Text(zh=zh, en=en)) from None


def _as_lines(found: "Status", lang: Lang) -> "Lines":
    from xltool.campaign.views.text_view import status_text

    return list(status_text(found, lang))


def _as_text(found: "Status", format_: StatusFormat, lang: Lang) -> str:
    if format_ is StatusFormat.json:
        from xltool.campaign.views.json_view import status_json

        return _json(status_json(found, lang))
    from xltool.campaign.views.page_view import status_page

    return status_page(found, lang)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, default=json_value) + "\n"


def _give(report: "Lines | str", output: Path | None) -> None:
    """Write a report to a file or print it; lines are in colours and folded on a screen, plain elsewhere."""
    from xltool.campaign.views.text_view import plain_text

    if output is None and sys.stdout.isatty() and not isinstance(report, str):
        from rich.console import Console

        console = Console()
        for line in report:
            console.print(line)
        return
    text = report if isinstance(report, str) else plain_text(report)
    if output is None:
        typer.echo(text, nl=False)
    else:
        write_text(output, text)


def _save_workbook(found: "Status", output: Path | None, lang: Lang) -> None:
    from xltool.base.files import write_whole
    from xltool.campaign.views.workbook_view import status_workbook

    if output is None:
        zh, en = "工作簿要写入文件，请用 -o 指定", "a workbook goes into a file; name it with -o"
        raise UsageError(Text(zh=zh, en=en))
    write_whole(output, status_workbook(found, lang))
    say(Text(zh=f"已生成 {output}", en=f"wrote {output}"))


def _tell_history(folder: Path, unit: str, format_: StatusFormat, output: Path | None, lang: Lang) -> None:
    """The history of a unit; exit status 1 while a form of it is missing."""
    from xltool.campaign.history import history
    from xltool.campaign.views.json_view import history_json
    from xltool.campaign.views.text_view import history_text

    found = history(folder, unit)
    _give(_json(history_json(found, lang)) if format_ is StatusFormat.json else list(history_text(found, lang)), output)
    if any(form.standing.state == SubmissionState.MISSING for form in found.forms):
        raise typer.Exit(FOUND_ERRORS)


@command()
def diff(
    a: Annotated[str, typer.Argument(metavar="A", help="The earlier workbook; in a campaign the beginning of its hash.")],
    b: Annotated[str, typer.Argument(metavar="B", help="The later one.")],
    campaign: Annotated[
        Path | None, typer.Option("--campaign", metavar="DIR", help="Compare contents that this campaign received, by their hashes.")
    ] = None,
    format_: Annotated[DiffFormat, typer.Option("--format", help="Form of the difference.")] = "text",
    templates: TemplatesArg = None,
    lang: LangArg = None,
) -> None:
    """Tell what changed between two completed forms; exit status 1 when something did."""
    chosen = remember(lang)
    if campaign is not None:
        from xltool.campaign.history import diff_submissions

        found = diff_submissions(campaign, a, b)
    else:
        from xltool.checking.compare import diff as run

        found = run(a, b, templates=templates)
    print_report(DIFFERENCE_FORMATS[format_], found, chosen)
    if not found.is_equal:
        raise typer.Exit(FOUND_ERRORS)
