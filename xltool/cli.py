"""The command line: it parses, calls the library and prints. Each command has a library function of the same name."""

from __future__ import annotations

import enum
import json
import locale
import os
import shutil
import sys
import warnings
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from xltool.errors import UsageError, XltoolError
from xltool.text import Lang, Text, visible

if TYPE_CHECKING:
    from xltool.checking import CheckReport

app = typer.Typer(
    name="xltool",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Forms as locked Excel workbooks: build, read, check, merge. 表格模板的生成、读取、校验与汇总。",
)

FAILED = 2  # exit status: the command could not do its work
FOUND_ERRORS = 1  # exit status: errors among the findings


class LangOption(enum.StrEnum):
    """Languages of messages."""

    zh = "zh"
    en = "en"


class CheckFormat(enum.StrEnum):
    """Formats of a check report."""

    text = "text"
    json = "json"
    html = "html"


class RulesFormat(enum.StrEnum):
    """Formats of the rule reference."""

    text = "text"
    markdown = "markdown"
    json = "json"


class IncludeOption(enum.StrEnum):
    """What is merged beside accepted forms."""

    rejected = "rejected"


LangArg = Annotated[LangOption | None, typer.Option("--lang", help="Language of messages; the locale's if not given.")]
TemplatesArg = Annotated[
    Path | None,
    typer.Option("--templates", metavar="DIR", help="Folder of templates, beside its rules/ folder.", exists=True, file_okay=False),
]
RosterArg = Annotated[
    Path | None, typer.Option("--roster", metavar="CSV", help="Units: id, name, level, department, aliases, email.")
]
YearArg = Annotated[int | None, typer.Option("--year", help="The year asked for (rule R04).")]
FilesArg = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Workbooks, or folders of them.")]
TemplateArg = Annotated[str, typer.Argument(metavar="TEMPLATE", help="Id or path of a template.")]


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder to write into.")] = Path("xltool-demo"),
    lang: LangArg = None,
) -> None:
    """Do the whole job on the built-in 2022 Changzhou form and say what was made."""
    from xltool.demonstration import demo as run

    for line in run(out, lang=_remember(lang)):
        typer.echo(line)


@app.command()
def build(
    template: TemplateArg,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="The workbook to write.")],
    data: Annotated[Path | None, typer.Option("--data", metavar="DOC.json", help="Document to fill in.")] = None,
    unit: Annotated[str | None, typer.Option("--unit", metavar="ID", help="Unit for which the workbook is made.")] = None,
    roster: RosterArg = None,
    templates: TemplatesArg = None,
    lang: LangArg = None,
) -> None:
    """Write one locked workbook."""
    from xltool.building import build as run

    _remember(lang)
    path = run(template, output, data=data, unit=unit, roster=roster, templates=templates)
    _say(Text(zh=f"已生成 {path}", en=f"wrote {path}"))


@app.command()
def read(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A completed workbook.")],
    cells: Annotated[bool, typer.Option("--cells", help="Print where each value stands instead.")] = False,  # noqa: FBT002 - typer's way
    templates: TemplatesArg = None,
    lang: LangArg = None,
) -> None:
    """Print the document of a completed workbook as JSON."""
    from xltool.reading import read as run

    chosen = _remember(lang)
    document = run(file, templates=templates)
    for finding in document.findings:
        where = f"{finding.location}: " if finding.location else ""
        typer.echo(f"{finding.rule}: {where}{finding.message.as_is(chosen)}", err=True)
    if document.data:
        _print_json(document.pointers if cells else document.data)
    if any(finding.severity == "error" for finding in document.findings):
        raise typer.Exit(FOUND_ERRORS)


