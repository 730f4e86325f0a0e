"""Letters: what a unit is to know, in words, and as a mail with its files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import cached_property
from pathlib import Path

from xltool.base.display import visible
from xltool.base.errors import UsageError
from xltool.base.messages import Lang, Text
from xltool.base.moments import spelled_day, spelled_deadline
from xltool.base.normalise import clean_line
from xltool.base.short_repr import short_repr
from xltool.campaign.config import Config, Mail
from xltool.campaign.issue.letter_kinds import LetterKind
from xltool.campaign.issue.letter_wording import LetterWording, filled
from xltool.campaign.time_left import time_left
from xltool.form.roster import Unit

#: Says of a draft which kind of letter it is, so that one that is out of date can be put away.
DRAFT_HEADER = "X-Xltool-Letter"
_XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
#: Nothing to say.
NO_TEXT = Text(zh="", en="")
_NO_MAIL = Mail(sender="")
_UNSET = "—"
_INDENT = "    "
#: Everything in ASCII: what a server passes on that does not know 8BITMIME comes whole.
_POLICY = SMTP.clone(cte_type="7bit")
_LINE_BYTES, _LINE_LENGTH, _PART_HEADERS = 57, 78, 800  # of Base64: bytes of a line, its length as it travels; headers of an attachment


@dataclass(frozen=True, kw_only=True)
class LetterItem:
    """What a letter says about one form."""

    __repr__ = short_repr

    project: str  # "" for none
    fingerprint: str  # of what it says, in whatever language: the same is not told twice
    line: Text  # its entry in the list of forms; further lines below it
    state: str = ""  # of the form, for programs
    todo: Text | None = None  # what the unit is to do
    attachment: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Errand:
    """All that one kind of letter is to say to a unit."""

    kind: LetterKind
    unit: Unit
    items: tuple[LetterItem, ...]
    moment: datetime  # of what it is about: an unchanged draft keeps its date
    urgency: Text = NO_TEXT
    known_as: str = ""  # fingerprint by which an older xltool noted it, whole
    problem: Text | None = None  # why it cannot be said now


@dataclass(frozen=True, kw_only=True)
class LetterSetting:
    """What all letters of a run have in common."""

    config: Config
    lang: Lang
    wording: LetterWording

    @property
    def mail(self) -> Mail:
        """How letters are mailed."""
        return self.config.mail or _NO_MAIL


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One letter in words, not yet a mail: its files are read when it is mailed."""

    __repr__ = short_repr

    kind: LetterKind
    unit: Unit
    items: tuple[LetterItem, ...]
    recipients: tuple[str, ...]
    mail: Mail
    subject: str
    text: str

    @property
    def files(self) -> tuple[Path, ...]:
        """What is attached."""
        return tuple(item.attachment for item in self.items if item.attachment is not None)

    @cached_property
    def identity(self) -> str:
        """Of all that it says and to whom."""
        parts = [self.kind.name, self.unit.id, self.recipients, self.subject, self.text, [item.fingerprint for item in self.items]]
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()

    def draft(self, moment: datetime) -> bytes:
        """Return the mail as a file that mail programs open for sending; `moment` stands in it until they do. Raises OSError."""
        message = self._message(self.identity, moment)
        message["X-Unsent"] = "1"
        message[DRAFT_HEADER] = self.kind.name
        return message.as_bytes()

    def dated(self, moment: datetime) -> EmailMessage:
        """Return the mail as it goes out, each time as one of its own: servers drop what they have seen. Raises OSError."""
        own = hashlib.sha256(f"{self.identity} {moment.isoformat()}".encode()).hexdigest()
        return self._message(own, moment)

    def _message(self, identity: str, moment: datetime) -> EmailMessage:
        message = EmailMessage(policy=_POLICY)
        domain = "xltool.invalid"
        if self.mail.sender:
            sender = address_of(*parseaddr(self.mail.sender), "mail.from")
            message["From"], domain = sender, sender.domain
        if self.mail.reply_to:
            message["Reply-To"] = address_of(*parseaddr(self.mail.reply_to), "mail.reply_to")
        message["To"] = [Address(display_name=_line(self.unit.name), addr_spec=address) for address in self.recipients]
        message["Subject"] = self.subject
        message["Date"] = format_datetime(moment)
        message["Message-ID"] = f"<{identity[:40]}@{domain}>"
        message.set_content(self.text)
        for path in self.files:
            named = {"name": path.name}  # by it programs go that do not know of Content-Disposition
            message.add_attachment(path.read_bytes(), maintype=_XLSX[0], subtype=_XLSX[1], filename=path.name, params=named)
        if message.is_multipart():
            message.set_boundary(f"=_{identity[:40]}")  # the same mail is the same file
        return message


