"""Commands about single forms and files: what needs no campaign."""

import enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import xltool
from xltool.base.display import visible
from xltool.base.errors import UsageError
from xltool.base.files import WrittenApart
from xltool.base.messages import Lang, Text
from xltool.checking.reports import CHECK_FORMATS, DIFFERENCE_FORMATS
from xltool.cli.executors import ExecutorArg, executor_at
from xltool.cli.options import (
    FOUND_ERRORS,
    FilesArg,
    LangArg,
    RosterArg,
    TemplateArg,
    TemplatesArg,
    YearArg,
    choices_of,
    complain,
    print_json,
    print_report,
    refuse_other_ending,
    remember,
    say,
    tell_written,
)
from xltool.rules.reference_formats import REFERENCE_FORMATS
from xltool.rules.shelf_formats import SHELF_FORMATS

if TYPE_CHECKING:
    from xltool.base.report_format import ReportFormat
    from xltool.checking.check_report import CheckReport


if TYPE_CHECKING:
    CheckFormat = str
    RulesFormat = str
    DiffFormat = str
    FormsFormat = str
else:  # an enum, of which typer makes the choices of an option
    CheckFormat, RulesFormat = choices_of(CHECK_FORMATS), choices_of(REFERENCE_FORMATS)
    DiffFormat, FormsFormat = choices_of(DIFFERENCE_FORMATS), choices_of(SHELF_FORMATS)


class IncludeOption(enum.StrEnum):
    """What is merged beside accepted forms."""

    rejected = "rejected"


def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder to write into.")] = Path("xltool-demo"),
    form: Annotated[str, typer.Option("--form", metavar="ID", help="A built-in form; see “xltool forms”.")] = "project-performance-target",
    lang: LangArg = None,
) -> None:
    """Run a whole campaign on a built-in form, by default that of Changzhou of 2022, and say what was made."""
    for line in xltool.demo(out, form=form, lang=remember(lang)):
        typer.echo(line)


def forms(
    format_: Annotated[FormsFormat, typer.Option("--format", help="Form of the list.")] = "text",
    lang: LangArg = None,
) -> None:
    """List the built-in forms: id, version, title and what each is for."""
    chosen = remember(lang)
    print_report(SHELF_FORMATS[format_], xltool.forms(), chosen)


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
    remember(lang)
    if (unit is None) != (roster is None):
        given, missing = ("--roster", "--unit") if unit is None else ("--unit", "--roster")
        zh, en = (
            f"{given} 需与 {missing} 同用：单位的名称等取自名录",
            f"{given} needs {missing}: what the form says of a unit comes from the roster",
        )
        raise UsageError(Text(zh=zh, en=en))
    path = xltool.build(template, output, data=data, unit=unit, roster=roster, templates=templates, on_difference=complain)
    tell_written(path, Text(zh=f"已生成 {path}", en=f"wrote {path}"))


def read(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A completed workbook.")],
    cells: Annotated[bool, typer.Option("--cells", help="Print where each value stands instead.")] = False,  # noqa: FBT002 - typer's way
    templates: TemplatesArg = None,
    lang: LangArg = None,
) -> None:
    """Print the document of a completed workbook as JSON."""
    chosen = remember(lang)
    document = xltool.read(file, templates=templates)
    for finding in document.findings:
        where = f"{finding.location}: " if finding.location else ""
        typer.echo(visible(f"{finding.rule}: {where}{finding.message.as_is(chosen)}"), err=True)
    if document.data:
        print_json(document.pointers if cells else document.data)
    if any(finding.severity == "error" for finding in document.findings):
        raise typer.Exit(FOUND_ERRORS)


def check(
    files: FilesArg,
    format_: Annotated[CheckFormat, typer.Option("--format", help="Form of the report.")] = "text",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write the report to a file instead of printing it.")
    ] = None,
    annotate: Annotated[
        Path | None, typer.Option("--annotate", metavar="DIR", help="Write marked workbooks to send back into this folder.")
    ] = None,
    roster: RosterArg = None,
    year: YearArg = None,
    templates: TemplatesArg = None,
    executor: ExecutorArg = None,
    lang: LangArg = None,
) -> None:
    """Check completed workbooks; exit status 1 when there are errors among the findings."""
    chosen = remember(lang)
    if output is not None:
        refuse_other_ending(output, format_, tuple(CHECK_FORMATS))
    if annotate is not None and annotate.exists() and not annotate.is_dir():
        raise UsageError(Text(zh=f"{annotate} 不是文件夹", en=f"{annotate} is not a folder"))
    with executor_at(executor) as where:
        report = xltool.check(files, roster=roster, templates=templates, year=year, executor=where)
    apart = WrittenApart()
    with apart.each():
        if output is not None:
            _save_report(report, CHECK_FORMATS[format_], output, chosen)
        else:
            print_report(CHECK_FORMATS[format_], report, chosen)
    if annotate is not None:
        _hand_back(report, annotate, chosen, apart)
    apart.refuse()
    if report.tally.errors:
        raise typer.Exit(FOUND_ERRORS)


