"""Commands that look after a campaign: move it, see whether it is whole, give it a new ledger."""

from pathlib import Path
from typing import Annotated

import typer

import xltool
from xltool.base.display import visible
from xltool.base.errors import UsageError
from xltool.base.files import is_written_through
from xltool.base.messages import Text, counted
from xltool.cli.help_texts import both
from xltool.cli.next_step import command_line, next_step, next_step_on_screen
from xltool.cli.options import FOUND_ERRORS, DirArg, complain, say, tell_written
from xltool.cli.run_settings import spoken


def export(
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help=both(zh="要生成的文件。", en="The file to write."))],
    folder: DirArg = Path(),
) -> None:
    """Write a campaign with all its files and its ledger into one file."""
    made = xltool.export(folder, output)
    zh = f"已导出 {made.path}：{made.n_files} 个文件，其中收到的原件 {made.n_received} 个"
    tell_written(
        made.path, Text(zh=zh, en=f"exported {made.path}: {counted(made.n_files, 'file')}, {made.n_received} of them contents received")
    )
    for note in made.notes:
        tell_written(made.path, note)
    zh = "其中有签名密钥与工作表密码：谁拿到它就能冒充本任务，请妥善保管，不要随邮件发送"
    en = "it holds the key of the signatures and the sheets' password: whoever has it can pass for this campaign; keep it safe, do not mail it"
    complain(Text(zh=zh, en=en))
    if not is_written_through(made.path):
        next_step("export", command=command_line("import", made.path, "DIR"))


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=both(zh="export 生成的文件。", en="What export wrote."))],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=both(zh="要建立的文件夹。", en="The folder to make."))],
    ledger: Annotated[
        str | None,
        typer.Option(
            "--ledger",
            metavar="URL",
            help=both(
                zh="台账的 SQLAlchemy 地址；未给出时用任务文件夹中的 SQLite。",
                en="SQLAlchemy URL of the ledger; SQLite in DIR if not given.",
            ),
        ),
    ] = None,
) -> None:
    """Make a campaign folder of an export; every content is verified."""
    made = xltool.import_(file, folder, ledger_url=ledger)
    zh = f"已导入 {made.path}（{made.campaign}）：{made.n_files} 个文件，其中收到的原件 {made.n_received} 个"
    files = counted(made.n_files, "file")
    say(Text(zh=zh, en=f"imported {made.path} ({made.campaign}): {files}, {made.n_received} of them contents received"))
    next_step("import", command=command_line("verify", made.path))


def verify(folder: DirArg = Path()) -> None:
    """Verify that a campaign is whole: ledger, store, outbox, returns; exit status 1 when it is not."""
    report = xltool.verify(folder)
    for problem in report.problems:
        complain(problem)
    for note in report.notes:
        typer.echo(visible(note.as_is(spoken())))
    n = len(report.problems)
    zh, en = (
        f"store 中原件 {report.n_contents} 个，问题 {n} 个",
        f"{counted(report.n_contents, 'content')} in store/, {counted(n, 'problem')}",
    )
    say(Text(zh=zh, en=en))
    if report.problems:
        next_step_on_screen("verify damaged", command=command_line("recover", folder))
    else:
        next_step_on_screen("verify", command=command_line("status", folder))
    if report.problems:
        raise typer.Exit(FOUND_ERRORS)


def recover(
    folder: DirArg = Path(),
    source: Annotated[
        Path | None,
        typer.Option(
            "--from", metavar="EXPORT", help=both(zh="该收集任务的导出文件，取其中的密钥。", en="An export of the campaign, for its key.")
        ),
    ] = None,
    new_key: Annotated[  # noqa: FBT002 - typer's way
        bool,
        typer.Option(
            "--new-key",
            help=both(
                zh="不用原密钥；此前下发的表将不再被认出。",
                en="Do without the old key; workbooks sent out before are no longer recognised.",
            ),
        ),
    ] = False,
) -> None:
    """Make a new ledger in place of one that is lost or damaged."""
    if source is not None and new_key:
        zh, en = (
            "--from 与 --new-key 只能给出一个：导出文件中有原密钥",
            "--from cannot be combined with --new-key: the export has the old key",
        )
        raise UsageError(Text(zh=zh, en=en))
    made = xltool.recover(folder, source=source, new_key=new_key)
    if made.set_aside is not None:
        say(Text(zh=f"损坏的台账留存为 {made.set_aside}", en=f"the damaged ledger is kept as {made.set_aside}"))
    if not made.has_old_key:
        zh, en = "使用新密钥：此前下发的表将被判为签名不符", "with a new key: workbooks sent out before will have a wrong signature"
        complain(Text(zh=zh, en=en))
    lines = [command_line(*words) for words in (("distribute", folder), ("collect", folder), ("collect", folder, folder / "store"))]
    zh, en = f"已建立新台账。接下来依次运行：{'；'.join(lines)}", f"made a new ledger. Next run: {'; '.join(lines)}"
    say(Text(zh=zh, en=en))