@app.command()
def check(
    files: FilesArg,
    format_: Annotated[CheckFormat, typer.Option("--format", help="Form of the report.")] = CheckFormat.text,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write the report to a file instead of printing it.")
    ] = None,
    annotate: Annotated[
        Path | None, typer.Option("--annotate", metavar="DIR", help="Write marked workbooks to send back into this folder.")
    ] = None,
    roster: RosterArg = None,
    year: YearArg = None,
    templates: TemplatesArg = None,
    lang: LangArg = None,
) -> None:
    """Check completed workbooks; exit status 1 when there are errors among the findings."""
    from xltool.checking import check as run

    chosen = _remember(lang)
    if annotate is not None and annotate.exists() and not annotate.is_dir():
        raise UsageError(Text(zh=f"{annotate} 不是文件夹", en=f"{annotate} is no folder"))
    report = run(files, roster=roster, templates=templates, year=year)
    if output is not None:
        _save_report(report, format_, output, chosen)
    elif format_ is CheckFormat.text:
        _print_report(report, chosen)
    else:
        typer.echo(_report_text(report, format_, chosen), nl=False)
    if annotate is not None:
        _hand_back(report, annotate, chosen)
    if report.tally.errors:
        raise typer.Exit(FOUND_ERRORS)


def _report_text(report: CheckReport, format_: CheckFormat, lang: Lang) -> str:
    """The report as it stands in a file."""
    if format_ is CheckFormat.json:
        return json.dumps(report.as_json(lang), ensure_ascii=False, indent=2, default=_plain) + "\n"
    if format_ is CheckFormat.html:
        from xltool.html_report import html_report

        return html_report(report, lang)
    from xltool.reports import text_report

    return "".join(f"{line.text}\n" for line in text_report(report, lang))


def _save_report(report: CheckReport, format_: CheckFormat, output: Path, lang: Lang) -> None:
    """Write the report to a file, which must not be one of those checked."""
    from xltool.files import write_whole

    if any(output.exists() and output.samefile(file.path) for file in report.files):
        raise UsageError(Text(zh=f"{output} 是待检查的文件，不能写入报告", en=f"{output} is among the files checked; the report cannot go there"))
    write_whole(output, _report_text(report, format_, lang).encode("utf-8", "replace"))
    _say(Text(zh=f"已生成 {output}", en=f"wrote {output}"))


def _print_report(report: CheckReport, lang: Lang) -> None:
    """The report on the screen: folded to its width, if it is one."""
    from xltool.reports import text_report

    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for line in text_report(report, lang, width):
        typer.secho(line.text, **_TONES.get(line.tone, {}))


def _hand_back(report: CheckReport, folder: Path, lang: Lang) -> None:
    """Write the marked workbooks; what is said of them does not mix with the report."""
    from xltool.annotating import marked_returns

    for made in marked_returns(report, folder, lang=lang):
        said = (
            Text(zh=f"已标注 {made.path}", en=f"marked {made.path}")
            if made.path
            else Text(zh=f"{made.file.path}：无法读取，没有可退回的标注件", en=f"{made.file.path}: cannot be read, nothing to mark and hand back")
        )
        typer.echo(visible(said.say(lang)), err=True)


@app.command()
def rules(
    template: TemplateArg,
    format_: Annotated[RulesFormat, typer.Option("--format", help="Form of the reference.")] = RulesFormat.text,
    templates: TemplatesArg = None,
    lang: LangArg = None,
) -> None:
    """Print the rule reference of a template."""
    from xltool import reference

    chosen = _remember(lang)
    found = reference.rules(template, templates=templates)
    if format_ is RulesFormat.json:
        _print_json([entry.as_json() for entry in found])
    else:
        typer.echo(reference.as_markdown(found, chosen) if format_ is RulesFormat.markdown else reference.as_text(found, chosen))