def _save_report(report: "CheckReport", format_: "ReportFormat[CheckReport]", output: Path, lang: Lang) -> None:
    """Write the report to a file, which must not be one of those checked."""
    from xltool.base.files import write_whole

    if any(output.exists() and output.samefile(file.path) for file in report.files):
        raise UsageError(
            Text(zh=f"{output} 是待检查的文件，不能写入报告", en=f"{output} is among the files checked; the report cannot go there")
        )
    write_whole(output, format_.text(report, lang).encode("utf-8", "replace"))
    tell_written(output, Text(zh=f"已生成 {output}", en=f"wrote {output}"))


def _hand_back(report: "CheckReport", folder: Path, lang: Lang, apart: WrittenApart) -> None:
    """Write the marked workbooks; messages about them go to standard error, not into the report."""
    from xltool.checking.marked_return import marked_returns

    for made in marked_returns(report, folder, apart, lang=lang):
        message = (
            Text(zh=f"已标注 {made.path}", en=f"marked {made.path}")
            if made.path
            else Text(
                zh=f"{made.file.path}：无法读取，没有可退回的标注件", en=f"{made.file.path}: cannot be read, nothing to mark and hand back"
            )
        )
        typer.echo(visible(message.say(lang)), err=True)


def rules(
    template: TemplateArg,
    format_: Annotated[RulesFormat, typer.Option("--format", help="Form of the reference.")] = "text",
    templates: TemplatesArg = None,
    lang: LangArg = None,
) -> None:
    """Print the rule reference of a template."""
    from xltool.rules import reference

    chosen = remember(lang)
    entries = reference.rules(template, templates=templates)
    print_report(REFERENCE_FORMATS[format_], entries, chosen)


def merge(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[DIR | DIR DIR | FILE...]", help="A campaign (else this folder), two to compare, or workbooks."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="The summary workbook to write; summary.xlsx if not given.")
    ] = None,
    roster: RosterArg = None,
    year: YearArg = None,
    include: Annotated[IncludeOption | None, typer.Option("--include", help="Merge rejected forms too, marked.")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="TIME", help="A campaign as it stood then.")] = None,
    templates: TemplatesArg = None,
    lang: LangArg = None,
) -> None:
    """Merge completed workbooks: a summary workbook, and the merged data beside it as Parquet and CSV."""
    from xltool.base.moments import parse_moment
    from xltool.campaign.folder import is_campaign

    chosen = remember(lang)
    given = files or [Path()]
    if not files and not is_campaign(Path()):
        zh, en = (
            "这里不是收集任务文件夹，请给出任务文件夹或要汇总的文件",
            "This is not a campaign folder. Name a campaign or the files to merge",
        )
        raise UsageError(Text(zh=zh, en=en))
    is_files = not all(map(is_campaign, given))
    merged = xltool.merge(
        given,
        output=output or (Path("summary.xlsx") if is_files else None),
        as_of=parse_moment(as_of, "--as-of") if as_of else None,
        roster=roster,
        year=year,
        templates=templates,
        include_rejected=include is IncludeOption.rejected,
        lang=chosen,
    )
    for path in merged.written:
        say(Text(zh=f"已生成 {path}", en=f"wrote {path}"))


def upgrade(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A workbook filled in on an older version.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="The workbook to write.")],
    to: Annotated[str | None, typer.Option("--to", metavar="VERSION", help="The version to carry it into; today's if not given.")] = None,
    templates: TemplatesArg = None,
    lang: LangArg = None,
) -> None:
    """Carry a completed workbook of an older template version into today's; exit status 1 when something has no place."""
    remember(lang)
    result = xltool.upgrade(file, output, to=to, templates=templates)
    versions = f"{result.from_version} → {result.to_version}"
    tell_written(result.path, Text(zh=f"已生成 {result.path}（{versions}）", en=f"wrote {result.path} ({versions})"))
    for left in result.leftovers:
        place = f"{left.location} {left.path}: {left.value}"
        complain(Text(zh=f"没有位置：{place}", en=f"has no place: {place}"))
    if result.leftovers:
        raise typer.Exit(FOUND_ERRORS)


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
    """Show what changed between two completed forms; exit status 1 when something did."""
    chosen = remember(lang)
    if campaign is not None and templates is not None:
        zh, en = (
            "--templates 不能与 --campaign 同用：收集任务自有模板",
            "--templates cannot be combined with --campaign, which has its own templates",
        )
        raise UsageError(Text(zh=zh, en=en))
    difference = xltool.diff_submissions(campaign, a, b) if campaign is not None else xltool.diff(a, b, templates=templates)
    print_report(DIFFERENCE_FORMATS[format_], difference, chosen)
    if not difference.is_equal:
        raise typer.Exit(FOUND_ERRORS)
