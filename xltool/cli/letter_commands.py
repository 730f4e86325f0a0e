"""Commands that write to units: reminders, marked workbooks, receipts."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import xltool
from xltool.base.messages import Text
from xltool.campaign.letters_report import LETTER_REPORTS
from xltool.cli.help_texts import both
from xltool.cli.options import FAILED, DirArg, choices_of, print_report, say
from xltool.cli.run_settings import spoken
from xltool.cli.tell_mailed import MailArg, ResendArg, tell_mailed

if TYPE_CHECKING:
    from xltool.campaign.letters_report import Mailed

    LettersFormat = str
else:
    LettersFormat = choices_of(LETTER_REPORTS)

UnitsArg = Annotated[
    list[str] | None,
    typer.Option("--unit", metavar="ID", help=both(zh="只给这个单位；可多次给出。", en="To this unit only; may be given several times.")),
]
DryRunArg = Annotated[
    bool,
    typer.Option(
        "--dry-run",
        help=both(
            zh="只显示将要发出的信，不写入、不发出、不登记。", en="Only show the letters as they would go out; nothing is written or sent."
        ),
    ),
]
LettersFormatArg = Annotated[
    LettersFormat, typer.Option("--format", metavar="|".join(LETTER_REPORTS), help=both(zh="报告的格式。", en="Form of the report."))
]


def remind(
    folder: DirArg = Path(),
    unit: UnitsArg = None,
    mail: MailArg = None,
    attach: Annotated[  # noqa: FBT002 - typer's way
        bool,
        typer.Option(
            "--attach",
            help=both(zh="附上要填的表；要改正的附标注件。", en="Attach the workbooks: as sent out, marked where they must be corrected."),
        ),
    ] = False,
    resend: ResendArg = False,  # noqa: FBT002 - typer's way
    dry_run: DryRunArg = False,  # noqa: FBT002 - typer's way
    format_: LettersFormatArg = "text",
) -> None:
    """Write to the units whose forms are missing or must be corrected."""
    chosen = spoken()
    made = xltool.remind(
        folder, units=unit or (), mail=mail.value if mail else "draft", attach=attach, resend=resend, dry_run=dry_run, lang=chosen
    )
    _tell(made, format_, f"xltool remind {folder}")


def return_(
    folder: DirArg = Path(),
    unit: UnitsArg = None,
    mail: MailArg = None,
    receipts: Annotated[  # noqa: FBT002 - typer's way
        bool,
        typer.Option("--receipts", help=both(zh="对通过的表发回执。", en="Write a receipt for forms that were accepted, too.")),
    ] = False,
    resend: ResendArg = False,  # noqa: FBT002 - typer's way
    dry_run: DryRunArg = False,  # noqa: FBT002 - typer's way
    format_: LettersFormatArg = "text",
) -> None:
    """Send the marked workbooks back to the units that must correct them."""
    chosen = spoken()
    made = xltool.return_(
        folder, units=unit or (), mail=mail.value if mail else "draft", receipts=receipts, resend=resend, dry_run=dry_run, lang=chosen
    )
    _tell(made, format_, f"xltool return {folder}")


def _tell(made: "Mailed", format_: str, command: str) -> None:
    print_report(LETTER_REPORTS[format_], made, spoken())
    if format_ == "text":
        tell_mailed(made)
        if made.drafts:
            zh = f"接下来：用邮件程序打开 {made.drafts[0].parent} 中的草稿发送，或运行 {command} --mail send"
            say(
                Text(
                    zh=zh,
                    en=f"next: open the drafts in {made.drafts[0].parent} in a mail program and send them, or run {command} --mail send",
                )
            )
    if made.problems:
        raise typer.Exit(FAILED)