@app.command()
def merge(
    files: FilesArg,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="The summary workbook to write.")] = Path("summary.xlsx"),
    roster: RosterArg = None,
    year: YearArg = None,
    include: Annotated[IncludeOption | None, typer.Option("--include", help="Merge rejected forms too, marked.")] = None,
    templates: TemplatesArg = None,
    lang: LangArg = None,
) -> None:
    """Merge completed workbooks: a summary workbook, and the merged data beside it as Parquet and CSV."""
    from xltool.merging import merge as run

    chosen = _remember(lang)
    merged = run(
        files,
        output=output,
        roster=roster,
        year=year,
        templates=templates,
        include_rejected=include is IncludeOption.rejected,
        lang=chosen,
    )
    for path in merged.written:
        _say(Text(zh=f"已生成 {path}", en=f"wrote {path}"))


@app.command()
def upgrade(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A workbook filled in on an older version.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="The workbook to write.")],
    templates: TemplatesArg = None,
    lang: LangArg = None,
) -> None:
    """Carry a completed workbook of an older template version into today's; exit status 1 when something has no place."""
    from xltool.upgrading import upgrade as run

    _remember(lang)
    result = run(file, output, templates=templates)
    versions = f"{result.from_version} → {result.to_version}"
    _say(Text(zh=f"已生成 {result.path}（{versions}）", en=f"wrote {result.path} ({versions})"))
    for left in result.leftovers:
        said = f"{left.location} {left.path}: {left.value}"
        typer.echo(Text(zh=f"没有位置：{said}", en=f"has no place: {said}").say(_chosen[0]), err=True)
    if result.leftovers:
        raise typer.Exit(FOUND_ERRORS)


_TONES: dict[str, dict[str, Any]] = {
    "error": {"fg": "red"},
    "warning": {"fg": "yellow"},
    "info": {"fg": "blue"},
    "head": {"bold": True},
    "status-accepted": {"fg": "green", "bold": True},
    "status-rejected": {"fg": "red", "bold": True},
    "status-unreadable": {"fg": "red", "bold": True},
}

_chosen: list[Lang] = []


def _remember(lang: LangOption | None) -> Lang:
    """The language of this run, also for errors that come later."""
    _chosen[:] = [_lang(lang)]
    return _chosen[0]


def _lang(lang: LangOption | None) -> Lang:
    if lang is not None:
        return "zh" if lang is LangOption.zh else "en"
    return _locale_language()


def _locale_language() -> Lang:
    """The language of the locale: of the variables that POSIX names, in its order, else of the system's settings."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return "zh" if value.lower().startswith("zh") else "en"
    return "zh" if (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"


def _say(text: Text) -> None:
    typer.echo(text.say(_chosen[0] if _chosen else _locale_language()))


def _print_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)


def _complain(text: Text) -> None:
    typer.echo(text.say(_chosen[0] if _chosen else _locale_language()), err=True)


def main() -> None:
    """Run the command line; no traceback, and no warning that a library has for programmers, reaches a user."""
    debugging = bool(os.environ.get("XLTOOL_DEBUG"))
    _chosen.clear()
    if not debugging:
        warnings.simplefilter("ignore")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except XltoolError as error:
        typer.secho(error.say(_chosen[0] if _chosen else _locale_language()), err=True, fg="red" if sys.stderr.isatty() else None)
        sys.exit(FAILED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(FAILED)
    except OSError as error:  # the output has no room, the connection is gone
        if debugging:
            raise
        reason = error.strerror or str(error)
        where = f"{error.filename}: " if error.filename else ""
        said = Text(zh=f"{where}系统拒绝读写（{reason}）", en=f"{where}the system refuses to read or write ({reason})")
        _complain(said)
        sys.exit(FAILED)
    except Exception as error:
        if debugging:
            raise
        said = Text(
            zh=f"xltool 内部错误（{type(error).__name__}：{error}）。设 XLTOOL_DEBUG=1 可看详情，请附上它报告问题。",
            en=f"internal error in xltool ({type(error).__name__}: {error}). XLTOOL_DEBUG=1 shows more; please report it.",
        )
        _complain(said)
        sys.exit(FAILED)


if __name__ == "__main__":
    main()