def recipients(unit: Unit) -> tuple[str, ...]:
    """Return the addresses of a unit, each once; several are separated by ";". Raises UsageError for what is not an address."""
    addresses = {address.lower(): address_of("", address, unit.id).addr_spec for address in reversed(unit.addresses)}
    return tuple(reversed(addresses.values()))


def compose(errand: Errand, items: Sequence[LetterItem], to: tuple[str, ...], setting: LetterSetting, moment: datetime) -> Letter:
    """Compose a letter about some of an errand's forms, as of a moment. Raises UsageError when the sender's address is not valid."""
    mail, config, lang = setting.mail, setting.config, setting.lang
    deadline = config.deadline
    if mail.sender:
        address_of(*parseaddr(mail.sender), "mail.from")
    words = {
        "title": _line(config.title),
        "unit": _line(errand.unit.name),
        "urgency": errand.urgency.as_is(lang),
        "deadline": spelled_deadline(deadline).as_is(lang) if deadline else "",
        "left": time_left(deadline, moment).as_is(lang),
        "forms": _numbered([item.line.as_is(lang) for item in items]),
        "todo": "\n".join(f"{_INDENT if lang == 'zh' else ''}{todo.as_is(lang)}" for todo in _todos(items)),
        "files": "\n".join(f"{_INDENT}{item.attachment.name}" for item in items if item.attachment is not None),
        "sender": (mail.signature or _line(parseaddr(mail.sender)[0])).strip(),
        "date": spelled_day(moment.astimezone(deadline.tzinfo if deadline else None)).as_is(lang),  # the day that the deadline counts by
    }
    is_ours = errand.kind.settings_go_first
    subject = mail.subject if is_ours and mail.subject is not None else setting.wording.subject
    if is_ours and mail.text is not None:
        text = filled(mail.text, words | {"deadline": words["deadline"] or _UNSET})
    else:
        text = filled(setting.wording.text, words)
    return Letter(
        kind=errand.kind,
        unit=errand.unit,
        items=tuple(items),
        recipients=to,
        mail=mail,
        subject=_line(filled(subject, words | {"deadline": words["deadline"] or _UNSET})) or words["title"],
        text=visible(f"{text.rstrip()}\n"),
    )


def _numbered(lines: Sequence[str]) -> str:
    """A list of forms, what stands below each further in."""
    numbered = (line.replace("\n", f"\n{_INDENT * 2}") for line in lines)
    return "\n".join(f"{_INDENT}{number}. {line}" for number, line in enumerate(numbered, start=1))


def _todos(items: Sequence[LetterItem]) -> list[Text]:
    return list(dict.fromkeys(item.todo for item in items if item.todo is not None))


def mail_size(paths: Sequence[Path]) -> int:
    """Return about how many bytes a mail with these files takes as it travels. Raises OSError."""
    sizes = (path.stat().st_size for path in paths)
    return sum(_PART_HEADERS + -(-size // _LINE_BYTES) * _LINE_LENGTH for size in sizes) + _PART_HEADERS


def _line(text: str) -> str:
    """A text that stays one line of a header, whatever somebody wrote into it."""
    return visible(clean_line(text))


def address_of(name: str, address: str, owner: str) -> Address:
    """Return an address as RFC 5322 has it, in ASCII. Raises UsageError for another, and for what would end the header's line."""
    try:
        parsed = Address(display_name=_line(name), addr_spec=address)
    except (MessageError, ValueError, IndexError):
        parsed = Address()
    is_plain = address.isascii() and address.isprintable()
    if not is_plain or not parsed.username or not ("." in parsed.domain or parsed.domain == "localhost"):
        spelled = visible(address)[:200]
        zh, en = f"{owner}：“{spelled}”不是邮箱地址，请改正", f"{owner}: {spelled!r} is not an e-mail address. Please correct it"
        raise UsageError(Text(zh=zh, en=en))
    return parsed
