"""Tell on the terminal what became of letters; and the options that all commands have which mail."""

import enum
from typing import TYPE_CHECKING, Annotated

import typer

from xltool.base.messages import Text, counted
from xltool.cli.help_texts import both
from xltool.cli.options import complain, say

if TYPE_CHECKING:
    from xltool.campaign.letters_report import Mailed


class MailOption(enum.StrEnum):
    """What becomes of the mails."""

    draft = "draft"
    send = "send"


MailArg = Annotated[
    MailOption | None,
    typer.Option(
        "--mail",
        metavar="draft|send",
        help=both(
            zh="发邮件：draft 生成草稿供邮件程序发送，send 由邮件服务器发出。",
            en="Mail them: drafts for a mail program, or sent by a server.",
        ),
    ),
]
ResendArg = Annotated[
    bool,
    typer.Option(
        "--resend",
        help=both(zh="已经发出过的信也再发一次。", en="Mail once more what was sent before."),
    ),
]


def tell_mailed(made: "Mailed") -> None:
    """Say how many letters went out or would; name whom nothing reached, and why."""
    if made.is_dry_run:
        n = sum(item.outcome == "planned" for item in made.letters)
        zh = f"试运行：将发出 {n} 封，{made.n_unchanged} 封此前已有；什么也没有写入、发出或登记"
        en = f"dry run: {counted(n, 'letter')} would go out, {made.n_unchanged} as before; nothing was written, sent or recorded"
        say(Text(zh=zh, en=en))
    else:
        n_drafts, n_sent = len(made.drafts), sum(item.outcome == "sent" for item in made.letters)
        zh = f"邮件：新草稿 {n_drafts} 份，发出 {n_sent} 封，{made.n_unchanged} 份此前已有"
        say(Text(zh=zh, en=f"mail: {counted(n_drafts, 'new draft')}, {n_sent} sent, {made.n_unchanged} as before"))
    for path in made.put_away:
        say(Text(zh=f"草稿已不需要，移到 {path}", en=f"draft out of date, moved to {path}"))
    for note in made.notes:
        complain(note)
    for unit in made.unaddressed:
        complain(Text(zh=f"没有邮箱：{unit.id} {unit.name}", en=f"no e-mail address: {unit.id} {unit.name}"))
    for path in made.left:
        complain(Text(zh=f"不再属于任何单位的草稿：{path}", en=f"draft to a unit no longer mailed: {path}"))
    for problem in made.problems:
        complain(problem)
