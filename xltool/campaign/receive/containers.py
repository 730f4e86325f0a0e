"""Containers: members of zips, attachments of mails."""

from __future__ import annotations

import contextlib
import email.policy
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path, PurePosixPath
from typing import IO, Literal

from xltool.base.display import visible
from xltool.base.findings import Finding
from xltool.base.messages import Text
from xltool.base.reader_rules import READER_RULES
from xltool.reading.guard import BROKEN, Limits, damaged_finding, directory_finding, too_large_finding

ContainerKind = Literal["zip", "mail"]
#: A zip or a mail may be as large as this, and hold as much; each workbook in it is held to the limits of the reader.
MAX_BYTES = 256 * 1024 * 1024
MAX_INFLATED_BYTES = 2 * 1024 * 1024 * 1024
LIMITS = Limits(n_members=5_000)

_HEAD = 8192
_NAME_LENGTH, _NAME = 26, 30  # where a local header of a zip has them
_ZIP_HEADS = (b"PK\x03\x04", b"PK\x05\x06")
#: Parts that make a zip a document: Open XML, OpenDocument.
_DOCUMENT_PARTS = {"[content_types].xml", "mimetype", "content.xml"}
_MAIL_HEADER = re.compile(rb"^(received|return-path|from|date|message-id|mime-version|subject|delivered-to):", re.IGNORECASE | re.MULTILINE)
_MAIL_HEADERS = 3  # so many of them make a mail
_WEB_PAGES = (".mht", ".mhtml")
_PASSED_OVER = re.compile(r"(^|/)(__MACOSX/|\.|~\$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
#: Attachments that mail programs add by themselves.
_MAIL_TRIMMINGS = re.compile(r"\.(p7s|p7m|asc|sig|vcf|ics)$", re.IGNORECASE)
_UTF8_NAME = 0x800  # flag of a zip member (APPNOTE 4.4.4, bit 11)
_ENCRYPTED = 0x1
_CUT = Text("压缩包不完整", "the archive is broken")
_NO_MAIL = Text("邮件无法解析", "the mail cannot be parsed")


@dataclass(frozen=True, kw_only=True)
class ContainerMember:
    """One content inside a container: a stream of it, or why there is none."""

    name: str
    stream: IO[bytes] | None
    finding: Finding | None = None
    saved_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """What a mail says of itself."""

    sender: str | None = None
    sent_at: datetime | None = None


def container_kind(path: Path, name: str) -> ContainerKind | None:
    """Whether a content holds others: by what it is, not by its name. None for a workbook and all else."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(_ZIP_HEADS):
        is_document = _first_name(head) in _DOCUMENT_PARTS  # as nearly all programs write them
        return "zip" if not is_document and _is_plain_zip(path) else None
    if PurePosixPath(name).suffix.lower() in _WEB_PAGES:
        return None
    headers = head.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    headers_found = {match[1].lower() for match in _MAIL_HEADER.finditer(headers)}
    return "mail" if len(headers_found) >= _MAIL_HEADERS else None


def _first_name(head: bytes) -> str:
    """The name of the first member of a zip (APPNOTE 4.3.7), in lower case."""
    length = int.from_bytes(head[_NAME_LENGTH : _NAME_LENGTH + 2], "little")
    return head[_NAME : _NAME + length].decode("utf-8", "replace").lower()


def _is_plain_zip(path: Path) -> bool:
    """Whether a zip is an archive of files and not a document. One that is broken is left to the reader to explain."""
    if directory_finding(path, LIMITS) is not None:
        return not _has_document_name(path)
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.replace("\\", "/").lower() for name in archive.namelist()}
    except BROKEN:
        return False
    return not names & _DOCUMENT_PARTS


def _has_document_name(path: Path) -> bool:
    """Whether the first member of a zip whose directory is not read is one of a document."""
    with path.open("rb") as file:
        head = file.read(_HEAD).lower()
    return any(part.encode() in head for part in _DOCUMENT_PARTS)


def zip_members(path: Path) -> Iterator[ContainerMember]:
    """The files in a zip, one after another; folders and what systems leave behind are passed over."""
    size = path.stat().st_size
    refused = too_large_finding(size, MAX_BYTES) if size > MAX_BYTES else directory_finding(path, LIMITS)
    if refused is not None:
        yield ContainerMember(name="", stream=None, finding=refused)
        return
    try:
        with zipfile.ZipFile(path) as archive:
            yield from _zip_members(archive)
    except BROKEN:
        yield ContainerMember(name="", stream=None, finding=damaged_finding(_CUT))


def _zip_members(archive: zipfile.ZipFile) -> Iterator[ContainerMember]:
    total = 0
    for info in archive.infolist():
        name = _zip_name(info)
        if info.is_dir() or _PASSED_OVER.search(name):
            continue
        total += info.file_size
        finding = _refused(info, total)
        if finding is not None:
            yield ContainerMember(name=name, stream=None, finding=finding)
            continue
        try:
            with archive.open(info) as stream:
                content = stream.read(LIMITS.n_bytes + 1)
        except BROKEN:
            yield ContainerMember(name=name, stream=None, finding=damaged_finding(_CUT))
            continue
        if len(content) > LIMITS.n_bytes:  # more than the zip says
            yield ContainerMember(name=name, stream=None, finding=too_large_finding(len(content), LIMITS.n_bytes))
        else:
            yield ContainerMember(name=name, stream=io.BytesIO(content), saved_at=_saved_at(info))


def _refused(info: zipfile.ZipInfo, total: int) -> Finding | None:
    if info.flag_bits & _ENCRYPTED:
        return READER_RULES["file.encrypted"].finding()
    if info.file_size > LIMITS.n_bytes:
        return too_large_finding(info.file_size, LIMITS.n_bytes)
    return too_large_finding(total, MAX_INFLATED_BYTES) if total > MAX_INFLATED_BYTES else None


def _zip_name(info: zipfile.ZipInfo) -> str:
    """The name of a member; without the flag for UTF-8, Chinese programs write GBK."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAME:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("gb18030")
    return visible(name.replace("\\", "/"))[:500]


def _saved_at(info: zipfile.ZipInfo) -> datetime | None:
    try:
        return datetime(*info.date_time).astimezone()  # zips hold local time
    except (ValueError, OverflowError, OSError):
        return None


def read_mail(path: Path) -> tuple[Envelope, list[ContainerMember]]:
    """A mail and its attachments; mails inside it are looked into as well. Pictures and signatures are passed over."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        return Envelope(), [ContainerMember(name="", stream=None, finding=too_large_finding(size, MAX_BYTES))]
    try:
        with path.open("rb") as file:
            message = BytesParser(policy=email.policy.compat32).parse(file)
        return _envelope(message), [_attachment(part, name) for part, name in _attachments(message)]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, MemoryError):
        return Envelope(), [ContainerMember(name="", stream=None, finding=damaged_finding(_NO_MAIL))]


def _envelope(message: Message) -> Envelope:
    sender = parseaddr(_header(message, "From"))[1] or None
    try:
        sent = parsedate_to_datetime(_header(message, "Date"))
        sent_at = sent if sent.tzinfo else sent.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError):
        sent_at = None
    return Envelope(sender=visible(sender)[:320] if sender else None, sent_at=sent_at)


def _header(message: Message, name: str) -> str:
    return str(message.get(name) or "")


def _attachments(message: Message) -> Iterator[tuple[Message, str]]:
    for part in message.walk():
        name = _file_name(part)
        if part.is_multipart() or not name or part.get_content_maintype() == "image":
            continue
        if not _MAIL_TRIMMINGS.search(name) and not _PASSED_OVER.search(name):
            yield part, name


def _file_name(part: Message) -> str:
    """The name of an attachment, decoded (RFC 2231, RFC 2047), without any folder."""
    from email.header import decode_header, make_header

    raw = part.get_filename() or ""
    try:
        name = str(make_header(decode_header(raw)))
    except (LookupError, UnicodeError, ValueError):
        name = raw
    return visible(name.replace("\\", "/").rpartition("/")[2])[:255]


def _attachment(part: Message, name: str) -> ContainerMember:
    content = part.get_payload(decode=True)
    data = content if isinstance(content, bytes) else b""
    if len(data) > LIMITS.n_bytes:
        return ContainerMember(name=name, stream=None, finding=too_large_finding(len(data), LIMITS.n_bytes))
    return ContainerMember(name=name, stream=io.BytesIO(data))
