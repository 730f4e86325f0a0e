"""Commands that write to units: reminders, marked workbooks, receipts."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import xltool
from xltool.base.messages import Text
from xltool.campaign.letters_report import LETTER_REPORTS
from xltool.cli.help_texts import both
from xltool.cli.next_step import command_line, next_step, next_step_on_screen
from xltool.cli.options import FAILED, DirArg, choices_of, print_report
from xltool.cli.progress_bar import progress_bar
from xltool.cli.run_settings import spoken
from xltool.cli.tell_mailed import MailArg, ResendArg, tell_mailed

if TYPE_CHECKING:
    from xltool.campaign.letters_report import Mailed

    LettersFormat = str
else:
    LettersFormat = choices_of(LETTER_REPORTS)

_SENDING = Text(zh="发信", en="sending")
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
    with progress_bar(_SENDING) as watch:
        made = xltool.remind(
            folder,
            units=unit or (),
            mail=mail.value if mail else "draft",
            attach=attach,
            resend=resend,
            dry_run=dry_run,
            lang=spoken(),
            watch=watch,
        )
    _tell(made, format_, "remind", folder)


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
    with progress_bar(_SENDING) as watch:
        made = xltool.return_(
            folder,
            units=unit or (),
            mail=mail.value if mail else "draft",
            receipts=receipts,
            resend=resend,
            dry_run=dry_run,
            lang=spoken(),
            watch=watch,
        )
    _tell(made, format_, "return", folder)


def _tell(made: "Mailed", format_: str, name: str, folder: Path) -> None:
    print_report(LETTER_REPORTS[format_], made, spoken())
    if format_ == "text":
        tell_mailed(made)
        _tell_next(made, name, folder)
    if made.problems:
        raise typer.Exit(FAILED)


def _tell_next(made: "Mailed", name: str, folder: Path) -> None:
    command, send = command_line(name, folder), command_line(name, folder, "--mail", "send")
    if made.is_dry_run and made.letters:
        next_step_on_screen("letters shown", command=command, send=send)
    elif made.way == "send":
        next_step("letters sent", inbox=folder / "inbox", command=command_line("collect", folder))
    elif made.letters:
        next_step("letters drafted", drafts=folder / "outbox" / "mail", command=send)
