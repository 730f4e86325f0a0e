"""Mails: their attachments, whatever mail program wrote them; mails inside a mail are looked into as well."""

from __future__ import annotations

import binascii
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from pathlib import Path, PurePosixPath

from xltool.base.findings import Finding
from xltool.base.messages import Text
from xltool.base.reader_rules import CAMPAIGN_RULES, READER_RULES
from xltool.campaign.receive.cloud_drives import CloudDrive, drive_linked
from xltool.campaign.receive.container import Budget, ContainerKind, ContainerMember, Sample, content_member
from xltool.campaign.receive.mail_headers import envelope, file_name, is_mail_head
from xltool.campaign.receive.member_names import decoded, is_of_system, is_spreadsheet_name, member_path
from xltool.reading.guard import damaged_finding

_WEB_PAGES = (".mht", ".mhtml")
_BODIES = ("text/plain", "text/html", "text/enriched", "text/rtf", "text/x-amp-html")
#: What mail programs add by themselves, by its type or name.
_TRIMMING_TYPES = frozenset({
    "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature", "application/pgp-encrypted",
    "application/pgp-keys", "text/calendar", "application/ics", "text/vcard", "text/x-vcard", "text/directory",
    "message/delivery-status", "text/rfc822-headers",
})  # fmt: skip
_TRIMMING_NAME = re.compile(r"\.(p7s|asc|sig|vcf|ics)$", re.IGNORECASE)
_PICTURE_HEADS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF", b"\x01\0\0\0", b"<svg", b"<?xml")
#: How workbooks and archives begin: ZIP, OLE, RAR, 7z, gzip.
_FORM_HEADS = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_UU_BEGIN = re.compile(rb"begin [0-7]{3,4} ([^\r\n]{1,255})")
_NO_MAIL = Text("邮件无法解析", "the mail cannot be parsed")
_NOTHING = Text("邮件没有附件", "the mail has no attachment")


def _recognise(sample: Sample) -> bool:
    if PurePosixPath(sample.name).suffix.lower() in _WEB_PAGES:
        return False
    return is_mail_head(sample.head)


@dataclass(frozen=True)
class _Part:
    """One leaf of a mail that is not its text."""

    name: str
    content: bytes
    is_trimming: bool

    @property
    def may_be_form(self) -> bool:
        """Whether a form may be in it, by its head or its name."""
        return not self.is_trimming and (self.content.startswith(_FORM_HEADS) or is_spreadsheet_name(self.name))


def _members(path: Path, name: str, budget: Budget) -> Iterator[ContainerMember]:  # noqa: ARG001 - as kinds are asked
    try:
        with path.open("rb") as file:
            message = BytesParser(policy=email.policy.compat32).parse(file)
        leaves = [part for part in message.walk() if not part.is_multipart()]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        yield ContainerMember(finding=damaged_finding(_NO_MAIL))
        return
    parts = [found for number, leaf in enumerate(leaves, 1) for found in _parts(leaf, number)]
    for part in parts:
        member = content_member(part.content, part.name, budget)
        if is_of_system(part.name):
            yield member.marked("system")
        else:
            yield member.marked("trimming") if part.is_trimming else member
    if not any(part.may_be_form for part in parts):
        yield from _what_is_missing(leaves, has_file=any(not part.is_trimming for part in parts))


def _what_is_missing(leaves: list[Message], *, has_file: bool) -> Iterator[ContainerMember]:
    """Report a mail that holds a link in place of a form, or nothing."""
    drive = next(filter(None, (drive_linked(_content(leaf)) for leaf in leaves if _is_body(leaf))), None)
    if drive is not None:
        yield ContainerMember(finding=_linked(drive))
    elif not has_file:
        yield ContainerMember(finding=READER_RULES["file.not-a-workbook"].finding(reason=_NOTHING))


def _linked(drive: CloudDrive) -> Finding:
    return CAMPAIGN_RULES["mail.link"].finding(drive=drive.name, host=drive.host)


def _parts(leaf: Message, number: int) -> Iterator[_Part]:
    content = _content(leaf)
    if _is_body(leaf):
        for name, inner in _uuencoded(content):
            yield _Part(name, inner, is_trimming=False)
    else:
        name = file_name(leaf) or f"part-{number}"
        yield _Part(name, content, is_trimming=_is_trimming(leaf, name, content))


def _is_body(leaf: Message) -> bool:
    """Return whether a part is the text of the mail: an attached text has a name or says that it is attached."""
    return leaf.get_content_type() in _BODIES and leaf.get_content_disposition() != "attachment" and not file_name(leaf)


def _is_trimming(leaf: Message, name: str, content: bytes) -> bool:
    """Return whether mail programs add such a part: signatures, cards, pictures that stand in the text."""
    if leaf.get_content_type() in _TRIMMING_TYPES or _TRIMMING_NAME.search(name):
        return not content.startswith(_FORM_HEADS)
    if leaf.get_content_maintype() != "image" or not content.lstrip().startswith(_PICTURE_HEADS):
        return False  # what is declared a picture and is none may be a form
    return "content-id" in leaf or leaf.get_content_disposition() != "attachment"


def _content(leaf: Message) -> bytes:
    """Return the bytes of a part; b"" where they cannot be decoded."""
    try:
        content = leaf.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, AttributeError):
        return b""
    return content if isinstance(content, bytes) else b""


def _uuencoded(body: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of the files that stand uuencoded in the text of a mail (POSIX uuencode)."""
    name, content = None, bytearray()
    for line in body.splitlines() if b"begin" in body else ():
        begin = _UU_BEGIN.fullmatch(line.rstrip()) if name is None else None
        if begin:
            name, content = member_path(decoded(begin[1])).rpartition("/")[2] or "part", bytearray()
        elif name is not None and line.strip() == b"end":
            yield name, bytes(content)
            name = None
        elif name is not None and line:
            content += _uu_line(line)


def _uu_line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:  # blanks at the end were lost or added
        n_characters = (((line[0] - 32) & 63) * 4 + 5) // 3
        try:
            return binascii.a2b_uu(line[:n_characters])
        except binascii.Error:
            return b""


CONTAINER = ContainerKind(
    name="mail",
    rank=5,
    doc=Text(zh="邮件（.eml）", en="mails (`.eml`)"),
    nothing=_NOTHING,
    recognise=_recognise,
    members=_members,
    envelope=envelope,
)
