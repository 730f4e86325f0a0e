"""Commands about single forms and files: what needs no campaign."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import xltool
from xltool.base.display import visible
from xltool.base.errors import UsageError
from xltool.base.files import WrittenApart, is_written_through
from xltool.base.messages import Lang, Text
from xltool.checking.reports import CHECK_FORMATS, DIFFERENCE_FORMATS
from xltool.cli.executors import ExecutorArg, executor_at
from xltool.cli.help_texts import both
from xltool.cli.next_step import command_line, next_step, next_step_on_screen
from xltool.cli.options import (
    FOUND_ERRORS,
    AsArg,
    FilesArg,
    ReportOutputArg,
    RosterArg,
    TemplateArg,
    TemplatesArg,
    WorkbookOutputArg,
    YearArg,
    choices_of,
    complain,
    no_workbooks,
    print_json,
    print_report,
    refuse_other_ending,
    say,
    tell_written,
)
from xltool.cli.progress_bar import progress_bar
from xltool.cli.run_settings import spoken
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


def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=both(zh="写入的文件夹。", en="Folder to write into."))] = Path(
        "xltool-demo"
    ),
    form: Annotated[
        str, typer.Option("--form", metavar="ID", help=both(zh="内置表；见 xltool forms。", en="A built-in form; see “xltool forms”."))
    ] = "project-performance-target",
) -> None:
    """Run a whole campaign on a built-in form, by default that of Changzhou of 2022, and say what was made."""
    for line in xltool.demo(out, form=form, lang=spoken()):
        say(Text(zh=line, en=line))
    next_step("demo", command=command_line("init", "2026", "--template", form))


def forms(
    format_: Annotated[
        FormsFormat, typer.Option("--format", metavar="|".join(SHELF_FORMATS), help=both(zh="列表的格式。", en="Form of the list."))
    ] = "text",
) -> None:
    """List the built-in forms: id, version, title and what each is for."""
    chosen = spoken()
    shelf = xltool.forms()
    print_report(SHELF_FORMATS[format_], shelf, chosen)
    next_step_on_screen("forms", command=command_line("build", shelf[0].name, "-o", f"{shelf[0].id}.xlsx"))


def build(
    template: TemplateArg,
    output: WorkbookOutputArg,
    data: Annotated[
        Path | None, typer.Option("--data", metavar="DOC.json", help=both(zh="要填入的数据。", en="Document to fill in."))
    ] = None,
    unit: Annotated[
        str | None, typer.Option("--unit", metavar="ID", help=both(zh="为哪个单位生成。", en="Unit for which the workbook is made."))
    ] = None,
    roster: RosterArg = None,
    templates: TemplatesArg = None,
) -> None:
    """Write one locked workbook."""
    if (unit is None) != (roster is None):
        given, missing = ("--roster", "--unit") if unit is None else ("--unit", "--roster")
        zh, en = (
            f"{given} 需与 {missing} 同用：单位的名称等取自名录",
            f"{given} needs {missing}: what the form says of a unit comes from the roster",
        )
        raise UsageError(Text(zh=zh, en=en))
    path = xltool.build(template, output, data=data, unit=unit, roster=roster, templates=templates, on_difference=complain)
    tell_written(path, Text(zh=f"已生成 {path}", en=f"wrote {path}"))
    if not is_written_through(path):
        next_step("build", command=command_line("check", path))


def read(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=both(zh="填好的表。", en="A completed workbook."))],
    cells: Annotated[  # noqa: FBT002 - typer's way
        bool, typer.Option("--cells", help=both(zh="改为输出每个值所在的单元格。", en="Print where each value stands instead."))
    ] = False,
    form: AsArg = None,
    templates: TemplatesArg = None,
) -> None:
    """Print the document of a completed workbook as JSON."""
    chosen = spoken()
    document = xltool.read(file, templates=templates, form=form)
    for finding in document.findings:
        where = f"{finding.location}: " if finding.location else ""
        typer.echo(visible(f"{where}{finding.message.as_is(chosen)} [{finding.rule}]"), err=True)
    if document.data:
        print_json(document.pointers if cells else document.data)
        next_step_on_screen("read", command=command_line("check", file))
    if any(finding.severity == "error" for finding in document.findings):
        raise typer.Exit(FOUND_ERRORS)


def check(
    files: FilesArg,
    format_: Annotated[
        CheckFormat, typer.Option("--format", metavar="|".join(CHECK_FORMATS), help=both(zh="报告的格式。", en="Form of the report."))
    ] = "text",
    output: ReportOutputArg = None,
    annotate: Annotated[
        Path | None,
        typer.Option(
            "--annotate",
            metavar="DIR",
            help=both(zh="把标注了问题、供退回的表写入该文件夹。", en="Write marked workbooks to send back into this folder."),
        ),
    ] = None,
    roster: RosterArg = None,
    year: YearArg = None,
    form: AsArg = None,
    templates: TemplatesArg = None,
    executor: ExecutorArg = None,
) -> None:
    """Check completed workbooks; exit status 1 when there are errors among the findings."""
    chosen = spoken()
    if output is not None:
        refuse_other_ending(output, format_, tuple(CHECK_FORMATS))
    if annotate is not None and annotate.exists() and not annotate.is_dir():
        raise UsageError(Text(zh=f"{annotate} 不是文件夹", en=f"{annotate} is not a folder"))
    with executor_at(executor) as where, progress_bar(Text(zh="检查", en="checking")) as watch:
        report = xltool.check(files, roster=roster, templates=templates, year=year, form=form, executor=where, watch=watch)
    if not report.files:
        complain(no_workbooks(files))
    apart = WrittenApart()
    with apart.each():
        if output is not None:
            _save_report(report, CHECK_FORMATS[format_], output, chosen)
        else:
            print_report(CHECK_FORMATS[format_], report, chosen)
    if annotate is not None:
        _hand_back(report, annotate, chosen, apart)
    apart.refuse()
    _tell_next(report, files, annotate)
    if report.tally.errors:
        raise typer.Exit(FOUND_ERRORS)


def _tell_next(report: "CheckReport", files: list[Path], annotate: Path | None) -> None:
    if annotate is not None:
        next_step_on_screen("check marked", folder=annotate)
    elif report.tally.errors:
        next_step_on_screen("check errors", command=command_line("check", *files, "--annotate", "returns"))
    else:
        next_step_on_screen("check", command=command_line("merge", *files))


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
    format_: Annotated[
        RulesFormat,
        typer.Option("--format", metavar="|".join(REFERENCE_FORMATS), help=both(zh="说明的格式。", en="Form of the reference.")),
    ] = "text",
    templates: TemplatesArg = None,
) -> None:
    """Print the rule reference of a template."""
    from xltool.rules import reference

    chosen = spoken()
    entries = reference.rules(template, templates=templates)
    print_report(REFERENCE_FORMATS[format_], entries, chosen)
    next_step_on_screen("rules", command=command_line("build", template, "-o", f"{Path(template).stem}.xlsx"))


def upgrade(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help=both(zh="按旧版本填好的表。", en="A workbook filled in on an older version."))
    ],
    output: WorkbookOutputArg,
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="VERSION",
            help=both(zh="转为哪个版本；未给出时为现行版本。", en="The version to carry it into; today's if not given."),
        ),
    ] = None,
    templates: TemplatesArg = None,
) -> None:
    """Carry a completed workbook of an older template version into today's; exit status 1 when something has no place."""
    result = xltool.upgrade(file, output, to=to, templates=templates)
    versions = f"{result.from_version} → {result.to_version}"
    tell_written(result.path, Text(zh=f"已生成 {result.path}（{versions}）", en=f"wrote {result.path} ({versions})"))
    if not is_written_through(result.path):
        next_step("upgrade", command=command_line("check", result.path))
    for left in result.leftovers:
        place = f"{left.location} {left.path}: {left.value}"
        complain(Text(zh=f"没有位置：{place}", en=f"has no place: {place}"))
    if result.leftovers:
        raise typer.Exit(FOUND_ERRORS)


