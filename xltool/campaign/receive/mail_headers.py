"""Headers of mails as mail programs really write them: names of attachments in every encoding, sender and date."""

from __future__ import annotations

import binascii
import email.policy
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import Message
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path
from urllib.parse import unquote_to_bytes

from xltool.base.display import visible
from xltool.campaign.receive.container import Envelope
from xltool.campaign.receive.member_names import decoded

_MAIL_HEADER = re.compile(
    rb"^(received|return-path|from|to|date|message-id|mime-version|subject|delivered-to|content-type):", re.IGNORECASE | re.MULTILINE
)
_ENOUGH = 3  # so many different ones make a mail
_LONGEST_HEADER = 16_384  # characters of a header in which a name is looked for
_HEADERS = 1 << 17  # bytes of a mail in which sender and date are looked for
_LONGEST_NAME, _LONGEST_ADDRESS = 255, 320
_PARAMETER = re.compile(r';\s*([^\s=;"]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)')
_WORD = re.compile(r"=\?([^?\s]+)\?([bBqQ])\?([^?]*)\?=")
#: Names of character sets under which Chinese programs write GBK, of which GB18030 is the whole.
_GBK = frozenset({"gb2312", "gb_2312-80", "gbk", "x-gbk", "cp936", "ms936", "windows-936", "csgb2312", "euc-cn"})


def is_mail_head(head: bytes) -> bool:
    """Return whether bytes begin as a mail does: with several of the headers that mails have."""
    headers = head.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").lstrip(b"\n").partition(b"\n\n")[0]
    return len({match[1].lower() for match in _MAIL_HEADER.finditer(headers)}) >= _ENOUGH


def file_name(part: Message) -> str:
    """Return the name of an attachment without any folder; "" where it has none.

    `filename*` (RFC 5987, RFC 2231) comes before `filename`, which programs add in a poorer encoding; then the name of the content.
    """
    disposition, content = _parameters(part, "content-disposition"), _parameters(part, "content-type")
    name = next(filter(None, (_value(disposition, "filename"), _value(content, "name"))), "")
    return visible(name.replace("\\", "/").rpartition("/")[2])[-_LONGEST_NAME:]


def _parameters(part: Message, header: str) -> dict[str, str]:
    """Return the parameters of a header as they are written, quotes taken off; bytes that are not ASCII as lone surrogates."""
    raw = next((str(value) for key, value in part.raw_items() if key.lower() == header), "")
    found = _PARAMETER.finditer(raw[:_LONGEST_HEADER].replace("\r", "").replace("\n", ""))
    return {match[1].lower(): _unquoted(match[2].strip()) for match in found}


def _unquoted(value: str) -> str:
    is_quoted = len(value) > 1 and value.startswith('"') and value.endswith('"')
    return re.sub(r"\\([\"\\])", r"\1", value[1:-1]) if is_quoted else value


def _value(parameters: dict[str, str], name: str) -> str:
    """Return a parameter, decoded: whole with its character set, in numbered pieces, or plain."""
    if f"{name}*" in parameters:
        return _extended(parameters[f"{name}*"])
    pieces = b"".join(_pieces(parameters, name))
    if not pieces:
        return _plain(parameters.get(name, ""))
    has_charset = f"{name}*0*" in parameters and pieces.count(b"'") > 1
    charset, _, rest = pieces.partition(b"'")
    return _decoded(rest.partition(b"'")[2], charset.decode("ascii", "replace")) if has_charset else _decoded(pieces, "")


def _pieces(parameters: dict[str, str], name: str) -> Iterator[bytes]:
    for number in range(len(parameters)):
        if f"{name}*{number}*" in parameters:
            yield unquote_to_bytes(_raw(parameters[f"{name}*{number}*"]))
        elif f"{name}*{number}" in parameters:
            yield _raw(parameters[f"{name}*{number}"])
        else:
            return


def _extended(value: str) -> str:
    charset, mark, rest = value.partition("'")
    content = rest.partition("'")[2] if mark else value
    return _decoded(unquote_to_bytes(_raw(content)), charset if mark else "")


def _plain(value: str) -> str:
    """Decode encoded words (RFC 2047), also within quotes and where a character is cut between two; and raw bytes."""
    parts: list[tuple[str, bytes]] = []  # character set ("" for what stands outside), bytes
    at = 0
    for match in _WORD.finditer(value):
        between = value[at : match.start()]
        if between.strip() or (between and not parts):
            parts.append(("", _raw(between)))
        charset = match[1].partition("*")[0].lower()
        content = _word(match[2].lower(), match[3])
        if parts and parts[-1][0] == charset:
            content = parts.pop()[1] + content
        parts.append((charset, content))
        at = match.end()
    parts.append(("", _raw(value[at:])))
    return "".join(_decoded(content, charset) for charset, content in parts)


def _word(encoding: str, content: str) -> bytes:
    raw = _raw(content)
    try:
        return binascii.a2b_base64(raw + b"==") if encoding == "b" else binascii.a2b_qp(raw, header=True)
    except binascii.Error:
        return raw


def _raw(text: str) -> bytes:
    """Return the bytes of a header's text as they came."""
    return text.encode("utf-8", "surrogateescape")


def _decoded(content: bytes, charset: str) -> str:
    """Decode bytes in a character set; where it is none, or is not the right one, as their bytes tell."""
    name = charset.strip().lower()
    try:
        return content.decode("gb18030" if name in _GBK else name) if name else decoded(content)
    except (LookupError, UnicodeError, ValueError):
        return decoded(content)


def envelope(path: Path) -> Envelope:
    """Return what a mail says of its sender and its date; None for what it does not say."""
    with path.open("rb") as file:
        head = file.read(_HEADERS)
    message = BytesParser(policy=email.policy.compat32).parsebytes(head, headersonly=True)
    sender = parseaddr(str(message.get("From") or ""))[1]
    return Envelope(sender=visible(sender)[:_LONGEST_ADDRESS] or None, sent_at=_sent_at(str(message.get("Date") or "")))


def _sent_at(date: str) -> datetime | None:
    try:
        sent = parsedate_to_datetime(date)
        return sent if sent.tzinfo else sent.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError):
        return None
