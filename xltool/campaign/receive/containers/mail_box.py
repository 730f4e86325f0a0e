"""Mailboxes as one file (mbox, RFC 4155): Thunderbird, Apple Mail and many servers export several mails so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from xltool.base.messages import Text
from xltool.campaign.receive.container import MAX_BYTES, Budget, ContainerKind, ContainerMember, Sample, content_member, no_envelope
from xltool.campaign.receive.mail_headers import is_mail_head

#: A separator has the sender and a date with its time; a sentence that begins with "From" has none.
_SEPARATOR = re.compile(rb"From [^\r\n]*\d\d:\d\d")
_LONGEST_LINE = 1 << 20


def _recognise(sample: Sample) -> bool:
    first, _, rest = sample.head.lstrip(b"\r\n").partition(b"\n")
    return _SEPARATOR.match(first) is not None and is_mail_head(rest)


def _members(path: Path, name: str, budget: Budget) -> Iterator[ContainerMember]:  # noqa: ARG001 - as kinds are asked
    for number, mail in enumerate(_mails(path), start=1):
        yield content_member(mail, f"{number}.eml", budget, limit=MAX_BYTES)
        if budget.is_spent():
            return


def _mails(path: Path) -> Iterator[bytes]:
    """Yield the mails: each begins behind a line "From …" that stands first or behind a blank line."""
    lines: list[bytes] = []
    is_blank = True
    with path.open("rb") as file:
        while line := file.readline(_LONGEST_LINE):
            if is_blank and _SEPARATOR.match(line):
                if lines:
                    yield b"".join(lines)
                lines = []
            elif lines or line.strip():
                lines.append(line)
            is_blank = not line.strip()
    if lines:
        yield b"".join(lines)


CONTAINER = ContainerKind(
    name="mbox",
    rank=4,
    doc=Text(zh="邮箱文件（.mbox），含多封邮件", en="mailboxes of several mails (`.mbox`)"),
    nothing=Text("邮箱文件中没有邮件", "the mailbox holds no mail"),
    recognise=_recognise,
    members=_members,
    envelope=no_envelope,
)
