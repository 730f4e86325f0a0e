"""Commands about campaigns: set up, distribute, collect."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import xltool
from xltool.base.display import on_one_line, visible
from xltool.base.findings import count_text
from xltool.base.messages import COMMA, Lang, Text, counted
from xltool.base.states import DECISIONS, SubmissionState
from xltool.cli.executors import ExecutorArg, executor_at
from xltool.cli.help_texts import both
from xltool.cli.next_step import command_line, next_step
from xltool.cli.options import FAILED, FOUND_ERRORS, AsArg, DirArg, TemplatesArg, YearArg, complain, say
from xltool.cli.progress_bar import progress_bar
from xltool.cli.run_settings import settings, spoken
from xltool.cli.tell_mailed import MailArg, MailOption, ResendArg, tell_mailed
from xltool.cli.tell_prefilled import tell_prefilled

if TYPE_CHECKING:
    from xltool.campaign.collect import Collected
    from xltool.campaign.distribute import DepartmentZips
    from xltool.campaign.ledger_records import Submission


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=both(zh="要建立的文件夹。", en="The folder to make."))],
    template: Annotated[
        str,
        typer.Option(
            "--template", metavar="ID", help=both(zh="表格的编码或路径，或设计表。", en="Id or path of the form, or a design workbook.")
        ),
    ],
    title: Annotated[
        str | None, typer.Option("--title", metavar="TITLE", help=both(zh="收集任务的名称。", en="What the campaign is called."))
    ] = None,
    year: YearArg = None,
    deadline: Annotated[
        str | None,
        typer.Option(
            "--deadline",
            metavar="TIME",
            help=both(zh="截止时间：2026-12-31、2026/12/31 或 2026-12-31 18:00。", en="2026-12-31, 2026/12/31 or 2026-12-31 18:00."),
        ),
    ] = None,
    roster: Annotated[
        Path | None,
        typer.Option(
            "--roster", metavar="FILE", help=both(zh="单位名录，.csv 或 .xlsx 文件；复制到任务文件夹。", en="Units, .csv or .xlsx; copied.")
        ),
    ] = None,
    ledger: Annotated[
        str | None,
        typer.Option(
            "--ledger",
            metavar="URL",
            help=both(zh="台账的 SQLAlchemy 地址；未给出时用 SQLite。", en="SQLAlchemy URL of the ledger; SQLite if not given."),
        ),
    ] = None,
    password: Annotated[
        str | None,
        typer.Option(
            "--password",
            metavar="PASSWORD",
            envvar="XLTOOL_PASSWORD",
            show_envvar=True,
            help=both(zh="工作表保护密码；未给出时随机生成。", en="Of the sheets' protection; random if not given."),
        ),
    ] = None,
    templates: TemplatesArg = None,
) -> None:
    """Make a campaign folder."""
    chosen = spoken()
    made = xltool.init(
        folder,
        template,
        title=title,
        year=year,
        deadline=deadline,
        roster=roster,
        templates=templates,
        ledger_url=ledger,
        password=password,
        lang=chosen,
    )
    say(Text(zh=f"已建立 {made}", en=f"made {made}"))
    if roster is not None:
        next_step("init", config=made / "campaign.yaml", command=command_line("distribute", made))
    else:
        book = made / "roster.xlsx"
        next_step("init without roster", roster=book, read=command_line("roster", book), command=command_line("distribute", made))


def distribute(
    folder: DirArg = Path(),
    previous: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="DATA",
            help=both(
                zh="上年数据：收集任务、汇总数据、填好的表或 JSON。",
                en="Last year's documents: a campaign, merged data, workbooks or JSON.",
            ),
        ),
    ] = None,
    blank: Annotated[  # noqa: FBT002 - typer's way
        bool,
        typer.Option(
            "--blank", help=both(zh="不再使用此前 --from 给出的上年数据。", en="Forget last year's documents that an earlier --from gave.")
        ),
    ] = False,
    zips: Annotated[  # noqa: FBT002 - typer's way
        bool,
        typer.Option(
            "--zip", help=both(zh="另把每个主管部门的表打成一个压缩包。", en="Pack the workbooks of each department into a zip as well.")
        ),
    ] = False,
    mail: MailArg = None,
    resend: ResendArg = False,  # noqa: FBT002 - typer's way
    executor: ExecutorArg = None,
) -> None:
    """Write one locked workbook for each unit (and project) into outbox/."""
    chosen = spoken()
    with executor_at(executor) as where, progress_bar(Text(zh="生成", en="writing")) as watch:
        made = xltool.distribute(
            folder,
            previous=previous,
            blank=blank,
            zips=zips,
            mail=mail.value if mail else None,
            resend=resend,
            lang=chosen,
            executor=where,
            watch=watch,
        )
    n_new, n_same = len(made.written), len(made.unchanged)
    say(Text(zh=f"已生成 {n_new} 份，{n_same} 份没有变化", en=f"wrote {counted(n_new, 'workbook')}, {n_same} unchanged"))
    for row in made.gone:
        complain(Text(zh=f"已不在名录中：{row.path}", en=f"no longer on the roster: {row.path}"))
    say(Text(zh=f"清单：{made.cover_list}", en=f"list: {made.cover_list}"))
    tell_prefilled(made.coverage, made.n_prefilled, n_new + n_same, made.coverage_list)
    if made.department_zips is not None:
        _tell_department_zips(made.department_zips)
    if made.mailed is not None:
        tell_mailed(made.mailed)
    for problem in made.not_written:
        complain(problem)
    done = "distribute mailed" if mail is MailOption.send else "distribute"
    next_step(done, outbox=folder / "outbox", inbox=folder / "inbox", command=command_line("collect", folder))
    if made.not_written or (made.mailed is not None and made.mailed.problems):
        raise typer.Exit(FAILED)


def _tell_department_zips(made: "DepartmentZips") -> None:
    n_new, n_same = len(made.written), len(made.unchanged)
    say(Text(zh=f"已打包 {n_new} 个部门，{n_same} 个没有变化", en=f"packed {counted(n_new, 'department')}, {n_same} unchanged"))
    for path in made.left:
        complain(Text(zh=f"不再属于任何部门：{path}", en=f"no longer of any department: {path}"))


def collect(
    folder: DirArg = Path(),
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FILE|FOLDER|ZIP...]",
            help=both(zh="收到的文件；未给出时为任务文件夹中的 inbox。", en="Files received; DIR/inbox if not given."),
        ),
    ] = None,
    again: Annotated[  # noqa: FBT002 - typer's way
        bool,
        typer.Option(
            "--again",
            help=both(zh="不论此前如何判定，全部重新检查、判定。", en="Decide about everything anew, whatever was decided before."),
        ),
    ] = False,
    accept: Annotated[
        list[str] | None,
        typer.Option(
            "--accept",
            metavar="SHA",
            help=both(
                zh="确认签名不能证明来源的文件：给出其校验码的前 8 位或更多。",
                en="Accept a file whose signature does not tell its origin: 8 characters of its hash or more.",
            ),
        ),
    ] = None,
    form: AsArg = None,
    executor: ExecutorArg = None,
) -> None:
    """Take in what was received: keep, check, decide, record; marked workbooks go to returns/."""
    from xltool.campaign.folder import is_campaign

    chosen = spoken()
    if not is_campaign(folder) and is_campaign(Path()):  # `xltool collect a.zip` inside a campaign's folder
        folder, paths = Path(), [folder, *(paths or ())]
    with executor_at(executor) as where, progress_bar(Text(zh="收件", en="collecting")) as watch:
        made = xltool.collect(
            folder,
            paths or (),
            again=again,
            accept=accept or (),
            form=form,
            lang=chosen,
            executor=where,
            watch=watch,
            on_decided=lambda item: _tell_decision(item, chosen),
        )
    _tell(made, chosen)
    if made.decisions.get(SubmissionState.REJECTED):
        done = "collect rejected"
    elif made.decisions.get(SubmissionState.UNREADABLE):  # of which there is no marked workbook
        done = "collect unreadable"
    else:
        done = "collect"
    back, command = command_line("return", folder), command_line("status", folder)
    next_step(done, returns=folder / "returns", back=back, command=command)
    if made.not_taken:
        raise typer.Exit(FAILED)
    if made.n_erroneous or made.undecided:
        raise typer.Exit(FOUND_ERRORS)


def _tell_decision(item: "Submission", lang: Lang) -> None:
    who = item.unit_name or item.unit or "—"
    counts = count_text(item.n_errors, item.n_warnings).as_is(lang)
    if settings.is_quiet:
        return
    with suppress(OSError):  # nobody reads the pipe any more: all the rest is collected all the same
        typer.echo(on_one_line(visible(f"{item.decision.text.say(lang)}  {item.name}  {who}  {counts}")))


def _tell(made: "Collected", lang: Lang) -> None:
    for message in (*made.not_taken, *made.undecided):
        complain(Text(zh=on_one_line(message.zh), en=on_one_line(message.en)))
    parts = [f"{state.text.say(lang)} {made.decisions[state]}" for state in DECISIONS if state in made.decisions]
    total = COMMA.as_is(lang).join(parts)
    zh = f"新收 {made.n_new} 份，重新检查 {made.n_again} 份，已收过 {made.n_known} 份"
    en = f"{made.n_new} new, {made.n_again} checked again, {made.n_known} known before"
    say(Text(zh=f"{zh}。{total}", en=f"{en}. {total}"))