def diff(
    a: Annotated[
        str,
        typer.Argument(
            metavar="A",
            help=both(
                zh="先前的表；在收集任务中为其校验码的开头几位。", en="The earlier workbook; in a campaign the beginning of its hash."
            ),
        ),
    ],
    b: Annotated[str, typer.Argument(metavar="B", help=both(zh="后来的表。", en="The later one."))],
    campaign: Annotated[
        Path | None,
        typer.Option(
            "--campaign",
            metavar="DIR",
            help=both(zh="按校验码对比该收集任务收到的文件。", en="Compare contents that this campaign received, by their hashes."),
        ),
    ] = None,
    format_: Annotated[
        DiffFormat,
        typer.Option("--format", metavar="|".join(DIFFERENCE_FORMATS), help=both(zh="对比结果的格式。", en="Form of the difference.")),
    ] = "text",
    templates: TemplatesArg = None,
) -> None:
    """Show what changed between two completed forms; exit status 1 when something did."""
    chosen = spoken()
    if campaign is not None and templates is not None:
        zh, en = (
            "--templates 不能与 --campaign 同用：收集任务自有模板",
            "--templates cannot be combined with --campaign, which has its own templates",
        )
        raise UsageError(Text(zh=zh, en=en))
    difference = xltool.diff_submissions(campaign, a, b) if campaign is not None else xltool.diff(a, b, templates=templates)
    print_report(DIFFERENCE_FORMATS[format_], difference, chosen)
    if campaign is None:
        next_step_on_screen("diff", command=command_line("check", b))
    if not difference.is_equal:
        raise typer.Exit(FOUND_ERRORS)
