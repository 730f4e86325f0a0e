"""Mailing: the letters of a campaign as drafts, or sent by a server and each recorded as soon as that accepted it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path, PurePosixPath
from typing import Literal, TypeAlias

from xltool.base.errors import UsageError
from xltool.base.files import UnwritableError, write_changed
from xltool.base.messages import Lang, Text
from xltool.campaign.config import Config, Smtp
from xltool.campaign.folder import Campaign
from xltool.campaign.issue.letters import Letter, compose
from xltool.campaign.issue.outbox_names import DRAFTS
from xltool.campaign.issue.post import MailError, Post, RefusedError, password_of, post, refused_recipients
from xltool.campaign.ledger_records import Issued
from xltool.form.roster import Unit

Way: TypeAlias = Literal["draft", "send"]
_LACKS = Text("没有发出邮件，因为它的表未能写入", "was not mailed, because a workbook for it could not be written")
_UNREADABLE = Text("没有发出邮件，因为 {path} 无法打开（{reason}）", "was not mailed, because {path} cannot be opened ({reason})")
#: Mails that go over one connection; servers limit that.
_PER_CONNECTION = 50


@dataclass(frozen=True, kw_only=True)
class Mailed:
    """What one run did. `drafts` are files that are new or changed; `problems` say what was not mailed, and why."""

    drafts: tuple[Path, ...] = ()
    sent: tuple[Unit, ...] = ()
    n_unchanged: int = 0  # drafts that are there, or units that were sent this mail before
    unaddressed: tuple[Unit, ...] = ()  # without e-mail address on the roster
    left: tuple[Path, ...] = ()  # other drafts in the outbox, such as that of a unit which is no longer on the roster
    problems: tuple[Text, ...] = ()


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


def mail(campaign: Campaign, way: Way, lang: Lang, lacking: frozenset[str] = frozenset()) -> Mailed:
    """Mail the workbooks that were issued to the units of the roster; not to those `lacking` one that could not be written.

    Raises UsageError when the settings or addresses do not allow it, MailError when the server cannot be used.
    """
    smtp = refuse_unready(campaign.config, way)
    run = _Mailing(campaign, lang, lacking)
    return run.drafts() if smtp is None else run.send(smtp)


class _Mailing:
    def __init__(self, campaign: Campaign, lang: Lang, lacking: frozenset[str]) -> None:
        self.campaign = campaign
        self.lang = lang
        self.lacking = lacking  # ids of units
        self.issued = _issued(campaign)
        units = campaign.roster.units
        self.addressed = [unit for unit in units if unit.email]
        self.unaddressed = tuple(unit for unit in units if not unit.email)
        self.sent: list[Unit] = []
        self.n_unchanged = 0
        self.problems: list[Text] = []

    def drafts(self) -> Mailed:
        folder = self.campaign.outbox / DRAFTS
        made: dict[Path, bool] = {}
        for letter in self._letters():
            path = folder / _draft_name(self.issued[letter.unit.id])
            issued_at = max(row.issued_at for row in self.issued[letter.unit.id])  # an unchanged draft keeps its date
            try:
                made[path] = write_changed(path, letter.draft(issued_at))
            except UnwritableError as error:
                self.problems.append(_of(letter.unit, error.message))
        kept = {folder / _draft_name(issued) for unit in self.addressed if (issued := self.issued.get(unit.id))}
        return Mailed(
            drafts=tuple(path for path, is_new in made.items() if is_new),
            n_unchanged=sum(not is_new for is_new in made.values()),
            unaddressed=self.unaddressed,
            left=tuple(path for path in sorted(folder.glob("*.eml")) if path not in kept),
            problems=tuple(self.problems),
        )

    def send(self, smtp: Smtp) -> Mailed:
        due = self._due()
        while (first := next(due, None)) is not None:
            current = first.unit
            try:
                with post(smtp) as server:
                    for letter in chain([first], islice(due, _PER_CONNECTION - 1)):
                        current = letter.unit
                        self._send(server, letter)
            except MailError as error:
                raise MailError(_of(current, error.message)) from error
        return Mailed(sent=tuple(self.sent), n_unchanged=self.n_unchanged, unaddressed=self.unaddressed, problems=tuple(self.problems))

    def _due(self) -> Iterator[Letter]:
        """The letters that were not sent before."""
        for letter in self._letters():
            if self.campaign.ledger.is_mailed(letter.unit.id, letter.fingerprint):
                self.n_unchanged += 1
            else:
                yield letter

    def _send(self, server: Post, letter: Letter) -> None:
        """Send a letter and record it at once: a run that is killed in between sends this one again and no other."""
        now = datetime.now(UTC)
        try:
            refused = server.send(letter.dated(now), letter.recipients)
        except RefusedError as error:
            self.problems.append(_of(letter.unit, error.message))
            return
        accepted = [address for address in letter.recipients if address not in refused]
        self.campaign.ledger.record_mailed(letter.unit.id, letter.fingerprint, "; ".join(accepted), now)
        self.sent.append(letter.unit)
        if refused:
            self.problems.append(_of(letter.unit, refused_recipients(refused)))

    def _letters(self) -> Iterator[Letter]:
        """The letters, made one at a time: they hold the workbooks. An address that is none is a problem of its unit."""
        for unit in self.addressed:
            if unit.id in self.lacking:
                self.problems.append(_of(unit, _LACKS))
                continue
            try:
                yield compose(unit, self.campaign.outbox, self.issued[unit.id], self.campaign.config, self.lang)
            except UsageError as error:
                self.problems.append(error.message)
            except OSError as error:  # a workbook that cannot be read
                reason = error.strerror or str(error)
                self.problems.append(_of(unit, _UNREADABLE.filled(path=error.filename or "", reason=reason)))


def _draft_name(issued: Sequence[Issued]) -> str:
    """Name a draft as the folder that holds what it brings."""
    return f"{PurePosixPath(issued[0].path).parts[0]}.eml"


def _issued(campaign: Campaign) -> dict[str, list[Issued]]:
    """The workbooks of each unit, without those of projects that the roster no longer lists."""
    listed = {(unit.id, project) for unit in campaign.roster.units for project in unit.projects or ("",)}
    issued: dict[str, list[Issued]] = {}
    for row in campaign.ledger.issued():
        if (row.unit, row.project) in listed:
            issued.setdefault(row.unit, []).append(row)
    return issued


def _of(unit: Unit, message: Text) -> Text:
    return Text(zh=f"{unit.id} {unit.name}：{message.zh}", en=f"{unit.id} {unit.name}: {message.en}")
