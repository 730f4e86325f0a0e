"""Letters: the mail that brings a unit its workbooks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path

from xltool.base.display import visible
from xltool.base.errors import UsageError
from xltool.base.messages import Lang, Text
from xltool.base.normalise import clean_line
from xltool.campaign.config import Config, Mail
from xltool.campaign.ledger_records import Issued
from xltool.form.roster import Unit

_XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
_SUBJECT = Text(zh="{title}：请填报（{unit}）", en="{title}: please complete ({unit})")
_TEXT = Text(
    zh="""\
{unit}：

    请填写附件中的“{title}”，填好后回复本邮件并附上文件。截止时间：{deadline}

附件：
{files}

    表中的“填报检查”页随时列出尚待改正之处。请直接在附件中填写，不要改动表格结构。
""",
    en="""\
To: {unit}

Please complete the attached workbooks of "{title}" and reply to this mail with them. Deadline: {deadline}

Attached:
{files}

The check sheet of each workbook lists what is still to be corrected. Please fill in the attached files themselves and
leave the form as it is.
""",
)
_UNSET = "—"


@dataclass(frozen=True, kw_only=True, eq=False)
class Letter:
    """One mail, not yet dated."""

    unit: Unit
    recipients: tuple[str, ...]
    message: EmailMessage
    fingerprint: str  # of what it says and holds, in whatever language

    def draft(self, moment: datetime) -> bytes:
        """Return the mail as a file that mail programs open for sending; `moment` stands in it until they do."""
        message = self.dated(moment)
        message["X-Unsent"] = "1"
        return message.as_bytes()

    def dated(self, moment: datetime) -> EmailMessage:
        """Return the mail as it goes out."""
        for header in ("Date", "X-Unsent"):
            del self.message[header]
        self.message["Date"] = format_datetime(moment)
        return self.message


def recipients(unit: Unit) -> tuple[str, ...]:
    """Return the addresses of a unit; several are separated by ";". Raises UsageError for what is not an address."""
    return tuple(_address("", address, unit.id).addr_spec for address in unit.addresses)


def compose(unit: Unit, outbox: Path, issued: Sequence[Issued], config: Config, lang: Lang) -> Letter:
    """Compose the mail to a unit with its workbooks. Raises UsageError when an address is not valid."""
    mail = config.mail or Mail(sender="")
    files = [outbox / row.path for row in issued]
    to = recipients(unit)
    fingerprint = _fingerprint(unit, to, issued, config)
    words = {
        "title": config.title,
        "unit": unit.name,
        "deadline": _spelled(config.deadline),
        "files": "\n".join(f"    {path.name}" for path in files),
    }
    message = EmailMessage(policy=SMTP)
    if mail.sender:
        message["From"] = _address(*parseaddr(mail.sender), "mail.from")
    message["To"] = [Address(display_name=_line(unit.name), addr_spec=address) for address in to]
    message["Subject"] = _line(_filled(mail.subject, _SUBJECT, lang, words))
    message["Message-ID"] = f"<{fingerprint[:40]}@{message['From'].addresses[0].domain if mail.sender else 'xltool.invalid'}>"
    message.set_content(visible(_filled(mail.text, _TEXT, lang, words)))
    for path in files:
        message.add_attachment(path.read_bytes(), maintype=_XLSX[0], subtype=_XLSX[1], filename=path.name)
    if message.is_multipart():
        message.set_boundary(f"=_{fingerprint[:40]}")  # the same mail is the same file
    return Letter(unit=unit, recipients=to, message=message, fingerprint=fingerprint)


def _fingerprint(unit: Unit, to: Sequence[str], issued: Sequence[Issued], config: Config) -> str:
    """Of what the mail is made from, not of its bytes: a colleague's language does not make it another mail."""
    mail = config.mail or Mail(sender="")
    files = [(row.path, row.fingerprint) for row in issued]
    parts = [config.id, config.title, _spelled(config.deadline), mail.subject, mail.text, unit.name, to, files]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()


def _filled(own: str | None, usual: Text, lang: Lang, words: dict[str, str]) -> str:
    return (Text(zh=own, en=own) if own is not None else usual).say(lang, **words)


def _spelled(deadline: datetime | None) -> str:
    if deadline is None:
        return _UNSET
    return f"{deadline:%Y-%m-%d}" if deadline.time() == time.max else f"{deadline:%Y-%m-%d %H:%M}"


def _line(text: str) -> str:
    """A text that stays one line of a header, whatever somebody wrote into it."""
    return visible(clean_line(text))


def _address(name: str, address: str, owner: str) -> Address:
    """An address as RFC 5322 has it, in ASCII; what would end the header's line is refused with the rest."""
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
