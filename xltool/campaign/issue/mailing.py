"""Mailing: the letters of a campaign shown, written as drafts, or sent by a server. All commands that mail do it here."""

from __future__ import annotations

from collections.abc import Sequence

from xltool.base.errors import UsageError
from xltool.base.files import UnwritableError, write_changed
from xltool.base.messages import Text
from xltool.base.progress import Watch, unwatched
from xltool.campaign.config import Config, Smtp
from xltool.campaign.folder import Campaign
from xltool.campaign.issue.drafts import put_away
from xltool.campaign.issue.letter_kinds import LetterKind
from xltool.campaign.issue.letters import Errand
from xltool.campaign.issue.mail_run import MailOrder, MailRun, unreadable
from xltool.campaign.issue.outgoing import Mailed, Way
from xltool.campaign.issue.post import password_of
from xltool.campaign.issue.sending import Sending


def refuse_unready(config: Config, way: Way) -> Smtp | None:
    """The server that will send. Raises UsageError when mails are to be sent and the settings do not say how."""
    if way == "draft":
        return None
    if config.mail is None or config.mail.smtp is None:
        zh = "要发送邮件，请在 campaign.yaml 中填写 mail 的 from 与 smtp；或用 --mail draft 生成草稿"
        en = "to send mails, set from and smtp of mail in campaign.yaml; or write drafts with --mail draft"
        raise UsageError(Text(zh=zh, en=en))
    password_of(config.mail.smtp)
    return config.mail.smtp


def mail(
    campaign: Campaign,
    kinds: Sequence[LetterKind],
    errands: Sequence[Errand],
    order: MailOrder,
    watch: Watch = unwatched,
) -> Mailed:
    """Mail errands, by letters of some kinds.

    Raises UsageError when the settings or addresses do not allow it, DefinitionError for faulty wording, MailError when the
    server cannot be used.
    """
    smtp = refuse_unready(campaign.config, order.way)
    run = MailRun(campaign, errands, order)
    if order.is_dry_run:
        return _show(run)
    if smtp is None:
        _write_drafts(run)
    else:
        Sending(run, smtp, watch).send(list(run.due()))
    moved, left = put_away(run.drafts, kinds, run.drafts_to_keep())
    return run.mailed(put_away=moved, left=left if smtp is None else ())


def _show(run: MailRun) -> Mailed:
    """Compose everything as it would go out; nothing is written, sent or recorded."""
    is_draft = run.order.way == "draft"
    for what in run.due():
        for number, part in enumerate(run.sized(what), start=1):
            errand = part.errand
            letter = run.letter(part, errand.moment if is_draft else None)
            run.note(letter, "planned", run.draft_path(errand, number) if is_draft else None)
    return run.mailed()


def _write_drafts(run: MailRun) -> None:
    for what in run.due():
        for number, part in enumerate(run.sized(what), start=1):
            path, letter = run.draft_path(part.errand, number), run.letter(part, part.errand.moment)
            try:
                is_new = write_changed(path, letter.draft(part.errand.moment))
            except UnwritableError as error:
                run.note_failed(letter, error.message)
            except OSError as error:  # a workbook that cannot be read
                run.note_failed(letter, unreadable(error))
            else:
                run.note(letter, "drafted" if is_new else "unchanged", path)
